-- Accounts of sellers with the shop, which are only ever added to. One entry of a kind for a line; amounts of reversals are
-- negative.
CREATE TABLE settlements (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    seller_id     BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    order_id      BLOB    NOT NULL,
    line_id       BLOB    NOT NULL,
    gross         INTEGER NOT NULL,
    commission    INTEGER NOT NULL,
    net           INTEGER NOT NULL,
    currency      TEXT    NOT NULL,
    points        INTEGER NOT NULL,
    business_date TEXT    NOT NULL,
    settled_at    TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX settlements_of_line ON settlements (line_id, kind);
CREATE INDEX settlements_by_day ON settlements (seller_id, business_date, id);

-- What was counted of sellers, month by month, in the commits of what is counted. Lines that wait are counted off in the month
-- in which they move on, so these two can be negative.
CREATE TABLE seller_months (
    seller_id BLOB    NOT NULL,
    month     TEXT    NOT NULL,
    profit    INTEGER NOT NULL,
    sent      INTEGER NOT NULL,
    unsent    INTEGER NOT NULL,
    unpaid    INTEGER NOT NULL,
    PRIMARY KEY (seller_id, month)
) STRICT, WITHOUT ROWID;

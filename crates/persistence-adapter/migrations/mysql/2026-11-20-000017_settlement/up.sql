-- Accounts of sellers with the shop, which are only ever added to. One entry of a kind for a line; amounts of reversals are
-- negative.
CREATE TABLE settlements (
    id            BINARY(16)  NOT NULL PRIMARY KEY,
    seller_id     BINARY(16)  NOT NULL,
    kind          VARCHAR(16) NOT NULL,
    order_id      BINARY(16)  NOT NULL,
    line_id       BINARY(16)  NOT NULL,
    gross         BIGINT      NOT NULL,
    commission    BIGINT      NOT NULL,
    net           BIGINT      NOT NULL,
    currency      CHAR(3)     NOT NULL,
    points        BIGINT      NOT NULL,
    business_date CHAR(10)    NOT NULL,
    settled_at    DATETIME(6) NOT NULL,
    UNIQUE KEY settlements_of_line (line_id, kind),
    KEY settlements_by_day (seller_id, business_date, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was counted of sellers, month by month, in the commits of what is counted. Lines that wait are counted off in the month
-- in which they move on, so these two can be negative.
CREATE TABLE seller_months (
    seller_id BINARY(16) NOT NULL,
    month     CHAR(10)   NOT NULL,
    profit    BIGINT     NOT NULL,
    sent      BIGINT     NOT NULL,
    unsent    BIGINT     NOT NULL,
    unpaid    BIGINT     NOT NULL,
    PRIMARY KEY (seller_id, month)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

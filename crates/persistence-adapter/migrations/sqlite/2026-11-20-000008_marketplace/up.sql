-- company_key is the folded name, made by the application. private is sealed: bank data, names, numbers.
CREATE TABLE sellers (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id      BLOB    NOT NULL UNIQUE,
    company         TEXT    NOT NULL,
    company_key     TEXT    NOT NULL UNIQUE,
    business_number TEXT    NOT NULL,
    private         BLOB    NOT NULL,
    state           TEXT    NOT NULL,
    reason          TEXT,
    applied_at      TEXT    NOT NULL,
    decided_at      TEXT,
    decided_by      BLOB,
    -- The number of rows in follows, changed in the transaction that adds or removes one.
    followers       INTEGER NOT NULL CHECK (followers >= 0),
    version         INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX sellers_by_state ON sellers (state, id);

CREATE TABLE follows (
    seller_id   BLOB NOT NULL,
    account_id  BLOB NOT NULL,
    followed_at TEXT NOT NULL,
    PRIMARY KEY (seller_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_by_account ON follows (account_id, seller_id);

-- company_key is the folded name, made by the application. private is sealed: bank data, names, numbers.
CREATE TABLE sellers (
    id              BINARY(16)   NOT NULL PRIMARY KEY,
    account_id      BINARY(16)   NOT NULL,
    company         VARCHAR(60)  NOT NULL,
    company_key     VARCHAR(180) NOT NULL,
    business_number CHAR(10)     NOT NULL,
    private         BLOB         NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    reason          TEXT         NULL,
    applied_at      DATETIME(6)  NOT NULL,
    decided_at      DATETIME(6)  NULL,
    decided_by      BINARY(16)   NULL,
    -- The number of rows in follows, changed in the transaction that adds or removes one.
    followers       BIGINT       NOT NULL CHECK (followers >= 0),
    version         BIGINT       NOT NULL CHECK (version >= 1),
    UNIQUE KEY sellers_account (account_id),
    UNIQUE KEY sellers_company (company_key),
    KEY sellers_by_state (state, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE follows (
    seller_id   BINARY(16)  NOT NULL,
    account_id  BINARY(16)  NOT NULL,
    followed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (seller_id, account_id),
    KEY follows_by_account (account_id, seller_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

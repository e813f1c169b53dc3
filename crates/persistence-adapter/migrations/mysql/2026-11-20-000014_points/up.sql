-- The entries of wallets, which are only ever added: the key (user_id, version) is the lock, and the newest entry says what
-- there is. business_date is the day in the shop, `moved` and `lots` are what came or went and what there is after it, by how
-- long it lasts, as JSON.
CREATE TABLE wallet_entries (
    user_id       BINARY(16)   NOT NULL,
    version       BIGINT       NOT NULL CHECK (version >= 1),
    kind          VARCHAR(20)  NOT NULL,
    amount        BIGINT       NOT NULL CHECK (amount <> 0),
    balance_after BIGINT       NOT NULL CHECK (balance_after >= 0),
    reference     VARCHAR(64)  NOT NULL,
    business_date CHAR(10)     NOT NULL,
    moved         TEXT         NOT NULL,
    lots          TEXT         NOT NULL,
    note          VARCHAR(200) NULL,
    actor_id      BINARY(16)   NULL,
    recorded_at   DATETIME(6)  NOT NULL,
    PRIMARY KEY (user_id, version),
    UNIQUE KEY reference (user_id, kind, reference),
    KEY wallet_entries_by_day (user_id, business_date, version, amount)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Both halves of each entry in the books, which are zero together.
CREATE TABLE wallet_postings (
    user_id BINARY(16)  NOT NULL,
    version BIGINT      NOT NULL,
    account VARCHAR(16) NOT NULL,
    amount  BIGINT      NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (user_id, version, account)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Whose points may be over after which day: written when a lot begins, forgotten when somebody has looked.
CREATE TABLE wallet_lapses (
    user_id   BINARY(16) NOT NULL,
    lapses_on CHAR(10)   NOT NULL,
    version   BIGINT     NOT NULL,
    PRIMARY KEY (user_id, lapses_on, version),
    KEY wallet_lapses_by_day (lapses_on, user_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who was welcomed: keyed hashes of addresses and of people at identity providers, which outlive their accounts.
CREATE TABLE welcomes (
    print       BINARY(32)  NOT NULL PRIMARY KEY,
    welcomed_at DATETIME(6) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One subscription for each account. due_on is the day of the next payment as long as there is anything to be done on it.
CREATE TABLE subscriptions (
    user_id      BINARY(16)  NOT NULL PRIMARY KEY,
    state        VARCHAR(16) NOT NULL,
    period       BIGINT      NOT NULL CHECK (period >= 1),
    fee          BIGINT      NOT NULL,
    started_on   CHAR(10)    NOT NULL,
    next_payment CHAR(10)    NOT NULL,
    due_on       CHAR(10)    NULL,
    version      BIGINT      NOT NULL CHECK (version >= 1),
    updated_at   DATETIME(6) NOT NULL,
    KEY subscriptions_by_due_day (due_on, user_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

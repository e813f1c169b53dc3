-- The entries of wallets, which are only ever added: the key (user_id, version) is the lock, and the newest entry says what
-- there is. business_date is the day in the shop, moved and lots are what came or went and what there is after it, by how
-- long it lasts, as JSON.
CREATE TABLE wallet_entries (
    user_id       BLOB    NOT NULL CHECK (length(user_id) = 16),
    version       INTEGER NOT NULL CHECK (version >= 1),
    kind          TEXT    NOT NULL,
    amount        INTEGER NOT NULL CHECK (amount <> 0),
    balance_after INTEGER NOT NULL CHECK (balance_after >= 0),
    reference     TEXT    NOT NULL,
    business_date TEXT    NOT NULL,
    moved         TEXT    NOT NULL,
    lots          TEXT    NOT NULL,
    note          TEXT,
    actor_id      BLOB,
    recorded_at   TEXT    NOT NULL,
    PRIMARY KEY (user_id, version),
    UNIQUE (user_id, kind, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX wallet_entries_by_day ON wallet_entries (user_id, business_date, version, amount);

-- Both halves of each entry in the books, which are zero together.
CREATE TABLE wallet_postings (
    user_id BLOB    NOT NULL,
    version INTEGER NOT NULL,
    account TEXT    NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (user_id, version, account)
) STRICT, WITHOUT ROWID;

-- Whose points may be over after which day: written when a lot begins, forgotten when somebody has looked.
CREATE TABLE wallet_lapses (
    user_id   BLOB    NOT NULL,
    lapses_on TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    PRIMARY KEY (user_id, lapses_on, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX wallet_lapses_by_day ON wallet_lapses (lapses_on, user_id);

-- Who was welcomed: keyed hashes of addresses and of people at identity providers, which outlive their accounts.
CREATE TABLE welcomes (
    print       BLOB NOT NULL PRIMARY KEY CHECK (length(print) = 32),
    welcomed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One subscription for each account. due_on is the day of the next payment as long as there is anything to be done on it.
CREATE TABLE subscriptions (
    user_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(user_id) = 16),
    state        TEXT    NOT NULL,
    period       INTEGER NOT NULL CHECK (period >= 1),
    fee          INTEGER NOT NULL,
    started_on   TEXT    NOT NULL,
    next_payment TEXT    NOT NULL,
    due_on       TEXT,
    version      INTEGER NOT NULL CHECK (version >= 1),
    updated_at   TEXT    NOT NULL
) STRICT;

CREATE INDEX subscriptions_by_due_day ON subscriptions (due_on, user_id);

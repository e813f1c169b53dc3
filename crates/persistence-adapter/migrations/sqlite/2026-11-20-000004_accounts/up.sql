-- personal is sealed: address, number, name in the papers, customs code; none when nothing of it is known. The prints
-- are keyed hashes by which a live account is found and which no two may share; none when there is nothing to find, or
-- the account is deleted.
CREATE TABLE accounts (
    id                 BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email_print        BLOB    UNIQUE CHECK (length(email_print) = 32),
    phone_print        BLOB    UNIQUE CHECK (length(phone_print) = 32),
    personal           BLOB,
    nickname           TEXT    NOT NULL,
    introduction       TEXT,
    password_hash      TEXT,
    role               TEXT    NOT NULL,
    state              TEXT    NOT NULL,
    language           TEXT    NOT NULL,
    token_version      INTEGER NOT NULL,
    version            INTEGER NOT NULL CHECK (version >= 1),
    created_at         TEXT    NOT NULL,
    updated_at         TEXT    NOT NULL,
    last_sign_in_at    TEXT,
    dormancy_notice_at TEXT,
    deleted_at         TEXT,
    -- When somebody was last there: the later of created_at and last_sign_in_at.
    idle_since         TEXT    NOT NULL,
    -- deleted_at, as long as something personal is left.
    to_forget_since    TEXT
) STRICT;

CREATE INDEX accounts_by_state ON accounts (state, id);
CREATE INDEX accounts_by_age ON accounts (state, created_at);
CREATE INDEX accounts_by_idleness ON accounts (state, dormancy_notice_at, idle_since);
CREATE INDEX accounts_to_forget ON accounts (to_forget_since) WHERE to_forget_since IS NOT NULL;

-- email_key is the lower-case address, made by the application.
CREATE TABLE accounts (
    id            BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email         TEXT NOT NULL,
    email_key     TEXT NOT NULL UNIQUE,
    nickname      TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL,
    created_at    TEXT NOT NULL
) STRICT;

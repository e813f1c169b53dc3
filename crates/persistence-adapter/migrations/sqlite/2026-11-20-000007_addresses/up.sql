-- An account's addresses are read and written as one book, whose version is the optimistic lock.
CREATE TABLE address_books (
    account_id BLOB    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version >= 1),
    default_id BLOB
) STRICT, WITHOUT ROWID;

-- document is sealed.
CREATE TABLE addresses (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BLOB    NOT NULL,
    position   INTEGER NOT NULL,
    document   BLOB    NOT NULL,
    created_at TEXT    NOT NULL,
    updated_at TEXT    NOT NULL
) STRICT;

CREATE INDEX addresses_by_account ON addresses (account_id, position);

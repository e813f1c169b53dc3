-- An account's addresses are read and written as one book, whose version is the optimistic lock.
CREATE TABLE address_books (
    account_id BINARY(16) NOT NULL PRIMARY KEY,
    version    BIGINT     NOT NULL CHECK (version >= 1),
    default_id BINARY(16) NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- document is sealed.
CREATE TABLE addresses (
    id         BINARY(16)  NOT NULL PRIMARY KEY,
    account_id BINARY(16)  NOT NULL,
    position   BIGINT      NOT NULL,
    document   BLOB        NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    KEY addresses_by_account (account_id, position)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- personal is sealed: address, number, name in the papers, customs code; none when nothing of it is known. The prints
-- are keyed hashes by which a live account is found and which no two may share; none when there is nothing to find, or
-- the account is deleted. Their keys are called like them: an error names the key alone.
CREATE TABLE accounts (
    id                 BINARY(16)   NOT NULL PRIMARY KEY,
    email_print        BINARY(32)   NULL,
    phone_print        BINARY(32)   NULL,
    personal           BLOB         NULL,
    nickname           VARCHAR(30)  NOT NULL,
    introduction       VARCHAR(50)  NULL,
    password_hash      VARCHAR(255) NULL,
    role               VARCHAR(16)  NOT NULL,
    state              VARCHAR(16)  NOT NULL,
    language           VARCHAR(8)   NOT NULL,
    token_version      BIGINT       NOT NULL,
    version            BIGINT       NOT NULL CHECK (version >= 1),
    created_at         DATETIME(6)  NOT NULL,
    updated_at         DATETIME(6)  NOT NULL,
    last_sign_in_at    DATETIME(6)  NULL,
    dormancy_notice_at DATETIME(6)  NULL,
    deleted_at         DATETIME(6)  NULL,
    -- When somebody was last there: the later of created_at and last_sign_in_at.
    idle_since         DATETIME(6)  NOT NULL,
    -- deleted_at, as long as something personal is left.
    to_forget_since    DATETIME(6)  NULL,
    UNIQUE KEY email_print (email_print),
    UNIQUE KEY phone_print (phone_print),
    KEY accounts_by_state (state, id),
    KEY accounts_by_age (state, created_at),
    KEY accounts_by_idleness (state, dormancy_notice_at, idle_since),
    KEY accounts_to_forget (to_forget_since)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- subject is a keyed hash of the provider's id for somebody; so are all hashes here of what only its bearer knows.
CREATE TABLE linked_identities (
    provider   VARCHAR(16) NOT NULL,
    subject    BINARY(32)  NOT NULL,
    account_id BINARY(16)  NOT NULL,
    linked_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (provider, subject),
    KEY linked_identities_by_account (account_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE sessions (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    account_id   BINARY(16)   NOT NULL,
    client       VARCHAR(200) NULL,
    created_at   DATETIME(6)  NOT NULL,
    refreshed_at DATETIME(6)  NOT NULL,
    ended_at     DATETIME(6)  NULL,
    -- With ended_at, or MariaDB would look through all sessions that have not ended.
    KEY sessions_by_account (account_id, ended_at, id),
    -- A session is forgotten long after it ended, grew too old, or lay unused for too long.
    KEY sessions_by_end (ended_at),
    KEY sessions_by_age (created_at),
    KEY sessions_by_use (refreshed_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A chain per session, of which the newest row is good. The key is the optimistic lock: of two that follow one token,
-- one finds its generation taken.
CREATE TABLE refresh_tokens (
    session_id BINARY(16)  NOT NULL,
    generation BIGINT      NOT NULL CHECK (generation >= 1),
    hash       BINARY(32)  NOT NULL,
    issued_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (session_id, generation),
    UNIQUE KEY refresh_tokens_hash (hash)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- target is sealed: the address or number that the code proves.
CREATE TABLE codes (
    account_id BINARY(16)  NOT NULL,
    purpose    VARCHAR(16) NOT NULL,
    target     BLOB        NULL,
    hash       BINARY(32)  NOT NULL,
    issued_at  DATETIME(6) NOT NULL,
    misses     BIGINT      NOT NULL CHECK (misses >= 0),
    version    BIGINT      NOT NULL CHECK (version >= 1),
    spent      BOOLEAN     NOT NULL,
    PRIMARY KEY (account_id, purpose),
    KEY codes_by_age (issued_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE provider_attempts (
    state        BINARY(32)  NOT NULL PRIMARY KEY,
    provider     VARCHAR(16) NOT NULL,
    binding      BINARY(32)  NOT NULL,
    redirect_uri TEXT        NOT NULL,
    link_to      BINARY(16)  NULL,
    began_at     DATETIME(6) NOT NULL,
    KEY provider_attempts_by_age (began_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE api_keys (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    owner_id     BINARY(16)   NOT NULL,
    name         VARCHAR(60)  NOT NULL,
    scopes       VARCHAR(255) NOT NULL,
    hash         BINARY(32)   NOT NULL,
    created_at   DATETIME(6)  NOT NULL,
    expires_at   DATETIME(6)  NOT NULL,
    last_used_at DATETIME(6)  NULL,
    revoked_at   DATETIME(6)  NULL,
    UNIQUE KEY api_keys_hash (hash),
    KEY api_keys_by_owner (owner_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

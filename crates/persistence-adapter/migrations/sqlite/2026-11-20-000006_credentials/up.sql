-- subject is a keyed hash of the provider's id for somebody; so are all hashes here of what only its bearer knows.
CREATE TABLE linked_identities (
    provider   TEXT NOT NULL,
    subject    BLOB NOT NULL CHECK (length(subject) = 32),
    account_id BLOB NOT NULL,
    linked_at  TEXT NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX linked_identities_by_account ON linked_identities (account_id);

CREATE TABLE sessions (
    id           BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id   BLOB NOT NULL,
    client       TEXT,
    created_at   TEXT NOT NULL,
    refreshed_at TEXT NOT NULL,
    ended_at     TEXT
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account_id, ended_at, id);
-- A session is forgotten long after it ended, grew too old, or lay unused for too long.
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_age ON sessions (created_at);
CREATE INDEX sessions_by_use ON sessions (refreshed_at);

-- A chain per session, of which the newest row is good. The key is the optimistic lock: of two that follow one token,
-- one finds its generation taken.
CREATE TABLE refresh_tokens (
    session_id BLOB    NOT NULL,
    generation INTEGER NOT NULL CHECK (generation >= 1),
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    issued_at  TEXT    NOT NULL,
    PRIMARY KEY (session_id, generation)
) STRICT, WITHOUT ROWID;

-- target is sealed: the address or number that the code proves.
CREATE TABLE codes (
    account_id BLOB    NOT NULL,
    purpose    TEXT    NOT NULL,
    target     BLOB,
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    issued_at  TEXT    NOT NULL,
    misses     INTEGER NOT NULL CHECK (misses >= 0),
    version    INTEGER NOT NULL CHECK (version >= 1),
    spent      INTEGER NOT NULL CHECK (spent IN (0, 1)),
    PRIMARY KEY (account_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX codes_by_age ON codes (issued_at);

CREATE TABLE provider_attempts (
    state        BLOB NOT NULL PRIMARY KEY CHECK (length(state) = 32),
    provider     TEXT NOT NULL,
    binding      BLOB NOT NULL CHECK (length(binding) = 32),
    redirect_uri TEXT NOT NULL,
    link_to      BLOB,
    began_at     TEXT NOT NULL
) STRICT;

CREATE INDEX provider_attempts_by_age ON provider_attempts (began_at);

CREATE TABLE api_keys (
    id           BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    owner_id     BLOB NOT NULL,
    name         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at   TEXT
) STRICT;

CREATE INDEX api_keys_by_owner ON api_keys (owner_id, id);

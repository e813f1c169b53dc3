-- Messages to be delivered: a chain per aggregate, extended in the commit of what it tells. payload is sealed, and wiped
-- once it was delivered.
CREATE TABLE outbox (
    aggregate  BLOB    NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 1),
    id         BLOB    NOT NULL UNIQUE,
    topic      TEXT    NOT NULL,
    payload    BLOB,
    state      TEXT    NOT NULL,
    tries      INTEGER NOT NULL,
    due_at     TEXT    NOT NULL,
    why        TEXT,
    written_at TEXT    NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (aggregate, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_line ON outbox (aggregate, state, position);
CREATE INDEX outbox_settled ON outbox (state, settled_at);

-- Who may do what alone, and until when. The fence grows from holder to holder.
CREATE TABLE leases (
    name    TEXT    NOT NULL PRIMARY KEY,
    holder  BLOB    NOT NULL,
    fence   INTEGER NOT NULL CHECK (fence >= 1),
    ends_at TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job_runs (
    job      TEXT    NOT NULL,
    began_at TEXT    NOT NULL,
    ended_at TEXT    NOT NULL,
    -- How many things it dealt with; none when it failed.
    done     INTEGER,
    PRIMARY KEY (job, began_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_runs_by_age ON job_runs (began_at);

-- A single chain: each row carries the keyed hash of itself and of the one before. Rows are only ever added.
CREATE TABLE audit_log (
    position    INTEGER NOT NULL PRIMARY KEY CHECK (position >= 1),
    recorded_at TEXT    NOT NULL,
    actor_id    BLOB,
    action      TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    previous    BLOB    NOT NULL,
    hash        BLOB    NOT NULL
) STRICT;

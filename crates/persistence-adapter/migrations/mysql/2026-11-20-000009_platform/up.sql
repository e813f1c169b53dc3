-- Messages to be delivered: a chain per aggregate, extended in the commit of what it tells. payload is sealed, and wiped
-- once it was delivered.
CREATE TABLE outbox (
    aggregate  BINARY(16)   NOT NULL,
    position   BIGINT       NOT NULL CHECK (position >= 1),
    id         BINARY(16)   NOT NULL,
    topic      VARCHAR(40)  NOT NULL,
    payload    BLOB         NULL,
    state      VARCHAR(16)  NOT NULL,
    tries      BIGINT       NOT NULL,
    due_at     DATETIME(6)  NOT NULL,
    why        VARCHAR(500) NULL,
    written_at DATETIME(6)  NOT NULL,
    settled_at DATETIME(6)  NULL,
    PRIMARY KEY (aggregate, position),
    UNIQUE KEY outbox_id (id),
    KEY outbox_due (state, due_at),
    KEY outbox_line (aggregate, state, position),
    KEY outbox_settled (state, settled_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who may do what alone, and until when. The fence grows from holder to holder.
CREATE TABLE leases (
    name    VARCHAR(40) NOT NULL PRIMARY KEY,
    holder  BINARY(16)  NOT NULL,
    fence   BIGINT      NOT NULL CHECK (fence >= 1),
    ends_at DATETIME(6) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE job_runs (
    job      VARCHAR(40) NOT NULL,
    began_at DATETIME(6) NOT NULL,
    ended_at DATETIME(6) NOT NULL,
    -- How many things it dealt with; none when it failed.
    done     BIGINT      NULL,
    PRIMARY KEY (job, began_at),
    KEY job_runs_by_age (began_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A single chain: each row carries the keyed hash of itself and of the one before. Rows are only ever added.
CREATE TABLE audit_log (
    position    BIGINT       NOT NULL PRIMARY KEY CHECK (position >= 1),
    recorded_at DATETIME(6)  NOT NULL,
    actor_id    BINARY(16)   NULL,
    action      VARCHAR(40)  NOT NULL,
    subject     VARCHAR(64)  NOT NULL,
    note        VARCHAR(500) NOT NULL,
    previous    BINARY(32)   NOT NULL,
    hash        BINARY(32)   NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

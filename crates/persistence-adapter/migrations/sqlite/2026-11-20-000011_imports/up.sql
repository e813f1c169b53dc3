-- Runs of imports. How far one has come is written in the commit of what it did: whoever goes on starts exactly there.
CREATE TABLE imports (
    id                BLOB    NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL CHECK (version >= 1),
    fingerprint       BLOB    NOT NULL,
    format            TEXT    NOT NULL,
    is_uploaded       INTEGER NOT NULL CHECK (is_uploaded IN (0, 1)),
    dry_run           INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    create_categories INTEGER NOT NULL CHECK (create_categories IN (0, 1)),
    seller_id         BLOB,
    actor_id          BLOB,
    state             TEXT    NOT NULL,
    why               TEXT,
    created           INTEGER NOT NULL,
    updated           INTEGER NOT NULL,
    unchanged         INTEGER NOT NULL,
    rejected          INTEGER NOT NULL,
    bytes_done        INTEGER NOT NULL,
    bytes_total       INTEGER NOT NULL,
    lines_done        INTEGER NOT NULL,
    rejects_bytes     INTEGER NOT NULL,
    created_at        TEXT    NOT NULL,
    updated_at        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX imports_by_file ON imports (fingerprint, id);
CREATE INDEX imports_by_state ON imports (state, id);

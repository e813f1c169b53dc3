-- Where events are sent. secrets is sealed.
CREATE TABLE webhooks (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    url            TEXT    NOT NULL,
    description    TEXT,
    -- Patterns, as a list of JSON.
    events         TEXT    NOT NULL,
    enabled        INTEGER NOT NULL,
    secrets_sealed BLOB    NOT NULL,
    failing_since  TEXT,
    version        INTEGER NOT NULL CHECK (version >= 1),
    created_at     TEXT    NOT NULL,
    updated_at     TEXT    NOT NULL
) STRICT;

-- What was sent there, and what became of it. No personal data is in a body.
CREATE TABLE webhook_deliveries (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    webhook_id    BLOB    NOT NULL,
    event_id      BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    line          BLOB    NOT NULL,
    body          TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    tries         INTEGER NOT NULL CHECK (tries >= 0),
    last_status   INTEGER,
    last_error    TEXT,
    last_tried_at TEXT,
    delivered_at  TEXT,
    version       INTEGER NOT NULL CHECK (version >= 1),
    created_at    TEXT    NOT NULL
) STRICT;

CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook_id, state, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);

-- Up to where in the catalogue's feed others were told; one row, or none before the first time.
CREATE TABLE news_position (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
) STRICT;

-- The products that others believe to be sold out.
CREATE TABLE news_sold_out (
    product_id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

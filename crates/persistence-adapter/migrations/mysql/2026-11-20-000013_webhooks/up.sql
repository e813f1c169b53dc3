-- Where events are sent. secrets is sealed.
CREATE TABLE webhooks (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    url            VARCHAR(500) NOT NULL,
    description    VARCHAR(200) NULL,
    -- Patterns, as a list of JSON.
    events         TEXT         NOT NULL,
    enabled        BOOLEAN      NOT NULL,
    secrets_sealed BLOB         NOT NULL,
    failing_since  DATETIME(6)  NULL,
    version        BIGINT       NOT NULL CHECK (version >= 1),
    created_at     DATETIME(6)  NOT NULL,
    updated_at     DATETIME(6)  NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was sent there, and what became of it. No personal data is in a body.
CREATE TABLE webhook_deliveries (
    id            BINARY(16)   NOT NULL PRIMARY KEY,
    webhook_id    BINARY(16)   NOT NULL,
    event_id      BINARY(16)   NOT NULL,
    kind          VARCHAR(60)  NOT NULL,
    line          BINARY(16)   NOT NULL,
    body          MEDIUMTEXT   NOT NULL,
    state         VARCHAR(16)  NOT NULL,
    tries         BIGINT       NOT NULL CHECK (tries >= 0),
    last_status   BIGINT       NULL,
    last_error    VARCHAR(200) NULL,
    last_tried_at DATETIME(6)  NULL,
    delivered_at  DATETIME(6)  NULL,
    version       BIGINT       NOT NULL CHECK (version >= 1),
    created_at    DATETIME(6)  NOT NULL,
    KEY webhook_deliveries_by_webhook (webhook_id, id),
    KEY webhook_deliveries_by_state (webhook_id, state, id),
    KEY webhook_deliveries_by_age (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Up to where in the catalogue's feed others were told; one row, or none before the first time.
CREATE TABLE news_position (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The products that others believe to be sold out.
CREATE TABLE news_sold_out (
    product_id BINARY(16) NOT NULL PRIMARY KEY
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The key is the optimistic lock: of two writers that extend the same event, one finds its version taken.
-- Rows are only ever added. The checks are the last line of defence behind the domain's rules.
CREATE TABLE stock_events (
    item_id         BINARY(16)   NOT NULL,
    location_id     BINARY(16)   NOT NULL,
    version         BIGINT       NOT NULL CHECK (version >= 1),
    kind            VARCHAR(16)  NOT NULL,
    `change`        BIGINT       NOT NULL,
    reserved_change BIGINT       NOT NULL,
    on_hand_after   BIGINT       NOT NULL CHECK (on_hand_after BETWEEN 0 AND 2147483647),
    reserved_after  BIGINT       NOT NULL,
    -- What is agreed from then on: the most that is to lie there, and when it is low.
    ceiling         BIGINT       NULL,
    low             BIGINT       NULL,
    reason          VARCHAR(200) NULL,
    -- An order, or a transfer.
    reference       BINARY(16)   NULL,
    op_id           BINARY(16)   NOT NULL,
    actor_id        BINARY(16)   NULL,
    recorded_at     DATETIME(6)  NOT NULL,
    PRIMARY KEY (item_id, location_id, version),
    KEY stock_events_by_time (recorded_at, item_id, location_id, version),
    CONSTRAINT stock_events_reserved CHECK (reserved_after BETWEEN 0 AND on_hand_after)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The key is the optimistic lock: of two writers that extend the same event, one finds its version taken.
-- Rows are only ever added. The checks are the last line of defence behind the domain's rules.
CREATE TABLE stock_events (
    item_id         BLOB    NOT NULL,
    location_id     BLOB    NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    kind            TEXT    NOT NULL,
    change          INTEGER NOT NULL,
    reserved_change INTEGER NOT NULL,
    on_hand_after   INTEGER NOT NULL CHECK (on_hand_after BETWEEN 0 AND 2147483647),
    reserved_after  INTEGER NOT NULL CHECK (reserved_after BETWEEN 0 AND on_hand_after),
    -- What is agreed from then on: the most that is to lie there, and when it is low.
    ceiling         INTEGER,
    low             INTEGER,
    reason          TEXT,
    -- An order, or a transfer.
    reference       BLOB,
    op_id           BLOB    NOT NULL,
    actor_id        BLOB,
    recorded_at     TEXT    NOT NULL,
    PRIMARY KEY (item_id, location_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX stock_events_by_time ON stock_events (recorded_at, item_id, location_id, version);

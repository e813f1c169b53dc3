-- Where stock lies: racks in buildings. name_folded and address_folded are the lower-case texts, made by the application, so
-- that every database finds the same. Latitude and longitude are millionths of a degree.
CREATE TABLE warehouses (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name           TEXT    NOT NULL,
    name_folded    TEXT    NOT NULL,
    address        TEXT,
    address_folded TEXT,
    postal_code    TEXT,
    latitude       INTEGER,
    longitude      INTEGER,
    contact_sealed BLOB,
    available      INTEGER NOT NULL CHECK (available IN (0, 1)),
    version        INTEGER NOT NULL CHECK (version >= 1),
    created_at     TEXT    NOT NULL,
    updated_at     TEXT    NOT NULL
) STRICT;

-- A location of the stock ledger.
CREATE TABLE racks (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    warehouse_id BLOB    NOT NULL,
    name         TEXT    NOT NULL,
    position     TEXT,
    version      INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE INDEX racks_by_warehouse ON racks (warehouse_id, id);

-- Where everything lies when nothing else is said.
INSERT INTO warehouses (id, name, name_folded, available, version, created_at, updated_at)
VALUES (x'00000000000070008000000000000002', 'Main', 'main', 1, 1, '2026-11-20 00:00:00.000000', '2026-11-20 00:00:00.000000');
INSERT INTO racks (id, warehouse_id, name, version)
VALUES (x'00000000000070008000000000000001', x'00000000000070008000000000000002', 'Main', 1);

-- Every chain of the ledger, written with its first event. sellable is warehouses.available, changed in the transaction that
-- changes that: whoever asks what can be had of an item looks at the ends of its sellable chains.
CREATE TABLE stock_chains (
    item_id      BLOB    NOT NULL,
    location_id  BLOB    NOT NULL,
    warehouse_id BLOB    NOT NULL,
    sellable     INTEGER NOT NULL CHECK (sellable IN (0, 1)),
    PRIMARY KEY (item_id, location_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX stock_chains_by_location ON stock_chains (location_id, item_id);
CREATE INDEX stock_chains_by_warehouse ON stock_chains (warehouse_id, item_id, location_id);

-- One cart for each user, and for each token of a guest, of which token_hash is the keyed hash. Lines as JSON.
CREATE TABLE carts (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    owner_id   BLOB UNIQUE,
    token_hash BLOB UNIQUE,
    lines      TEXT    NOT NULL,
    coupon_id  BLOB,
    version    INTEGER NOT NULL CHECK (version >= 1),
    updated_at TEXT    NOT NULL,
    CHECK ((owner_id IS NULL) <> (token_hash IS NULL))
) STRICT;

CREATE INDEX carts_by_age ON carts (owner_id, updated_at);

-- state is that of the line that is furthest behind, and follows order_lines.state. Sealed are
-- address and note. Coupon and shipments as JSON. Amounts are scaled by 10^4.
CREATE TABLE orders (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    number       TEXT    NOT NULL UNIQUE,
    buyer_id     BLOB    NOT NULL,
    cart_id      BLOB UNIQUE,
    state        TEXT    NOT NULL,
    destination_sealed BLOB    NOT NULL,
    coupon       TEXT,
    shipping_fee INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    shipments    TEXT    NOT NULL,
    pay_by       TEXT    NOT NULL,
    placed_at    TEXT    NOT NULL,
    paid_at      TEXT,
    paid         INTEGER,
    version      INTEGER NOT NULL CHECK (version >= 1),
    updated_at   TEXT    NOT NULL
) STRICT;

CREATE INDEX orders_by_buyer ON orders (buyer_id, id);
CREATE INDEX orders_by_state ON orders (state, id);
CREATE INDEX orders_by_deadline ON orders (state, pay_by);
CREATE INDEX orders_by_time ON orders (placed_at);

-- unit_* is what one piece costs, the others what all do. Where the pieces come from, and what the product was, as JSON.
CREATE TABLE order_lines (
    order_id      BLOB    NOT NULL,
    place         INTEGER NOT NULL,
    id            BLOB    NOT NULL UNIQUE,
    product_id    BLOB    NOT NULL,
    item_id       BLOB    NOT NULL,
    seller_id     BLOB,
    state         TEXT    NOT NULL,
    asked_from    TEXT,
    quantity      INTEGER NOT NULL CHECK (quantity >= 1),
    unit_price    INTEGER NOT NULL,
    unit_discount INTEGER NOT NULL,
    unit_coupon   INTEGER NOT NULL,
    list          INTEGER NOT NULL,
    discount      INTEGER NOT NULL,
    coupon        INTEGER NOT NULL,
    payable       INTEGER NOT NULL,
    picks         TEXT    NOT NULL,
    snapshot      TEXT    NOT NULL,
    delivered_at  TEXT,
    PRIMARY KEY (order_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX order_lines_by_seller ON order_lines (seller_id, id);
CREATE INDEX order_lines_by_seller_and_state ON order_lines (seller_id, state, id);
CREATE INDEX order_lines_by_delivery ON order_lines (state, delivered_at);
CREATE INDEX order_lines_by_product ON order_lines (product_id);

-- What happened to orders. Rows are only ever added.
CREATE TABLE order_events (
    order_id   BLOB    NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    place      INTEGER NOT NULL,
    line_id    BLOB,
    kind       TEXT    NOT NULL,
    from_value TEXT,
    to_value   TEXT,
    party      TEXT    NOT NULL,
    actor_id   BLOB,
    reason     TEXT,
    at         TEXT    NOT NULL,
    PRIMARY KEY (order_id, version, place)
) STRICT, WITHOUT ROWID;

-- Attempts to pay. target_id is the order, the campaign, or for a top-up the buyer. The key (target_id, buyer_id, attempt)
-- makes one of two that begin at once. refunded is what went back, or is to, of the refunds in JSON. ask_at is when somebody
-- is to ask the provider again; what is paid in points alone has no provider.
CREATE TABLE payments (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    purpose         TEXT    NOT NULL,
    target_id       BLOB    NOT NULL,
    attempt         INTEGER NOT NULL CHECK (attempt >= 1),
    buyer_id        BLOB    NOT NULL,
    provider        TEXT,
    merchant_uid    TEXT    NOT NULL UNIQUE,
    amount          INTEGER NOT NULL,
    points          INTEGER NOT NULL CHECK (points >= 0),
    currency        TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    provider_key    TEXT,
    transaction_no  TEXT,
    method          TEXT,
    receipt_url     TEXT,
    failure_code    TEXT,
    failure_message TEXT,
    refunds         TEXT    NOT NULL,
    refunded        INTEGER NOT NULL CHECK (refunded >= 0),
    ask_at          TEXT,
    asked           INTEGER NOT NULL,
    expires_at      TEXT    NOT NULL,
    captured_at     TEXT,
    created_at      TEXT    NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    updated_at      TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX payments_attempt ON payments (target_id, buyer_id, attempt);
CREATE INDEX payments_by_buyer ON payments (buyer_id, id);
CREATE INDEX payments_by_state ON payments (state, id);
CREATE INDEX payments_to_ask ON payments (ask_at);
CREATE INDEX payments_by_deadline ON payments (state, expires_at);

-- The attempt that paid for an order: one, ever.
CREATE TABLE order_payments (
    order_id   BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    PRIMARY KEY (order_id)
) STRICT, WITHOUT ROWID;

-- Messages of providers that were heard.
CREATE TABLE provider_messages (
    provider TEXT NOT NULL,
    message  TEXT NOT NULL,
    heard_at TEXT NOT NULL,
    PRIMARY KEY (provider, message)
) STRICT, WITHOUT ROWID;

-- A coupon has one slot; whoever redeems it takes the row.
CREATE TABLE coupon_redemptions (
    coupon_id   BLOB    NOT NULL,
    slot        INTEGER NOT NULL CHECK (slot = 1),
    order_id    BLOB    NOT NULL,
    redeemed_at TEXT    NOT NULL,
    PRIMARY KEY (coupon_id, slot)
) STRICT, WITHOUT ROWID;

-- Requests that were carried out, and what was answered. id is a keyed hash of scope and key.
CREATE TABLE completed_requests (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    scope        TEXT    NOT NULL,
    request_key  TEXT    NOT NULL,
    fingerprint  BLOB    NOT NULL,
    status       INTEGER NOT NULL,
    headers      TEXT    NOT NULL,
    body_sealed  BLOB    NOT NULL,
    completed_at TEXT    NOT NULL,
    keep_until   TEXT    NOT NULL
) STRICT;

CREATE INDEX completed_requests_by_end ON completed_requests (keep_until);

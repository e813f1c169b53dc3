-- Where stock lies: racks in buildings. name_folded and address_folded are the lower-case texts, made by the application, so
-- that every database finds the same. Latitude and longitude are millionths of a degree.
CREATE TABLE warehouses (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    name           VARCHAR(100) NOT NULL,
    name_folded    VARCHAR(300) NOT NULL,
    address        VARCHAR(255) NULL,
    address_folded VARCHAR(765) NULL,
    postal_code    CHAR(5)      NULL,
    latitude       BIGINT       NULL,
    longitude      BIGINT       NULL,
    contact_sealed BLOB         NULL,
    available      BOOLEAN      NOT NULL,
    version        BIGINT       NOT NULL CHECK (version >= 1),
    created_at     DATETIME(6)  NOT NULL,
    updated_at     DATETIME(6)  NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A location of the stock ledger.
CREATE TABLE racks (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    warehouse_id BINARY(16)   NOT NULL,
    name         VARCHAR(100) NOT NULL,
    position     VARCHAR(255) NULL,
    version      BIGINT       NOT NULL CHECK (version >= 1),
    KEY racks_by_warehouse (warehouse_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Where everything lies when nothing else is said.
INSERT INTO warehouses (id, name, name_folded, available, version, created_at, updated_at)
VALUES (x'00000000000070008000000000000002', 'Main', 'main', TRUE, 1, '2026-11-20 00:00:00.000000', '2026-11-20 00:00:00.000000');
INSERT INTO racks (id, warehouse_id, name, version)
VALUES (x'00000000000070008000000000000001', x'00000000000070008000000000000002', 'Main', 1);

-- Every chain of the ledger, written with its first event. sellable is warehouses.available, changed in the transaction that
-- changes that: whoever asks what can be had of an item looks at the ends of its sellable chains.
CREATE TABLE stock_chains (
    item_id      BINARY(16) NOT NULL,
    location_id  BINARY(16) NOT NULL,
    warehouse_id BINARY(16) NOT NULL,
    sellable     BOOLEAN    NOT NULL,
    PRIMARY KEY (item_id, location_id),
    KEY stock_chains_by_location (location_id, item_id),
    KEY stock_chains_by_warehouse (warehouse_id, item_id, location_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One cart for each user, and for each token of a guest, of which token_hash is the keyed hash. Lines as JSON.
CREATE TABLE carts (
    id         BINARY(16)  NOT NULL PRIMARY KEY,
    owner_id   BINARY(16)  NULL,
    token_hash BINARY(32)  NULL,
    `lines`    MEDIUMTEXT  NOT NULL,
    coupon_id  BINARY(16)  NULL,
    version    BIGINT      NOT NULL CHECK (version >= 1),
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY carts_owner (owner_id),
    UNIQUE KEY carts_token (token_hash),
    KEY carts_by_age (owner_id, updated_at),
    CONSTRAINT carts_have_one_owner CHECK ((owner_id IS NULL) <> (token_hash IS NULL))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- state is that of the line that is furthest behind, and follows order_lines.state. Sealed are
-- address and note. Coupon and shipments as JSON. Amounts are scaled by 10^4.
CREATE TABLE orders (
    id           BINARY(16)  NOT NULL PRIMARY KEY,
    number       VARCHAR(20) NOT NULL,
    buyer_id     BINARY(16)  NOT NULL,
    cart_id      BINARY(16)  NULL,
    state        VARCHAR(16) NOT NULL,
    destination_sealed BLOB        NOT NULL,
    coupon       TEXT        NULL,
    shipping_fee BIGINT      NOT NULL,
    currency     CHAR(3)     NOT NULL,
    shipments    MEDIUMTEXT  NOT NULL,
    pay_by       DATETIME(6) NOT NULL,
    placed_at    DATETIME(6) NOT NULL,
    paid_at      DATETIME(6) NULL,
    paid         BIGINT      NULL,
    version      BIGINT      NOT NULL CHECK (version >= 1),
    updated_at   DATETIME(6) NOT NULL,
    UNIQUE KEY orders_number (number),
    UNIQUE KEY orders_cart (cart_id),
    KEY orders_by_buyer (buyer_id, id),
    KEY orders_by_state (state, id),
    KEY orders_by_deadline (state, pay_by),
    KEY orders_by_time (placed_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- unit_* is what one piece costs, the others what all do. Where the pieces come from, and what the product was, as JSON.
CREATE TABLE order_lines (
    order_id      BINARY(16)  NOT NULL,
    place         BIGINT      NOT NULL,
    id            BINARY(16)  NOT NULL,
    product_id    BINARY(16)  NOT NULL,
    item_id       BINARY(16)  NOT NULL,
    seller_id     BINARY(16)  NULL,
    state         VARCHAR(16) NOT NULL,
    asked_from    VARCHAR(16) NULL,
    quantity      BIGINT      NOT NULL CHECK (quantity >= 1),
    unit_price    BIGINT      NOT NULL,
    unit_discount BIGINT      NOT NULL,
    unit_coupon   BIGINT      NOT NULL,
    list          BIGINT      NOT NULL,
    discount      BIGINT      NOT NULL,
    coupon        BIGINT      NOT NULL,
    payable       BIGINT      NOT NULL,
    picks         MEDIUMTEXT  NOT NULL,
    snapshot      MEDIUMTEXT  NOT NULL,
    delivered_at  DATETIME(6) NULL,
    PRIMARY KEY (order_id, place),
    UNIQUE KEY order_lines_id (id),
    KEY order_lines_by_seller (seller_id, id),
    KEY order_lines_by_seller_and_state (seller_id, state, id),
    KEY order_lines_by_delivery (state, delivered_at),
    KEY order_lines_by_product (product_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What happened to orders. Rows are only ever added.
CREATE TABLE order_events (
    order_id   BINARY(16)  NOT NULL,
    version    BIGINT      NOT NULL CHECK (version >= 1),
    place      BIGINT      NOT NULL,
    line_id    BINARY(16)  NULL,
    kind       VARCHAR(16) NOT NULL,
    from_value VARCHAR(32) NULL,
    to_value   VARCHAR(32) NULL,
    party      VARCHAR(16) NOT NULL,
    actor_id   BINARY(16)  NULL,
    reason     TEXT        NULL,
    at         DATETIME(6) NOT NULL,
    PRIMARY KEY (order_id, version, place)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Attempts to pay. target_id is the order, the campaign, or for a top-up the buyer. The key (target_id, buyer_id, attempt)
-- makes one of two that begin at once. refunded is what went back, or is to, of the refunds in JSON. ask_at is when somebody
-- is to ask the provider again; what is paid in points alone has no provider.
CREATE TABLE payments (
    id              BINARY(16)   NOT NULL PRIMARY KEY,
    purpose         VARCHAR(16)  NOT NULL,
    target_id       BINARY(16)   NOT NULL,
    attempt         BIGINT       NOT NULL CHECK (attempt >= 1),
    buyer_id        BINARY(16)   NOT NULL,
    provider        VARCHAR(16)  NULL,
    merchant_uid    VARCHAR(40)  NOT NULL,
    amount          BIGINT       NOT NULL,
    points          BIGINT       NOT NULL CHECK (points >= 0),
    currency        CHAR(3)      NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    provider_key    VARCHAR(200) NULL,
    transaction_no  TEXT         NULL,
    method          TEXT         NULL,
    receipt_url     TEXT         NULL,
    failure_code    TEXT         NULL,
    failure_message TEXT         NULL,
    refunds         MEDIUMTEXT   NOT NULL,
    refunded        BIGINT       NOT NULL CHECK (refunded >= 0),
    ask_at          DATETIME(6)  NULL,
    asked           BIGINT       NOT NULL,
    expires_at      DATETIME(6)  NOT NULL,
    captured_at     DATETIME(6)  NULL,
    created_at      DATETIME(6)  NOT NULL,
    version         BIGINT       NOT NULL CHECK (version >= 1),
    updated_at      DATETIME(6)  NOT NULL,
    UNIQUE KEY payments_attempt (target_id, buyer_id, attempt),
    UNIQUE KEY payments_merchant_uid (merchant_uid),
    KEY payments_by_buyer (buyer_id, id),
    KEY payments_by_state (state, id),
    KEY payments_to_ask (ask_at),
    KEY payments_by_deadline (state, expires_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The attempt that paid for an order: one, ever.
CREATE TABLE order_payments (
    order_id   BINARY(16) NOT NULL,
    payment_id BINARY(16) NOT NULL,
    PRIMARY KEY (order_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Messages of providers that were heard, byte for byte: a text would be taken for another with a blank more at its end.
CREATE TABLE provider_messages (
    provider VARCHAR(16)     NOT NULL,
    message  VARBINARY(1020) NOT NULL,
    heard_at DATETIME(6)     NOT NULL,
    PRIMARY KEY (provider, message)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A coupon has one slot; whoever redeems it takes the row.
CREATE TABLE coupon_redemptions (
    coupon_id   BINARY(16)  NOT NULL,
    slot        BIGINT      NOT NULL CHECK (slot = 1),
    order_id    BINARY(16)  NOT NULL,
    redeemed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (coupon_id, slot)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Requests that were carried out, and what was answered. id is a keyed hash of scope and key.
CREATE TABLE completed_requests (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    scope        VARCHAR(100) NOT NULL,
    request_key  VARCHAR(255) NOT NULL,
    fingerprint  BINARY(16)   NOT NULL,
    status       BIGINT       NOT NULL,
    headers      TEXT         NOT NULL,
    body_sealed  MEDIUMBLOB   NOT NULL,
    completed_at DATETIME(6)  NOT NULL,
    keep_until   DATETIME(6)  NOT NULL,
    KEY completed_requests_by_end (keep_until)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Ids are UUIDv7 in 16 bytes: their order is the order of creation. Prices are scaled by 10^4.
-- name_folded is the lower-case name, made by the application, so that every database finds the same.
CREATE TABLE products (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- Who sells it; none when the shop itself does.
    seller_id   BLOB,
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL,
    description TEXT    NOT NULL,
    price       INTEGER NOT NULL CHECK (price > 0),
    currency    TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    updated_at  TEXT    NOT NULL,
    -- The newest link of the chain in product_discounts, copied in the transaction that adds it.
    discount_percentage INTEGER,
    discount_starts_at  TEXT,
    discount_ends_at    TEXT
) STRICT;

-- The name filter reads this instead of the descriptions.
CREATE INDEX products_by_name ON products (id, name_folded);

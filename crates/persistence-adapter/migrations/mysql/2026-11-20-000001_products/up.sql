-- Ids are UUIDv7 in 16 bytes: their order is the order of creation. Prices are scaled by 10^4.
-- name_folded is the lower-case name, made by the application, so that every database finds the same.
CREATE TABLE products (
    id          BINARY(16)   NOT NULL PRIMARY KEY,
    -- Who sells it; none when the shop itself does.
    seller_id   BINARY(16)   NULL,
    name        VARCHAR(255) NOT NULL,
    name_folded VARCHAR(512) NOT NULL,
    description MEDIUMTEXT   NOT NULL,
    price       BIGINT       NOT NULL CHECK (price > 0),
    currency    CHAR(3)      NOT NULL,
    created_at  DATETIME(6)  NOT NULL,
    updated_at  DATETIME(6)  NOT NULL,
    -- The newest link of the chain in product_discounts, copied in the transaction that adds it.
    discount_percentage BIGINT      NULL,
    discount_starts_at  DATETIME(6) NULL,
    discount_ends_at    DATETIME(6) NULL,
    -- The name filter reads this instead of the descriptions.
    KEY products_by_name (id, name_folded)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

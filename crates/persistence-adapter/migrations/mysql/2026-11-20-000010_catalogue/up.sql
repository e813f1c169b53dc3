-- The sellable units of products, at least one each; the first has the product's own id. What is chosen with each is in
-- products.particulars. owner_key is the seller, or 16 zero bytes for the shop itself: among the variants of an owner a
-- SKU, in upper case, is unique.
CREATE TABLE variants (
    item_id    BINARY(16)  NOT NULL PRIMARY KEY,
    product_id BINARY(16)  NOT NULL,
    owner_key  BINARY(16)  NOT NULL,
    sku_key    VARCHAR(64) NOT NULL,
    UNIQUE KEY variants_sku (owner_key, sku_key),
    KEY variants_by_product (product_id)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_bin;

CREATE TABLE product_tags (
    tag        VARCHAR(150) NOT NULL,
    product_id BINARY(16)   NOT NULL,
    PRIMARY KEY (tag, product_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE product_pictures (
    id         BINARY(16) NOT NULL PRIMARY KEY,
    product_id BINARY(16) NOT NULL
) ENGINE = InnoDB;

CREATE TABLE categories (
    id         BINARY(16)   NOT NULL PRIMARY KEY,
    parent_id  BINARY(16)   NULL,
    position   BIGINT       NOT NULL CHECK (position >= 0),
    name_ko    VARCHAR(100) NOT NULL,
    name_en    VARCHAR(100) NULL,
    created_at DATETIME(6)  NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Two changes of the tree that are harmless alone may make a cycle together: each raises this version, so they meet here.
CREATE TABLE category_tree (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
) ENGINE = InnoDB;
INSERT INTO category_tree (id, version) VALUES (1, 0);

ALTER TABLE products ADD CONSTRAINT products_category FOREIGN KEY (category_id) REFERENCES categories (id);

-- What edits changed, as JSON: an array of objects, each of which begins with "field".
CREATE TABLE product_changes (
    product_id BINARY(16)  NOT NULL,
    version    BIGINT      NOT NULL CHECK (version >= 1),
    actor_id   BINARY(16)  NULL,
    changed_at DATETIME(6) NOT NULL,
    fields     MEDIUMTEXT  NOT NULL,
    PRIMARY KEY (product_id, version)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Which products changed, in the order in which it was written down. 16 zero bytes stand where nothing came of a
-- position, as of those of transactions that were rolled back.
CREATE TABLE catalogue_feed (
    position   BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    product_id BINARY(16)  NOT NULL,
    added_at   DATETIME(6) NOT NULL,
    -- 'low' when a chain of the item ran low; NULL for a change.
    what       VARCHAR(16) NULL,
    item_id    BINARY(16)  NULL
) ENGINE = InnoDB;

-- Up to where entries may have been forgotten.
CREATE TABLE catalogue_feed_floor (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
) ENGINE = InnoDB;
INSERT INTO catalogue_feed_floor (id, position) VALUES (1, 0);

-- The sellable units of products, at least one each; the first has the product's own id. What is chosen with each is in
-- products.particulars. owner_key is the seller, or 16 zero bytes for the shop itself: among the variants of an owner a
-- SKU, in upper case, is unique.
CREATE TABLE variants (
    item_id    BLOB NOT NULL PRIMARY KEY CHECK (length(item_id) = 16),
    product_id BLOB NOT NULL,
    owner_key  BLOB NOT NULL,
    sku_key    TEXT NOT NULL,
    UNIQUE (owner_key, sku_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX variants_by_product ON variants (product_id);

CREATE TABLE product_tags (
    tag        TEXT NOT NULL,
    product_id BLOB NOT NULL,
    PRIMARY KEY (tag, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_pictures (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    product_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    parent_id  BLOB,
    position   INTEGER NOT NULL CHECK (position >= 0),
    name_ko    TEXT    NOT NULL,
    name_en    TEXT,
    created_at TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Two changes of the tree that are harmless alone may make a cycle together: each raises this version, so they meet here.
CREATE TABLE category_tree (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO category_tree (id, version) VALUES (1, 0);

-- What edits changed, as JSON: an array of objects, each of which begins with "field".
CREATE TABLE product_changes (
    product_id BLOB    NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    actor_id   BLOB,
    changed_at TEXT    NOT NULL,
    fields     TEXT    NOT NULL,
    PRIMARY KEY (product_id, version)
) STRICT, WITHOUT ROWID;

-- Which products changed, in the order in which it was written down.
CREATE TABLE catalogue_feed (
    position   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    product_id BLOB    NOT NULL,
    added_at   TEXT    NOT NULL,
    -- 'low' when a chain of the item ran low; NULL for a change.
    what       TEXT,
    item_id    BLOB
) STRICT;

-- Up to where entries may have been forgotten.
CREATE TABLE catalogue_feed_floor (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_feed_floor (id, position) VALUES (1, 0);

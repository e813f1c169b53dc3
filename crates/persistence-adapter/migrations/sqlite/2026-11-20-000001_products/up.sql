-- Ids are UUIDv7 in 16 bytes: their order is the order of creation. Prices are scaled by 10^4.
-- name_folded is the lower-case name, made by the application, so that every database finds the same.
CREATE TABLE products (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- Who sells it; none when the shop itself does.
    seller_id   BLOB,
    -- Where it hangs in the tree.
    category_id BLOB REFERENCES categories (id),
    lifecycle   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL,
    price       INTEGER NOT NULL CHECK (price > 0),
    currency    TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    updated_at  TEXT    NOT NULL,
    -- The newest link of the chain in product_discounts, as the product was last saved.
    discount_percentage INTEGER,
    discount_starts_at  TEXT,
    discount_ends_at    TEXT,
    -- How many variants it has.
    variants    INTEGER NOT NULL CHECK (variants >= 1),
    version     INTEGER NOT NULL CHECK (version >= 1),
    -- The price and the discount in hundredths of a percent as they were at updated_at, or since the deal has lapsed:
    -- what lists are sorted by, while what they show is reckoned anew.
    sale_price  INTEGER NOT NULL,
    deal        INTEGER NOT NULL DEFAULT 0,
    -- Its chains of stock that can be sold and have something available, counted in the transaction of the event that
    -- crosses zero.
    stocked     INTEGER NOT NULL DEFAULT 0,
    in_stock    INTEGER GENERATED ALWAYS AS (stocked > 0) STORED,
    sales       INTEGER NOT NULL DEFAULT 0 CHECK (sales >= 0),
    likes       INTEGER NOT NULL DEFAULT 0 CHECK (likes >= 0),
    ratings     INTEGER NOT NULL DEFAULT 0 CHECK (ratings >= 0),
    stars_sum   INTEGER NOT NULL DEFAULT 0 CHECK (stars_sum >= 0),
    -- The mean in hundredths, rounded half-up.
    stars       INTEGER GENERATED ALWAYS AS
                (CASE ratings WHEN 0 THEN 0 ELSE (stars_sum * 200 + ratings) / (ratings * 2) END) STORED,
    -- What is long comes last: whoever reads the rest reads no overflow pages.
    description TEXT    NOT NULL,
    -- Tags, attributes, options, variants and pictures as JSON; none for a product that is its only variant, with the
    -- SKU that its id makes, and has nothing else.
    particulars TEXT
) STRICT;

-- The name filter reads this instead of the descriptions.
CREATE INDEX products_by_name ON products (id, name_folded);
-- One for each order of a list; the id decides among equals. A new product has no deal, sales, likes or stars: such come
-- last in the order of their ids, and are no burden on these indexes.
CREATE INDEX products_by_lifecycle ON products (lifecycle, id);
CREATE INDEX products_by_price ON products (lifecycle, sale_price, id);
CREATE INDEX products_by_deal ON products (lifecycle, deal, id) WHERE deal > 0;
CREATE INDEX products_by_sales ON products (lifecycle, sales, id) WHERE sales > 0;
CREATE INDEX products_by_likes ON products (lifecycle, likes, id) WHERE likes > 0;
CREATE INDEX products_by_stars ON products (lifecycle, stars, id) WHERE stars > 0;
CREATE INDEX products_by_stock ON products (lifecycle, in_stock, id);
-- Read whole and sorted when little hangs there: everything a list is filtered and sorted by.
CREATE INDEX products_by_category ON products
    (category_id, id, lifecycle, in_stock, sale_price, deal, discount_ends_at, sales, likes, stars, seller_id)
    WHERE category_id IS NOT NULL;
CREATE INDEX products_by_seller ON products
    (seller_id, id, lifecycle, in_stock, sale_price, deal, discount_ends_at, sales, likes, stars, category_id);

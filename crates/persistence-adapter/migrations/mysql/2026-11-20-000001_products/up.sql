-- Ids are UUIDv7 in 16 bytes: their order is the order of creation. Prices are scaled by 10^4.
-- name_folded is the lower-case name, made by the application, so that every database finds the same.
CREATE TABLE products (
    id          BINARY(16)   NOT NULL PRIMARY KEY,
    -- Who sells it; none when the shop itself does.
    seller_id   BINARY(16)   NULL,
    -- Where it hangs in the tree.
    category_id BINARY(16)   NULL,
    lifecycle   VARCHAR(16)  NOT NULL,
    name        VARCHAR(255) NOT NULL,
    name_folded VARCHAR(512) NOT NULL,
    description MEDIUMTEXT   NOT NULL,
    price       BIGINT       NOT NULL CHECK (price > 0),
    currency    CHAR(3)      NOT NULL,
    created_at  DATETIME(6)  NOT NULL,
    updated_at  DATETIME(6)  NOT NULL,
    -- The newest link of the chain in product_discounts, as the product was last saved.
    discount_percentage BIGINT      NULL,
    discount_starts_at  DATETIME(6) NULL,
    discount_ends_at    DATETIME(6) NULL,
    -- Tags, attributes, options, variants and pictures as JSON; none for a product that is its only variant, with the
    -- SKU that its id makes, and has nothing else.
    particulars MEDIUMTEXT   NULL,
    -- How many variants it has.
    variants    BIGINT       NOT NULL CHECK (variants >= 1),
    version     BIGINT       NOT NULL CHECK (version >= 1),
    -- The price and the discount in hundredths of a percent as they were at updated_at, or since the deal has lapsed:
    -- what lists are sorted by, while what they show is reckoned anew.
    sale_price  BIGINT       NOT NULL,
    deal        BIGINT       NOT NULL DEFAULT 0,
    -- Its chains of stock that can be sold and have something available, counted in the transaction of the event that
    -- crosses zero.
    stocked     BIGINT       NOT NULL DEFAULT 0,
    in_stock    BOOLEAN      AS (stocked > 0) STORED,
    sales       BIGINT       NOT NULL DEFAULT 0 CHECK (sales >= 0),
    likes       BIGINT       NOT NULL DEFAULT 0 CHECK (likes >= 0),
    ratings     BIGINT       NOT NULL DEFAULT 0 CHECK (ratings >= 0),
    stars_sum   BIGINT       NOT NULL DEFAULT 0 CHECK (stars_sum >= 0),
    -- The mean in hundredths, rounded half-up.
    stars       BIGINT       AS (IF(ratings = 0, 0, (stars_sum * 200 + ratings) DIV (ratings * 2))) STORED,
    -- The name filter reads this instead of the descriptions.
    KEY products_by_name (id, name_folded),
    -- One for each order of a list; the id, which decides among equals, is part of each.
    KEY products_by_lifecycle (lifecycle, id),
    KEY products_by_price (lifecycle, sale_price, id),
    KEY products_by_deal (lifecycle, deal, id),
    KEY products_by_sales (lifecycle, sales, id),
    KEY products_by_likes (lifecycle, likes, id),
    KEY products_by_stars (lifecycle, stars, id),
    KEY products_by_stock (lifecycle, in_stock, id),
    -- Read whole and sorted when little hangs there: everything a list is filtered and sorted by.
    KEY products_by_category
        (category_id, id, lifecycle, in_stock, sale_price, deal, discount_ends_at, sales, likes, stars, seller_id),
    KEY products_by_seller
        (seller_id, id, lifecycle, in_stock, sale_price, deal, discount_ends_at, sales, likes, stars, category_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

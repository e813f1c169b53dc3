-- A chain per product: the newest row is the only one that can be active. Percentages are scaled by 10^4.
CREATE TABLE product_discounts (
    product_id BINARY(16)  NOT NULL,
    version    BIGINT      NOT NULL CHECK (version >= 1),
    id         BINARY(16)  NOT NULL,
    percentage BIGINT      NOT NULL CHECK (percentage BETWEEN 1 AND 1000000),
    starts_at  DATETIME(6) NOT NULL,
    ends_at    DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (product_id, version)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- code_key is the lower-case code, made by the application.
CREATE TABLE coupons (
    id         BINARY(16)   NOT NULL PRIMARY KEY,
    owner_id   BINARY(16)   NOT NULL,
    code       VARCHAR(50)  NOT NULL,
    code_key   VARCHAR(150) NOT NULL,
    percentage BIGINT       NOT NULL CHECK (percentage BETWEEN 1 AND 1000000),
    valid_from DATETIME(6)  NOT NULL,
    valid_to   DATETIME(6)  NOT NULL,
    active     BOOLEAN      NOT NULL,
    created_at DATETIME(6)  NOT NULL,
    -- Whether there is a row in coupon_redemptions, changed in the transaction that adds or removes it.
    redeemed   BOOLEAN      NOT NULL DEFAULT FALSE,
    UNIQUE KEY coupons_code (code_key),
    -- Answers "the best coupon of this user that is usable now" without touching the rows.
    KEY coupons_best (owner_id, percentage, valid_from, valid_to, active, redeemed)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

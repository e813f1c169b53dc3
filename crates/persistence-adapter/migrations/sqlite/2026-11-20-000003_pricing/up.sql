-- A chain per product: the newest row is the only one that can be active. Percentages are scaled by 10^4.
CREATE TABLE product_discounts (
    product_id BLOB    NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    id         BLOB    NOT NULL,
    percentage INTEGER NOT NULL CHECK (percentage BETWEEN 1 AND 1000000),
    starts_at  TEXT    NOT NULL,
    ends_at    TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    PRIMARY KEY (product_id, version)
) STRICT, WITHOUT ROWID;

-- code_key is the lower-case code, made by the application.
CREATE TABLE coupons (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    owner_id   BLOB    NOT NULL,
    code       TEXT    NOT NULL,
    code_key   TEXT    NOT NULL UNIQUE,
    percentage INTEGER NOT NULL CHECK (percentage BETWEEN 1 AND 1000000),
    valid_from TEXT    NOT NULL,
    valid_to   TEXT    NOT NULL,
    active     INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at TEXT    NOT NULL,
    -- Whether there is a row in coupon_redemptions, changed in the transaction that adds or removes it.
    redeemed   INTEGER NOT NULL DEFAULT 0 CHECK (redeemed IN (0, 1))
) STRICT;

-- Answers "the best coupon of this user that is usable now" without touching the rows.
CREATE INDEX coupons_best ON coupons (owner_id, percentage, valid_from, valid_to, active, redeemed);

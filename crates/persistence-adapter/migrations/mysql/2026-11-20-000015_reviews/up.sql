-- What buyers say of products: each of a product once. What was bought is what it was then; options as JSON, amounts scaled by
-- 10^4. visible says that hidden_reason is none, and is what lists go by.
CREATE TABLE reviews (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    product_id     BINARY(16)   NOT NULL,
    author_id      BINARY(16)   NOT NULL,
    stars          BIGINT       NOT NULL CHECK (stars BETWEEN 1 AND 5),
    title          VARCHAR(20)  NOT NULL,
    body           TEXT         NOT NULL,
    delivery       VARCHAR(8)   NOT NULL,
    service        VARCHAR(8)   NOT NULL,
    feedback       VARCHAR(8)   NOT NULL,
    line_id        BINARY(16)   NOT NULL,
    options        TEXT         NOT NULL,
    unit_price     BIGINT       NOT NULL,
    currency       CHAR(3)      NOT NULL,
    picture_id     BINARY(16)   NULL,
    picture_alt    VARCHAR(255) NULL,
    picture_width  BIGINT       NULL,
    picture_height BIGINT       NULL,
    picture_transparent BOOLEAN NULL,
    pictured       BOOLEAN      NOT NULL,
    visible        BOOLEAN      NOT NULL,
    hidden_reason  TEXT         NULL,
    reward_kind    VARCHAR(8)   NULL,
    reward_points  BIGINT       NOT NULL CHECK (reward_points >= 0),
    -- The number of rows in review_likes, changed in the transaction that adds or removes one.
    likes          BIGINT       NOT NULL CHECK (likes >= 0),
    version        BIGINT       NOT NULL CHECK (version >= 1),
    written_at     DATETIME(6)  NOT NULL,
    edited_at      DATETIME(6)  NULL,
    UNIQUE KEY reviews_author (author_id, product_id),
    -- One for each order of a list, and one for those with a picture.
    KEY reviews_by_product (product_id, visible, id),
    KEY reviews_by_stars (product_id, visible, stars, id),
    KEY reviews_by_likes (product_id, visible, likes, id),
    KEY reviews_pictured (product_id, visible, pictured, id),
    KEY reviews_by_author (author_id, id),
    KEY reviews_by_visibility (visible, id),
    KEY reviews_by_picture (picture_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE review_likes (
    review_id  BINARY(16)  NOT NULL,
    account_id BINARY(16)  NOT NULL,
    liked_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (review_id, account_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What the visible reviews of a product come to, changed in the transaction that changes one of them.
CREATE TABLE review_tallies (
    product_id      BINARY(16) NOT NULL PRIMARY KEY,
    stars_1         BIGINT     NOT NULL CHECK (stars_1 >= 0),
    stars_2         BIGINT     NOT NULL CHECK (stars_2 >= 0),
    stars_3         BIGINT     NOT NULL CHECK (stars_3 >= 0),
    stars_4         BIGINT     NOT NULL CHECK (stars_4 >= 0),
    stars_5         BIGINT     NOT NULL CHECK (stars_5 >= 0),
    pictured        BIGINT     NOT NULL CHECK (pictured >= 0),
    delivery_good   BIGINT     NOT NULL CHECK (delivery_good >= 0),
    delivery_normal BIGINT     NOT NULL CHECK (delivery_normal >= 0),
    delivery_bad    BIGINT     NOT NULL CHECK (delivery_bad >= 0),
    service_good    BIGINT     NOT NULL CHECK (service_good >= 0),
    service_normal  BIGINT     NOT NULL CHECK (service_normal >= 0),
    service_bad     BIGINT     NOT NULL CHECK (service_bad >= 0),
    feedback_good   BIGINT     NOT NULL CHECK (feedback_good >= 0),
    feedback_normal BIGINT     NOT NULL CHECK (feedback_normal >= 0),
    feedback_bad    BIGINT     NOT NULL CHECK (feedback_bad >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What people wish for, and how it stood when somebody last looked on their behalf.
CREATE TABLE wishes (
    product_id BINARY(16)  NOT NULL,
    account_id BINARY(16)  NOT NULL,
    wished_at  DATETIME(6) NOT NULL,
    notices    BOOLEAN     NOT NULL,
    on_offer   BOOLEAN     NOT NULL,
    price      BIGINT      NOT NULL,
    currency   CHAR(3)     NOT NULL,
    PRIMARY KEY (product_id, account_id),
    KEY wishes_by_account (account_id, wished_at, product_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Up to where the catalogue's feed was read on behalf of those who wish; none before the first time.
CREATE TABLE wish_watch (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO wish_watch (id, position) VALUES (1, NULL);

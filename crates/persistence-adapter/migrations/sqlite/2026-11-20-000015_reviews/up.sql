-- What buyers say of products: each of a product once. What was bought is what it was then; options as JSON, amounts scaled by
-- 10^4. visible says that hidden_reason is none, and is what lists go by.
CREATE TABLE reviews (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    product_id     BLOB    NOT NULL,
    author_id      BLOB    NOT NULL,
    stars          INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    title          TEXT    NOT NULL,
    body           TEXT    NOT NULL,
    delivery       TEXT    NOT NULL,
    service        TEXT    NOT NULL,
    feedback       TEXT    NOT NULL,
    line_id        BLOB    NOT NULL,
    options        TEXT    NOT NULL,
    unit_price     INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    picture_id     BLOB,
    picture_alt    TEXT,
    picture_width  INTEGER,
    picture_height INTEGER,
    picture_transparent INTEGER CHECK (picture_transparent IN (0, 1)),
    pictured       INTEGER NOT NULL CHECK (pictured IN (0, 1)),
    visible        INTEGER NOT NULL CHECK (visible IN (0, 1)),
    hidden_reason  TEXT,
    reward_kind    TEXT,
    reward_points  INTEGER NOT NULL CHECK (reward_points >= 0),
    -- The number of rows in review_likes, changed in the transaction that adds or removes one.
    likes          INTEGER NOT NULL CHECK (likes >= 0),
    version        INTEGER NOT NULL CHECK (version >= 1),
    written_at     TEXT    NOT NULL,
    edited_at      TEXT,
    UNIQUE (author_id, product_id)
) STRICT;

-- One for each order of a list, and one for those with a picture.
CREATE INDEX reviews_by_product ON reviews (product_id, visible, id);
CREATE INDEX reviews_by_stars ON reviews (product_id, visible, stars, id);
CREATE INDEX reviews_by_likes ON reviews (product_id, visible, likes, id);
CREATE INDEX reviews_pictured ON reviews (product_id, visible, pictured, id);
CREATE INDEX reviews_by_author ON reviews (author_id, id);
CREATE INDEX reviews_by_visibility ON reviews (visible, id);
CREATE INDEX reviews_by_picture ON reviews (picture_id);

CREATE TABLE review_likes (
    review_id  BLOB NOT NULL,
    account_id BLOB NOT NULL,
    liked_at   TEXT NOT NULL,
    PRIMARY KEY (review_id, account_id)
) STRICT, WITHOUT ROWID;

-- What the visible reviews of a product come to, changed in the transaction that changes one of them.
CREATE TABLE review_tallies (
    product_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(product_id) = 16),
    stars_1         INTEGER NOT NULL CHECK (stars_1 >= 0),
    stars_2         INTEGER NOT NULL CHECK (stars_2 >= 0),
    stars_3         INTEGER NOT NULL CHECK (stars_3 >= 0),
    stars_4         INTEGER NOT NULL CHECK (stars_4 >= 0),
    stars_5         INTEGER NOT NULL CHECK (stars_5 >= 0),
    pictured        INTEGER NOT NULL CHECK (pictured >= 0),
    delivery_good   INTEGER NOT NULL CHECK (delivery_good >= 0),
    delivery_normal INTEGER NOT NULL CHECK (delivery_normal >= 0),
    delivery_bad    INTEGER NOT NULL CHECK (delivery_bad >= 0),
    service_good    INTEGER NOT NULL CHECK (service_good >= 0),
    service_normal  INTEGER NOT NULL CHECK (service_normal >= 0),
    service_bad     INTEGER NOT NULL CHECK (service_bad >= 0),
    feedback_good   INTEGER NOT NULL CHECK (feedback_good >= 0),
    feedback_normal INTEGER NOT NULL CHECK (feedback_normal >= 0),
    feedback_bad    INTEGER NOT NULL CHECK (feedback_bad >= 0)
) STRICT, WITHOUT ROWID;

-- What people wish for, and how it stood when somebody last looked on their behalf.
CREATE TABLE wishes (
    product_id BLOB    NOT NULL,
    account_id BLOB    NOT NULL,
    wished_at  TEXT    NOT NULL,
    notices    INTEGER NOT NULL CHECK (notices IN (0, 1)),
    on_offer   INTEGER NOT NULL CHECK (on_offer IN (0, 1)),
    price      INTEGER NOT NULL,
    currency   TEXT    NOT NULL,
    PRIMARY KEY (product_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX wishes_by_account ON wishes (account_id, wished_at, product_id);

-- Up to where the catalogue's feed was read on behalf of those who wish; none before the first time.
CREATE TABLE wish_watch (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER
) STRICT;
INSERT INTO wish_watch (id, position) VALUES (1, NULL);

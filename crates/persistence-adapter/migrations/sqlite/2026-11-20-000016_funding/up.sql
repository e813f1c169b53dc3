-- Who registered for funding. account_type says what kind of account, and no number.
CREATE TABLE pockets (
    user_id       BLOB    NOT NULL PRIMARY KEY CHECK (length(user_id) = 16),
    account_type  TEXT    NOT NULL,
    is_active     INTEGER NOT NULL,
    registered_at TEXT    NOT NULL,
    updated_at    TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

-- Campaigns. Rewards as JSON; what is taken of them stands in campaign_tiers. backers, total and what went back are counted in
-- the commit of what they count, and do not touch the version. standing is how far up in lists a campaign is, 0 where none
-- shows it. closes_at is the midnight in Seoul that ends the final date. Amounts are scaled by 10^4.
CREATE TABLE campaigns (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    poster_id      BLOB    NOT NULL,
    title          TEXT    NOT NULL,
    poster_name    TEXT    NOT NULL,
    content        TEXT    NOT NULL,
    picture_url    TEXT,
    target         INTEGER NOT NULL CHECK (target > 0),
    unit_price     INTEGER NOT NULL CHECK (unit_price > 0),
    currency       TEXT    NOT NULL,
    tiers          TEXT    NOT NULL,
    closes_at      TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    standing       INTEGER NOT NULL,
    backers        INTEGER NOT NULL CHECK (backers >= 0),
    total          INTEGER NOT NULL CHECK (total >= 0),
    refunded_count INTEGER NOT NULL,
    refunded       INTEGER NOT NULL,
    refunds_due    INTEGER NOT NULL,
    cancel_reason  TEXT,
    decided_at     TEXT,
    fulfilled_at   TEXT,
    archived_at    TEXT,
    created_at     TEXT    NOT NULL,
    updated_at     TEXT    NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    CONSTRAINT refunds_are_of_pledges CHECK (refunded_count BETWEEN 0 AND backers AND refunded BETWEEN 0 AND total)
) STRICT;

CREATE INDEX campaigns_by_total ON campaigns (standing, total, id);
CREATE INDEX campaigns_by_age ON campaigns (standing, id);
CREATE INDEX campaigns_by_poster ON campaigns (poster_id, id);
CREATE INDEX campaigns_by_deadline ON campaigns (state, closes_at);
CREATE INDEX campaigns_by_refunds ON campaigns (refunds_due, id);

-- How many have each reward.
CREATE TABLE campaign_tiers (
    tier_id     BLOB    NOT NULL PRIMARY KEY,
    campaign_id BLOB    NOT NULL,
    taken       INTEGER NOT NULL CHECK (taken >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX campaign_tiers_by_campaign ON campaign_tiers (campaign_id);

-- What was pledged; an account pledges to a campaign once. lots is how long the points last that paid, as JSON; payment_id is
-- what paid where it was no points. Amounts are scaled by 10^4.
CREATE TABLE pledges (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    campaign_id BLOB    NOT NULL,
    backer_id   BLOB    NOT NULL,
    tier_id     BLOB,
    slot        INTEGER,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    currency    TEXT    NOT NULL,
    lots        TEXT,
    payment_id  BLOB,
    state       TEXT    NOT NULL,
    pledged_at  TEXT    NOT NULL,
    refunded_at TEXT,
    UNIQUE (campaign_id, backer_id),
    CONSTRAINT pledges_have_one_tender CHECK ((lots IS NULL) <> (payment_id IS NULL))
) STRICT;

CREATE INDEX pledges_by_state ON pledges (campaign_id, state, id);
CREATE INDEX pledges_by_backer ON pledges (backer_id, id);

-- Limited rewards are given out slot by slot; whoever has one holds its row.
CREATE TABLE tier_slots (
    tier_id   BLOB    NOT NULL,
    slot      INTEGER NOT NULL CHECK (slot >= 1),
    pledge_id BLOB    NOT NULL,
    PRIMARY KEY (tier_id, slot)
) STRICT, WITHOUT ROWID;

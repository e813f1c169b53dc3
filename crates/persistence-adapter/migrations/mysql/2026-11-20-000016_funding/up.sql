-- Who registered for funding. account_type says what kind of account, and no number.
CREATE TABLE pockets (
    user_id       BINARY(16)  NOT NULL PRIMARY KEY,
    account_type  VARCHAR(50) NOT NULL,
    is_active     BOOLEAN     NOT NULL,
    registered_at DATETIME(6) NOT NULL,
    updated_at    DATETIME(6) NOT NULL,
    version       BIGINT      NOT NULL CHECK (version >= 1)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Campaigns. Rewards as JSON; what is taken of them stands in campaign_tiers. backers, total and what went back are counted in
-- the commit of what they count, and do not touch the version. standing is how far up in lists a campaign is, 0 where none
-- shows it. closes_at is the midnight in Seoul that ends the final date. Amounts are scaled by 10^4.
CREATE TABLE campaigns (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    poster_id      BINARY(16)   NOT NULL,
    title          VARCHAR(50)  NOT NULL,
    poster_name    VARCHAR(50)  NOT NULL,
    content        MEDIUMTEXT   NOT NULL,
    picture_url    VARCHAR(500) NULL,
    target         BIGINT       NOT NULL CHECK (target > 0),
    unit_price     BIGINT       NOT NULL CHECK (unit_price > 0),
    currency       CHAR(3)      NOT NULL,
    tiers          MEDIUMTEXT   NOT NULL,
    closes_at      DATETIME(6)  NOT NULL,
    state          VARCHAR(8)   NOT NULL,
    standing       BIGINT       NOT NULL,
    backers        BIGINT       NOT NULL CHECK (backers >= 0),
    total          BIGINT       NOT NULL CHECK (total >= 0),
    refunded_count BIGINT       NOT NULL,
    refunded       BIGINT       NOT NULL,
    refunds_due    BOOLEAN      NOT NULL,
    cancel_reason  VARCHAR(500) NULL,
    decided_at     DATETIME(6)  NULL,
    fulfilled_at   DATETIME(6)  NULL,
    archived_at    DATETIME(6)  NULL,
    created_at     DATETIME(6)  NOT NULL,
    updated_at     DATETIME(6)  NOT NULL,
    version        BIGINT       NOT NULL CHECK (version >= 1),
    KEY campaigns_by_total (standing, total, id),
    KEY campaigns_by_age (standing, id),
    KEY campaigns_by_poster (poster_id, id),
    KEY campaigns_by_deadline (state, closes_at),
    KEY campaigns_by_refunds (refunds_due, id),
    CONSTRAINT refunds_are_of_pledges CHECK (refunded_count BETWEEN 0 AND backers AND refunded BETWEEN 0 AND total)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How many have each reward.
CREATE TABLE campaign_tiers (
    tier_id     BINARY(16) NOT NULL PRIMARY KEY,
    campaign_id BINARY(16) NOT NULL,
    taken       BIGINT     NOT NULL CHECK (taken >= 0),
    KEY campaign_tiers_by_campaign (campaign_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was pledged; an account pledges to a campaign once. lots is how long the points last that paid, as JSON; payment_id is
-- what paid where it was no points. Amounts are scaled by 10^4.
CREATE TABLE pledges (
    id          BINARY(16)  NOT NULL PRIMARY KEY,
    campaign_id BINARY(16)  NOT NULL,
    backer_id   BINARY(16)  NOT NULL,
    tier_id     BINARY(16)  NULL,
    slot        BIGINT      NULL,
    amount      BIGINT      NOT NULL CHECK (amount > 0),
    currency    CHAR(3)     NOT NULL,
    lots        TEXT        NULL,
    payment_id  BINARY(16)  NULL,
    state       VARCHAR(8)  NOT NULL,
    pledged_at  DATETIME(6) NOT NULL,
    refunded_at DATETIME(6) NULL,
    UNIQUE KEY backer_id (campaign_id, backer_id),
    KEY pledges_by_state (campaign_id, state, id),
    KEY pledges_by_backer (backer_id, id),
    CONSTRAINT pledges_have_one_tender CHECK ((lots IS NULL) <> (payment_id IS NULL))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Limited rewards are given out slot by slot; whoever has one holds its row.
CREATE TABLE tier_slots (
    tier_id   BINARY(16) NOT NULL,
    slot      BIGINT     NOT NULL CHECK (slot >= 1),
    pledge_id BINARY(16) NOT NULL,
    PRIMARY KEY (tier_id, slot)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

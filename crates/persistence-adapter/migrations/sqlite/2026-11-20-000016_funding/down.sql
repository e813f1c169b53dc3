DROP TABLE tier_slots;
DROP TABLE pledges;
DROP TABLE campaign_tiers;
DROP TABLE campaigns;
DROP TABLE pockets;

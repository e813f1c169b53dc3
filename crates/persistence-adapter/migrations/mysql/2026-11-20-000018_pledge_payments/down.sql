ALTER TABLE payments DROP COLUMN tier_id;

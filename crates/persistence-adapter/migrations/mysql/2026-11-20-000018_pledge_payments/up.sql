-- Which reward a pledge that is paid for by a provider is for.
ALTER TABLE payments ADD COLUMN tier_id BINARY(16) NULL;

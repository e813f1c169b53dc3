-- The oldest messages of providers, which are forgotten first.
CREATE INDEX provider_messages_by_time ON provider_messages (heard_at);

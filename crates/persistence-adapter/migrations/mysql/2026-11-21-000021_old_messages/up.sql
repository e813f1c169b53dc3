-- The oldest messages of providers, which are forgotten first.
ALTER TABLE provider_messages ADD KEY provider_messages_by_time (heard_at);

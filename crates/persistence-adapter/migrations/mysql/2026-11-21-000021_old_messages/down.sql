ALTER TABLE provider_messages DROP KEY provider_messages_by_time;

DROP INDEX provider_messages_by_time;

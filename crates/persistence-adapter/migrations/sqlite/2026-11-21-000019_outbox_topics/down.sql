CREATE INDEX outbox_due ON outbox (state, due_at);
DROP INDEX outbox_due_by_topic;

-- A lane looks at its own topics alone, however much waits in others.
CREATE INDEX outbox_due_by_topic ON outbox (state, topic, due_at);
DROP INDEX outbox_due;

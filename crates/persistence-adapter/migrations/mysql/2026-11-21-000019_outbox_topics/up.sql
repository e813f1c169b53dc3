-- A lane looks at its own topics alone, however much waits in others.
ALTER TABLE outbox ADD KEY outbox_due_by_topic (state, topic, due_at), DROP KEY outbox_due;

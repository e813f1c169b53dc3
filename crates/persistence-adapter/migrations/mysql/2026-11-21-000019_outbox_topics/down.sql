ALTER TABLE outbox ADD KEY outbox_due (state, due_at), DROP KEY outbox_due_by_topic;

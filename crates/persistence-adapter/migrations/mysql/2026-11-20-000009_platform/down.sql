DROP TABLE audit_log;
DROP TABLE job_runs;
DROP TABLE leases;
DROP TABLE outbox;

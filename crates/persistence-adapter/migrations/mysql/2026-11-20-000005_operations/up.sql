-- One row per committed transaction, written in it: when the connection breaks during COMMIT, the row tells whether
-- the commit took place. Whoever asks writes a row with committed = FALSE, which prevents a commit that is still under
-- way, or finds the row that proves it. SQLite has no such doubt and no such table. Rows are of use for minutes and swept after a day.
CREATE TABLE operations (
    op_id       BINARY(16)  NOT NULL PRIMARY KEY,
    committed   BOOLEAN     NOT NULL,
    recorded_at DATETIME(6) NOT NULL,
    KEY operations_by_age (recorded_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

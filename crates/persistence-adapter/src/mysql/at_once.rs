//! Statements that an attempt left to the end, sent in one text from BEGIN to COMMIT.

use std::error::Error;
use std::sync::Arc;

use diesel_async::SimpleAsyncConnection;
use hexmart_application::platform::StoreError;

use super::classify::classify;
use super::connection::{Pool, Pooled, discard};
use super::operations::Operation;

/// Why no answer came.
pub(super) type Lost = Arc<dyn Error + Send + Sync>;

/// Statements that are to be sent together.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) statements: Vec<String>,
    /// Whether they remember the answer to a request. Then who runs the attempt again finds it, and needs no other proof that
    /// it was committed.
    pub(super) remembers: bool,
}

/// What became of statements that were sent together.
pub(super) enum Written {
    Committed,
    /// Nothing was written, for a reason that one of the calls is to hear: try again with one at a time.
    Refused,
    /// The answer was lost, and what the statements remember tells whether they were committed.
    InDoubt(Lost),
    Failed(StoreError),
}

/// Writes statements in a transaction of their own, in one round trip.
pub(super) async fn write_at_once(pool: &Pool, mut conn: Pooled, script: &Script) -> Written {
    let operation = Operation::new();
    let begin = if script.remembers {
        "BEGIN".to_owned()
    } else {
        operation.begin_sql()
    };
    let text = format!("{begin}; {}; COMMIT", script.statements.join("; "));
    let Err(error) = conn.batch_execute(&text).await.map_err(classify) else {
        return Written::Committed;
    };
    match error {
        StoreError::Unavailable(lost) => {
            discard(pool, conn);
            if script.remembers {
                return Written::InDoubt(lost);
            }
            match operation.was_committed(pool).await {
                Ok(true) => Written::Committed,
                Ok(false) => Written::Failed(StoreError::Unavailable(lost)),
                Err(error) => Written::Failed(error),
            }
        }
        refused => {
            if conn.batch_execute("ROLLBACK").await.is_err() {
                discard(pool, conn);
            }
            match refused {
                StoreError::Conflict => Written::Failed(StoreError::Conflict),
                _ => Written::Refused,
            }
        }
    }
}

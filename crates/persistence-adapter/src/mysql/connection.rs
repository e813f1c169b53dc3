//! Connections: how one is set up, how they are pooled, and how a broken one is kept from being used again.

use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use hexmart_application::platform::StoreError;
use tokio::time::timeout;

use super::Options;
use crate::error::OpenError;

pub(super) type Conn = AsyncMysqlConnection;
pub(super) type Pool = Deadpool<Conn>;
pub(super) type Pooled = Object<Conn>;

/// How long a connection may take to be had, and to give its first sign of life. Twice this is below the two seconds
/// in which a caller is told that the database is gone.
pub(super) const PATIENCE: Duration = Duration::from_millis(800);

/// How long a write may take before somebody looks whether the server is still there. With the look itself, callers
/// hear within two seconds that it is not.
pub(super) const SLOW: Duration = Duration::from_millis(700);

/// What every session needs: the isolation that guarded writes are made for, English messages for
/// [`classify`](super::classify), short waits for locks, the end of statements that nobody waits for any more, room for
/// the stock of a thousand variants in one column, and, on MariaDB, long lists of categories that stay lists.
const SESSION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
     SET SESSION lc_messages = 'en_US', innodb_lock_wait_timeout = 3, group_concat_max_len = 1000000; \
     /*M! SET SESSION in_predicate_conversion_threshold = 0 */";

/// Opens one connection.
pub(super) async fn establish(url: &str) -> ConnectionResult<Conn> {
    let opening = async {
        let mut conn = Conn::establish(url).await?;
        conn.batch_execute(SESSION)
            .await
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    };
    let late = |_| Err(ConnectionError::BadConnection("no answer in time".to_owned()));
    timeout(PATIENCE, opening).await.unwrap_or_else(late)
}

/// A pool that opens connections when they are needed.
pub(super) fn pool(options: &Options) -> Result<Pool, OpenError> {
    let mut config = ManagerConfig::default();
    config.custom_setup = Box::new(|url| async move { establish(url).await }.boxed());
    config.recycling_method = RecyclingMethod::Fast;
    let manager = AsyncDieselConnectionManager::<Conn>::new_with_config(&options.url, config);
    Deadpool::builder(manager)
        .max_size(options.connections)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| OpenError::Address {
            target: without_password(&options.url),
            reason: error.to_string(),
        })
}

/// Makes sure that the database can be reached before anybody relies on it.
pub(super) async fn probe(pool: &Pool, url: &str) -> Result<(), OpenError> {
    let unreachable = |reason: String| OpenError::Unreachable {
        target: without_password(url),
        reason,
    };
    pool.get()
        .await
        .map(drop)
        .map_err(|error| unreachable(error.to_string()))
}

/// A connection of the pool.
pub(super) async fn take(pool: &Pool) -> Result<Pooled, StoreError> {
    pool.get().await.map_err(|error| match error {
        PoolError::Timeout(_) | PoolError::Closed | PoolError::Backend(_) => StoreError::unavailable(error),
        other => StoreError::backend(other),
    })
}

/// Closes a connection that is not fit to be used again, and every idle one: when one connection broke because the
/// server restarted, the others broke with it, and none but their next user would notice.
pub(super) fn discard(pool: &Pool, broken: Pooled) {
    drop(Object::take(broken));
    pool.retain(|_, _| false);
}

/// An address for messages: everything but the password.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "(not an address)".to_owned();
    };
    match rest.rsplit_once('@') {
        Some((login, server)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{server}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_never_shows() {
        assert_eq!(
            without_password("mysql://ann:s3c:r@t@db:3306/shop"),
            "mysql://ann@db:3306/shop"
        );
        assert_eq!(without_password("mysql://db/shop"), "mysql://db/shop");
        assert_eq!(without_password("s3cret"), "(not an address)");
    }
}

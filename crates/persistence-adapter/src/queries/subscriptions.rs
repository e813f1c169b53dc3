//! Subscriptions.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::platform::StoreError;
use hexmart_application::subscriptions::{SubscriptionQueries, SubscriptionRepository};
use hexmart_domain::shared::{Day, UserId};
use hexmart_domain::subscription::Subscription;

use super::super::desk::Desk;
use super::dialect::Database;
use super::{Conn, Transaction, classify, count, guarded, lost};
use crate::columns::Key;
use crate::rows::SubscriptionRow;
use crate::schema::subscriptions;

async fn of(conn: &mut Conn, user: UserId) -> Result<Option<Subscription>, StoreError> {
    let row: Option<SubscriptionRow> = subscriptions::table
        .find(Key::from(user))
        .select(SubscriptionRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(SubscriptionRow::subscription).transpose()
}

/// See [`SubscriptionRepository::save`].
async fn save(conn: &mut Conn, row: SubscriptionRow) -> Result<(), StoreError> {
    if row.version == 1 {
        let added = diesel::insert_into(subscriptions::table).values(row);
        return added.execute(conn).await.map(drop).map_err(lost);
    }
    let unchanged = subscriptions::table
        .filter(subscriptions::user_id.eq(row.user_id))
        .filter(subscriptions::version.eq(row.version - 1));
    let met = diesel::update(unchanged).set(row).execute(conn).await;
    guarded(met.map_err(classify)?)
}

/// Subscriptions whose period is over, the longest waiting first.
pub(super) fn due(on: Day, limit: u64) -> subscriptions::BoxedQuery<'static, Database, Binary> {
    subscriptions::table
        .filter(subscriptions::due_on.le(on.to_string()))
        .order((subscriptions::due_on.asc(), subscriptions::user_id.asc()))
        .limit(count(limit))
        .select(subscriptions::user_id)
        .into_boxed()
}

#[async_trait]
impl SubscriptionRepository for Transaction<'_> {
    async fn find(&mut self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        of(self.conn, user).await
    }

    async fn save(&mut self, subscription: &Subscription) -> Result<(), StoreError> {
        save(self.conn, subscription.into()).await
    }
}

#[async_trait]
impl SubscriptionQueries for Desk {
    async fn of(&self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        self.ask(move |conn| of(conn, user).boxed()).await
    }

    async fn due(&self, on: Day, limit: u64) -> Result<Vec<UserId>, StoreError> {
        self.ask(move |conn| {
            async move {
                let found: Vec<Key> = due(on, limit).load(conn).await.map_err(classify)?;
                Ok(found.into_iter().map(Key::id).collect())
            }
            .boxed()
        })
        .await
    }
}

//! One round over everything that is sealed.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::platform::{Reseal, Resealed, Sealed, StoreError, Vault};

use super::super::desk::Desk;
use super::identity::reseal::{accounts, addresses, codes};
use super::{Conn, Transaction, classify, marketplace, outbox, rows};
use crate::columns::Key;
use crate::rows::{body_place, contact_place, destination_place, secrets_place};
use crate::schema::{completed_requests, orders, warehouses, webhooks};
use crate::sealing::anew;

/// The tables with sealed columns, in the order of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Accounts,
    Addresses,
    Codes,
    Sellers,
    Outbox,
    Warehouses,
    Orders,
    Requests,
    Webhooks,
}

impl Table {
    const ROUND: [Self; 9] = [
        Self::Accounts,
        Self::Addresses,
        Self::Codes,
        Self::Sellers,
        Self::Outbox,
        Self::Warehouses,
        Self::Orders,
        Self::Requests,
        Self::Webhooks,
    ];

    fn next(self) -> Option<Self> {
        let mut rest = Self::ROUND.into_iter().skip_while(|table| *table != self);
        rest.next();
        rest.next()
    }

    async fn reseal(
        self,
        transaction: &mut Transaction<'_>,
        after: Key,
        limit: i64,
    ) -> Result<(Option<Key>, u64), StoreError> {
        let (conn, vault) = transaction.parts();
        match self {
            Self::Accounts => accounts(conn, after, limit, vault).await,
            Self::Addresses => addresses(conn, after, limit, vault).await,
            Self::Codes => codes(conn, after, limit, vault).await,
            Self::Sellers => marketplace::reseal(conn, after, limit, vault).await,
            Self::Outbox => outbox::reseal(conn, after, limit, vault).await,
            Self::Warehouses => contacts(conn, after, limit, vault).await,
            Self::Orders => destinations(conn, after, limit, vault).await,
            Self::Requests => bodies(conn, after, limit, vault).await,
            Self::Webhooks => secrets(conn, after, limit, vault).await,
        }
    }
}

/// Declares what seals at most `limit` rows of a column behind `after` anew; it answers the last row looked at, and how many
/// were sealed. Whoever changed a row meanwhile has sealed it themselves.
macro_rules! resealed {
    ($name:ident: $table:ident, $column:ident, $place:path) => {
        async fn $name(
            conn: &mut Conn,
            after: Key,
            limit: i64,
            vault: &dyn Vault,
        ) -> Result<(Option<Key>, u64), StoreError> {
            let found: Vec<(Key, Option<Vec<u8>>)> = $table::table
                .filter($table::id.gt(after))
                .order($table::id.asc())
                .limit(limit)
                .select(($table::id, $table::$column.nullable()))
                .load(conn)
                .await
                .map_err(classify)?;
            let (last, mut done) = (found.last().map(|(id, _)| *id), 0);
            for (id, sealed) in found {
                let Some(old) = sealed.map(Sealed).filter(|old| !vault.is_current(old)) else {
                    continue;
                };
                let unchanged = $table::table
                    .filter($table::id.eq(id))
                    .filter($table::$column.eq(&old.0));
                done += diesel::update(unchanged)
                    .set($table::$column.eq(anew(vault, $place(id), &old)?))
                    .execute(conn)
                    .await
                    .map_err(classify)?;
            }
            Ok((last, rows(done)))
        }
    };
}

resealed!(contacts: warehouses, contact_sealed, contact_place);
resealed!(destinations: orders, destination_sealed, destination_place);
resealed!(bodies: completed_requests, body_sealed, body_place);
resealed!(secrets: webhooks, secrets_sealed, secrets_place);

/// Where a round is. A round in which nothing was sealed anew proves that nothing is left; a column cannot be asked for
/// old keys, for what is sealed tells no database by which key.
#[derive(Debug, Clone, Copy)]
struct Place {
    table: Table,
    after: Key,
    done: u64,
}

const START: Place = Place {
    table: Table::Accounts,
    after: Key::NONE,
    done: 0,
};

/// Goes round and round over what is sealed.
#[derive(Debug)]
pub(crate) struct Rounds(Mutex<Place>);

impl Default for Rounds {
    fn default() -> Self {
        Self(Mutex::new(START))
    }
}

impl Rounds {
    fn place(&self) -> Place {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves on from `place`; whether that ended a round in which nothing was done.
    fn move_on(&self, place: Place, last: Option<Key>, done: u64) -> bool {
        let sum = place.done.saturating_add(done);
        let here = |table, after| Place {
            table,
            after,
            done: sum,
        };
        let next = match (last, place.table.next()) {
            (Some(last), _) => Some(here(place.table, last)),
            (None, Some(table)) => Some(here(table, Key::NONE)),
            (None, None) => None,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = next.unwrap_or(START);
        next.is_none() && sum == 0
    }
}

#[async_trait]
impl Reseal for Desk {
    async fn reseal(&self, limit: u64) -> Result<Resealed, StoreError> {
        let limit = limit.max(1);
        let mut done = 0;
        loop {
            let place = self.rounds().place();
            let left = i64::try_from(limit.saturating_sub(done)).unwrap_or(i64::MAX);
            let (last, sealed) = self
                .write("reseal", move |transaction| {
                    place.table.reseal(transaction, place.after, left).boxed()
                })
                .await?;
            done = done.saturating_add(sealed);
            let complete = self.rounds().move_on(place, last, sealed);
            if complete || done >= limit {
                return Ok(Resealed { done, complete });
            }
        }
    }
}

//! One round over everything that is sealed.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::platform::{Reseal, Resealed, StoreError};

use super::super::desk::Desk;
use super::identity::reseal::{accounts, addresses, codes};
use super::{Transaction, marketplace, outbox};
use crate::columns::Key;

/// The tables with sealed columns, in the order of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Accounts,
    Addresses,
    Codes,
    Sellers,
    Outbox,
}

impl Table {
    const ROUND: [Self; 5] = [
        Self::Accounts,
        Self::Addresses,
        Self::Codes,
        Self::Sellers,
        Self::Outbox,
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
        }
    }
}

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

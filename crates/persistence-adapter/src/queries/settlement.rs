//! Accounts of sellers, and what is counted of them.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::settlement::{SettlementQueries, SettlementRepository};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{Day, OrderLineId, SellerId, SettlementId};

use super::super::desk::Desk;
use super::dialect::Database;
use super::{Conn, Transaction, classify, count as rows, lost};
use crate::columns::{Key, scaled, unscaled};
use crate::rows::SettlementRow;
use crate::schema::{seller_months, settlements};

/// See [`SettlementRepository::add`].
async fn add(conn: &mut Conn, row: SettlementRow) -> Result<(), StoreError> {
    let added = diesel::insert_into(settlements::table).values(row);
    let added = added.execute(conn).await;
    added
        .map(drop)
        .map_err(super::pricing::duplicate(UniqueKey::Settlement))
}

async fn find(
    conn: &mut Conn,
    line: OrderLineId,
    kind: SettlementKind,
) -> Result<Option<Settlement>, StoreError> {
    let row: Option<SettlementRow> = settlements::table
        .filter(settlements::line_id.eq(Key::from(line)))
        .filter(settlements::kind.eq(kind.as_str()))
        .select(SettlementRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(SettlementRow::settlement).transpose()
}

/// See [`SettlementRepository::count`]. The row is added to where it lies; whoever writes the first one of a month at the same
/// time as somebody else runs again.
async fn count(conn: &mut Conn, seller: SellerId, month: Day, tally: SellerTally) -> Result<(), StoreError> {
    let (seller, month) = (Key::from(seller), month.to_string());
    let row = seller_months::table
        .filter(seller_months::seller_id.eq(seller))
        .filter(seller_months::month.eq(month.clone()));
    let met = diesel::update(row)
        .set((
            seller_months::profit.eq(seller_months::profit + scaled(tally.profit)),
            seller_months::sent.eq(seller_months::sent + tally.sent),
            seller_months::unsent.eq(seller_months::unsent + tally.unsent),
            seller_months::unpaid.eq(seller_months::unpaid + tally.unpaid),
        ))
        .execute(conn)
        .await
        .map_err(classify)?;
    if met > 0 || tally == SellerTally::default() {
        return Ok(());
    }
    let first = diesel::insert_into(seller_months::table).values((
        seller_months::seller_id.eq(seller),
        seller_months::month.eq(month),
        seller_months::profit.eq(scaled(tally.profit)),
        seller_months::sent.eq(tally.sent),
        seller_months::unsent.eq(tally.unsent),
        seller_months::unpaid.eq(tally.unpaid),
    ));
    first.execute(conn).await.map(drop).map_err(lost)
}

type Listed = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<settlements::table, diesel::dsl::AsSelect<SettlementRow, Database>>,
    Database,
>;

/// Entries of a seller, the oldest first: ids sort by the time they were made, and so do days.
pub(super) fn listed(
    seller: SellerId,
    (from, until): (Day, Day),
    after: Option<SettlementId>,
    limit: u64,
) -> Listed {
    let mut listed = settlements::table
        .select(SettlementRow::as_select())
        .into_boxed()
        .filter(settlements::seller_id.eq(Key::from(seller)))
        .filter(settlements::business_date.ge(from.to_string()))
        .filter(settlements::business_date.le(until.to_string()));
    if let Some(after) = after {
        listed = listed.filter(settlements::id.gt(Key::from(after)));
    }
    listed
        .order((settlements::business_date.asc(), settlements::id.asc()))
        .limit(rows(limit))
}

type Counted = (i64, i64, i64, i64);

fn tally((profit, sent, unsent, unpaid): Counted) -> SellerTally {
    SellerTally {
        profit: unscaled(profit),
        sent,
        unsent,
        unpaid,
    }
}

async fn months(conn: &mut Conn, seller: SellerId) -> Result<Vec<(Day, SellerTally)>, StoreError> {
    let found: Vec<(String, Counted)> = seller_months::table
        .filter(seller_months::seller_id.eq(Key::from(seller)))
        .select((
            seller_months::month,
            (
                seller_months::profit,
                seller_months::sent,
                seller_months::unsent,
                seller_months::unpaid,
            ),
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    let read = |(month, counted): (String, Counted)| {
        let month = month.parse::<Day>();
        let month = month.map_err(|error| StoreError::corrupt("seller_months", error.to_string()))?;
        Ok((month, tally(counted)))
    };
    found.into_iter().map(read).collect()
}

async fn tallies(conn: &mut Conn) -> Result<Vec<(SellerId, SellerTally)>, StoreError> {
    let found: Vec<(Key, Counted)> = seller_months::table
        .select((
            seller_months::seller_id,
            (
                seller_months::profit,
                seller_months::sent,
                seller_months::unsent,
                seller_months::unpaid,
            ),
        ))
        .order(seller_months::seller_id.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    let mut sums: Vec<(SellerId, SellerTally)> = Vec::new();
    for (seller, counted) in found {
        let seller = seller.id();
        match sums.last_mut() {
            Some((known, sum)) if *known == seller => *sum = sum.plus(tally(counted)),
            _ => sums.push((seller, tally(counted))),
        }
    }
    Ok(sums)
}

async fn totals(conn: &mut Conn) -> Result<Vec<(SellerId, SellerTally, i64)>, StoreError> {
    let found: Vec<(Key, String, i64, i64)> = settlements::table
        .select((
            settlements::seller_id,
            settlements::kind,
            settlements::net,
            settlements::points,
        ))
        .order(settlements::seller_id.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    let mut sums: Vec<(SellerId, SellerTally, i64)> = Vec::new();
    for (seller, kind, net, points) in found {
        let entry = SellerTally {
            profit: unscaled(net),
            sent: i64::from(kind == SettlementKind::Sale.as_str()),
            ..SellerTally::default()
        };
        let seller = seller.id();
        match sums.last_mut() {
            Some((known, sum, came)) if *known == seller => {
                *sum = sum.plus(entry);
                *came += points;
            }
            _ => sums.push((seller, entry, points)),
        }
    }
    Ok(sums)
}

#[async_trait]
impl SettlementRepository for Transaction<'_> {
    async fn add(&mut self, settlement: &Settlement) -> Result<(), StoreError> {
        add(self.conn, settlement.into()).await
    }

    async fn find(
        &mut self,
        line: OrderLineId,
        kind: SettlementKind,
    ) -> Result<Option<Settlement>, StoreError> {
        find(self.conn, line, kind).await
    }

    async fn count(&mut self, seller: SellerId, month: Day, tally: SellerTally) -> Result<(), StoreError> {
        count(self.conn, seller, month, tally).await
    }
}

#[async_trait]
impl SettlementQueries for Desk {
    async fn entries(
        &self,
        seller: SellerId,
        days: (Day, Day),
        after: Option<SettlementId>,
        limit: u64,
    ) -> Result<Vec<Settlement>, StoreError> {
        self.search(move |conn| {
            async move {
                let found: Vec<SettlementRow> = listed(seller, days, after, limit)
                    .load(conn)
                    .await
                    .map_err(classify)?;
                found.into_iter().map(SettlementRow::settlement).collect()
            }
            .boxed()
        })
        .await
    }

    async fn months(&self, seller: SellerId) -> Result<Vec<(Day, SellerTally)>, StoreError> {
        self.ask(move |conn| months(conn, seller).boxed()).await
    }

    async fn tallies(&self) -> Result<Vec<(SellerId, SellerTally)>, StoreError> {
        self.ask(move |conn| tallies(conn).boxed()).await
    }

    async fn totals(&self) -> Result<Vec<(SellerId, SellerTally, i64)>, StoreError> {
        self.ask(move |conn| totals(conn).boxed()).await
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn a_tally_reads_back() {
        let told = tally((scaled(Decimal::new(95, 1)), 1, -2, 3));
        assert_eq!((told.profit, told.unsent), (Decimal::new(95, 1), -2));
    }
}

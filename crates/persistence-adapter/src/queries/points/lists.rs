//! What came and went.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_application::points::{DayMark, EntryFilter, Statistics};
use hexmart_domain::points::WalletEntry;
use hexmart_domain::shared::{Day, UserId, month_of};

use super::super::dialect::Database;
use super::{Conn, classify, count};
use crate::columns::Key;
use crate::rows::{HeadOfWallet, WalletRow};
use crate::schema::{wallet_entries, wallet_lapses};

pub(in super::super) type Listed = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<wallet_entries::table, diesel::dsl::AsSelect<WalletRow, Database>>,
    Database,
>;

pub(in super::super) fn listed(
    user: UserId,
    filter: &EntryFilter,
    before: Option<DayMark>,
    limit: u64,
) -> Listed {
    let mut listed = wallet_entries::table
        .select(WalletRow::as_select())
        .into_boxed()
        .filter(wallet_entries::user_id.eq(Key::from(user)));
    if let Some(from) = filter.from {
        listed = listed.filter(wallet_entries::business_date.ge(from.to_string()));
    }
    if let Some(until) = filter.until {
        listed = listed.filter(wallet_entries::business_date.le(until.to_string()));
    }
    if let Some(kind) = filter.kind {
        listed = listed.filter(wallet_entries::kind.eq(kind.as_str()));
    }
    if let Some(DayMark { on, version }) = before {
        let on = on.to_string();
        // The first condition is the one by which SQLite enters the index; the second brings MariaDB right to the mark.
        listed = listed
            .filter(wallet_entries::business_date.le(on.clone()))
            .filter(
                wallet_entries::business_date
                    .lt(on.clone())
                    .or(wallet_entries::business_date
                        .eq(on)
                        .and(wallet_entries::version.lt(version))),
            );
    }
    listed
        .order((
            wallet_entries::business_date.desc(),
            wallet_entries::version.desc(),
        ))
        .limit(count(limit))
}

/// See [`WalletQueries::entries`](hexmart_application::points::WalletQueries::entries).
pub(super) async fn entries(
    conn: &mut Conn,
    user: UserId,
    filter: EntryFilter,
    before: Option<DayMark>,
    limit: u64,
) -> Result<Vec<WalletEntry>, StoreError> {
    let statement = listed(user, &filter, before, limit);
    let rows: Vec<WalletRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(WalletRow::entry).collect()
}

/// What came and went, beside the newest entry, of which there may be none.
#[derive(QueryableByName)]
struct StatisticsRow {
    #[diesel(sql_type = BigInt)]
    day_plus: i64,
    #[diesel(sql_type = BigInt)]
    day_minus: i64,
    #[diesel(sql_type = BigInt)]
    month_plus: i64,
    #[diesel(sql_type = BigInt)]
    month_minus: i64,
    #[diesel(embed)]
    head: Option<HeadOfWallet>,
}

/// Days and ids: nothing in it was typed by anybody.
pub(in super::super) fn statistics_sql(user: UserId, day: Day) -> String {
    let (first, last) = month_of(day);
    let user = Key::from(user).literal();
    let sum = |compared: &str, condition: &str| {
        format!(
            "COALESCE(CAST(SUM(CASE WHEN amount {compared} 0{condition} THEN ABS(amount) END) AS SIGNED), 0)"
        )
    };
    let today = format!(" AND business_date = '{day}'");
    format!(
        "SELECT sums.day_plus, sums.day_minus, sums.month_plus, sums.month_minus, tip.user_id, tip.version, \
         tip.balance_after, tip.lots FROM (SELECT {} AS day_plus, {} AS day_minus, {} AS month_plus, {} AS month_minus \
         FROM wallet_entries WHERE user_id = {user} AND business_date >= '{first}' AND business_date <= '{last}') AS sums \
         LEFT JOIN (SELECT user_id, version, balance_after, lots FROM wallet_entries WHERE user_id = {user} \
         ORDER BY version DESC LIMIT 1) AS tip ON 1 = 1",
        sum(">", &today),
        sum("<", &today),
        sum(">", ""),
        sum("<", ""),
    )
}

/// See [`WalletQueries::statistics`](hexmart_application::points::WalletQueries::statistics).
pub(super) async fn statistics(conn: &mut Conn, user: UserId, day: Day) -> Result<Statistics, StoreError> {
    let row: StatisticsRow = diesel::sql_query(statistics_sql(user, day))
        .get_result(conn)
        .await
        .map_err(classify)?;
    Ok(Statistics {
        day_plus: row.day_plus,
        day_minus: row.day_minus,
        month_plus: row.month_plus,
        month_minus: row.month_minus,
        wallet: HeadOfWallet::or_empty(row.head, user)?,
    })
}

/// The accounts of wallets that somebody has to look at, once for each lot.
pub(in super::super) fn lapsing(
    before: Day,
    limit: u64,
) -> wallet_lapses::BoxedQuery<'static, Database, Binary> {
    wallet_lapses::table
        .filter(wallet_lapses::lapses_on.lt(before.to_string()))
        .order((wallet_lapses::lapses_on.asc(), wallet_lapses::user_id.asc()))
        .limit(count(limit))
        .select(wallet_lapses::user_id)
        .into_boxed()
}

/// See [`WalletQueries::lapsing`](hexmart_application::points::WalletQueries::lapsing).
pub(super) async fn lapsing_users(
    conn: &mut Conn,
    before: Day,
    limit: u64,
) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<Key> = lapsing(before, limit).load(conn).await.map_err(classify)?;
    let mut users: Vec<UserId> = Vec::with_capacity(found.len());
    for user in found.into_iter().map(Key::id) {
        if !users.contains(&user) {
            users.push(user);
        }
    }
    Ok(users)
}

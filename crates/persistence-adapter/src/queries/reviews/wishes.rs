//! What people wish for.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::ListSort;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{Offering, WishCard, WishMark};
use hexmart_application::search::FeedPosition;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::reviews::{Glance, Wish};
use hexmart_domain::shared::{Instant, ProductId, UserId};

use super::super::catalogue::card::{
    Available, ListedRow, MainPicture, TermsRow, applying, lifecycle_of, listed,
};
use super::super::dialect::Database;
use super::{Conn, classify, count};
use crate::columns::{At, Key, price};
use crate::rows::{GlanceRow, WishRow};
use crate::schema::{products, wish_watch, wishes};

/// See [`WishRepository::offering`](hexmart_application::reviews::WishRepository::offering).
pub(super) async fn offering(
    conn: &mut Conn,
    product: ProductId,
    now: Instant,
) -> Result<Option<Offering>, StoreError> {
    type Row = (String, String, i64, i64, String, TermsRow);
    let row: Option<Row> = products::table
        .find(Key::from(product))
        .select((
            products::name,
            products::lifecycle,
            products::stocked,
            products::price,
            products::currency,
            (
                products::discount_percentage,
                products::discount_starts_at,
                products::discount_ends_at,
            ),
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    let Some((name, lifecycle, stocked, amount, currency, terms)) = row else {
        return Ok(None);
    };
    Ok(Some(Offering {
        name,
        lifecycle: lifecycle_of(&lifecycle)?,
        in_stock: stocked > 0,
        price: price(amount, &currency)?,
        discount: applying(terms, now)?,
    }))
}

/// See [`WishRepository::add`](hexmart_application::reviews::WishRepository::add).
pub(super) async fn add(conn: &mut Conn, wish: &Wish) -> Result<bool, StoreError> {
    if find(conn, wish.account, wish.product).await?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(wishes::table)
        .values(WishRow::from(wish))
        .execute(conn)
        .await
        .map_err(super::lost)?;
    Ok(true)
}

/// See [`WishRepository::remove`](hexmart_application::reviews::WishRepository::remove).
pub(super) async fn remove(conn: &mut Conn, account: UserId, product: ProductId) -> Result<bool, StoreError> {
    let gone = diesel::delete(wishes::table.find((Key::from(product), Key::from(account))))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(gone > 0)
}

/// See [`WishRepository::find`](hexmart_application::reviews::WishRepository::find).
pub(super) async fn find(
    conn: &mut Conn,
    account: UserId,
    product: ProductId,
) -> Result<Option<Wish>, StoreError> {
    let row: Option<WishRow> = wishes::table
        .find((Key::from(product), Key::from(account)))
        .select(WishRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(WishRow::wish).transpose()
}

/// See [`WishRepository::set_notices`](hexmart_application::reviews::WishRepository::set_notices).
///
/// Not what the update says: a server counts only rows that look different afterwards.
pub(super) async fn set_notices(
    conn: &mut Conn,
    account: UserId,
    product: ProductId,
    notices: bool,
) -> Result<bool, StoreError> {
    let key = (Key::from(product), Key::from(account));
    diesel::update(wishes::table.find(key))
        .set(wishes::notices.eq(notices))
        .execute(conn)
        .await
        .map_err(classify)?;
    diesel::select(exists(wishes::table.find(key)))
        .get_result(conn)
        .await
        .map_err(classify)
}

/// See [`WishRepository::count`](hexmart_application::reviews::WishRepository::count).
pub(super) async fn wishers(conn: &mut Conn, product: ProductId) -> Result<i64, StoreError> {
    let likes: Option<i64> = products::table
        .find(Key::from(product))
        .select(products::likes)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(likes.unwrap_or(0))
}

type Wishes = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<wishes::table, diesel::dsl::AsSelect<WishRow, Database>>,
    Database,
>;

/// Wishes for a product that were last looked at when it stood otherwise.
pub(in super::super) fn unseen(product: ProductId, now: Glance, limit: u64) -> Wishes {
    let of_product = wishes::table
        .select(WishRow::as_select())
        .into_boxed::<Database>()
        .filter(wishes::product_id.eq(Key::from(product)))
        .order(wishes::account_id.asc())
        .limit(count(limit));
    if now.on_offer {
        let GlanceRow { price, currency, .. } = now.into();
        let as_seen = wishes::on_offer
            .eq(false)
            .or(wishes::price.ne(price))
            .or(wishes::currency.ne(currency));
        of_product.filter(as_seen)
    } else {
        of_product.filter(wishes::on_offer.eq(true))
    }
}

/// See [`WishRepository::outdated`](hexmart_application::reviews::WishRepository::outdated).
pub(super) async fn outdated(
    conn: &mut Conn,
    product: ProductId,
    now: Glance,
    limit: u64,
) -> Result<Vec<Wish>, StoreError> {
    let statement = unseen(product, now, limit);
    let rows: Vec<WishRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(WishRow::wish).collect()
}

/// See [`WishRepository::look`](hexmart_application::reviews::WishRepository::look). One statement for those that were seen
/// alike: each meets as many rows as there are, or somebody else looked. All of them look different afterwards.
pub(super) async fn look(conn: &mut Conn, looked_at: &[Wish], now: Glance) -> Result<(), StoreError> {
    let mut alike: Vec<(&Wish, Vec<Key>)> = Vec::new();
    for wish in looked_at {
        let same =
            |known: &&mut (&Wish, Vec<Key>)| (known.0.product, known.0.seen) == (wish.product, wish.seen);
        match alike.iter_mut().find(same) {
            Some((_, accounts)) => accounts.push(wish.account.into()),
            None => alike.push((wish, vec![wish.account.into()])),
        }
    }
    for (wish, accounts) in alike {
        let (before, after) = (GlanceRow::from(wish.seen), GlanceRow::from(wish.seeing(now)));
        if before == after {
            continue;
        }
        let met = diesel::update(wishes::table)
            .filter(wishes::product_id.eq(Key::from(wish.product)))
            .filter(wishes::account_id.eq_any(&accounts))
            .filter(wishes::on_offer.eq(before.on_offer))
            .filter(wishes::price.eq(before.price))
            .filter(wishes::currency.eq(before.currency))
            .set(after)
            .execute(conn)
            .await
            .map_err(classify)?;
        if met != accounts.len() {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

/// See [`WishRepository::read_to`](hexmart_application::reviews::WishRepository::read_to).
pub(super) async fn read_to(conn: &mut Conn) -> Result<Option<FeedPosition>, StoreError> {
    wish_watch::table
        .select(wish_watch::position)
        .first(conn)
        .await
        .map_err(classify)
}

/// See [`WishRepository::note_read_to`](hexmart_application::reviews::WishRepository::note_read_to).
pub(super) async fn note_read_to(conn: &mut Conn, position: FeedPosition) -> Result<(), StoreError> {
    diesel::update(wish_watch::table)
        .set(wish_watch::position.eq(Some(position)))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(())
}

/// What is shown of a wish.
type CardRow = (ListedRow, At, bool);

macro_rules! own {
    ($account:expr, $after:expr, $limit:expr) => {{
        let public = Lifecycle::ALL
            .into_iter()
            .filter(|lifecycle| lifecycle.is_public());
        let public: Vec<_> = public.map(Lifecycle::as_str).collect();
        let mut own = wishes::table
            .inner_join(products::table.on(products::id.eq(wishes::product_id)))
            .select((listed_columns!(), wishes::wished_at, wishes::notices))
            .into_boxed::<Database>()
            .filter(wishes::account_id.eq(Key::from($account)))
            .filter(products::lifecycle.eq_any(public))
            .order((wishes::wished_at.desc(), wishes::product_id.desc()))
            .limit(count($limit));
        if let Some(WishMark { since, product }) = $after {
            let is_behind = wishes::wished_at.lt(At(since)).or(wishes::wished_at
                .eq(At(since))
                .and(wishes::product_id.lt(Key::from(product))));
            // Says the same; the first is one that SQLite enters the index by.
            own = own.filter(wishes::wished_at.le(At(since))).filter(is_behind);
        }
        own
    }};
}

/// The statement of a list.
#[cfg(test)]
pub(in super::super) fn own(
    account: UserId,
    after: Option<WishMark>,
    limit: u64,
) -> impl diesel::query_builder::QueryFragment<Database> + Send + 'static {
    own!(account, after, limit)
}

/// See [`WishQueries::of_account`](hexmart_application::reviews::WishQueries::of_account).
pub(super) async fn of_account(
    conn: &mut Conn,
    account: UserId,
    after: Option<WishMark>,
    limit: u64,
    now: Instant,
) -> Result<Vec<WishCard>, StoreError> {
    let rows: Vec<CardRow> = own!(account, after, limit).load(conn).await.map_err(classify)?;
    let card = |(product, since, notices): CardRow| {
        Ok(WishCard {
            product: listed(product, ListSort::Oldest, now)?,
            since: since.0,
            notices,
        })
    };
    rows.into_iter().map(card).collect()
}

/// See [`WishQueries::wished`](hexmart_application::reviews::WishQueries::wished).
pub(super) async fn wished(conn: &mut Conn, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
    let found: Vec<Key> = wishes::table
        .filter(wishes::product_id.eq_any(among.iter().copied().map(Key::from)))
        .select(wishes::product_id)
        .distinct()
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(found.into_iter().map(Key::id).collect())
}

/// See [`WishQueries::wished_after`](hexmart_application::reviews::WishQueries::wished_after).
pub(super) async fn wished_after(
    conn: &mut Conn,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, StoreError> {
    let found: Vec<Key> = wishes::table
        .filter(wishes::product_id.gt(after.map_or(Key::NONE, Key::from)))
        .select(wishes::product_id)
        .distinct()
        .order(wishes::product_id.asc())
        .limit(count(limit))
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(found.into_iter().map(Key::id).collect())
}

use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{ListFilter, ListSort, Mark, ProductCard, Window};
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::Instant;

use super::card::{Available, ListedRow, MainPicture, listed};
use super::count;
use super::route::{Question, Stretch};
use super::statement::{Places, Rows, Total};
use super::ways::{Ways, mark, shortest, worth_fetching};
use super::{Conn, classify};

/// See [`CatalogueQueries::browse`](hexmart_application::catalogue::CatalogueQueries::browse).
///
/// One round trip where one index has the list in its order, as with every filter alone in the order of creation, and with
/// every order alone. Else the filters are weighed first: see [`Ways`].
pub(crate) async fn browse(
    conn: &mut Conn,
    filter: &ListFilter,
    sort: ListSort,
    window: Window,
    now: Instant,
) -> Result<Vec<ProductCard>, StoreError> {
    let few = worth_fetching(window.skip.saturating_add(window.limit));
    browse_with(conn, filter, sort, window, now, few).await
}

/// The same, where to fetch `few` rows is cheap.
async fn browse_with(
    conn: &mut Conn,
    filter: &ListFilter,
    sort: ListSort,
    window: Window,
    now: Instant,
    few: u64,
) -> Result<Vec<ProductCard>, StoreError> {
    let question = Question::new(filter, sort, window.after, now);
    if question.lets_nothing_pass() || window.limit == 0 {
        return Ok(Vec::new());
    }
    let mut ways = Ways::new(&question, few);
    let rows = loop {
        let way = ways.next(conn).await?;
        let rows = load(conn, &question, way.stretches, window).await?;
        if !way.ends_early || count(window.limit) == i64::try_from(rows.len()).unwrap_or(i64::MAX) {
            break rows;
        }
    };
    let mut cards = rows
        .into_iter()
        .map(|row| listed(row, sort, now))
        .collect::<Result<Vec<_>, _>>()?;
    // A join keeps no order that one could rely on.
    cards.sort_unstable_by_key(|card| (card.mark.key, card.mark.product));
    if !question.order.is_ascending {
        cards.reverse();
    }
    Ok(cards)
}

/// See [`CatalogueQueries::place`](hexmart_application::catalogue::CatalogueQueries::place).
pub(crate) async fn place(
    conn: &mut Conn,
    filter: &ListFilter,
    sort: ListSort,
    skip: u64,
    now: Instant,
) -> Result<Option<Mark>, StoreError> {
    let question = Question::new(filter, sort, None, now);
    if question.lets_nothing_pass() {
        return Ok(None);
    }
    let mut ways = Ways::new(&question, worth_fetching(skip.saturating_add(1)));
    loop {
        let way = ways.next(conn).await?;
        let found = mark(conn, &question, way.stretches, skip).await?;
        if !way.ends_early || found.is_some() {
            return Ok(found);
        }
    }
}

/// See [`CatalogueQueries::total`](hexmart_application::catalogue::CatalogueQueries::total).
pub(crate) async fn total(conn: &mut Conn, filter: &ListFilter, now: Instant) -> Result<u64, StoreError> {
    let question = Question::new(filter, ListSort::Oldest, None, now);
    if question.lets_nothing_pass() {
        return Ok(0);
    }
    let stretch = shortest(conn, &question).await?;
    let total: i64 = Total(stretch).get_result(conn).await.map_err(classify)?;
    u64::try_from(total).map_err(StoreError::backend)
}

async fn load(
    conn: &mut Conn,
    question: &Question<'_>,
    stretches: Vec<Stretch>,
    window: Window,
) -> Result<Vec<ListedRow>, StoreError> {
    let statement = Rows {
        columns: listed_columns!(),
        places: Places::new(stretches, question.order, window.skip, window.limit),
    };
    statement.load(conn).await.map_err(classify)
}

#[cfg(test)]
mod tests;

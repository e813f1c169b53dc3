//! Lists of reviews: first which, by an index alone, then what is shown of them.

use std::cmp::Reverse;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{
    ReviewCard, ReviewFilter, ReviewMark, ReviewSort, ReviewWindow, StaffFilter,
};
use hexmart_domain::identity::AccountState;
use hexmart_domain::shared::{ProductId, ReviewId, UserId};

use super::super::dialect::{self, Database};
use super::{Conn, classify, count};
use crate::columns::Key;
use crate::rows::{ReviewRow, state};
use crate::schema::{accounts, products, review_likes, reviews};

/// The ids of reviews.
pub(in super::super) type Which = reviews::BoxedQuery<'static, Database, Binary>;

/// The reviews of a product that everybody sees and that lie in the window.
pub(in super::super) fn which(
    product: ProductId,
    filter: ReviewFilter,
    sort: ReviewSort,
    window: ReviewWindow,
) -> Which {
    let mut listed = reviews::table
        .select(reviews::id)
        .into_boxed::<Database>()
        .filter(reviews::product_id.eq(Key::from(product)))
        .filter(reviews::visible.eq(true))
        .limit(count(window.limit));
    if let Some(stars) = filter.stars {
        listed = listed.filter(reviews::stars.eq(i64::from(stars.get())));
    }
    if filter.pictured {
        listed = listed.filter(reviews::pictured.eq(true));
    }
    if let Some(mark) = window.after {
        listed = behind(listed, sort, mark);
    }
    match sort {
        ReviewSort::Newest => listed.order(reviews::id.desc()),
        ReviewSort::Best => listed.order((reviews::stars.desc(), reviews::id.desc())),
        ReviewSort::Worst => listed.order((reviews::stars.asc(), reviews::id.asc())),
        ReviewSort::MostLiked => listed.order((reviews::likes.desc(), reviews::id.desc())),
    }
}

/// The first condition on the measure is the one by which SQLite enters the index; the second brings MariaDB right to the
/// mark, because each alternative says all that it is about.
fn behind(listed: Which, sort: ReviewSort, mark: ReviewMark) -> Which {
    let (key, id) = (mark.key, Key::from(mark.review));
    match sort {
        ReviewSort::Newest => listed.filter(reviews::id.lt(id)),
        ReviewSort::Best => listed.filter(reviews::stars.le(key)).filter(
            reviews::stars
                .lt(key)
                .or(reviews::stars.eq(key).and(reviews::id.lt(id))),
        ),
        ReviewSort::Worst => listed.filter(reviews::stars.ge(key)).filter(
            reviews::stars
                .gt(key)
                .or(reviews::stars.eq(key).and(reviews::id.gt(id))),
        ),
        ReviewSort::MostLiked => listed.filter(reviews::likes.le(key)).filter(
            reviews::likes
                .lt(key)
                .or(reviews::likes.eq(key).and(reviews::id.lt(id))),
        ),
    }
}

/// What somebody said, the newest first.
pub(in super::super) fn by_author(author: UserId, before: Option<ReviewId>, limit: u64) -> Which {
    newest(before, limit).filter(reviews::author_id.eq(Key::from(author)))
}

/// What anybody said, the newest first.
pub(in super::super) fn all(filter: StaffFilter, before: Option<ReviewId>, limit: u64) -> Which {
    let listed = newest(before, limit);
    match filter.hidden {
        Some(hidden) => listed.filter(reviews::visible.eq(!hidden)),
        None => listed,
    }
}

fn newest(before: Option<ReviewId>, limit: u64) -> Which {
    let listed = reviews::table
        .select(reviews::id)
        .into_boxed::<Database>()
        .order(reviews::id.desc())
        .limit(count(limit));
    match before {
        Some(before) => listed.filter(reviews::id.lt(Key::from(before))),
        None => listed,
    }
}

/// Reviews with what is shown beside them. Diesel has no word for a joined sub-select.
pub(in super::super) struct Listed<C> {
    columns: C,
    which: Which,
    viewer: Key,
}

impl<C> QueryId for Listed<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Expression> Query for Listed<C> {
    type SqlType = C::SqlType;
}

impl<Conn, C> diesel::RunQueryDsl<Conn> for Listed<C> {}

impl<C: QueryFragment<Database>> QueryFragment<Database> for Listed<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        let join = dialect::JOIN_IN_ORDER;
        out.push_sql("SELECT ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM (");
        QueryFragment::<Database>::walk_ast(&self.which, out.reborrow())?;
        out.push_sql(&format!(
            ") AS listed {join} reviews ON reviews.id = listed.id \
             LEFT JOIN products ON products.id = reviews.product_id \
             LEFT JOIN accounts ON accounts.id = reviews.author_id \
             LEFT JOIN review_likes ON review_likes.review_id = reviews.id AND review_likes.account_id = "
        ));
        out.push_bind_param::<Binary, _>(&self.viewer)
    }
}

/// What is shown of a review: itself, its likes, the name of its product, nickname and state of its author, and whether the
/// viewer likes it.
type CardRow = (
    ReviewRow,
    i64,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<Key>,
);

macro_rules! card_columns {
    () => {
        (
            ReviewRow::as_select(),
            reviews::likes,
            products::name.nullable(),
            accounts::nickname.nullable(),
            accounts::state.nullable(),
            review_likes::account_id.nullable(),
        )
    };
}

/// The statement of a list.
#[cfg(test)]
pub(in super::super) fn listed(
    which: Which,
    viewer: Option<UserId>,
) -> impl QueryFragment<Database> + Send + 'static {
    Listed {
        columns: card_columns!(),
        which,
        viewer: viewer.map_or(Key::NONE, Key::from),
    }
}

async fn cards(conn: &mut Conn, which: Which, viewer: Option<UserId>) -> Result<Vec<ReviewCard>, StoreError> {
    let statement = Listed {
        columns: card_columns!(),
        which,
        // Nobody's id is in no row.
        viewer: viewer.map_or(Key::NONE, Key::from),
    };
    let rows: Vec<CardRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(card).collect()
}

fn card(row: CardRow) -> Result<ReviewCard, StoreError> {
    let (review, likes, product_name, nickname, account, liked_by) = row;
    let account = account.as_deref().map(state).transpose()?;
    let is_there = account.is_some_and(|state| state != AccountState::Deleted);
    Ok(ReviewCard {
        review: review.review()?,
        nickname: nickname.filter(|_| is_there),
        product_name: product_name.unwrap_or_default(),
        likes,
        is_liked: liked_by.is_some(),
    })
}

/// See [`ReviewQueries::of_product`](hexmart_application::reviews::ReviewQueries::of_product).
pub(super) async fn of_product(
    conn: &mut Conn,
    product: ProductId,
    filter: ReviewFilter,
    sort: ReviewSort,
    window: ReviewWindow,
    viewer: Option<UserId>,
) -> Result<Vec<ReviewCard>, StoreError> {
    let mut cards = cards(conn, which(product, filter, sort, window), viewer).await?;
    let place = |card: &ReviewCard| {
        let mark = card.mark(sort);
        (mark.key, mark.review)
    };
    if sort.is_ascending() {
        cards.sort_by_key(place);
    } else {
        cards.sort_by_key(|card| Reverse(place(card)));
    }
    Ok(cards)
}

/// See [`ReviewQueries::of_author`](hexmart_application::reviews::ReviewQueries::of_author).
pub(super) async fn of_author(
    conn: &mut Conn,
    author: UserId,
    before: Option<ReviewId>,
    limit: u64,
) -> Result<Vec<ReviewCard>, StoreError> {
    let mut cards = cards(conn, by_author(author, before, limit), Some(author)).await?;
    cards.sort_by_key(|card| Reverse(card.review.id));
    Ok(cards)
}

/// See [`ReviewQueries::for_staff`](hexmart_application::reviews::ReviewQueries::for_staff).
pub(super) async fn for_staff(
    conn: &mut Conn,
    filter: StaffFilter,
    before: Option<ReviewId>,
    limit: u64,
) -> Result<Vec<ReviewCard>, StoreError> {
    let mut cards = cards(conn, all(filter, before, limit), None).await?;
    cards.sort_by_key(|card| Reverse(card.review.id));
    Ok(cards)
}

/// See [`ReviewQueries::review`](hexmart_application::reviews::ReviewQueries::review).
pub(super) async fn review(
    conn: &mut Conn,
    id: ReviewId,
    viewer: Option<UserId>,
) -> Result<Option<ReviewCard>, StoreError> {
    let one = reviews::table
        .select(reviews::id)
        .into_boxed::<Database>()
        .filter(reviews::id.eq(Key::from(id)));
    Ok(cards(conn, one, viewer).await?.pop())
}

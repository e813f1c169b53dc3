use hexmart_application::reviews::{ReviewCard, ReviewFilter, ReviewSort, ReviewWindow};
use hexmart_domain::reviews::Stars;
use serde::Serialize;
use utoipa::ToSchema;

use super::ReviewBody;
use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::catalogue::etag::{Audience, fresh};
use crate::cursor::{self, ListIdentity};
use crate::cursor_page::{CursorPageBody, with_one_more};
use crate::query::Query;
use crate::wire::example;

/// The words of the sorts.
const SORTS: [(&str, ReviewSort); 4] = [
    ("newest", ReviewSort::Newest),
    ("best", ReviewSort::Best),
    ("worst", ReviewSort::Worst),
    ("most_liked", ReviewSort::MostLiked),
];
const SORT_WORDS: &str = "newest, best, worst, most_liked";

/// One page of the reviews of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewList<'a> {
    reviews: Vec<ReviewBody<'a>>,
    page: CursorPageBody,
}

impl<'a> ReviewList<'a> {
    pub(super) const fn new(reviews: Vec<ReviewBody<'a>>, page: CursorPageBody) -> Self {
        Self { reviews, page }
    }
}

/// List what buyers say of a product
#[utoipa::path(get, path = "/commerce/products/{product_id}/reviews/", operation_id = "list_reviews", tag = "reviews",
    params(
        ("product_id" = String, Path, description = "Of which product", example = example::product_id),
        ("sort" = Option<String>, Query, description = "`newest`, `best`, `worst` or `most_liked`; `newest` unless said"),
        ("stars" = Option<u64>, Query, description = "Only with so many stars", minimum = 1, maximum = 5),
        ("pictured" = Option<bool>, Query, description = "`true` for those with a picture only"),
        ("page_size" = Option<u64>, Query, description = "Reviews per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "The page. Of a product that there is not, an empty one.", body = ReviewList<'_>,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let sort = query.optional("sort", |word| {
        let known = SORTS.into_iter().find(|(known, _)| *known == word);
        known.ok_or(Fault::NotOneOf(SORT_WORDS))
    });
    let (word, sort) = sort.unwrap_or(("newest", ReviewSort::Newest));
    let stars = query.optional("stars", |text| {
        let stars = text
            .parse()
            .ok()
            .and_then(|count: i64| Stars::try_from(count).ok());
        stars.ok_or(Fault::NotWithin { least: 1, most: 5 })
    });
    let filter = ReviewFilter {
        stars,
        pictured: query.flag("pictured").unwrap_or_default(),
    };
    let identity = {
        let stars = filter.stars.map_or(0, Stars::get).to_string();
        let pictured = if filter.pictured { "pictured" } else { "" };
        ListIdentity::of(["reviews", call.segment("product_id"), word, &stars, pictured])
    };
    let size = query.page_size();
    let after = query.optional("cursor", |text| cursor::decode_review(text, identity));
    query.finish_strict()?;
    let (reviews, viewer) = (&call.state.services.reviews, call.user());
    let window = ReviewWindow {
        after,
        limit: with_one_more(size),
    };
    let mut cards = reviews
        .of_product(call.product_id()?, filter, sort, window, viewer)
        .await?;
    let next = cut(&mut cards, size).map(|last| cursor::encode_review(last.mark(sort), identity));
    let body = ReviewList::new(ReviewBody::all(&cards, viewer)?, CursorPageBody::new(size, next));
    fresh(&call.request, Audience::Caller, 8192, &body)
}

/// Takes off the one that shows that there is a next page; answers the last one before it, if there is one.
fn cut(cards: &mut Vec<ReviewCard>, size: u64) -> Option<&ReviewCard> {
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = cards.len() <= length;
    cards.truncate(length);
    cards.last().filter(|_| !is_last)
}

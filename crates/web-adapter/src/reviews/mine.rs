use actix_web::http::StatusCode;

use super::ReviewBody;
use super::list::ReviewList;
use crate::call::{Answer, Call};
use crate::cursor_page::{cut, with_one_more};
use crate::query::Query;
use crate::wire::json;

/// List one's own reviews
#[utoipa::path(get, path = "/commerce/users/me/reviews/", operation_id = "list_own_reviews", tag = "reviews",
    params(
        ("page_size" = Option<u64>, Query, description = "Reviews per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = ReviewList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let (reviews, author) = (&call.state.services.reviews, call.account()?);
    let mut cards = reviews.own(author, before, with_one_more(size)).await?;
    let page = cut(&mut cards, size, |card| card.review.id);
    let list = ReviewList::new(ReviewBody::all(&cards, Some(author))?, page);
    json(StatusCode::OK, 8192, &list)
}

//! Campaigns that everybody sees.

use actix_web::http::StatusCode;
use hexmart_application::funding::{
    CampaignCard, CampaignMark, CampaignSort, CampaignWindow, NumberedPage, PageError,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::CampaignCardBody;
use crate::body::{Fault, FieldError, lenient_problem};
use crate::call::{Answer, Call};
use crate::cursor::{self, ListIdentity};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::json;

/// The orders, for whoever asks for another.
const SORTS: &str = "total, created";
/// How many a page has unless said.
const SIZE: u64 = 10;

/// How long a page may be, and where it and the next one are.
#[derive(Serialize, ToSchema)]
#[schema(as = CampaignPage)]
struct PageBody {
    #[schema(example = 10)]
    size: u64,
    /// The number of the page, from 1; null when it was asked for by a cursor.
    #[schema(example = 1)]
    index: Option<u64>,
    /// How many campaigns there are; told to whoever asks by number.
    #[schema(example = 11)]
    total: Option<u64>,
    /// The number of the last page, from 1; told likewise.
    #[schema(example = 2)]
    max_page: Option<u64>,
    /// The cursor of the next page; null on the last one.
    next_cursor: Option<String>,
}

/// One page of campaigns.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignList<'a> {
    campaigns: Vec<CampaignCardBody<'a>>,
    page: PageBody,
}

fn sort_of(word: &str) -> Result<CampaignSort, Fault> {
    CampaignSort::from_word(word).ok_or(Fault::NotOneOf(SORTS))
}

fn identity(sort: CampaignSort) -> ListIdentity {
    ListIdentity::of(["campaigns", sort.as_str()])
}

/// List campaigns
///
/// Those that collect first, then those that have their target, then those that are fulfilled; in each the one with the most
/// first, or the newest. Pages are asked for by the cursor of the page before, or by a number, which then needs a size and an
/// order.
#[utoipa::path(get, path = "/commerce/campaigns/", operation_id = "list_campaigns", tag = "funding",
    params(
        ("sort" = Option<String>, Query, description = "`total` or `created`; `total` unless said", example = "total"),
        ("page_size" = Option<u64>, Query, description = "Campaigns per page; 10 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
        ("page_index" = Option<u64>, Query, description = "Which page, from 1; with `page_size` and `sort`", minimum = 1),
    ),
    responses((status = 200, description = "The page.", body = CampaignList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let sort = query.optional("sort", sort_of);
    let size = query.last("page_size").is_some();
    let size = size.then(|| query.number("page_size", 1..=200, SIZE));
    let index = query.last("page_index").is_some();
    let index = index.then(|| query.number("page_index", 1..=u64::MAX, 1));
    let list = identity(sort.unwrap_or(CampaignSort::Total));
    let after = query.optional("cursor", |text| cursor::decode_campaign(text, list));
    if index.is_some() && after.is_some() {
        query.refuse("cursor", Fault::CursorAndIndex);
    }
    query.finish_strict()?;
    if let Some(index) = index {
        return numbered(&call, sort, size, index).await;
    }
    let sort = sort.unwrap_or(CampaignSort::Total);
    behind(&call, sort, after, size.unwrap_or(SIZE)).await
}

async fn behind(call: &Call, sort: CampaignSort, after: Option<CampaignMark>, size: u64) -> Answer {
    let window = CampaignWindow {
        after,
        skip: 0,
        // One more shows whether there is a next page.
        limit: size.saturating_add(1),
    };
    let mut cards = call.state.services.funding.list(sort, window).await?;
    let is_last = u64::try_from(cards.len()).unwrap_or(u64::MAX) <= size;
    cards.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let page = PageBody {
        size,
        index: None,
        total: None,
        max_page: None,
        next_cursor: (!is_last).then(|| next(&cards, sort)).flatten(),
    };
    answer(call, &cards, page)
}

async fn numbered(call: &Call, sort: Option<CampaignSort>, size: Option<u64>, index: u64) -> Answer {
    let asked = NumberedPage {
        sort,
        size,
        page: index.saturating_sub(1),
    };
    let found = call
        .state
        .services
        .funding
        .numbered(asked)
        .await
        .map_err(refused)?;
    let (sort, size) = (sort.unwrap_or(CampaignSort::Total), size.unwrap_or(SIZE));
    let is_last = asked.page >= found.max_page;
    let page = PageBody {
        size,
        index: Some(index),
        total: Some(found.total),
        max_page: Some(found.max_page.saturating_add(1)),
        next_cursor: (!is_last).then(|| next(&found.campaigns, sort)).flatten(),
    };
    answer(call, &found.campaigns, page)
}

fn next(cards: &[CampaignCard], sort: CampaignSort) -> Option<String> {
    let mark = cards.last().and_then(CampaignMark::of)?;
    Some(cursor::encode_campaign(mark, identity(sort)))
}

fn answer(call: &Call, cards: &[CampaignCard], page: PageBody) -> Answer {
    let now = call.state.services.clock.now();
    let campaigns = cards.iter().map(|card| CampaignCardBody::of(card, now)).collect();
    json(StatusCode::OK, 4096, &CampaignList { campaigns, page })
}

fn refused(error: PageError) -> Problem {
    match error {
        PageError::NoOrder => lenient_problem(vec![FieldError::of_query("sort", Fault::Required)]),
        PageError::NoSize => Problem::of(Code::UnsetPagination),
        PageError::OutOfBound { max_page } => Problem::out_of_bound(max_page.saturating_add(1)),
        PageError::TooDeep => Problem::of(Code::UseCursor),
        PageError::Store(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_named() {
        assert_eq!(SORTS, CampaignSort::ALL.map(CampaignSort::as_str).join(", "));
    }
}

use hexmart_application::search::{SearchFilter, SearchQuery, SearchSort};
use hexmart_domain::shared::{Currency, TextError};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::{Audience, fresh};
use super::facets::FacetsBody;
use super::filters::{prices, tag};
use super::page::{PageBody, address, link_next};
use super::summary::{ProductSummary, size_of};
use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::language::asked_for;
use crate::query::Query;
use crate::wire::example;

const PATH: &str = "/commerce/search/";
/// How many suggestions there are when nothing is said.
const DEFAULT_SUGGESTIONS: u64 = 10;
const MOST_SUGGESTIONS: u64 = 50;
const SORTS: [(&str, SearchSort); 8] = [
    ("relevance", SearchSort::Relevance),
    ("recent", SearchSort::Recent),
    ("price", SearchSort::PriceUp),
    ("-price", SearchSort::PriceDown),
    ("discount", SearchSort::Discount),
    ("sales", SearchSort::Sales),
    ("popularity", SearchSort::Popularity),
    ("stars", SearchSort::Stars),
];
const SORT_WORDS: &str = "relevance, recent, price, -price, discount, sales, popularity, stars";

/// What was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct SearchResults<'a> {
    /// One page of the hits.
    products: Vec<ProductSummary<'a>>,
    /// How many hits there are on all pages.
    #[schema(example = 60)]
    total: u64,
    facets: FacetsBody<'a>,
    page: PageBody,
}

/// What somebody may be about to type.
#[derive(Serialize, ToSchema)]
pub(crate) struct Suggestions<'a> {
    /// The likeliest first.
    suggestions: Vec<SuggestionBody<'a>>,
}

/// Something to look for.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
struct SuggestionBody<'a> {
    #[schema(example = "사과 5kg")]
    text: &'a str,
}

/// Search products
///
/// Finds words in names, descriptions, tags and categories, whole or in part, in Korean and in Latin letters, with small
/// typing errors. Without words everything is found. What was changed is found within a second.
#[utoipa::path(get, path = "/commerce/search/", operation_id = "search_products", tag = "catalogue",
    params(
        ("q" = Option<String>, Query, description = "The words to look for", max_length = 200, example = "무선 이어폰"),
        ("category" = Option<String>, Query, description = "Only in this category or below it", example = example::category_id),
        ("seller" = Option<String>, Query, description = "Only what this seller sells", example = example::seller_id),
        ("price_min" = Option<f64>, Query, description = "Costs at least this after the discount", minimum = 0,
            maximum = 99_999_999.99, example = 10_000),
        ("price_max" = Option<f64>, Query, description = "Costs at most this after the discount", minimum = 0,
            maximum = 99_999_999.99, example = 50_000),
        ("in_stock" = Option<bool>, Query, description = "Whether a piece can be had"),
        ("on_sale" = Option<bool>, Query, description = "Whether a discount runs"),
        ("tag" = Option<String>, Query, description = "Has this tag, whatever its case", max_length = 50, example = "블루투스"),
        ("sort" = Option<String>, Query, example = "relevance", description = "`relevance`, `recent`, `price`, `-price` (the \
            dearest first), `discount`, `sales`, `popularity` or `stars`; `relevance` unless said"),
        ("page_size" = Option<u64>, Query, description = "Products per page; 30 unless said", minimum = 1, maximum = 200),
        ("page_index" = Option<u64>, Query, description = "Number of the page, up to 10,000 hits deep; 1 unless said",
            minimum = 1),
    ),
    responses(
        (status = 200, description = "The page; empty behind the end.", body = SearchResults<'_>, headers(
            ("Link" = String, description = "The next page, as `<…>; rel=\"next\"`"),
            ("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn search(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (asked, index) = read(&mut query, call.state.settings.currency);
    query.finish_strict()?;
    let size = asked.limit;
    let found = call.state.services.finding.find(asked).await?;
    let body = SearchResults {
        products: ProductSummary::all(&found.products)?,
        total: found.total,
        facets: FacetsBody::of(&found.facets, asked_for(&call.request)),
        page: PageBody {
            size,
            index: Some(index),
            next_cursor: None,
            has_more: found.more,
            total: Some(found.total),
        },
    };
    let mut response = fresh(&call.request, Audience::Readers, size_of(&found.products), &body)?;
    if found.more {
        let next = index.saturating_add(1).to_string();
        let next = address(PATH, call.request.query_string(), "page_index", &next);
        link_next(&mut response, &next);
    }
    Ok(response)
}

/// Suggest what to search for
///
/// Completes what somebody has typed so far, Korean from its first letter on: `ㅅ`, `ㅅㄱ`, `사ㄱ` and `사고` all lead to
/// `사과`.
#[utoipa::path(get, path = "/commerce/suggestions/", operation_id = "suggest", tag = "catalogue",
    params(
        ("q" = Option<String>, Query, description = "What was typed", max_length = 200, example = "ㅅㄱ"),
        ("limit" = Option<u64>, Query, description = "How many at most; 10 unless said", minimum = 1, maximum = 50),
    ),
    responses(
        (status = 200, description = "What may be meant; nothing where nothing was typed.", body = Suggestions<'_>,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn suggest(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let typed = query.optional("q", words).unwrap_or_default();
    let limit = query.number("limit", 1..=MOST_SUGGESTIONS, DEFAULT_SUGGESTIONS);
    query.finish_strict()?;
    let found = if typed.trim().is_empty() {
        Vec::new()
    } else {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        call.state.services.finding.suggest(&typed, limit).await?
    };
    let suggestions = found.iter().map(|found| SuggestionBody { text: &found.text });
    let suggestions = Suggestions {
        suggestions: suggestions.collect(),
    };
    fresh(&call.request, Audience::Everybody, 512, &suggestions)
}

/// Reads what is looked for, and the number of the page.
fn read(query: &mut Query, currency: Currency) -> (SearchQuery, u64) {
    let text = query.optional("q", words).unwrap_or_default();
    let (price_from, price_to) = prices(query, currency);
    let filter = SearchFilter {
        category: query.id("category"),
        seller: query.id("seller"),
        price_from,
        price_to,
        in_stock: query.flag("in_stock"),
        on_sale: query.flag("on_sale"),
        tag: query.optional("tag", tag).map(|tag| tag.as_str().to_owned()),
    };
    let sort = query.optional("sort", sort).unwrap_or_default();
    let limit = query.page_size();
    let deepest = SearchQuery::MAX_SKIP / limit + 1;
    let index = query.number("page_index", 1..=deepest, 1);
    let asked = SearchQuery {
        text,
        filter,
        sort,
        skip: (index - 1) * limit,
        limit,
    };
    (asked, index)
}

fn words(text: &str) -> Result<String, Fault> {
    let max = SearchQuery::MAX_TEXT;
    match text.chars().nth(max) {
        Some(_) => Err(Fault::Text(TextError::TooLong { max })),
        None => Ok(text.to_owned()),
    }
}

fn sort(word: &str) -> Result<SearchSort, Fault> {
    let known = SORTS.into_iter().find(|(known, _)| *known == word);
    known.map(|(_, sort)| sort).ok_or(Fault::NotOneOf(SORT_WORDS))
}

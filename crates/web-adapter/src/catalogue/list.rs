use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LINK};
use hexmart_application::catalogue::{Browse, BrowseError, ListedProduct, NameFilter, PageAt, ProductPage};
use hexmart_domain::catalogue::ProductName;
use hexmart_domain::shared::{ProductId, TextError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::cursor;
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, Number, example, json};

/// What a product takes in JSON, roughly, in bytes.
const PRODUCT_SIZE: usize = 320;

/// One page of the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductList<'a> {
    products: Vec<ProductSummary<'a>>,
    page: PageBody,
}

/// A product in the list, with what it costs everybody.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductSummary<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    #[schema(value_type = f64, example = 10_000)]
    price: Number,
    /// Pieces that can be had.
    #[schema(example = 100)]
    stock_count: i64,
    /// Taken off by the discount; 0 without one.
    #[schema(value_type = f64, example = 1_000)]
    discount_amount: Number,
    #[schema(value_type = f64, example = 9_000)]
    final_price: Number,
}

/// Which page it is, and where the next one starts.
#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct PageBody {
    /// Products per page.
    #[schema(example = 30)]
    size: u64,
    /// Its number, from 1; null where the page was asked for by cursor.
    #[schema(example = 1)]
    index: Option<u64>,
    /// The cursor of the next page; null on the last one.
    next_cursor: Option<String>,
}

/// List products
///
/// Oldest first. Pages are asked for by number, or (better, at any depth as fast) by the cursor of the page before. Of a
/// parameter that is given twice the last counts; unknown ones are ignored.
#[utoipa::path(get, path = "/commerce/products/", operation_id = "list_products", tag = "catalogue",
    params(
        ("product_name" = Option<String>, Query, description = "Only names that contain this, without regard to case", max_length = 255),
        ("page_size" = Option<u64>, Query, description = "Products per page; 30 unless said", minimum = 1, maximum = 200),
        ("page_index" = Option<u64>, Query, description = "Number of the page; 1 unless said", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before, instead of a number"),
    ),
    responses((status = 200, description = "The page; empty behind the end.", body = ProductList<'_>,
        headers(("Link" = String, description = "The next page, as `<…>; rel=\"next\"`")))))]
pub(crate) async fn list(call: Call) -> Answer {
    let browse = read(Query::of(&call.request)?)?;
    let (size, at) = (browse.size, browse.at);
    let page = call.state.services.catalogue.browse(browse).await?;
    answer(call.request.query_string(), size, at, &page)
}

fn read(mut query: Query) -> Result<Browse, Problem> {
    let name = query.last("product_name").unwrap_or_default().to_owned();
    if name.chars().count() > ProductName::MAX {
        let max = ProductName::MAX;
        query.refuse("product_name", Fault::Text(TextError::TooLong { max }));
    }
    let size = query.page_size();
    let index = query.number("page_index", 1..=u64::MAX, 1);
    let at = query.cursor().map_or(PageAt::Index(index), PageAt::After);
    if query.last("cursor").and(query.last("page_index")).is_some() {
        query.refuse("cursor", Fault::CursorAndIndex);
    }
    query.finish_lenient()?;
    let name = NameFilter::containing(&name);
    Ok(Browse { name, size, at })
}

fn answer(query: &str, size: u64, at: PageAt, page: &ProductPage) -> Answer {
    let next_cursor = page.next.map(cursor::encode);
    let link = next_cursor.as_deref().and_then(|cursor| link_to(query, cursor));
    let body = ProductList {
        products: page.products.iter().map(ProductSummary::from).collect(),
        page: PageBody {
            size,
            index: match at {
                PageAt::Index(index) => Some(index),
                PageAt::After(_) => None,
            },
            next_cursor,
        },
    };
    let size = (page.products.len() + 1).saturating_mul(PRODUCT_SIZE);
    let mut response = json(StatusCode::OK, size, &body)?;
    if let Some(link) = link {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// The same query with another cursor. None when the query has bytes that no header takes.
fn link_to(query: &str, cursor: &str) -> Option<HeaderValue> {
    let mut link = String::from("</commerce/products/?");
    for pair in query.split('&') {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if !matches!(name, "" | "cursor" | "page_index") {
            link.push_str(pair);
            link.push('&');
        }
    }
    link.push_str("cursor=");
    link.push_str(cursor);
    link.push_str(">; rel=\"next\"");
    HeaderValue::try_from(link).ok()
}

impl<'a> From<&'a ListedProduct> for ProductSummary<'a> {
    fn from(listed: &'a ListedProduct) -> Self {
        let ListedProduct { card, quote } = listed;
        Self {
            id: card.id,
            name: &card.name,
            description: &card.description,
            price: quote.price.into(),
            stock_count: card.available.get(),
            discount_amount: quote.discount_amount.into(),
            final_price: quote.final_price.into(),
        }
    }
}

impl From<BrowseError> for Problem {
    fn from(error: BrowseError) -> Self {
        match error {
            BrowseError::TooDeep { index, after } => Self::of(Code::UseCursor)
                .detail(Phrase::new(
                    format!("page {index} is too deep to be asked for by number; it starts at this cursor"),
                    format!("{index}번 페이지는 번호로 요청하기에 너무 멉니다. cursor 값을 사용하세요"),
                ))
                .cursor(cursor::encode(after)),
            BrowseError::Store(error) => error.into(),
        }
    }
}

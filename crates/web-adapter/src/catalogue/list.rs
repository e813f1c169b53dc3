use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use hexmart_application::catalogue::{Browse, BrowseError, PageAt, ProductPage};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::{Audience, fresh};
use super::filters::{self, Shelf};
use super::page::{PageBody, address, link_next};
use super::params::ListParams;
use super::summary::{ProductSummary, size_of};
use crate::body::{Fault, FieldError, lenient_problem, strict_problem};
use crate::call::{Answer, Call};
use crate::cursor::{self, ListIdentity};
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::json;

const PATH: &str = "/commerce/products/";

/// One page of a list of products.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductList<'a> {
    products: Vec<ProductSummary<'a>>,
    page: PageBody,
}

/// List products
///
/// What everybody can buy, sold out or not. Pages are asked for by number, or (better, at any depth as fast) by the cursor
/// of the page before. Of a parameter that is given twice the last counts; unknown ones are ignored.
#[utoipa::path(get, path = "/commerce/products/", operation_id = "list_products", tag = "catalogue",
    params(
        ListParams,
        ("seller" = Option<String>, Query, description = "Only what this seller sells, or what the `shop` itself does",
            example = "shop"),
        ("state" = Option<String>, Query, description = "Only those that are `on_sale` or `sold_out`", example = "on_sale"),
    ),
    responses(
        (status = 200, description = "The page; empty behind the end.", body = ProductList<'_>, headers(
            ("Link" = String, description = "The next page, as `<…>; rel=\"next\"`"),
            ("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (browse, list) = filters::read(&mut query, Shelf::Everybody, call.state.settings.currency);
    query.finish_lenient()?;
    let asked = Asked::of(&call, PATH, list, &browse);
    let page = call.state.services.catalogue.browse(browse).await;
    let page = page.map_err(|error| asked.refused(error, lenient_problem))?;
    let (body, next) = asked.page(&page)?;
    let response = fresh(&call.request, Audience::Everybody, size_of(&page.products), &body)?;
    Ok(linked(response, next.as_deref()))
}

/// What was asked for, to answer with where to go on.
pub(super) struct Asked<'a> {
    path: &'static str,
    query: &'a str,
    list: ListIdentity,
    size: u64,
    at: PageAt,
}

impl<'a> Asked<'a> {
    pub(super) fn of(call: &'a Call, path: &'static str, list: ListIdentity, browse: &Browse) -> Self {
        Self {
            path,
            query: call.request.query_string(),
            list,
            size: browse.size,
            at: browse.at,
        }
    }

    /// The page, and the address of the next one.
    fn page<'p>(&self, page: &'p ProductPage) -> Result<(ProductList<'p>, Option<String>), Problem> {
        let next_cursor = page.next.map(|mark| cursor::encode_mark(mark, self.list));
        let next = next_cursor.as_deref().map(|cursor| self.address(cursor));
        let index = match self.at {
            PageAt::Index(index) => Some(index),
            PageAt::After(_) => None,
        };
        let body = ProductList {
            products: ProductSummary::all(&page.products)?,
            page: PageBody {
                size: self.size,
                index,
                has_more: next_cursor.is_some(),
                next_cursor,
                total: page.total,
            },
        };
        Ok((body, next))
    }

    /// The page for those who keep the catalogue.
    pub(super) fn answer(&self, page: &ProductPage) -> Answer {
        let (body, next) = self.page(page)?;
        let response = json(StatusCode::OK, size_of(&page.products), &body)?;
        Ok(linked(response, next.as_deref()))
    }

    /// Why there is no page.
    fn refused(&self, error: BrowseError, fields: fn(Vec<FieldError>) -> Problem) -> Problem {
        match error {
            BrowseError::TooDeep { index, after } => {
                let cursor = cursor::encode_mark(after, self.list);
                let url = self.address(&cursor);
                let detail = Phrase::new(
                    format!("page {index} is too deep to be asked for by number; it starts at this cursor"),
                    format!("{index}번 페이지는 번호로 요청하기에 너무 멉니다. cursor 값을 사용하세요"),
                );
                Problem::of(Code::UseCursor).detail(detail).cursor(cursor, url)
            }
            BrowseError::UnknownCategory => {
                fields(vec![FieldError::of_query("category", Fault::UnknownCategory)])
            }
            BrowseError::Store(error) => error.into(),
        }
    }

    /// The same, on a route that clients of the six first operations do not know.
    pub(super) fn refused_strictly(&self, error: BrowseError) -> Problem {
        self.refused(error, strict_problem)
    }

    fn address(&self, cursor: &str) -> String {
        address(self.path, self.query, "cursor", cursor)
    }
}

fn linked(mut response: HttpResponse, next: Option<&str>) -> HttpResponse {
    if let Some(next) = next {
        link_next(&mut response, next);
    }
    response
}

//! Lists for those who keep the catalogue: products in every state.

use hexmart_application::marketplace::Authority;

use super::filters::{self, Shelf};
use super::list::{Asked, ProductList};
use super::params::ListParams;
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::query::Query;

/// List one's own products
///
/// For approved sellers: theirs in every state, without the deleted ones unless those are asked for.
#[utoipa::path(get, path = "/commerce/sellers/me/products/", operation_id = "list_own_products", tag = "marketplace",
    params(
        ListParams,
        ("state" = Option<String>, Query, example = "private", description = "Only those that are `on_sale`, `sold_out`, \
            `discontinued`, `private`, `blocked` or `deleted`; all but the deleted ones unless said"),
    ),
    responses((status = 200, description = "The page; empty behind the end.", body = ProductList<'_>,
        headers(("Link" = String, description = "The next page, as `<…>; rel=\"next\"`")))))]
pub(crate) async fn own(call: Call) -> Answer {
    let user = call.account()?;
    let seller = call.state.services.marketplace.approved(user).await?;
    let seller = seller.ok_or_else(|| Problem::of(Code::Forbidden))?;
    let authority = Authority::Seller { user, seller };
    answer(&call, "/commerce/sellers/me/products/", Shelf::Own, authority).await
}

/// List all products
///
/// Those of the shop and of all sellers in every state, without the deleted ones unless those are asked for.
#[utoipa::path(get, path = "/commerce/staff/products/", operation_id = "list_all_products", tag = "staff",
    params(
        ListParams,
        ("seller" = Option<String>, Query, description = "Only what this seller sells, or what the `shop` itself does",
            example = "shop"),
        ("state" = Option<String>, Query, example = "blocked", description = "Only those that are `on_sale`, `sold_out`, \
            `discontinued`, `private`, `blocked` or `deleted`; all but the deleted ones unless said"),
    ),
    responses((status = 200, description = "The page; empty behind the end.", body = ProductList<'_>,
        headers(("Link" = String, description = "The next page, as `<…>; rel=\"next\"`")))))]
pub(crate) async fn staff(call: Call) -> Answer {
    let authority = Authority::Shop(Some(call.account()?));
    answer(&call, "/commerce/staff/products/", Shelf::Staff, authority).await
}

async fn answer(call: &Call, path: &'static str, shelf: Shelf, authority: Authority) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (browse, list) = filters::read(&mut query, shelf, call.state.settings.currency);
    query.finish_strict()?;
    let asked = Asked::of(call, path, list, &browse);
    let merchandising = &call.state.services.merchandising;
    let page = merchandising.assortment(browse, authority).await;
    let page = page.map_err(|error| asked.refused_strictly(error))?;
    asked.answer(&page)
}

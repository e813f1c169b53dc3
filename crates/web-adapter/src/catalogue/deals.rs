use serde::Serialize;
use utoipa::ToSchema;

use super::etag::{Audience, fresh};
use super::summary::{ProductSummary, size_of};
use crate::call::{Answer, Call};
use crate::query::{MAX_SIZE, Query};

/// How many there are when nothing is said.
const DEFAULT_LIMIT: u64 = 20;

/// Products with a discount.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deals<'a> {
    /// The highest discount first.
    products: Vec<ProductSummary<'a>>,
}

/// List the best deals
#[utoipa::path(get, path = "/commerce/deals/", operation_id = "best_deals", tag = "catalogue",
    params(("limit" = Option<u64>, Query, description = "How many at most; 20 unless said", minimum = 1, maximum = 200)),
    responses(
        (status = 200, description = "The products with the highest discounts of the moment.", body = Deals<'_>,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let limit = query.number("limit", 1..=MAX_SIZE, DEFAULT_LIMIT);
    query.finish_strict()?;
    let products = call.state.services.catalogue.best_deals(limit).await?;
    let deals = Deals {
        products: ProductSummary::all(&products)?,
    };
    fresh(&call.request, Audience::Everybody, size_of(&products), &deals)
}

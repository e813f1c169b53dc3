use actix_web::http::StatusCode;
use hexmart_application::pricing::SetDiscount;
use hexmart_domain::pricing::Discount;
use hexmart_domain::shared::{DiscountId, Instant, Percentage, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, number};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{self, Number, example, json};

/// A wanted discount.
#[derive(ToSchema)]
pub(crate) struct CreateDiscount {
    /// The share of the price; at most two decimals.
    #[schema(value_type = f64, exclusive_minimum = 0, maximum = 100, example = 10)]
    percentage: Percentage,
}

impl CreateDiscount {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of_maybe_empty(body)?;
        let percentage = form.required("percentage", |raw| Ok(Percentage::try_from(number(raw)?)?));
        form.finish_lenient(percentage.map(|percentage| Self { percentage }))
    }
}

/// The discount that is active now.
#[derive(Serialize, ToSchema)]
#[schema(as = Discount)]
pub(crate) struct DiscountBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "DISC01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    discount_id: DiscountId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    product_id: ProductId,
    #[schema(value_type = f64, example = 10)]
    percentage: Number,
    /// Always true.
    #[schema(example = true)]
    is_active: bool,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    starts_at: Instant,
    /// The first instant at which it does not apply any more.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-12-20T05:36:02.148000Z")]
    ends_at: Instant,
}

/// Set a discount
///
/// It runs for 30 days and takes the place of any earlier one. The body is read as JSON whatever its content type;
/// unknown fields are ignored.
#[utoipa::path(post, path = "/commerce/products/{product_id}/discounts/", operation_id = "set_discount", tag = "pricing",
    params(("product_id" = String, Path, description = "Which product", example = example::product_id)),
    request_body = CreateDiscount,
    responses((status = 200, description = "The discount.", body = DiscountBody)))]
pub(crate) async fn set(mut call: Call) -> Answer {
    let body = call.body().await?;
    let CreateDiscount { percentage } = CreateDiscount::read(&body)?;
    let wanted = SetDiscount {
        product: call.product_id()?,
        percentage,
        authority: call.authority()?,
    };
    let pricing = call.state.services.pricing.clone();
    let command = async move { pricing.set_discount(wanted).await };
    answer(&call.state.detached(command).await?)
}

fn answer(discount: &Discount) -> Answer {
    let body = DiscountBody {
        discount_id: discount.id,
        product_id: discount.product,
        percentage: discount.terms.percentage.into(),
        is_active: true,
        starts_at: discount.terms.starts_at,
        ends_at: discount.terms.ends_at,
    };
    json(StatusCode::OK, 256, &body)
}

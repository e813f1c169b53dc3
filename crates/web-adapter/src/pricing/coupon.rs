use actix_web::http::StatusCode;
use hexmart_application::pricing::NewCoupon;
use hexmart_domain::pricing::{Coupon, CouponCode, Validity};
use hexmart_domain::shared::{CouponId, Instant, Percentage, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fault, Form, instant, number, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{self, Number, json};

/// A wanted coupon.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "both ends of the period are documented apart and read as one `Validity`"
)]
pub(crate) struct CreateCoupon {
    /// The share of the discounted price; at most two decimals.
    #[schema(value_type = f64, exclusive_minimum = 0, maximum = 100, example = 10)]
    discount_percentage: Percentage,
    /// The first instant (ISO 8601; UTC where no offset is given).
    #[schema(value_type = String, example = "2026-11-01T00:00:00Z")]
    valid_from: Instant,
    /// The last instant; after the first.
    #[schema(value_type = String, example = "2026-12-31T23:59:59Z")]
    valid_to: Instant,
    /// What the holder types, unique without regard to case; generated where it is left out.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50, example = "WELCOME10")]
    code: Option<CouponCode>,
}

impl CreateCoupon {
    fn read(body: &[u8]) -> Result<(Self, Validity), Problem> {
        let mut form = Form::of_maybe_empty(body)?;
        let percentage = form.required("discount_percentage", |raw| {
            Ok(Percentage::try_from(number(raw)?)?)
        });
        let valid_from = form.required("valid_from", instant);
        let valid_to = form.required("valid_to", instant);
        let period = valid_from.zip(valid_to).and_then(|(from, to)| {
            let period = Validity::new(from, to).map_err(Fault::from);
            period.map_err(|fault| form.refuse("valid_to", fault)).ok()
        });
        let code = form.optional("code", |raw| Ok(CouponCode::parse(&text(raw)?)?));
        let read = || {
            let wanted = Self {
                discount_percentage: percentage?,
                valid_from: valid_from?,
                valid_to: valid_to?,
                code,
            };
            Some((wanted, period?))
        };
        form.finish_lenient(read())
    }
}

/// A coupon that has just been created.
#[derive(Serialize, ToSchema)]
#[schema(as = Coupon)]
pub(crate) struct CouponBody<'a> {
    /// The same as `coupon_id`, as older clients spell it.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "CUPON01KAFXN1QM4C8N4R2B3M6YQ0ZP", deprecated)]
    cupon_id: CouponId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "CUPON01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    coupon_id: CouponId,
    /// Whose it is: the caller's.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "USER01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    user_id: UserId,
    #[schema(example = "WELCOME10")]
    code: &'a str,
    #[schema(value_type = f64, example = 10)]
    discount_percentage: Number,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-01T00:00:00.000000Z")]
    valid_from: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-12-31T23:59:59.000000Z")]
    valid_to: Instant,
}

/// Create a coupon
///
/// It belongs to the caller. The body is read as JSON whatever its content type; unknown fields are ignored.
#[utoipa::path(post, path = "/commerce/coupons/", operation_id = "create_coupon", tag = "pricing",
    request_body = CreateCoupon,
    responses((status = 200, description = "The coupon.", body = CouponBody<'_>)))]
pub(crate) async fn create(mut call: Call) -> Answer {
    let owner = call.account()?;
    let body = call.body().await?;
    let (wanted, validity) = CreateCoupon::read(&body)?;
    let new = NewCoupon {
        owner,
        code: wanted.code,
        percentage: wanted.discount_percentage,
        validity,
    };
    let pricing = call.state.services.pricing.clone();
    let command = async move { pricing.create_coupon(new).await };
    answer(&call.state.detached(command).await?)
}

fn answer(coupon: &Coupon) -> Answer {
    let body = CouponBody {
        cupon_id: coupon.id,
        coupon_id: coupon.id,
        user_id: coupon.owner,
        code: coupon.code.as_str(),
        discount_percentage: coupon.percentage.into(),
        valid_from: coupon.validity.from(),
        valid_to: coupon.validity.to(),
    };
    json(StatusCode::OK, 384, &body)
}

//! How values look in JSON.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use chrono::SecondsFormat;
use hexmart_domain::shared::{Currency, Id, Instant, Kind, Money, Percentage};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::call::Answer;
use crate::problem::Problem;

/// Writes an id as text, without making a string of it first.
pub(crate) fn id<K: Kind, S: Serializer>(id: &Id<K>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// Writes a currency as its code.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
pub(crate) fn currency<S: Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(currency.code())
}

/// Writes an instant as RFC 3339 in UTC with microseconds.
pub(crate) fn instant<S: Serializer>(instant: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&instant_text(*instant))
}

/// Writes an instant that may be absent.
#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
pub(crate) fn maybe_instant<S: Serializer>(
    instant: &Option<Instant>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match instant {
        Some(present) => serializer.serialize_some(&instant_text(*present)),
        None => serializer.serialize_none(),
    }
}

/// An instant as the API writes it: `2026-11-20T05:36:02.148000Z`.
pub(crate) fn instant_text(instant: Instant) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// An exact JSON number, whole where it can be: 10000, 17.99.
///
/// Prices and percentages have at most ten digits, and sums of them few more, two of them decimals: up to fifteen digits are
/// the shortest text of exactly one double, which is how JSON writers print one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(Decimal);

impl From<Money> for Number {
    fn from(money: Money) -> Self {
        Self(money.amount())
    }
}

impl From<Decimal> for Number {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl From<Percentage> for Number {
    fn from(percentage: Percentage) -> Self {
        Self(percentage.get())
    }
}

impl Number {
    /// So many hundredths.
    pub(crate) fn hundredths(count: i64) -> Self {
        Self(Decimal::new(count, 2))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let too_large = || S::Error::custom("an amount beyond what JSON can say exactly");
        if self.0.is_integer() {
            serializer.serialize_i64(self.0.to_i64().ok_or_else(too_large)?)
        } else {
            serializer.serialize_f64(self.0.to_f64().ok_or_else(too_large)?)
        }
    }
}

/// JSON, written straight into the bytes that are sent; `size` is a guess at how many.
pub(crate) fn bytes(size: usize, body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(size);
    serde_json::to_writer(&mut bytes, body).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(bytes)
}

/// An answer of JSON; `size` is a guess at its bytes.
pub(crate) fn json(status: StatusCode, size: usize, body: &impl Serialize) -> Answer {
    let bytes = bytes(size, body)?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")))
        .body(bytes))
}

/// An answer to something that will be done: an empty object.
pub(crate) fn accepted() -> Answer {
    json(StatusCode::ACCEPTED, 2, &Nothing {})
}

/// An answer to something that was done and leaves nothing to say.
pub(crate) fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The same answer with where to find what was made.
pub(crate) fn located(mut response: HttpResponse, path: &str) -> Answer {
    let path = HeaderValue::from_str(path).map_err(|error| Problem::internal(error.to_string()))?;
    response.headers_mut().insert(header::LOCATION, path);
    Ok(response)
}

/// Nothing to say, as an object.
#[derive(Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// Examples for the OpenAPI document.
pub(crate) mod example {
    pub(crate) const fn product_id() -> &'static str {
        "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn item_id() -> &'static str {
        "ITEM01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn category_id() -> &'static str {
        "CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn picture_id() -> &'static str {
        "PIC01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn import_id() -> &'static str {
        "IMP01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn user_id() -> &'static str {
        "USER01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn seller_id() -> &'static str {
        "SELLER01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn address_id() -> &'static str {
        "ADDR01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn session_id() -> &'static str {
        "SESS01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn api_key_id() -> &'static str {
        "APIKEY01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn cart_id() -> &'static str {
        "CART01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn order_id() -> &'static str {
        "ORD01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn line_id() -> &'static str {
        "LINE01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn settlement_id() -> &'static str {
        "SETTLE01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn shipment_id() -> &'static str {
        "SHIP01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn payment_id() -> &'static str {
        "PAY01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn refund_id() -> &'static str {
        "REFUND01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn review_id() -> &'static str {
        "REV01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn campaign_id() -> &'static str {
        "CAMP01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn tier_id() -> &'static str {
        "TIER01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn pledge_id() -> &'static str {
        "PLEDGE01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn warehouse_id() -> &'static str {
        "WH01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn webhook_id() -> &'static str {
        "HOOK01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn delivery_id() -> &'static str {
        "DLVR01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn event_id() -> &'static str {
        "EVT01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn rack_id() -> &'static str {
        "LOC01KAFXN1QM4C8N4R2B3M6YQ0ZP"
    }

    pub(crate) const fn instant() -> &'static str {
        "2026-11-20T05:36:02.148000Z"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn amounts_are_written_exactly(cents in -9_999_999_999_i64..=9_999_999_999, trailing in 0_u32..3) {
            let amount = Decimal::new(cents, 2);
            let mut stored = amount;
            stored.rescale(2 + trailing);
            let json = serde_json::to_string(&Number(stored)).unwrap();
            prop_assert_eq!(json, amount.normalize().to_string());
        }
    }
}

use actix_web::http::StatusCode;
use hexmart_application::catalogue::ProductHistory;
use hexmart_domain::catalogue::{FieldChange, ProductChange};
use hexmart_domain::shared::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::query::{DEFAULT_SIZE, MAX_SIZE, Query};
use crate::wire::{self, example, json};

/// The fields that a history tells of, as [`FieldChange::FIELDS`] has them.
const FIELDS: &str =
    "name, description, price, discount, sku, category, tags, attributes, variants, pictures, state";

/// A part of what was changed about a product.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductHistory)]
pub(crate) struct ProductHistoryBody<'a> {
    changes: Vec<ProductChangeBody<'a>>,
    /// `before` of the next page; null on the last one.
    #[schema(example = 3)]
    next_before: Option<i64>,
}

/// One edit.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductChange)]
struct ProductChangeBody<'a> {
    /// The version it made.
    #[schema(example = 3)]
    version: i64,
    /// Who made it; null when the shop did by itself.
    #[schema(example = example::user_id)]
    changed_by: Option<String>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    changed_at: Instant,
    /// What it changed, at least one thing.
    fields: Vec<FieldChangeBody<'a>>,
}

/// What became of one field.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldChange)]
struct FieldChangeBody<'a> {
    #[schema(example = "price")]
    field: &'static str,
    /// What it was before, as text of at most 1,000 characters.
    #[schema(example = "10000 KRW")]
    from: &'a str,
    #[schema(example = "9000 KRW")]
    to: &'a str,
}

impl<'a> From<&'a ProductChange> for ProductChangeBody<'a> {
    fn from(change: &'a ProductChange) -> Self {
        let fields = change.fields.iter();
        Self {
            version: change.version,
            changed_by: change.actor.map(|actor| actor.to_string()),
            changed_at: change.changed_at,
            fields: fields
                .map(|change| FieldChangeBody {
                    field: change.field,
                    from: &change.from,
                    to: &change.to,
                })
                .collect(),
        }
    }
}

/// Read a product's history
///
/// Newest first. `field=price` is the history of its price.
#[utoipa::path(get, path = "/commerce/products/{product_id}/history/", operation_id = "product_history", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("field" = Option<String>, Query, description = "Only what became of this field", example = "price"),
        ("before" = Option<u64>, Query, description = "Only changes before this version", minimum = 1),
        ("limit" = Option<u64>, Query, description = "The most changes; 30 unless said", minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "The changes.", body = ProductHistoryBody<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let known = |word: &str| FieldChange::field_of(word).ok_or(Fault::NotOneOf(FIELDS));
    let field = query.optional("field", known);
    let before = query.number("before", 1..=i64::MAX.unsigned_abs(), i64::MAX.unsigned_abs());
    let limit = query.number("limit", 1..=MAX_SIZE, DEFAULT_SIZE);
    query.finish_strict()?;
    let before = i64::try_from(before).ok().filter(|before| *before < i64::MAX);
    let (product, authority) = (call.product_id()?, call.authority()?);
    let merchandising = &call.state.services.merchandising;
    let history = merchandising.history(product, field, before, limit, authority);
    answer(&history.await?)
}

fn answer(history: &ProductHistory) -> Answer {
    let ProductHistory { changes, more } = history;
    let body = ProductHistoryBody {
        changes: changes.iter().map(ProductChangeBody::from).collect(),
        next_before: changes.last().filter(|_| *more).map(|change| change.version),
    };
    json(StatusCode::OK, 4096, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named() {
        assert_eq!(FIELDS, FieldChange::FIELDS.join(", "));
    }
}

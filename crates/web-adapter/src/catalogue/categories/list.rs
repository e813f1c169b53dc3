use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, HeaderValue, VARY};
use hexmart_application::catalogue::PlacedCategory;
use hexmart_domain::catalogue::CategoryLabel;
use hexmart_domain::shared::{CategoryId, Language};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::catalogue::etag::{Audience, fresh};
use crate::language::asked_for;
use crate::problem::Problem;
use crate::query::Query;
use crate::wire::{self, example, json};

/// What a category takes in JSON, roughly, in bytes.
const CATEGORY_SIZE: usize = 192;

/// The tree of categories.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryList<'a> {
    /// Each before what lies below it, siblings in their order.
    categories: Vec<CategoryBody<'a>>,
}

/// A category in the tree.
#[derive(Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::category_id)]
    id: CategoryId,
    /// Below which it lies; null for a root.
    #[schema(example = example::category_id)]
    parent: Option<String>,
    /// How many lie above it.
    #[schema(example = 1)]
    depth: usize,
    /// Its place among its siblings, from 0.
    #[schema(example = 0)]
    position: i64,
    /// What it is called in the language that was asked for, or the nearest there is.
    #[schema(example = "음향기기")]
    name: &'a str,
    names: CategoryNames<'a>,
}

/// What a category is called.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryNames<'a> {
    /// In Korean, and wherever there is no other.
    #[schema(min_length = 1, max_length = 100, example = "음향기기")]
    ko: &'a str,
    /// In English.
    #[schema(min_length = 1, max_length = 100, example = "Audio")]
    en: Option<&'a str>,
}

impl<'a> CategoryBody<'a> {
    fn of(placed: &'a PlacedCategory, language: Language) -> Self {
        let PlacedCategory { category, depth } = placed;
        Self {
            id: category.id,
            parent: category.parent.map(|parent| parent.to_string()),
            depth: *depth,
            position: category.position,
            name: category.name.in_language(language).as_str(),
            names: CategoryNames {
                ko: category.name.ko.as_str(),
                en: category.name.en.as_ref().map(CategoryLabel::as_str),
            },
        }
    }
}

/// The language that the address asks for, or else the caller.
fn language(call: &Call) -> Result<Language, Problem> {
    let mut query = Query::of(&call.request)?;
    let read = |tag: &str| Language::from_tag(tag).ok_or(Fault::NotOneOf("ko, en"));
    let asked = query.optional("lang", read);
    query.finish_strict()?;
    Ok(asked.unwrap_or_else(|| asked_for(&call.request)))
}

/// List categories
///
/// The whole tree in one list: each category before what lies below it, siblings in their order.
#[utoipa::path(get, path = "/commerce/categories/", operation_id = "list_categories", tag = "catalogue",
    params(("lang" = Option<String>, Query, description = "`ko` or `en`; as `Accept-Language` asks unless said", example = "ko")),
    responses(
        (status = 200, description = "The tree.", body = CategoryList<'_>,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn list(call: Call) -> Answer {
    let language = language(&call)?;
    let all = call.state.services.categories.all().await?;
    let categories: Vec<_> = all
        .iter()
        .map(|placed| CategoryBody::of(placed, language))
        .collect();
    let size = (categories.len() + 1).saturating_mul(CATEGORY_SIZE);
    let answer = fresh(
        &call.request,
        Audience::Readers,
        size,
        &CategoryList { categories },
    );
    told(answer, language)
}

/// One category.
pub(super) fn one(call: &Call, status: StatusCode, placed: &PlacedCategory) -> Answer {
    let language = asked_for(&call.request);
    let body = CategoryBody::of(placed, language);
    told(json(status, CATEGORY_SIZE, &body), language)
}

fn told(answer: Answer, language: Language) -> Answer {
    let mut response = answer?;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
    Ok(response)
}

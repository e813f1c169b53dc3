use actix_web::http::StatusCode;
use hexmart_application::catalogue::NewCategory;
use hexmart_application::identity::Change;
use hexmart_domain::catalogue::{CategoryLabel, CategoryName};
use hexmart_domain::shared::CategoryId;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::{CategoryBody, CategoryNames, one};
use super::place::{self, PlaceBody};
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{example, json};

/// A wanted category.
#[derive(ToSchema)]
#[schema(as = NewCategory)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewCategoryBody {
    #[schema(value_type = CategoryNames<'static>)]
    name: (),
    place: PlaceBody,
}

/// What a category is to be called.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct CategoryRenaming {
    #[schema(value_type = CategoryNames<'static>)]
    name: (),
}

/// Where a category is to go.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct CategoryMove {
    place: PlaceBody,
}

/// What became of the products of a category.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryRemoved {
    /// How many hang on the heir now.
    #[schema(example = 12)]
    moved: u64,
}

fn name(form: &mut Form<'_>) -> Option<CategoryName> {
    form.demand("name");
    form.object("name", |inner| {
        let ko = inner.required("ko", |raw| Ok(CategoryLabel::parse(text(raw)?)?));
        let en = inner.clearable("en", |raw| Ok(CategoryLabel::parse(text(raw)?)?));
        Some(CategoryName {
            ko: ko?,
            en: Change::apply_to(en, None),
        })
    })
}

fn category_id(call: &Call) -> Result<CategoryId, Problem> {
    call.id("category_id", Code::CategoryNotFound)
}

/// Create a category
#[utoipa::path(post, path = "/commerce/categories/", operation_id = "create_category", tag = "catalogue",
    request_body = NewCategoryBody,
    responses((status = 201, description = "The category.", body = CategoryBody<'_>)))]
pub(crate) async fn create(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let mut form = Form::of(&body)?;
    let (name, place) = (name(&mut form), place::read(&mut form));
    let (name, place) = form.finish_strict(name.zip(place))?;
    let categories = call.state.services.categories.clone();
    let command = async move { categories.create(NewCategory { name, place }).await };
    let placed = call.state.detached(command).await?;
    one(&call, StatusCode::CREATED, &placed)
}

/// Rename a category
#[utoipa::path(patch, path = "/commerce/categories/{category_id}/", operation_id = "rename_category", tag = "catalogue",
    params(("category_id" = String, Path, description = "Which category", example = example::category_id)),
    request_body = CategoryRenaming,
    responses((status = 200, description = "The category.", body = CategoryBody<'_>)))]
pub(crate) async fn rename(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let mut form = Form::of(&body)?;
    let name = name(&mut form);
    let name = form.finish_strict(name)?;
    let (id, categories) = (category_id(&call)?, call.state.services.categories.clone());
    let command = async move { categories.rename(id, name).await };
    let placed = call.state.detached(command).await?;
    one(&call, StatusCode::OK, &placed)
}

/// Move a category
///
/// Everything below it moves along.
#[utoipa::path(post, path = "/commerce/categories/{category_id}/move/", operation_id = "move_category", tag = "catalogue",
    params(("category_id" = String, Path, description = "Which category", example = example::category_id)),
    request_body = CategoryMove,
    responses((status = 200, description = "The category.", body = CategoryBody<'_>)))]
pub(crate) async fn relocate(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let mut form = Form::of(&body)?;
    let place = place::read(&mut form);
    let place = form.finish_strict(place)?;
    let (id, categories) = (category_id(&call)?, call.state.services.categories.clone());
    let command = async move { categories.relocate(id, place).await };
    let placed = call.state.detached(command).await?;
    one(&call, StatusCode::OK, &placed)
}

/// Remove a category
///
/// One that has none below it. Its products change over to the heir; without one there must be none.
#[utoipa::path(delete, path = "/commerce/categories/{category_id}/", operation_id = "remove_category", tag = "catalogue",
    params(
        ("category_id" = String, Path, description = "Which category", example = example::category_id),
        ("heir" = Option<String>, Query, description = "On which category its products hang afterwards"),
    ),
    responses((status = 200, description = "It is gone.", body = CategoryRemoved)))]
pub(crate) async fn remove(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let heir = query.id("heir");
    query.finish_strict()?;
    let (id, actor) = (category_id(&call)?, call.user());
    let categories = call.state.services.categories.clone();
    let command = async move { categories.remove(id, heir, actor).await };
    let moved = call.state.detached(command).await?;
    json(StatusCode::OK, 32, &CategoryRemoved { moved })
}

use hexmart_domain::catalogue::Place;
use utoipa::ToSchema;

use crate::body::{Fault, Form, id, text};
use crate::wire::example;

/// What a place can be.
const PLACES: &str =
    "\"first\", \"last\", or an object with one of first_child_of, last_child_of, left_of, right_of";

/// Where a category goes: among the roots, or by another category.
#[derive(ToSchema)]
#[schema(as = CategoryPlace)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) enum PlaceBody {
    /// `first` or `last` of all roots.
    #[schema(example = "last")]
    Root(String),
    /// By another category.
    By(PlaceBy),
}

/// By which category; one of these.
#[derive(ToSchema)]
#[schema(as = CategoryPlaceBy)]
#[expect(
    dead_code,
    clippy::struct_field_names,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct PlaceBy {
    /// Below this one, before all its children.
    #[schema(nullable = false, example = example::category_id)]
    first_child_of: Option<String>,
    /// Below this one, behind all its children.
    #[schema(nullable = false)]
    last_child_of: Option<String>,
    /// Beside this one, just before it.
    #[schema(nullable = false)]
    left_of: Option<String>,
    /// Beside this one, just behind it.
    #[schema(nullable = false)]
    right_of: Option<String>,
}

/// Reads a place that has to be there.
pub(super) fn read(form: &mut Form<'_>) -> Option<Place> {
    if !form.has_object("place") {
        return form.required("place", |raw| match text(raw)?.as_str() {
            "first" => Ok(Place::FirstRoot),
            "last" => Ok(Place::LastRoot),
            _ => Err(Fault::NotOneOf(PLACES)),
        });
    }
    let found = form.object("place", |inner| {
        let by = [
            inner.optional("first_child_of", id).map(Place::FirstChildOf),
            inner.optional("last_child_of", id).map(Place::LastChildOf),
            inner.optional("left_of", id).map(Place::LeftOf),
            inner.optional("right_of", id).map(Place::RightOf),
        ];
        Some(by.into_iter().flatten().collect::<Vec<_>>())
    })?;
    let [place] = *found.as_slice() else {
        form.refuse("place", Fault::NotOneOf(PLACES));
        return None;
    };
    Some(place)
}

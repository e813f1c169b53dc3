use actix_web::http::StatusCode;
use hexmart_application::ordering::{AddToCart, CartChangeError};
use hexmart_domain::ordering::{Cart, CartOwner};
use hexmart_domain::shared::{ItemId, Quantity};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::body::{CartBody, answer};
use super::holder::{guest, holder, with_token};
use crate::body::{Fault, Form, id, pieces};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::version;
use crate::wire::example;

/// What is to be put into a cart.
#[derive(ToSchema)]
#[schema(as = NewCartLine)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewCartLineBody {
    #[schema(example = example::product_id)]
    product_id: String,
    /// Which of its variants; the first when nothing is said and there is only one.
    #[schema(example = example::item_id, nullable = false)]
    item_id: Option<String>,
    /// How many pieces are added to those that are there.
    #[schema(minimum = 1, maximum = 999, example = 1)]
    quantity: i64,
}

/// How many pieces there are to be.
#[derive(ToSchema)]
#[schema(as = Pieces)]
#[expect(
    dead_code,
    reason = "the field is documented here and read straight into the command"
)]
pub(crate) struct PiecesBody {
    #[schema(minimum = 1, maximum = 999, example = 2)]
    quantity: i64,
}

/// As many pieces as a line may have.
pub(in crate::ordering) fn line_pieces(raw: &RawValue) -> Result<Quantity, Fault> {
    pieces(raw, 1..=Cart::MOST_PIECES.unsigned_abs())
}

/// Reads a body that only says how many.
pub(in crate::ordering) fn read_pieces(body: &[u8]) -> Result<Quantity, Problem> {
    let mut form = Form::of(body)?;
    let quantity = form.required("quantity", line_pieces);
    form.finish_strict(quantity)
}

fn read(body: &[u8]) -> Result<AddToCart, Problem> {
    let mut form = Form::of(body)?;
    let product = form.required("product_id", id);
    let item = form.optional("item_id", id);
    let quantity = form.required("quantity", line_pieces);
    let read = || {
        Some(AddToCart {
            product: product?,
            item,
            quantity: quantity?,
        })
    };
    form.finish_strict(read())
}

/// Put something into one's cart
///
/// Whoever neither signed in nor has a cart gets one, and its token in the header `Cart-Token`: it is told once.
#[utoipa::path(post, path = "/commerce/cart/lines/", operation_id = "add_to_cart", tag = "ordering",
    params(
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = NewCartLineBody,
    responses(
        (status = 200, description = "The cart.", body = CartBody<'_>,
            headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        (status = 201, description = "A new cart of a guest.", body = CartBody<'_>,
            headers(("Cart-Token" = String, description = "What it is opened by from now on"),
                ("ETag" = String, description = "Its version, for `If-Match`"))),
    ))]
pub(crate) async fn add(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let wanted = read(&body)?;
    let seen = version::expected(&call)?;
    let carts = call.state.services.carts.clone();
    let owner = match call.user() {
        Some(user) => Some(CartOwner::User(user)),
        None => guest(&call)?,
    };
    if let Some(owner) = owner {
        let command = async move { carts.add(owner, wanted, seen).await };
        return answer(StatusCode::OK, &call.state.detached(command).await?);
    }
    let command = async move {
        let (opened, token) = carts.open().await?;
        let cart = carts.add(opened.cart.owner, wanted, None).await?;
        Ok::<_, CartChangeError>((cart, token))
    };
    let (cart, token) = call.state.detached(command).await?;
    with_token(answer(StatusCode::CREATED, &cart)?, &token)
}

/// Change how many pieces there are
#[utoipa::path(patch, path = "/commerce/cart/lines/{item_id}/", operation_id = "change_cart_line", tag = "ordering",
    params(
        ("item_id" = String, Path, description = "Of what", example = example::item_id),
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = PiecesBody,
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn set(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let quantity = read_pieces(&body)?;
    let (owner, item, seen) = (holder(&call)?, item_id(&call)?, version::expected(&call)?);
    let carts = call.state.services.carts.clone();
    let command = async move { carts.set(owner, item, quantity, seen).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}

/// Take something out of one's cart
///
/// What is gone already stays gone.
#[utoipa::path(delete, path = "/commerce/cart/lines/{item_id}/", operation_id = "remove_cart_line", tag = "ordering",
    params(
        ("item_id" = String, Path, description = "What", example = example::item_id),
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn remove(call: Call) -> Answer {
    let item = item_id(&call)?;
    take_out(&call, vec![item]).await
}

/// Take several things out of one's cart
#[utoipa::path(delete, path = "/commerce/cart/lines/", operation_id = "remove_cart_lines", tag = "ordering",
    params(
        ("item_ids" = String, Query, description = "Which, at most 100, with commas between them", example = example::item_id),
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn remove_several(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let items = query.optional("item_ids", read_items);
    if query.last("item_ids").is_none() {
        query.refuse("item_ids", Fault::Required);
    }
    query.finish_strict()?;
    take_out(&call, items.unwrap_or_default()).await
}

fn read_items(text: &str) -> Result<Vec<ItemId>, Fault> {
    let most = Cart::MOST_LINES;
    if text.split(',').count() > most {
        return Err(Fault::TooMany { most });
    }
    let items = text.split(',').map(str::parse).collect::<Result<_, _>>();
    items.or(Err(Fault::NotAnId("ITEM")))
}

async fn take_out(call: &Call, items: Vec<ItemId>) -> Answer {
    let (owner, seen) = (holder(call)?, version::expected(call)?);
    let carts = call.state.services.carts.clone();
    let command = async move { carts.remove(owner, items, seen).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}

fn item_id(call: &Call) -> Result<ItemId, Problem> {
    call.id("item_id", Code::LineNotFound)
}

use actix_web::http::StatusCode;
use hexmart_application::ordering::{Basket, Destination, PlaceOrder};
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::ordering::{Cart, DeliveryNote, Order};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{Currency, ItemId, Money, ProductId, Quantity};
use utoipa::ToSchema;

use super::address::{TypedAddressBody, destination};
use super::body::OrderBody;
use super::cart::lines::line_pieces;
use crate::body::{Fault, Form, id, number, text, within};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, located, stored, tagged};
use crate::problem::Problem;
use crate::query::View;
use crate::wire::example;

/// What is ordered, and where it goes.
#[derive(ToSchema)]
#[schema(as = NewOrder)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewOrderBody {
    /// One's cart, with its coupon. What is ordered leaves the cart. Either this or `lines`.
    #[schema(nullable = false)]
    cart: Option<OrderedCartBody>,
    /// These items; the same item twice is added up.
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    lines: Option<Vec<OrderedLineBody>>,
    /// What is to be redeemed; with `lines` alone.
    #[schema(nullable = false, min_length = 1, max_length = 50, example = "WELCOME10")]
    coupon_code: Option<String>,
    /// Where it goes, by one's address book. Unless an address is said, to the book's default.
    #[schema(nullable = false, example = example::address_id)]
    address_id: Option<String>,
    /// Where it goes.
    #[schema(nullable = false)]
    address: Option<TypedAddressBody>,
    /// What the courier is to know.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 200,
        example = "문 앞에 놓아 주세요"
    )]
    note: Option<String>,
    /// What the buyer believes it costs, with everything. When it costs something else, nothing is placed.
    #[schema(nullable = false, example = 35_400)]
    expected_total: Option<f64>,
}

/// One's cart, or some of it.
#[derive(ToSchema)]
#[schema(as = OrderedCart)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
struct OrderedCartBody {
    /// Only these items of it.
    #[schema(nullable = false, min_items = 1, max_items = 1000, example = json!([example::item_id()]))]
    item_ids: Option<Vec<String>>,
    /// The version that was seen; when it is another by now, nothing is placed.
    #[schema(nullable = false, example = 3)]
    version: Option<i64>,
}

/// Pieces of an item.
#[derive(ToSchema)]
#[schema(as = OrderedLine)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
struct OrderedLineBody {
    /// Which item; or
    #[schema(nullable = false, example = example::item_id)]
    item_id: Option<String>,
    /// which product: its first variant.
    #[schema(nullable = false, example = example::product_id)]
    product_id: Option<String>,
    #[schema(minimum = 1, maximum = 999, example = 2)]
    quantity: i64,
}

fn read(body: &[u8], currency: Currency) -> Result<PlaceOrder, Problem> {
    let mut form = Form::of(body)?;
    let of = basket(&mut form);
    let to = destination(&mut form).unwrap_or(Destination::Default);
    let note = form.optional("note", |raw| Ok(DeliveryNote::parse(text(raw)?)?));
    let total = form.optional("expected_total", number);
    let wanted = of.map(|of| PlaceOrder {
        of,
        to,
        note,
        expected_total: total.map(|total| Money::new(total, currency)),
    });
    form.finish_strict(wanted)
}

fn basket(form: &mut Form<'_>) -> Option<Basket> {
    let (has_cart, has_lines) = (form.has("cart"), form.has("lines"));
    match (has_cart, has_lines) {
        (true, true) => form.refuse("lines", Fault::RuledOut("cart")),
        (false, false) => form.refuse("cart", Fault::Required),
        (true, false) if form.has("coupon_code") => form.refuse("coupon_code", Fault::RuledOut("cart")),
        (true, false) | (false, true) => {}
    }
    let cart = form.object("cart", |inner| Some(cart(inner)));
    let items = form.objects("lines", Cart::MOST_LINES, line);
    let coupon = form.optional("coupon_code", |raw| Ok(CouponCode::parse(&text(raw)?)?));
    match (cart, items) {
        (Some(cart), _) => Some(cart),
        (None, Some(items)) if items.is_empty() => {
            form.refuse("lines", Fault::Required);
            None
        }
        (None, items) => items.map(|items| Basket::Lines { items, coupon }),
    }
}

fn cart(form: &mut Form<'_>) -> Basket {
    let items = form.list("item_ids", 1000, id);
    if items.as_ref().is_some_and(Vec::is_empty) {
        form.refuse("item_ids", Fault::Required);
    }
    let seen = form.optional("version", |raw| within(raw, 0..=i64::MAX.unsigned_abs()));
    Basket::Cart {
        items,
        seen: seen.and_then(|seen| i64::try_from(seen).ok()),
    }
}

fn line(form: &mut Form<'_>) -> Option<(ItemId, Quantity)> {
    let (has_item, has_product) = (form.has("item_id"), form.has("product_id"));
    let item = form.optional("item_id", id);
    let product: Option<ProductId> = form.optional("product_id", id);
    if has_item && has_product {
        form.refuse("product_id", Fault::RuledOut("item_id"));
    } else if !has_item && !has_product {
        form.refuse("item_id", Fault::Required);
    }
    let quantity = form.required("quantity", line_pieces);
    item.or(product.map(ItemId::from)).zip(quantity)
}

/// Place an order
///
/// Prices, names and stock are those of the moment, and all of it is promised, or nothing. It has to be paid for in time; what
/// costs nothing is paid at once. The same request with the same `Idempotency-Key` is answered the same, and places nothing
/// again.
#[utoipa::path(post, path = "/commerce/orders/", operation_id = "place_order", tag = "ordering",
    params(("Idempotency-Key" = String, Header, description = "What the caller knows this order by, at most 255 characters")),
    request_body = NewOrderBody,
    responses((status = 201, description = "The order; the address is masked.", body = OrderBody<'_>,
        headers(("Location" = String, description = "Where it is shown"),
            ("ETag" = String, description = "Its version, for `If-Match`"),
            ("Idempotency-Replayed" = String, description = "`true` where it was placed before")))))]
pub(crate) async fn place(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let request = Repeatable::keyed(&call, &body, placed)?;
    let wanted = read(&body, call.state.settings.currency)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let once = request.once();
    let command = async move { ordering.place(buyer, wanted, once).await };
    request.answer(call.state.detached(command).await?)
}

fn placed(order: &Order) -> StoredAnswer {
    let answer = stored(StatusCode::CREATED, &OrderBody::of(order, View::Masked));
    let path = format!("/commerce/orders/{}/", order.id);
    located(tagged(answer, order.version), path)
}

use actix_web::http::StatusCode;
use hexmart_application::catalogue::ListedProduct;
use hexmart_application::reviews::{WishCard, WishChange, WishMark, Wishing};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Instant, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, flag};
use crate::call::{Answer, Call};
use crate::catalogue::summary::ProductSummary;
use crate::cursor::{self, ListIdentity};
use crate::cursor_page::{CursorPageBody, with_one_more};
use crate::problem::Problem;
use crate::query::Query;
use crate::wire::{self, example, json};

/// How it stands between the caller and a product.
#[derive(Serialize, ToSchema)]
#[schema(as = Wishing)]
pub(crate) struct WishingBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    product_id: ProductId,
    is_wished: bool,
    /// Whether the caller hears when it is there again, or costs less.
    notices: bool,
    /// How many wish for it.
    #[schema(example = 310)]
    wishers: i64,
}

/// One page of what somebody wishes for.
#[derive(Serialize, ToSchema)]
pub(crate) struct WishList<'a> {
    /// The newest wish first.
    wishes: Vec<WishBody<'a>>,
    page: CursorPageBody,
}

/// Something that somebody wishes for.
#[derive(Serialize, ToSchema)]
#[schema(as = Wish)]
pub(crate) struct WishBody<'a> {
    /// As it is, and costs, now.
    product: ProductSummary<'a>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    since: Instant,
    notices: bool,
}

/// Whether somebody wants to hear of what they wish for.
#[derive(ToSchema)]
#[schema(as = WishEdit)]
#[expect(
    dead_code,
    reason = "the field is documented here and read straight into the command"
)]
pub(crate) struct WishEditBody {
    /// `false` to be left alone about this product.
    notices: bool,
}

/// Wish for a product
///
/// Once or again: the answer says how it is now. Whoever wishes hears by mail when it is there again, or costs less.
#[utoipa::path(put, path = "/commerce/users/me/wishes/{product_id}/", operation_id = "wish", tag = "reviews",
    params(("product_id" = String, Path, description = "For which product", example = example::product_id)),
    responses((status = 200, description = "How it is now.", body = WishingBody)))]
pub(crate) async fn add(call: Call) -> Answer {
    change(&call, WishChange::Add).await
}

/// Wish for a product no longer
#[utoipa::path(delete, path = "/commerce/users/me/wishes/{product_id}/", operation_id = "unwish", tag = "reviews",
    params(("product_id" = String, Path, description = "For which product", example = example::product_id)),
    responses((status = 200, description = "How it is now.", body = WishingBody)))]
pub(crate) async fn remove(call: Call) -> Answer {
    change(&call, WishChange::Remove).await
}

/// Hear of a wish, or not
#[utoipa::path(patch, path = "/commerce/users/me/wishes/{product_id}/", operation_id = "edit_wish", tag = "reviews",
    params(("product_id" = String, Path, description = "For which product", example = example::product_id)),
    request_body = WishEditBody,
    responses((status = 200, description = "How it is now.", body = WishingBody)))]
pub(crate) async fn edit(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let mut form = Form::of(&body)?;
    let notices = form.required("notices", flag);
    let notices = form.finish_strict(notices)?;
    change(&call, WishChange::Notices(notices)).await
}

async fn change(call: &Call, change: WishChange) -> Answer {
    let product = call.product_id()?;
    let (wishes, account) = (call.state.services.wishes.clone(), call.account()?);
    let command = async move { wishes.change(account, product, change).await };
    let Wishing {
        is_wished,
        notices,
        wishers,
    } = call.state.detached(command).await?;
    let body = WishingBody {
        product_id: product,
        is_wished,
        notices,
        wishers,
    };
    json(StatusCode::OK, 128, &body)
}

/// List what one wishes for
#[utoipa::path(get, path = "/commerce/users/me/wishes/", operation_id = "list_wishes", tag = "reviews",
    params(
        ("page_size" = Option<u64>, Query, description = "Wishes per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page.", body = WishList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let account = call.account()?;
    let own = account.to_string();
    let identity = ListIdentity::of(["wishes", own.as_str()]);
    let mut query = Query::of(&call.request)?;
    let size = query.page_size();
    let after = query.optional("cursor", |text| cursor::decode_wish(text, identity));
    query.finish_strict()?;
    let mut cards = call
        .state
        .services
        .wishes
        .own(account, after, with_one_more(size))
        .await?;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = cards.len() <= length;
    cards.truncate(length);
    let last: Option<WishMark> = cards.last().filter(|_| !is_last).map(WishCard::mark);
    let page = CursorPageBody::new(size, last.map(|mark| cursor::encode_wish(mark, identity)));
    let products: Vec<_> = cards.into_iter().map(priced).collect();
    let wishes = products.iter().map(body).collect::<Result<_, Problem>>()?;
    json(StatusCode::OK, 8192, &WishList { wishes, page })
}

/// A wish with what its product costs.
fn priced(card: WishCard) -> (ListedProduct, Instant, bool) {
    let quote = Quote::of(card.product.price, card.product.discount, None);
    let product = ListedProduct {
        card: card.product,
        quote,
    };
    (product, card.since, card.notices)
}

fn body((product, since, notices): &(ListedProduct, Instant, bool)) -> Result<WishBody<'_>, Problem> {
    Ok(WishBody {
        product: ProductSummary::of(product)?,
        since: *since,
        notices: *notices,
    })
}

//! What others hear of reviews, and people of what they wish for.

use hexmart_domain::reviews::{Review, Wish, WishNews};
use hexmart_domain::shared::Instant;
use serde_json::json;

use crate::ordering::amount;
use crate::platform::{Message, Mint, OutboxMessage, StoreError, announce, letter};

/// That a review was written. No personal data, and not what it says: who wants that reads it.
pub(super) fn created(review: &Review, mint: &Mint, now: Instant) -> Result<OutboxMessage, StoreError> {
    let data = json!({
        "review_id": review.id.to_string(),
        "product_id": review.product.to_string(),
        "stars": review.sheet.stars.get(),
    });
    announce(
        mint.id(now),
        review.id.as_uuid().into_bytes(),
        "review.created",
        data,
        now,
    )
}

/// What there is to tell somebody of what they wish for.
pub(super) fn news(
    wish: &Wish,
    news: WishNews,
    product: &str,
    mint: &Mint,
    now: Instant,
) -> Result<OutboxMessage, StoreError> {
    let product = product.to_owned();
    let message = match news {
        WishNews::BackInStock { price } => Message::BackInStock {
            product,
            price: amount(price),
        },
        WishNews::PriceDropped { from, to } => Message::PriceDropped {
            product,
            from: amount(from),
            to: amount(to),
        },
    };
    letter(mint.id(now), wish.account, &message, now)
}

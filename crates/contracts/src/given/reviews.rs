//! What buyers say of products, and what people wish for.

use hexmart_domain::reviews::{
    Bought, Evaluations, Glance, Grade, HidingReason, Review, ReviewSheet, ReviewText, ReviewTitle,
    RewardKind, Rewarded, Stars, Wish,
};
use hexmart_domain::shared::{Money, ProductId, UserId};

use super::{TICK, id, now, picture, won};

/// Five stars of somebody for a product that they bought.
pub fn review(author: UserId, product: ProductId) -> Review {
    let sheet = ReviewSheet {
        stars: stars(5),
        title: ReviewTitle::parse("좋아요").unwrap(),
        text: ReviewText::parse("소리가 맑습니다").unwrap(),
        evaluations: Evaluations::default(),
    };
    let bought = Bought {
        line: id(),
        options: Vec::new(),
        unit_price: won(12_900),
    };
    Review::written(id(), (author, product), sheet, bought, now())
}

/// The same with so many stars.
pub fn rated(author: UserId, product: ProductId, count: i64) -> Review {
    let mut review = review(author, product);
    review.sheet.stars = stars(count);
    review
}

/// A hidden review of which everything is said that can be.
pub fn review_in_full(author: UserId, product: ProductId) -> Review {
    let plain = review(author, product);
    let cents = Money::new("10.25".parse().unwrap(), "USD".parse().unwrap());
    Review {
        sheet: ReviewSheet {
            stars: stars(1),
            title: ReviewTitle::parse("😀 'no' \\ \"50%\"").unwrap(),
            text: ReviewText::parse("한 줄\n두 줄\t'q' \\ 😀".repeat(80)).unwrap(),
            evaluations: Evaluations {
                delivery: Grade::Good,
                service: Grade::Normal,
                feedback: Grade::Bad,
            },
        },
        picture: Some(picture(Some("집에서 본 '모습' \\"))),
        bought: Bought {
            options: vec!["사이즈: 엑스라지".to_owned(), "색: \"빨강\"".to_owned()],
            unit_price: cents,
            ..plain.bought
        },
        hidden: Some(why()),
        rewarded: Some(Rewarded {
            kind: RewardKind::Photo,
            points: 645,
        }),
        version: 7,
        edited_at: Some(now() + TICK),
        ..plain
    }
}

/// Why something is hidden.
pub fn why() -> HidingReason {
    HidingReason::parse("광고성 글\n'quoted' \\ 😀").unwrap()
}

/// So many stars.
pub fn stars(count: i64) -> Stars {
    Stars::try_from(count).unwrap()
}

/// Somebody's wish for a product that could be bought for so many won.
pub fn wish(account: UserId, product: ProductId, price: i64) -> Wish {
    Wish {
        account,
        product,
        since: now(),
        notices: true,
        seen: glance(true, price),
    }
}

/// How a product stands that costs so many won.
pub fn glance(on_offer: bool, price: i64) -> Glance {
    Glance {
        on_offer,
        price: won(price),
    }
}

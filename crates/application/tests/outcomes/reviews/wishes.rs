use hexmart_application::reviews::{WishChange, WishError, Wishes, Wishing};
use hexmart_domain::catalogue::Lifecycle;

use super::Stage;

fn wishing(is_wished: bool, notices: bool, wishers: i64) -> Wishing {
    Wishing {
        is_wished,
        notices,
        wishers,
    }
}

#[tokio::test]
async fn a_wish_is_told_as_it_is_whatever_is_asked_again() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 0).await.id;
    let (ann, bob) = (stage.market.buyer("ann").await, stage.market.buyer("bob").await);
    for (who, what, now) in [
        (ann, WishChange::Remove, wishing(false, false, 0)),
        (ann, WishChange::Add, wishing(true, true, 1)),
        (ann, WishChange::Add, wishing(true, true, 1)),
        (ann, WishChange::Notices(false), wishing(true, false, 1)),
        (ann, WishChange::Add, wishing(true, false, 1)),
        (bob, WishChange::Add, wishing(true, true, 2)),
        (ann, WishChange::Remove, wishing(false, false, 1)),
        (ann, WishChange::Remove, wishing(false, false, 1)),
    ] {
        assert_eq!(stage.wish(who, product, what).await, now, "{what:?}");
    }
    assert_eq!(stage.counters(product).await.likes, 1);
    let none = stage.wishes.change(ann, product, WishChange::Notices(true)).await;
    assert!(matches!(none, Err(WishError::UnknownWish)));
    stage.is_sound().await;
}

#[tokio::test]
async fn what_nobody_sees_is_not_wished_for_but_can_be_taken_back() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 1).await.id;
    let ann = stage.market.buyer("ann").await;
    stage.wish(ann, product, WishChange::Add).await;
    stage.market.decide(product, Lifecycle::Private).await;
    assert!(stage.wishes.own(ann, None, 9).await.unwrap().is_empty());
    let bob = stage.market.buyer("bob").await;
    for what in [WishChange::Add, WishChange::Remove] {
        let unknown = stage.wishes.change(bob, product, what).await;
        assert!(matches!(unknown, Err(WishError::UnknownProduct)), "{what:?}");
    }
    let gone = stage.wish(ann, product, WishChange::Remove).await;
    assert_eq!(gone, wishing(false, false, 0));
}

#[tokio::test]
async fn a_list_shows_what_things_cost_now() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 1).await.id;
    let ann = stage.market.buyer("ann").await;
    stage.wish(ann, product, WishChange::Add).await;
    stage.market.discount(product, 30).await;
    let list = stage.wishes.own(ann, None, 9).await.unwrap();
    let card = list.first().unwrap();
    assert_eq!(card.product.discount.unwrap().get(), 30.into());
    assert_eq!(card.since, stage.market.now());
}

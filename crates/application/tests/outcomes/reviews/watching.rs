use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::reviews::WishChange;
use hexmart_domain::catalogue::Lifecycle;

use super::Stage;

fn to(local: &str, what: &'static str) -> (String, &'static str) {
    (crate::given::email(local).as_str().to_owned(), what)
}

#[tokio::test]
async fn people_hear_once_that_something_is_back() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 0).await.id;
    let (ann, bob) = (stage.market.buyer("ann").await, stage.market.buyer("bob").await);
    assert_eq!(stage.look().await, 0);
    stage.wish(ann, product, WishChange::Add).await;
    stage.wish(bob, product, WishChange::Add).await;
    stage.wish(bob, product, WishChange::Notices(false)).await;
    assert_eq!(stage.look().await, 0);
    stage.stock(product, 3).await;
    assert_eq!(stage.look().await, 1);
    assert_eq!(stage.mailed().await, [to("ann", "back_in_stock")]);
    for _ in 0..3 {
        stage.stock(product, 1).await;
        assert_eq!(stage.look().await, 0);
    }
    stage.stock(product, -6).await;
    assert_eq!(stage.look().await, 0);
    // Whoever wants to hear now hears of what comes, not of what came.
    stage.wish(bob, product, WishChange::Notices(true)).await;
    assert_eq!(stage.look().await, 0);
    stage.stock(product, 1).await;
    assert_eq!(stage.look().await, 2);
    let mut told = stage.mailed().await;
    told.sort();
    assert_eq!(told, [to("ann", "back_in_stock"), to("bob", "back_in_stock")]);
}

#[tokio::test]
async fn people_hear_each_time_that_something_costs_less() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 5).await.id;
    let ann = stage.market.buyer("ann").await;
    stage.wish(ann, product, WishChange::Add).await;
    assert_eq!(stage.look().await, 0);
    stage.market.discount(product, 10).await;
    assert_eq!(stage.look().await, 1);
    assert_eq!(stage.mailed().await, [to("ann", "price_dropped")]);
    assert_eq!(stage.look().await, 0);
    stage.market.discount(product, 5).await;
    assert_eq!(stage.look().await, 0);
    stage.market.discount(product, 20).await;
    assert_eq!(stage.look().await, 1);
    assert_eq!(stage.mailed().await, [to("ann", "price_dropped")]);
}

#[tokio::test]
async fn what_is_taken_out_of_the_shop_is_no_news_until_it_is_back() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 5).await.id;
    let ann = stage.market.buyer("ann").await;
    stage.wish(ann, product, WishChange::Add).await;
    stage.look().await;
    stage.market.decide(product, Lifecycle::Private).await;
    stage.market.discount(product, 50).await;
    assert_eq!(stage.look().await, 0);
    stage.market.decide(product, Lifecycle::OnSale).await;
    assert_eq!(stage.look().await, 1);
    assert_eq!(stage.mailed().await, [to("ann", "back_in_stock")]);
}

#[tokio::test]
async fn a_feed_that_was_forgotten_meanwhile_loses_nobody_their_news() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 0).await.id;
    let ann = stage.market.buyer("ann").await;
    stage.wish(ann, product, WishChange::Add).await;
    stage.look().await;
    stage.stock(product, 3).await;
    let later = stage.market.now() + TimeDelta::days(30);
    let feed = &stage.market.world.storage.feed;
    assert!(feed.forget(later, 1_000).await.unwrap() > 0);
    assert_eq!(stage.look().await, 1);
    assert_eq!(stage.look().await, 0);
}

#[tokio::test]
async fn two_who_look_at_once_tell_everybody_once() {
    let stage = Arc::new(Stage::new());
    let product = stage.market.product("이어폰", 0).await.id;
    let mut wishers = Vec::new();
    for number in 0..30 {
        let local = format!("wisher{number}");
        let account = stage.market.buyer(&local).await;
        stage.wish(account, product, WishChange::Add).await;
        wishers.push(to(&local, "back_in_stock"));
    }
    stage.look().await;
    stage.stock(product, 1).await;
    let looks: Vec<_> = (0..4)
        .map(|_| {
            let stage = stage.clone();
            tokio::spawn(async move { stage.look().await })
        })
        .collect();
    let mut told = 0;
    for look in looks {
        told += look.await.unwrap();
    }
    assert_eq!(told, 30);
    let mut mailed = stage.mailed().await;
    mailed.sort();
    wishers.sort();
    assert_eq!(mailed, wishers);
}

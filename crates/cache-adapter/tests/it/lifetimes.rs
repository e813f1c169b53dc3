//! What others changed, and what began or ended by itself, shows within 900 ms.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::catalogue::{CatalogueQueries, ListFilter, ListSort};
use tokio::time::advance;

use crate::given::{FIRST, Given, at, given, id};

const LIFE: Duration = Duration::from_millis(900);
const MILLISECOND: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn what_another_process_changed_shows_after_900_ms() {
    let Given { shop, cached, .. } = given();
    let everything = async || {
        let filter = ListFilter::default();
        let detail = cached.detail(id(1), Some(id(1)), at(0)).await.unwrap();
        let listed = cached
            .browse(&filter, ListSort::Recent, FIRST, at(0))
            .await
            .unwrap();
        let first = cached.place(&filter, ListSort::Recent, 0, at(0)).await.unwrap();
        let total = cached.total(&filter, at(0)).await.unwrap();
        let forest = cached.forest().await.unwrap();
        (detail, listed, first, total, forest)
    };
    let before = everything().await;
    assert_eq!(shop.asked(), 5);
    shop.change(|shelf| {
        shelf.prices.insert(id(1), 100);
        shelf.forest.version += 1;
    });
    advance(Duration::from_millis(899)).await;
    assert_eq!(everything().await, before);
    assert_eq!(shop.asked(), 5);

    advance(MILLISECOND).await;
    let after = everything().await;
    assert_eq!(shop.asked(), 10);
    assert!(after.0.is_some());
    assert_eq!(after.1.len(), 1);
    assert_eq!(after.2.map(|mark| mark.product), Some(id(1)));
    assert_ne!(after.3, before.3);
    assert_ne!(after.4, before.4);
}

/// An answer that took long is as old as its question.
#[tokio::test(start_paused = true)]
async fn the_time_an_answer_takes_counts() {
    let Given { shop, cached, .. } = given();
    shop.hold(true);
    let ask = || {
        let cached = Arc::clone(&cached);
        tokio::spawn(async move { cached.detail(id(1), None, at(0)).await.unwrap() })
    };
    let slow = ask();
    tokio::task::yield_now().await;
    advance(LIFE).await;
    // What comes so late is not for anybody who asks now, neither while it is under way nor when it is there.
    let next = ask();
    tokio::task::yield_now().await;
    assert_eq!(shop.asked(), 2);
    shop.hold(false);
    slow.await.unwrap();
    next.await.unwrap();
    advance(LIFE).await;
    ask().await.unwrap();
    assert_eq!(shop.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_sale_that_begins_shows_within_900_ms() {
    let Given { shop, cached, .. } = given();
    shop.change(|shelf| {
        shelf.prices.insert(id(1), 100);
        shelf.sale_from = Some(at(1));
    });
    let discount = async |millis| {
        let detail = cached.detail(id(1), None, at(millis)).await.unwrap().unwrap();
        detail.card.discount
    };
    assert_eq!(discount(0).await, None);
    assert_eq!(discount(899).await, None);
    assert!(discount(900).await.is_some());
}

/// No time goes by, but somebody means another day: a job, or a clock that was set.
#[tokio::test(start_paused = true)]
async fn who_means_another_time_is_not_answered_about_this_one() {
    let Given { shop, cached, .. } = given();
    let filter = ListFilter::default();
    for (millis, asked) in [(0, 1), (-899, 1), (899, 1), (900, 2), (0, 3), (-900, 4)] {
        cached
            .browse(&filter, ListSort::Recent, FIRST, at(millis))
            .await
            .unwrap();
        assert_eq!(shop.asked(), asked, "at {millis} ms");
    }
}

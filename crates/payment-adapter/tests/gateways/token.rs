//! The token of `PortOne` V1.

use chrono::TimeDelta;

use crate::shop::{Kind, Shop};
use crate::strangers::{charge, known};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_fetch_one_token() {
    let shop = Shop::open(Kind::V1);
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let gateway = shop.gateway.clone();
            tokio::spawn(async move { gateway.find(&known(&charge(1_000))).await.unwrap() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), None);
    }
    assert_eq!(shop.calls("/users/getToken"), 1);
}

#[tokio::test]
async fn a_token_is_replaced_a_minute_before_its_end() {
    let shop = Shop::open(Kind::V1);
    let look = || async { shop.gateway.find(&known(&charge(1_000))).await.unwrap() };
    look().await;
    shop.clock.advance(TimeDelta::minutes(28));
    look().await;
    assert_eq!(shop.calls("/users/getToken"), 1);
    shop.clock.advance(TimeDelta::seconds(61));
    look().await;
    assert_eq!(shop.calls("/users/getToken"), 2);
    // The provider gave five minutes more for the one of before.
    shop.clock.advance(TimeDelta::minutes(6));
    look().await;
    assert_eq!(shop.calls("/users/getToken"), 3);
}

//! Order, and who waits for whom.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use hexmart_domain::webhooks::Attempt;

use crate::receiver::number_in;
use crate::world::World;

const A: &str = "https://a.example/hooks";
const B: &str = "https://b.example/hooks";

/// Takes nothing with this number, so many times.
fn refusing(number: i64, times: usize) -> impl FnMut(&str) -> Attempt {
    let mut left = times;
    move |body| {
        if number_in(body) == number && left > 0 {
            left -= 1;
            return Attempt::answered(500);
        }
        Attempt::answered(200)
    }
}

#[tokio::test]
async fn a_failure_holds_up_its_aggregate_at_its_endpoint_alone() {
    let world = World::new();
    let (a, _) = (
        world.endpoint(A, &["order.*"]).await,
        world.endpoint(B, &["*"]).await,
    );
    for (order, number) in [(1, 1), (1, 2), (2, 11), (1, 3), (2, 12)] {
        world.happens(order, number).await;
    }
    world.receivers.will(A, refusing(1, 2));
    let worker = world.worker();
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [-1, 11, 12]);
    let at_b = world.receivers.numbers(B);
    let of_order = |order: std::ops::Range<i64>| -> Vec<_> {
        at_b.iter()
            .copied()
            .filter(|number| order.contains(number))
            .collect()
    };
    assert_eq!((of_order(0..10), of_order(10..20)), (vec![1, 2, 3], vec![11, 12]));

    world.turn(TimeDelta::seconds(4));
    worker.run().await;
    assert!(world.receivers.numbers(A).is_empty());
    world.turn(TimeDelta::seconds(2));
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [-1]);
    world.turn(TimeDelta::seconds(330));
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [1, 2, 3]);
    world.assert_idle().await;
    let tries: Vec<_> = world
        .deliveries(&a)
        .await
        .iter()
        .map(|delivery| delivery.tries)
        .collect();
    assert_eq!(tries, [3, 1, 1, 1, 1]);
}

#[tokio::test]
async fn a_receiver_that_is_down_holds_up_itself_alone() {
    let world = World::new();
    world.endpoint(A, &["*"]).await;
    world.endpoint(B, &["*"]).await;
    for number in 1..=60 {
        let order = u8::try_from(number).unwrap();
        world.happens(order, number).await;
    }
    world.receivers.will(A, |_| Attempt::failed("no answer in time"));
    let worker = world.worker();
    worker.run().await;
    let taken: BTreeSet<_> = world.receivers.numbers(B).into_iter().collect();
    assert_eq!(taken, (1..=60).collect());
    // It was not asked for each of them whether it is back: a few failures are enough.
    let tried = world.receivers.numbers(A).len();
    assert!((4..=8).contains(&tried), "{tried}");

    world.receivers.will(A, |_| Attempt::answered(200));
    for _ in 0..4 {
        world.turn(TimeDelta::minutes(10));
        worker.run().await;
    }
    let taken: BTreeSet<_> = world.receivers.numbers(A).into_iter().collect();
    assert_eq!(taken, (1..=60).collect());
    world.assert_idle().await;
}

#[tokio::test]
async fn an_endpoint_hears_what_it_wants_to_hear() {
    let world = World::new();
    world.endpoint(A, &["order.*"]).await;
    world.endpoint(B, &["stock.low", "product.changed"]).await;
    let event = world.happens(1, 7).await;
    world.worker().run().await;
    let [(message, _)] = &world.receivers.heard(A)[..] else {
        panic!("one message");
    };
    assert_eq!(message.id, event);
    assert_eq!(
        message.body,
        r#"{"type":"order.paid","timestamp":"2026-09-21T14:13:20.001000Z","data":{"number":7}}"#
    );
    assert!(world.receivers.heard(B).is_empty());
}

#[tokio::test]
async fn a_receiver_that_asks_for_peace_gets_it() {
    let world = World::new();
    world.endpoint(A, &["*"]).await;
    world.happens(1, 1).await;
    world.happens(2, 2).await;
    world.receivers.will(A, |_| Attempt {
        retry_after: Some(TimeDelta::minutes(30)),
        ..Attempt::answered(429)
    });
    let worker = world.worker();
    worker.run().await;
    assert!(!world.receivers.numbers(A).is_empty());
    world.happens(3, 3).await;
    world.turn(TimeDelta::minutes(29));
    worker.run().await;
    assert!(world.receivers.numbers(A).is_empty());
    world.receivers.will(A, |_| Attempt::answered(200));
    world.turn(TimeDelta::minutes(1));
    worker.run().await;
    let mut taken = world.receivers.numbers(A);
    taken.sort_unstable();
    assert_eq!(taken, [1, 2, 3]);
}

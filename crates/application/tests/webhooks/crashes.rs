//! Processes that die at any step, and those that go on where they left off.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use hexmart_domain::webhooks::{Attempt, DeliveryState, WebhookEndpoint};

use crate::doom::Doom;
use crate::world::{World, first_taken};

const URLS: [&str; 2] = ["https://a.example/", "https://b.example/"];
/// Longer than a lease.
const A_WHILE: TimeDelta = TimeDelta::seconds(46);

/// Nothing of `events` was lost, doubled or overtaken: each is an order and a number, in their order.
async fn assert_heard_once(world: &World, endpoints: &[WebhookEndpoint], events: &[(u8, i64)], what: &str) {
    for (endpoint, url) in endpoints.iter().zip(URLS) {
        let heard = world.receivers.heard(url);
        // A repetition has the same id, and says the same.
        let by_id: BTreeSet<_> = heard
            .iter()
            .map(|(message, _)| (message.id, message.body.clone()))
            .collect();
        assert_eq!(by_id.len(), events.len(), "{what}");
        let numbers: Vec<_> = heard
            .iter()
            .map(|(message, taken)| crate::receiver::number_in(&message.body) * if *taken { 1 } else { -1 })
            .collect();
        let taken = first_taken(&numbers);
        for order in events.iter().map(|(order, _)| *order).collect::<BTreeSet<_>>() {
            let of_order: Vec<_> = events
                .iter()
                .filter(|event| event.0 == order)
                .map(|event| event.1)
                .collect();
            let taken: Vec<_> = taken
                .iter()
                .copied()
                .filter(|number| of_order.contains(number))
                .collect();
            assert_eq!(taken, of_order, "{what}");
        }
        let deliveries = world.deliveries(endpoint).await;
        let of_events: BTreeSet<_> = deliveries.iter().map(|delivery| delivery.event).collect();
        assert_eq!(
            (deliveries.len(), of_events.len()),
            (events.len(), events.len()),
            "{what}"
        );
        assert!(
            deliveries
                .iter()
                .all(|delivery| delivery.state == DeliveryState::Delivered),
            "{what}"
        );
    }
    world.assert_idle().await;
}

async fn shop() -> (World, Vec<WebhookEndpoint>) {
    let world = World::new();
    let mut endpoints = Vec::new();
    for url in URLS {
        endpoints.push(world.endpoint(url, &["*"]).await);
    }
    (world, endpoints)
}

#[tokio::test]
async fn whoever_dies_at_any_step_is_followed_by_one_who_goes_on() {
    let events = [(1, 1), (1, 2), (2, 11), (1, 3)];
    let mut steps = 0;
    loop {
        let (world, endpoints) = shop().await;
        for (order, number) in events {
            world.happens(order, number).await;
        }
        let doomed = world.process(&Doom::after(steps));
        let survived = doomed.run().now_or_never().is_some();
        drop(doomed);
        world.turn(A_WHILE);
        world.worker().run().await;
        assert_heard_once(&world, &endpoints, &events, &format!("death after {steps} steps")).await;
        if survived {
            break;
        }
        steps += 1;
    }
    assert!(steps > 60, "{steps} steps are too few to be all");
}

/// Numbers below a bound, the same for a seed in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[tokio::test]
async fn twenty_deaths_lose_nothing() {
    for seed in 0..25 {
        let (world, endpoints) = shop().await;
        let mut chance = Chance(seed);
        // One of them is not always well.
        let mut sickness = Chance(seed + 1_000);
        world.receivers.will(URLS[1], move |_| {
            Attempt::answered(if sickness.below(4) == 0 { 503 } else { 200 })
        });
        let mut events = Vec::new();
        for number in 1..=20_i64 {
            for part in 0..chance.below(3) {
                let order = u8::try_from(1 + chance.below(4)).unwrap();
                let number = number * 10 + i64::try_from(part).unwrap();
                world.happens(order, number).await;
                events.push((order, number));
            }
            let steps = i64::try_from(chance.below(60)).unwrap();
            let _died = world.process(&Doom::after(steps)).run().now_or_never();
            world.turn(A_WHILE);
        }
        let worker = world.worker();
        for _ in 0..24 {
            worker.run().await;
            world.turn(TimeDelta::hours(4));
        }
        assert_heard_once(&world, &endpoints, &events, &format!("seed {seed}")).await;
    }
}

//! One postman at a time.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::platform::{Lease, MockLeases, MockOutbox, Postman, StoreError};

use super::transport::{Transport, due, letters, line, postman, refused};
use crate::world::World;

#[tokio::test]
async fn two_postmen_deliver_each_message_once() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let (first, second) = (postman(&world, &transport), postman(&world, &transport));
    for number in 0..5 {
        line(&world, &[&format!("person-{number}")]).await;
    }
    let (settled, idle) = futures_util::future::join(first.tick(), second.tick()).await;
    assert_eq!((settled.unwrap(), idle.unwrap()), (5, 0));
    assert_eq!(transport.asked().len(), 5);

    // The lease outlives the round; the other one waits for its end, or until it is given back.
    line(&world, &["late"]).await;
    assert_eq!(second.tick().await.unwrap(), 0);
    first.stop().await.unwrap();
    assert_eq!(second.tick().await.unwrap(), 1);
    line(&world, &["later"]).await;
    assert_eq!(first.tick().await.unwrap(), 0);
    first.stop().await.unwrap();
    assert_eq!(
        first.tick().await.unwrap(),
        0,
        "nobody gives back another's lease"
    );
    world.turn(Duration::from_secs(45));
    assert_eq!(first.tick().await.unwrap(), 1);
}

#[tokio::test]
async fn who_lost_the_lease_settles_nothing() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let (slow, fast) = (postman(&world, &transport), postman(&world, &transport));
    line(&world, &["ann"]).await;
    transport.will(refused());
    let (settled, ()) = futures_util::future::join(slow.tick(), async {
        // While the first one waits for its transport.
        world.turn(Duration::from_mins(1));
        let other = world
            .storage
            .leases
            .acquire("outbox", [9; 16], world.now(), Duration::from_secs(1));
        assert!(other.await.unwrap().is_some());
    })
    .await;
    assert_eq!(settled.unwrap(), 0);
    assert!(world.storage.outbox.dead_letters(10).await.unwrap().is_empty());
    world.turn(Duration::from_secs(1));
    assert_eq!(fast.tick().await.unwrap(), 1);
    assert_eq!(transport.asked(), ["ann", "ann"]);
}

#[tokio::test]
async fn what_the_last_holder_delivered_is_not_delivered_again() {
    let world = World::new();
    let due = due(&world, 0);
    // It was due at the first look, and is no more under the lease.
    let mut outbox = MockOutbox::new();
    outbox
        .expect_due()
        .times(1)
        .return_once(move |_, _, _| Ok(vec![due]));
    outbox.expect_due().times(1).returning(|_, _, _| Ok(Vec::new()));
    let transport = Arc::new(Transport::default());
    let leases = world.storage.leases.clone();
    let postman = Postman::new(
        Arc::new(outbox),
        leases,
        letters(&world, &transport),
        world.mint.clone(),
    );
    assert_eq!(postman.tick().await.unwrap(), 0);
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn who_has_nothing_to_do_takes_no_lease() {
    let world = World::new();
    let mut outbox = MockOutbox::new();
    outbox.expect_due().returning(|_, _, _| Ok(Vec::new()));
    // No lease is expected to be asked for.
    let leases = MockLeases::new();
    let transport = Arc::new(Transport::default());
    let postman = Postman::new(
        Arc::new(outbox),
        Arc::new(leases),
        letters(&world, &transport),
        world.mint.clone(),
    );
    assert_eq!(postman.tick().await.unwrap(), 0);
}

#[tokio::test]
async fn a_store_that_cannot_write_down_a_delivery_says_so() {
    let world = World::new();
    let due = due(&world, 0);
    let mut outbox = MockOutbox::new();
    outbox
        .expect_due()
        .returning(move |_, _, _| Ok(vec![due.clone()]));
    outbox
        .expect_settle()
        .withf(|lease: &Lease, _, _| lease.name == "outbox")
        .returning(|_, _, _| Err(StoreError::unavailable("connection refused")));
    let transport = Arc::new(Transport::default());
    let leases = world.storage.leases.clone();
    let postman = Postman::new(
        Arc::new(outbox),
        leases,
        letters(&world, &transport),
        world.mint.clone(),
    );
    assert!(postman.tick().await.is_err());
}

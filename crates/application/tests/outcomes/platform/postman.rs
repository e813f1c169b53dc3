//! Messages on their way.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hexmart_application::platform::{MockOutbox, OutboxMessage, Outcome, Postman};

use super::transport::{Transport, due, enqueue, later, letter, letters, line, postman, refused};
use crate::world::World;

#[tokio::test]
async fn the_messages_about_an_account_arrive_in_their_order() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let postman = postman(&world, &transport);
    line(&world, &["a1", "a2", "a3"]).await;
    line(&world, &["b1", "b2"]).await;
    let mut settled = Vec::new();
    loop {
        match postman.tick().await.unwrap() {
            0 => break,
            count => settled.push(count),
        }
    }
    assert_eq!(settled, [5]);
    let (of_a, of_b): (Vec<_>, Vec<_>) = transport.asked().into_iter().partition(|to| to.starts_with('a'));
    assert_eq!((of_a, of_b), (words(&["a1", "a2", "a3"]), words(&["b1", "b2"])));
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn a_message_that_fails_holds_up_its_account_alone() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let postman = postman(&world, &transport);
    line(&world, &["a1", "a2"]).await;
    line(&world, &["b1", "b2"]).await;
    transport.will(later());
    while postman.tick().await.unwrap() > 0 {}
    assert_eq!(transport.asked(), ["a1", "b1", "b2"]);
    world.turn(Duration::from_secs(4));
    while postman.tick().await.unwrap() > 0 {}
    assert_eq!(transport.asked(), ["a1", "a2"]);
    assert!(world.storage.outbox.dead_letters(10).await.unwrap().is_empty());
}

/// What becomes of messages that were tried this often already, when the transport is busy.
async fn outcomes(world: &World, tries: u32, messages: usize) -> Vec<Outcome> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut outbox = MockOutbox::new();
    let messages_due: Vec<_> = (0..messages).map(|_| due(world, tries)).collect();
    outbox
        .expect_due()
        .returning(move |_, _, _| Ok(messages_due.clone()));
    let written = Arc::clone(&seen);
    outbox.expect_settle().returning(move |_, _, outcome| {
        written.lock().unwrap().push(outcome);
        Ok(true)
    });
    let transport = Arc::new(Transport::default());
    (0..messages).for_each(|_| transport.will(later()));
    let leases = world.storage.leases.clone();
    let postman = Postman::new(
        Arc::new(outbox),
        leases,
        letters(world, &transport),
        world.mint.clone(),
    );
    assert_eq!(postman.tick().await.unwrap(), messages);
    postman.stop().await.unwrap();
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[tokio::test]
async fn the_time_between_tries_grows_and_is_jittered() {
    let world = World::new();
    for tries in 0..15 {
        let middle = Duration::from_secs(2 << tries).min(Duration::from_hours(3));
        let mut delays = Vec::new();
        for outcome in outcomes(&world, tries, 16).await {
            let Outcome::Retry { at, .. } = outcome else {
                panic!("try {tries}: {outcome:?}");
            };
            delays.push((at - world.now()).to_std().unwrap());
        }
        let (shortest, longest) = (delays.iter().min().unwrap(), delays.iter().max().unwrap());
        assert!(
            *shortest >= middle / 2 && *longest <= middle * 3 / 2,
            "try {tries}: {delays:?}"
        );
        assert!(*shortest < middle && *longest > middle, "try {tries}: {delays:?}");
    }
}

#[tokio::test]
async fn a_message_is_dead_after_sixteen_tries() {
    let world = World::new();
    assert!(matches!(
        outcomes(&world, 15, 1).await[..],
        [Outcome::Dead { .. }]
    ));

    let transport = Arc::new(Transport::default());
    let postman = postman(&world, &transport);
    line(&world, &["a1", "a2"]).await;
    (0..16).for_each(|_| transport.will(later()));
    for _ in 0..15 {
        assert_eq!(postman.tick().await.unwrap(), 1);
        world.turn(Duration::from_hours(5));
    }
    assert_eq!(transport.asked(), ["a1"; 15]);
    // The last try; after it the message holds up nobody any more.
    assert_eq!(postman.tick().await.unwrap(), 2);
    assert_eq!(transport.asked(), ["a1", "a2"]);
    let dead = world.storage.outbox.dead_letters(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].tries, dead[0].why.as_str()),
        (16, "the transport did not take the message")
    );
    assert!(
        world
            .storage
            .outbox
            .replay(dead[0].id, world.now())
            .await
            .unwrap()
    );
    assert_eq!(postman.tick().await.unwrap(), 1);
    assert_eq!(transport.asked(), ["a1"]);
}

#[tokio::test]
async fn a_message_that_is_refused_is_dead_at_once() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let postman = postman(&world, &transport);
    line(&world, &["a1", "a2"]).await;
    transport.will(refused());
    while postman.tick().await.unwrap() > 0 {}
    assert_eq!(transport.asked(), ["a1", "a2"]);
    let dead = world.storage.outbox.dead_letters(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].tries, dead[0].why.as_str()), (1, "550 no such user"));
}

#[tokio::test]
async fn what_nobody_can_read_is_dead_at_once() {
    let world = World::new();
    let transport = Arc::new(Transport::default());
    let postman = postman(&world, &transport);
    let sound = letter(&world, world.mint.id(world.now()), "ann");
    let mut broken = Vec::new();
    for payload in [
        String::new(),
        "{}".to_owned(),
        sound.payload.replace("ann@", "an n@"),
        sound.payload.replace("\"ko\"", "\"tlh\""),
        sound.payload.replace("password_changed", "unheard_of"),
        sound.payload.replace("\"sms\":null", "\"sms\":\"01012345678\""),
    ] {
        assert_ne!(payload, sound.payload);
        let message = letter(&world, world.mint.id(world.now()), "ann");
        broken.push(OutboxMessage { payload, ..message });
    }
    let count = broken.len();
    enqueue(&world, broken).await;
    assert_eq!(postman.tick().await.unwrap(), count);
    assert!(transport.asked().is_empty());
    let dead = world.storage.outbox.dead_letters(100).await.unwrap();
    assert_eq!(dead.len(), count);
}

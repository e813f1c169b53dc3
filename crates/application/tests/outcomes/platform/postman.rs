//! Messages on their way.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{
    Abort, DeliveryError, DueMessage, Lease, Message, MockLeases, MockOutbox, Notification, Notifier,
    OutboxMessage, Outcome, Postman, Recipient, StoreError, envelope, transact,
};
use hexmart_domain::shared::{Language, UserId};

use crate::given;
use crate::world::{World, sketch};

/// A transport that takes a while, and answers as it is told; what it is not told it takes.
#[derive(Default)]
struct Transport {
    answers: Mutex<VecDeque<Result<(), DeliveryError>>>,
    asked: Mutex<Vec<String>>,
}

impl Transport {
    fn will(&self, answer: Result<(), DeliveryError>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// To whom it was to deliver, in the order of asking.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Notifier for Transport {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let (to, _) = sketch(notification);
        self.asked.lock().unwrap().push(to.replace("@example.com", ""));
        tokio::task::yield_now().await;
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(()))
    }
}

fn later() -> Result<(), DeliveryError> {
    Err(DeliveryError::Later(Arc::from(Box::from("421 busy"))))
}

fn refused() -> Result<(), DeliveryError> {
    Err(DeliveryError::Refused {
        why: "550 no such user".to_owned(),
    })
}

fn postman(world: &World, transport: &Arc<Transport>) -> Postman {
    let (outbox, leases) = (world.storage.outbox.clone(), world.storage.leases.clone());
    Postman::new(outbox, leases, transport.clone(), world.mint.clone())
}

fn letter(world: &World, about: UserId, local: &str) -> OutboxMessage {
    let notification = Notification {
        id: world.mint.id(world.now()),
        recipient: Recipient::Mail(given::email(local)),
        language: Language::Korean,
        message: Message::PasswordChanged,
    };
    envelope(&notification, about, world.now()).unwrap()
}

async fn enqueue(world: &World, messages: Vec<OutboxMessage>) {
    let messages = Arc::new(messages);
    let write = transact(&*world.storage.store, "enqueue", move |uow| {
        let messages = Arc::clone(&messages);
        Box::pin(async move {
            for message in messages.iter() {
                uow.outbox().enqueue(message).await?;
            }
            Ok::<_, Abort<StoreError>>(())
        })
    });
    write.await.unwrap();
}

/// Messages about one account, to these.
async fn line(world: &World, recipients: &[&str]) {
    let about = world.mint.id(world.now());
    let letters = recipients.iter().map(|local| letter(world, about, local));
    enqueue(world, letters.collect()).await;
}

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
    assert_eq!(settled, [2, 2, 1]);
    assert_eq!(transport.asked(), ["a1", "b1", "a2", "b2", "a3"]);
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
    let due: Vec<_> = (0..messages)
        .map(|_| {
            let message = letter(world, world.mint.id(world.now()), "ann");
            DueMessage {
                id: message.id,
                topic: message.topic.to_owned(),
                payload: message.payload,
                tries,
            }
        })
        .collect();
    outbox.expect_due().returning(move |_, _| Ok(due.clone()));
    let written = Arc::clone(&seen);
    outbox.expect_settle().returning(move |_, _, outcome| {
        written.lock().unwrap().push(outcome);
        Ok(true)
    });
    let transport = Arc::new(Transport::default());
    (0..messages).for_each(|_| transport.will(later()));
    let leases = world.storage.leases.clone();
    let postman = Postman::new(Arc::new(outbox), leases, transport, world.mint.clone());
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
    for _ in 0..16 {
        assert_eq!(postman.tick().await.unwrap(), 1);
        world.turn(Duration::from_hours(5));
    }
    assert_eq!(transport.asked(), ["a1"; 16]);
    let dead = world.storage.outbox.dead_letters(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].tries, dead[0].why.as_str()),
        (16, "the transport did not take the message")
    );
    // It holds up nobody any more, and comes again when it is replayed.
    assert_eq!(postman.tick().await.unwrap(), 1);
    assert!(
        world
            .storage
            .outbox
            .replay(dead[0].id, world.now())
            .await
            .unwrap()
    );
    assert_eq!(postman.tick().await.unwrap(), 1);
    assert_eq!(transport.asked(), ["a2", "a1"]);
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
    let elsewhere = letter(&world, world.mint.id(world.now()), "ann");
    broken.push(OutboxMessage {
        topic: "webhook",
        ..elsewhere
    });
    let count = broken.len();
    enqueue(&world, broken).await;
    assert_eq!(postman.tick().await.unwrap(), count);
    assert!(transport.asked().is_empty());
    let dead = world.storage.outbox.dead_letters(100).await.unwrap();
    assert_eq!(dead.len(), count);
}

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
    let message = letter(&world, world.mint.id(world.now()), "ann");
    let due = DueMessage {
        id: message.id,
        topic: message.topic.to_owned(),
        payload: message.payload,
        tries: 0,
    };
    // It was due at the first look, and is no more under the lease.
    let mut outbox = MockOutbox::new();
    outbox
        .expect_due()
        .times(1)
        .return_once(move |_, _| Ok(vec![due]));
    outbox.expect_due().times(1).returning(|_, _| Ok(Vec::new()));
    let transport = Arc::new(Transport::default());
    let leases = world.storage.leases.clone();
    let postman = Postman::new(Arc::new(outbox), leases, transport.clone(), world.mint.clone());
    assert_eq!(postman.tick().await.unwrap(), 0);
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn who_has_nothing_to_do_takes_no_lease() {
    let world = World::new();
    let mut outbox = MockOutbox::new();
    outbox.expect_due().returning(|_, _| Ok(Vec::new()));
    // No lease is expected to be asked for.
    let leases = MockLeases::new();
    let transport = Arc::new(Transport::default());
    let postman = Postman::new(Arc::new(outbox), Arc::new(leases), transport, world.mint.clone());
    assert_eq!(postman.tick().await.unwrap(), 0);
}

#[tokio::test]
async fn a_store_that_cannot_write_down_a_delivery_says_so() {
    let world = World::new();
    let message = letter(&world, world.mint.id(world.now()), "ann");
    let due = DueMessage {
        id: message.id,
        topic: message.topic.to_owned(),
        payload: message.payload,
        tries: 0,
    };
    let mut outbox = MockOutbox::new();
    outbox.expect_due().returning(move |_, _| Ok(vec![due.clone()]));
    outbox
        .expect_settle()
        .withf(|lease: &Lease, _, _| lease.name == "outbox")
        .returning(|_, _, _| Err(StoreError::unavailable("connection refused")));
    let transport = Arc::new(Transport::default());
    let leases = world.storage.leases.clone();
    let postman = Postman::new(Arc::new(outbox), leases, transport, world.mint.clone());
    assert!(postman.tick().await.is_err());
}

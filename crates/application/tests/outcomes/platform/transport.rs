//! A transport, and messages for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::platform::{
    Abort, DeliveryError, DueMessage, Letters, Message, Notification, Notifier, OutboxMessage, Postman,
    Recipient, StoreError, envelope, transact,
};
use hexmart_domain::shared::{Language, UserId};

use crate::given;
use crate::world::{World, sketch};

/// A transport that takes a while, and answers as it is told; what it is not told it takes.
#[derive(Default)]
pub(super) struct Transport {
    answers: Mutex<VecDeque<Result<(), DeliveryError>>>,
    asked: Mutex<Vec<String>>,
}

impl Transport {
    pub(super) fn will(&self, answer: Result<(), DeliveryError>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// To whom it was to deliver, in the order of asking.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Notifier for Transport {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let (to, _) = sketch(notification);
        self.asked.lock().unwrap().push(to.replace("@example.com", ""));
        let answer = self.answers.lock().unwrap().pop_front();
        tokio::task::yield_now().await;
        answer.unwrap_or(Ok(()))
    }
}

pub(super) fn later() -> Result<(), DeliveryError> {
    Err(DeliveryError::Later(Arc::from(Box::from("421 busy"))))
}

pub(super) fn refused() -> Result<(), DeliveryError> {
    Err(DeliveryError::Refused {
        why: "550 no such user".to_owned(),
    })
}

pub(super) fn letters(world: &World, transport: &Arc<Transport>) -> Arc<Letters> {
    Arc::new(Letters::new(transport.clone(), world.mint.clone()))
}

pub(super) fn postman(world: &World, transport: &Arc<Transport>) -> Postman {
    let (outbox, leases) = (world.storage.outbox.clone(), world.storage.leases.clone());
    Postman::new(outbox, leases, letters(world, transport), world.mint.clone())
}

pub(super) fn letter(world: &World, about: UserId, local: &str) -> OutboxMessage {
    let notification = Notification {
        id: world.mint.id(world.now()),
        recipient: Recipient::Mail(given::email(local)),
        language: Language::Korean,
        message: Message::PasswordChanged,
    };
    envelope(&notification, about, world.now()).unwrap()
}

pub(super) async fn enqueue(world: &World, messages: Vec<OutboxMessage>) {
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
pub(super) async fn line(world: &World, recipients: &[&str]) {
    let about = world.mint.id(world.now());
    let letters = recipients.iter().map(|local| letter(world, about, local));
    enqueue(world, letters.collect()).await;
}

/// A message about somebody, as the outbox hands it out after so many tries.
pub(super) fn due(world: &World, tries: u32) -> DueMessage {
    let message = letter(world, world.mint.id(world.now()), "ann");
    DueMessage {
        id: message.id,
        aggregate: message.aggregate,
        topic: message.topic.to_owned(),
        payload: message.payload,
        tries,
    }
}

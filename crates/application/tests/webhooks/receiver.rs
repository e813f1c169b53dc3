//! Those who want to hear of events.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use hexmart_application::webhooks::{Unsent, WebhookMessage, WebhookSender};
use hexmart_domain::webhooks::{Attempt, WebhookUrl};

/// What each address answers; 204, unless told otherwise. Keeps what it was sent.
#[derive(Default)]
pub(crate) struct Receivers {
    moods: Mutex<BTreeMap<String, Mood>>,
    heard: Mutex<Vec<(WebhookMessage, bool)>>,
}

/// What to answer to a body.
type Mood = Box<dyn FnMut(&str) -> Attempt + Send>;

impl Receivers {
    /// From now on, an address answers like this.
    pub(crate) fn will(&self, url: &str, mood: impl FnMut(&str) -> Attempt + Send + 'static) {
        self.moods.lock().unwrap().insert(url.to_owned(), Box::new(mood));
    }

    /// Everything that was sent to an address since the last look, and whether it was taken.
    pub(crate) fn heard(&self, url: &str) -> Vec<(WebhookMessage, bool)> {
        let mut heard = self.heard.lock().unwrap();
        let (these, others) = std::mem::take(&mut *heard)
            .into_iter()
            .partition(|(message, _)| message.url.as_str() == url);
        *heard = others;
        these
    }

    /// The same, as the numbers of the events, with what was not taken below zero.
    pub(crate) fn numbers(&self, url: &str) -> Vec<i64> {
        let number = |(message, taken): &(WebhookMessage, bool)| {
            let number = number_in(&message.body);
            if *taken { number } else { -number }
        };
        self.heard(url).iter().map(number).collect()
    }
}

/// The number of an event in its body.
pub(crate) fn number_in(body: &str) -> i64 {
    let event: serde_json::Value = serde_json::from_str(body).unwrap();
    event["data"]["number"].as_i64().unwrap()
}

#[async_trait]
impl WebhookSender for Receivers {
    fn takes(&self, url: &WebhookUrl) -> Result<(), Unsent> {
        if url.is_plain() {
            return Err(Unsent("must begin with https://"));
        }
        Ok(())
    }

    async fn send(&self, message: &WebhookMessage) -> Attempt {
        let attempt = match self.moods.lock().unwrap().get_mut(message.url.as_str()) {
            Some(mood) => mood(&message.body),
            None => Attempt::answered(204),
        };
        let taken = matches!(attempt.status, Some(200..=299));
        self.heard.lock().unwrap().push((message.clone(), taken));
        attempt
    }
}

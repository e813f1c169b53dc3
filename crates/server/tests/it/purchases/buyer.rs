use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::purchase::{Heard, Purchase};
use crate::client::Client;
use crate::people::{PASSWORD, Tokens, sign_in};

/// After this time somebody signs in again: tokens are good for ten minutes.
const FRESH: Duration = Duration::from_mins(5);

/// Somebody who signed in, and does so again in time.
#[derive(Debug)]
pub(super) struct Person {
    email: String,
    token: String,
    since: Instant,
}

impl Person {
    pub(super) fn new(email: String, token: String) -> Self {
        Self {
            email,
            token,
            since: Instant::now(),
        }
    }

    pub(super) fn signs_in(email: &str, client: &Client) -> Self {
        let tokens = Tokens::of(&sign_in(client, email, PASSWORD));
        Self::new(email.to_owned(), tokens.access)
    }

    /// Their client. It may need an answer, so it is for a server that is not about to die.
    fn refresh(&mut self, client: &Client) {
        if self.since.elapsed() > FRESH {
            *self = Self::signs_in(&self.email, client);
        }
    }

    pub(super) fn client(&self, client: &Client) -> Client {
        client.bearing(&self.token)
    }
}

/// Somebody who buys one thing after another, with somebody of the shop at hand.
#[derive(Debug)]
pub(super) struct Buyer {
    person: Person,
    staff: Person,
    number: usize,
    dice: StdRng,
    pub(super) purchases: Vec<Purchase>,
    pub(super) unanswered: usize,
}

impl Buyer {
    pub(super) fn new(number: usize, person: Person, staff: Person) -> Self {
        Self {
            person,
            staff,
            number,
            dice: StdRng::seed_from_u64(u64::try_from(number).unwrap()),
            purchases: Vec::new(),
            unanswered: 0,
        }
    }

    /// Sees to it that nobody's token runs out while a server lives.
    pub(super) fn prepare(&mut self, client: &Client) {
        self.person.refresh(client);
        self.staff.refresh(client);
    }

    /// Their client at a server.
    pub(super) fn client(&self, client: &Client) -> Client {
        self.person.client(client)
    }

    /// Buys until told to stop, or nobody answers.
    pub(super) fn buy(
        &mut self,
        client: &Client,
        items: &[String],
        stop: &AtomicBool,
        answered: &Sender<()>,
    ) {
        while !stop.load(Ordering::SeqCst) {
            if self.purchases.last().is_none_or(Purchase::is_done) {
                let name = format!("buyer-{}-{}", self.number, self.purchases.len());
                let purchase = Purchase::new(name, items, &mut self.dice);
                self.purchases.push(purchase);
            }
            match self.go_on(client) {
                // Nobody minds when the test has heard enough.
                Heard::Answer => drop(answered.send(())),
                Heard::Later(seconds) => thread::sleep(Duration::from_secs(seconds)),
                Heard::Nothing => {
                    self.unanswered += 1;
                    return;
                }
            }
        }
    }

    fn go_on(&mut self, client: &Client) -> Heard {
        let (buyer, staff) = (self.person.client(client), self.staff.client(client));
        self.purchases.last_mut().unwrap().go_on(&buyer, &staff)
    }

    /// Ends what was begun, and begins nothing.
    pub(super) fn finish(&mut self, client: &Client) {
        self.prepare(client);
        while self.purchases.last().is_some_and(|purchase| !purchase.is_done()) {
            match self.go_on(client) {
                Heard::Answer => {}
                Heard::Later(seconds) => thread::sleep(Duration::from_secs(seconds)),
                Heard::Nothing => panic!("{:?}", self.purchases.last()),
            }
        }
    }
}

//! A shop with little on its shelves, and those who buy there.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use hexmart_application::platform::Storage;
use serde_json::{Value, json};

use super::buyer::{Buyer, Person};
use crate::client::Client;
use crate::outbox::let_the_lease_run_out;
use crate::people::{PASSWORD, join_all, verify_email};
use crate::premises::Premises;
use crate::process::{Hexmart, Stopped};

const BUYERS: usize = 12;
const PRODUCTS: usize = 4;
/// Pieces of each product at first, and that come after each death: fewer than people want.
const BEGIN: i64 = 20;
const MORE: i64 = 8;
const STAFF: &str = "staff@example.com";
/// So long somebody waits for others to get anything done.
const PATIENCE: Duration = Duration::from_mins(1);
/// So long the shop may take to settle everything: a minute to pay, and the rounds of its jobs.
const SETTLING: Duration = Duration::from_mins(4);
const LOOK: Duration = Duration::from_millis(500);
/// The jobs of the purchase.
const JOBS: [&str; 4] = [
    "expire_unpaid_orders",
    "pursue_payments",
    "expire_payments",
    "reconcile_payments",
];

pub(super) struct Shop {
    server: Option<Hexmart>,
    client: Client,
    /// Items, and the pieces of each that ever came.
    pub(super) received: BTreeMap<String, i64>,
    pub(super) buyers: Vec<Buyer>,
    pub(super) staff: Client,
}

/// Lets the rights to run jobs, which a killed server leaves behind, run out.
pub(super) async fn let_leases_run_out(storage: &Storage) {
    for job in JOBS {
        let_the_lease_run_out(storage, job).await;
    }
}

impl Shop {
    pub(super) fn open(home: &Premises, serve: impl Fn(&Premises) -> Hexmart) -> Self {
        home.employ("staff", STAFF, PASSWORD);
        let server = serve(home);
        let client = Client::of(&server);
        let members = join_all(&client, &home.mailbox(), BUYERS, |access, code| {
            verify_email(&client, access, code).done();
        });
        let buyers = members.into_iter().enumerate().map(|(number, member)| {
            let person = Person::new(member.email, member.tokens.access);
            Buyer::new(number, person, Person::signs_in(STAFF, &client))
        });
        let buyers = buyers.collect();
        let received = (1..=PRODUCTS).map(|number| {
            let product =
                json!({"name": "a", "description": "b", "price": 1_100 * number, "stock": BEGIN}).to_string();
            let created = client.post("/commerce/products/", product).ok();
            let item = created["id"].as_str().unwrap().replacen("PROD", "ITEM", 1);
            (item, BEGIN)
        });
        Self {
            received: received.collect(),
            staff: Person::signs_in(STAFF, &client).client(&client),
            server: Some(server),
            client,
            buyers,
        }
    }

    /// Kills the server.
    pub(super) fn kill(&mut self) -> Stopped {
        self.server.take().unwrap().kill()
    }

    /// Goes on with another server on what the last one left; some goods come.
    pub(super) fn begin_again(&mut self, server: Hexmart) {
        self.client = Client::of(&server);
        self.server = Some(server);
        for (item, pieces) in &mut self.received {
            let path = format!("/commerce/products/{}/stock/", item.replacen("ITEM", "PROD", 1));
            self.client.post(&path, json!({"change": MORE}).to_string()).ok();
            *pieces += MORE;
        }
    }

    /// Lets people buy.
    pub(super) fn load(&mut self) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let (answer, answered) = channel();
        let items: Vec<_> = self.received.keys().cloned().collect();
        let buyers = mem::take(&mut self.buyers).into_iter().map(|mut buyer| {
            buyer.prepare(&self.client);
            let (client, items, stop) = (self.client.clone(), items.clone(), Arc::clone(&stop));
            let answer = answer.clone();
            thread::spawn(move || {
                buyer.buy(&client, &items, &stop, &answer);
                buyer
            })
        });
        Load {
            buyers: buyers.collect(),
            stop,
            answered,
        }
    }

    /// How many requests had no answer.
    pub(super) fn unanswered(&self) -> usize {
        self.buyers.iter().map(|buyer| buyer.unanswered).sum()
    }

    /// Everybody ends what they began.
    pub(super) fn finish(&mut self) {
        let client = &self.client;
        thread::scope(|scope| {
            for buyer in &mut self.buyers {
                scope.spawn(move || buyer.finish(client));
            }
        });
        self.staff = Person::signs_in(STAFF, client).client(client);
    }

    /// Waits until nothing is open: no order waits for its payment, no payment for its provider, no money for its way back.
    pub(super) fn wait_until_settled(&self) {
        let begun = Instant::now();
        loop {
            let open = self.open_things();
            if open.is_empty() {
                return;
            }
            assert!(begun.elapsed() < SETTLING, "{open:?}");
            thread::sleep(LOOK);
        }
    }

    fn open_things(&self) -> Vec<Value> {
        let is_on_its_way = |refund: &Value| refund["state"] != "succeeded";
        let mut open = self.all("/commerce/staff/orders/?state=pending_payment", "orders");
        open.extend(
            self.all("/commerce/staff/payments/", "payments")
                .into_iter()
                .filter(|payment| {
                    let refunds = payment["refunds"].as_array().unwrap();
                    let is_over =
                        ["captured", "failed", "expired"].contains(&payment["state"].as_str().unwrap());
                    !is_over || refunds.iter().any(is_on_its_way)
                }),
        );
        open
    }

    /// Every row of a list, as the shop's people see it.
    pub(super) fn all(&self, path: &str, rows: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        let separator = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self
                .staff
                .get(&format!("{path}{separator}page_size=200{cursor}"))
                .ok();
            all.extend(page[rows].as_array().unwrap().iter().cloned());
            match page["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    /// A client that is nobody.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the server as it likes it.
    pub(super) fn terminate(&mut self) {
        let stopped = self.server.take().unwrap().terminate();
        assert_eq!(stopped.status.code(), Some(0), "{}", stopped.log);
    }
}

/// People who buy.
pub(super) struct Load {
    buyers: Vec<JoinHandle<Buyer>>,
    stop: Arc<AtomicBool>,
    answered: Receiver<()>,
}

impl Load {
    /// Waits until so many more requests were answered.
    pub(super) fn wait_for(&self, count: usize) {
        for _ in 0..count {
            self.answered.recv_timeout(PATIENCE).unwrap();
        }
    }

    /// Forgets what was answered so far.
    pub(super) fn forget(&self) {
        self.answered.try_iter().for_each(drop);
    }

    /// Tells everybody to stop after their next answer.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Waits for everybody.
    pub(super) fn finish(self, shop: &mut Shop) {
        shop.buyers = self
            .buyers
            .into_iter()
            .map(|buyer| buyer.join().unwrap())
            .collect();
    }
}

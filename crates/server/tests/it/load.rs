//! Many clients who write all the time, and remember what they were promised.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::Utc;
use hexmart_application::catalogue::{ListFilter, ListSort, Window};
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::ProductId;

use crate::client::{Answer, Client};
use crate::process::Hexmart;

const CLIENTS: usize = 64;
/// Changed by all clients at once.
const SHARED: usize = 3;
/// Pieces that each of those begins with: more than the clients can ever take.
const BEGIN: i64 = 1_000_000;
/// So long a client waits for the others to get anything done.
const PATIENCE: Duration = Duration::from_mins(1);

/// A change of stock that was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    product: ProductId,
    version: i64,
    pieces: i64,
    stock: i64,
}

/// What clients were promised.
#[derive(Debug, Default)]
pub(crate) struct Promises {
    changes: Vec<Change>,
    created: Vec<(ProductId, i64)>,
    /// Requests of which the server said that nobody knows whether they were carried out.
    unknown: usize,
    /// Requests without an answer.
    unanswered: usize,
}

impl Promises {
    pub(crate) fn extend(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.created.extend(other.created);
        self.unknown += other.unknown;
        self.unanswered += other.unanswered;
    }

    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// How many requests were acknowledged.
    pub(crate) fn kept(&self) -> usize {
        self.changes.len() + self.created.len()
    }
}

/// A shop that is written to.
pub(crate) struct Field {
    shared: [ProductId; SHARED],
    /// Products before the load.
    products: usize,
}

impl Field {
    /// Makes the products that all clients change.
    pub(crate) fn prepare(server: &Hexmart) -> Self {
        let client = Client::of(server);
        let shared = [(); SHARED].map(|()| {
            let created = create(&client, BEGIN).unwrap().ok();
            created["id"].as_str().unwrap().parse().unwrap()
        });
        let list = client.get("/commerce/products/?page_size=200").ok();
        Self {
            shared,
            products: list["products"].as_array().unwrap().len(),
        }
    }

    /// Lets the clients loose.
    pub(crate) fn load(&self, server: &Hexmart) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let (acknowledge, acknowledged) = channel();
        let writers = (0..CLIENTS)
            .map(|number| {
                let writer = Writer {
                    client: Client::of(server),
                    shared: self.shared,
                    number,
                    acknowledge: acknowledge.clone(),
                    promises: Promises::default(),
                };
                let stop = Arc::clone(&stop);
                thread::spawn(move || writer.run(&stop))
            })
            .collect();
        Load {
            stop,
            acknowledged,
            writers,
        }
    }

    /// Whether the store holds what was promised, nothing twice, and nothing that nobody asked for.
    pub(crate) async fn audit(&self, storage: &Storage, promises: &Promises) {
        assert_eq!(storage.stock.faults(9).await.unwrap(), []);
        let stock = stock(storage).await;
        for (product, pieces) in &promises.created {
            assert_eq!(stock.get(product), Some(pieces), "{product} was acknowledged");
        }
        let mut changes = promises.changes.clone();
        changes.sort_unstable();
        let (mut stored, mut acknowledged) = (0, changes.into_iter().peekable());
        let mut shared = self.shared;
        shared.sort_unstable();
        for product in shared {
            let key = StockKey::at_default(product);
            let events = storage.stock.history(key, 0, u64::from(u32::MAX)).await.unwrap();
            let mut level = 0;
            for (event, version) in events.iter().zip(1..) {
                level += event.change;
                assert_eq!((event.version, event.on_hand_after.get()), (version, level));
                let this = Change {
                    product,
                    version,
                    pieces: event.change,
                    stock: level,
                };
                acknowledged.next_if_eq(&this);
            }
            assert_eq!(stock.get(&product), Some(&level));
            stored += events.len() - 1;
        }
        assert_eq!(
            acknowledged.next(),
            None,
            "an acknowledged change is lost, or came twice"
        );
        let extra = stored + stock.len() - self.products - promises.kept();
        let doubtful = promises.unknown + promises.unanswered;
        assert!(
            extra <= doubtful,
            "{extra} writes that nobody asked for, {doubtful} in doubt"
        );
    }

    /// Whether the server shows and goes on with what the ledger holds.
    pub(crate) async fn goes_on(&self, server: &Hexmart, storage: &Storage) {
        let client = Client::of(server);
        for product in self.shared {
            let key = StockKey::at_default(product);
            let events = storage.stock.history(key, 0, u64::from(u32::MAX)).await.unwrap();
            let last = events.last().unwrap();
            let answer = change(&client, product, 1).unwrap().ok();
            assert_eq!(answer["version"], last.version + 1);
            assert_eq!(answer["new_stock_count"], last.on_hand_after.get() + 1);
        }
    }
}

/// Every product with its stock, as the list has it.
async fn stock(storage: &Storage) -> BTreeMap<ProductId, i64> {
    let window = Window {
        after: None,
        skip: 0,
        limit: 1_000_000,
    };
    let all = ListFilter::default();
    let cards = storage
        .catalogue
        .browse(&all, ListSort::Oldest, window, Utc::now())
        .await
        .unwrap();
    cards.iter().map(|card| (card.id, card.available.get())).collect()
}

fn create(client: &Client, stock: i64) -> Result<Answer, ureq::Error> {
    let body = format!(r#"{{"name": "a", "description": "b", "price": 1, "stock": {stock}}}"#);
    client.try_send("POST", "/commerce/products/", Some(body.as_bytes()))
}

fn change(client: &Client, product: ProductId, change: i64) -> Result<Answer, ureq::Error> {
    let path = format!("/commerce/products/{product}/stock/");
    client.try_send(
        "POST",
        &path,
        Some(format!(r#"{{"change": {change}}}"#).as_bytes()),
    )
}

/// Clients that write until they are stopped, or nobody answers any more.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    acknowledged: Receiver<()>,
    writers: Vec<JoinHandle<Promises>>,
}

impl Load {
    /// Waits until so many more requests were acknowledged.
    pub(crate) fn wait_for(&self, count: usize) {
        for _ in 0..count {
            self.acknowledged.recv_timeout(PATIENCE).unwrap();
        }
    }

    /// Forgets what was acknowledged so far.
    pub(crate) fn forget(&self) {
        self.acknowledged.try_iter().for_each(drop);
    }

    /// Stops the clients; answers what they were promised.
    pub(crate) fn finish(self) -> Promises {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Promises::default();
        for writer in self.writers {
            all.extend(writer.join().unwrap());
        }
        all
    }
}

struct Writer {
    client: Client,
    shared: [ProductId; SHARED],
    number: usize,
    acknowledge: Sender<()>,
    promises: Promises,
}

impl Writer {
    fn run(mut self, stop: &AtomicBool) -> Promises {
        for turn in self.number.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let answer = if turn.is_multiple_of(8) {
                self.create(turn)
            } else {
                self.change(turn)
            };
            match answer {
                Err(_no_answer) => {
                    self.promises.unanswered += 1;
                    break;
                }
                // Nobody minds when the test has heard enough.
                Ok(answer) if answer.status == 200 => drop(self.acknowledge.send(())),
                Ok(answer) => self.wait_as_told(&answer),
            }
        }
        self.promises
    }

    fn create(&mut self, turn: usize) -> Result<Answer, ureq::Error> {
        let stock = i64::try_from(turn).unwrap();
        let answer = create(&self.client, stock)?;
        if answer.status == 200 {
            let id = answer.ok()["id"].as_str().unwrap().parse().unwrap();
            self.promises.created.push((id, stock));
        }
        Ok(answer)
    }

    fn change(&mut self, turn: usize) -> Result<Answer, ureq::Error> {
        let product = *self.shared.get(turn % SHARED).unwrap();
        // Unlike each other, so that two changes are not easily taken for one another.
        let pieces = i64::try_from(turn % 97).unwrap() + 1;
        let wanted = if turn.is_multiple_of(2) { pieces } else { -pieces };
        let answer = change(&self.client, product, wanted)?;
        if answer.status == 200 {
            let body = answer.ok();
            self.promises.changes.push(Change {
                product,
                version: body["version"].as_i64().unwrap(),
                pieces: wanted,
                stock: body["new_stock_count"].as_i64().unwrap(),
            });
        }
        Ok(answer)
    }

    /// A database that is away is no reason to fail, but one to do what `Retry-After` says.
    fn wait_as_told(&mut self, answer: &Answer) {
        assert_eq!(answer.status, 503, "{}", answer.text());
        match answer.json()["code"].as_str().unwrap() {
            "outcome_unknown" => self.promises.unknown += 1,
            code => assert!(["unavailable", "busy"].contains(&code), "{code}"),
        }
        let seconds = answer.header("retry-after").unwrap().parse().unwrap();
        thread::sleep(Duration::from_secs(seconds));
    }
}

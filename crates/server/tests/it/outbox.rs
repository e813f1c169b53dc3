//! A server that dies while it delivers: of the messages it answered for none is lost, none comes as two, and everybody
//! gets theirs in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use hexmart_application::platform::{Lane, NOTIFICATION, Storage};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::client::Client;
use crate::mailbox::{Letter, Mailbox};
use crate::people::{PASSWORD, sign_up};
use crate::premises::Premises;
use crate::process::Hexmart;

const RESETS: &str = "/commerce/auth/password-resets/";
/// Clients that ask at the same time, each for accounts of its own.
const CLIENTS: usize = 6;
/// Accounts of a client.
const ACCOUNTS: usize = 4;
/// How often a client asks for a code to each account before it waits for the next server.
const TURNS: usize = 2;
/// Longer than the outbox takes to drain on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is known of the messages to one address.
#[derive(Debug, Clone, Copy, Default)]
struct Promises {
    acknowledged: usize,
    /// Asked for without an answer: the server died.
    unanswered: usize,
}

struct Asker {
    promises: BTreeMap<String, Promises>,
}

impl Asker {
    fn new(server: &Hexmart, number: usize) -> Self {
        let addresses = (0..ACCOUNTS).map(|account| format!("hana{number}-{account}@example.com"));
        let client = Client::of(server);
        let joined = addresses.map(|address| {
            assert_eq!(sign_up(&client, &address, PASSWORD).status, 201);
            let promises = Promises {
                acknowledged: 1,
                unanswered: 0,
            };
            (address, promises)
        });
        Self {
            promises: joined.collect(),
        }
    }

    /// Asks until the server is gone.
    fn ask(&mut self, server: &Client, dying: &AtomicBool) {
        for _ in 0..TURNS {
            for (address, promises) in &mut self.promises {
                let body = json!({ "email": address }).to_string();
                let client = server.with("Content-Type", "application/json");
                let Ok(answer) = client.try_send("POST", RESETS, Some(body.as_bytes())) else {
                    assert!(
                        dying.load(Ordering::SeqCst),
                        "no answer, and nobody killed the server"
                    );
                    promises.unanswered += 1;
                    return;
                };
                assert_eq!(answer.status, 202, "{}", answer.text());
                promises.acknowledged += 1;
            }
        }
    }
}

/// Lets the clients ask, and kills the server once it delivered so many messages more.
fn live_and_die(server: Hexmart, askers: &mut [Asker], mailbox: &Mailbox, moment: usize) {
    let (client, dying, before) = (Client::of(&server), AtomicBool::new(false), mailbox.count());
    thread::scope(|scope| {
        for asker in askers {
            let (client, dying) = (client.clone(), &dying);
            scope.spawn(move || asker.ask(&client, dying));
        }
        mailbox.wait_until(|count| count >= before + moment);
        dying.store(true, Ordering::SeqCst);
        let stopped = server.kill();
        assert_eq!(stopped.status.code(), None, "{}", stopped.log);
    });
}

/// Lets a right that a killed server leaves behind run out at once, as after a while: somebody else takes it then, and
/// gives it back.
pub(crate) async fn let_the_lease_run_out(storage: &Storage, name: &'static str) {
    let later = Utc::now() + TimeDelta::hours(1);
    let lease = storage.leases.acquire(name, [0; 16], later, Duration::ZERO).await;
    let lease = lease.unwrap().expect("nobody holds a lease for an hour");
    storage.leases.release(&lease).await.unwrap();
}

/// Waits until nothing is left to be delivered.
async fn drain(storage: &Storage) {
    let begun = Instant::now();
    let some_day = || Utc::now() + TimeDelta::days(1);
    let mails = Lane {
        topics: &[NOTIFICATION],
        spared: Vec::new(),
    };
    while !storage
        .outbox
        .due(&mails, some_day(), 1)
        .await
        .unwrap()
        .is_empty()
    {
        assert!(begun.elapsed() < PATIENCE, "the outbox is not drained");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(storage.outbox.dead_letters(1).await.unwrap(), []);
}

/// Everything that was promised arrived, once and in order.
fn audit(promises: &BTreeMap<String, Promises>, letters: &BTreeMap<String, Vec<Letter>>) {
    assert!(letters.keys().eq(promises.keys()), "{:?}", letters.keys());
    for (address, promises) in promises {
        let letters = &letters[address];
        let most = promises.acknowledged + promises.unanswered;
        assert!(
            (promises.acknowledged..=most).contains(&letters.len()),
            "{} messages to {address}: {promises:?}",
            letters.len()
        );
        for pair in letters.windows(2) {
            assert!(pair[0].made_at() <= pair[1].made_at(), "{pair:?}");
            assert_ne!(pair[0].code(), pair[1].code(), "{pair:?}");
        }
    }
}

/// The code that came last is the one that counts.
fn the_newest_code_counts(server: &Hexmart, letters: &BTreeMap<String, Vec<Letter>>) {
    let client = Client::of(server);
    for (address, letters) in letters {
        let reset = |letter: &Letter| {
            let body =
                json!({"email": address, "code": letter.code(), "password": "five rabbits on the moon"});
            client.post_json(&format!("{RESETS}confirm/"), &body)
        };
        let [.., older, newest] = letters.as_slice() else {
            panic!("two messages at least to {address}");
        };
        reset(older).problem(400, "invalid_code");
        assert_eq!(reset(newest).status, 204, "{address}");
    }
}

fn kill_while_delivering(premises: &Premises, kills: usize) {
    let (runtime, mailbox) = (Runtime::new().unwrap(), premises.mailbox());
    let mut server = premises.serve(&[]);
    let storage = runtime.block_on(premises.storage());
    let mut askers: Vec<_> = (0..CLIENTS).map(|number| Asker::new(&server, number)).collect();
    let mut dice = StdRng::seed_from_u64(0x4E17);
    for _ in 0..kills {
        live_and_die(server, &mut askers, &mailbox, dice.random_range(1..=32));
        runtime.block_on(let_the_lease_run_out(&storage, "outbox"));
        server = premises.serve(&[]);
    }
    // Codes are good for minutes alone: the last ones are asked for now, of a server that stays.
    let (client, alive) = (Client::of(&server), AtomicBool::new(false));
    for asker in &mut askers {
        asker.ask(&client, &alive);
    }
    runtime.block_on(drain(&storage));
    let asked: BTreeMap<_, _> = askers.into_iter().flat_map(|asker| asker.promises).collect();
    let unanswered: usize = asked.values().map(|promises| promises.unanswered).sum();
    assert!(unanswered > 0, "the clients were asking when the server died");
    let letters = mailbox.letters();
    audit(&asked, &letters);
    the_newest_code_counts(&server, &letters);
}

#[test]
fn a_server_killed_fifty_times_on_sqlite_delivers_everything_once() {
    kill_while_delivering(&Premises::sqlite(), 50);
}

#[test]
fn a_server_killed_twenty_times_on_mysql_delivers_everything_once() {
    let Some(premises) = Premises::mysql() else { return };
    kill_while_delivering(&premises, 20);
}

//! A renewal of subscriptions that is killed again and again: each period is charged once, and none is forgotten.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_application::points::EntryFilter;
use hexmart_domain::points::{Cause, EntryKind, ExpiryPolicy, Reference, Wallet};
use hexmart_domain::shared::{Day, Id, Points, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionState, SubscriptionTerms};
use tokio::runtime::Runtime;

use crate::premises::Premises;

/// Subscriptions whose period is long over.
const DUE: u64 = 240;
/// Of those that are left, at which the renewal is killed.
const KILLED_AT: [usize; 6] = [235, 210, 160, 120, 60, 15];
/// Longer than a round takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const RENEW: [&str; 3] = ["jobs", "run", "renew_subscriptions"];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn points(number: i64) -> Points {
    Points::try_from(number).unwrap()
}

fn user(number: u64) -> UserId {
    Id::from_uuid(format!("01900000-0000-7000-8000-{number:012x}").parse().unwrap())
}

/// What somebody paid for on 2023-06-01, and what is left: enough for one more period, or for every tenth too little.
async fn subscribe(storage: &Storage, number: u64) {
    let left = if number.is_multiple_of(10) { 9_899 } else { 15_000 };
    transact(&*storage.store, "subscribe", move |uow| {
        Box::pin(async move {
            let (on, user) = (day("2023-06-01"), user(number));
            let now = on.and_hms_opt(3, 0, 0).unwrap().and_utc();
            let cause = Cause::new(EntryKind::Adjustment, Reference::to(user), on, now);
            let entry = Wallet::empty(user).credit(points(left), ExpiryPolicy { months: None }, cause);
            uow.wallets().append(&[entry.unwrap()]).await?;
            let terms = SubscriptionTerms {
                fee: points(9_900),
                days: 28,
            };
            let started = Subscription::start(None, user, terms, on, now).unwrap();
            uow.subscriptions().save(&started).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
    .unwrap();
}

async fn due(storage: &Storage) -> usize {
    storage
        .subscriptions
        .due(day("2023-06-29"), DUE)
        .await
        .unwrap()
        .len()
}

/// Renews, and is killed when so few are left.
fn kill_at(left: usize, premises: &Premises, storage: &Storage, runtime: &Runtime) {
    let mut command = premises.command(&RENEW);
    let mut renewal = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    while runtime.block_on(due(storage)) > left {
        assert!(Instant::now() < deadline, "nothing is renewed");
        thread::sleep(Duration::from_millis(1));
    }
    renewal.kill().unwrap();
    renewal.wait().unwrap();
}

fn renew(premises: &Premises) {
    let runtime = Runtime::new().unwrap();
    // A shop is migrated, and its keys are made, by whoever opens it first.
    premises.employ("staff", "staff@example.com", "a lighthouse keeper reads by night");
    let storage = runtime.block_on(premises.storage());
    runtime.block_on(async {
        for number in 0..DUE {
            subscribe(&storage, number).await;
        }
    });
    for left in KILLED_AT {
        kill_at(left, premises, &storage, &runtime);
    }
    assert!(runtime.block_on(due(&storage)) > 0, "each run was killed");
    for _ in 0..2 {
        premises.run(&RENEW);
    }
    runtime.block_on(async {
        assert_eq!(due(&storage).await, 0);
        for number in 0..DUE {
            let (state, period, fees) = if number % 10 == 0 {
                (SubscriptionState::Lapsed, 1, 0)
            } else {
                (SubscriptionState::Active, 2, 1)
            };
            let subscription = storage.subscriptions.of(user(number)).await.unwrap().unwrap();
            assert_eq!((subscription.state, subscription.period), (state, period));
            let all = EntryFilter::default();
            let entries = storage
                .wallets
                .entries(user(number), &all, None, 9)
                .await
                .unwrap();
            let charged = entries
                .iter()
                .filter(|entry| entry.kind == EntryKind::SubscriptionFee);
            assert_eq!(charged.count(), fees, "{number}");
        }
    });
    assert_eq!(premises.run(&["check-invariants"]), "0 orders, no breach\n");
}

#[test]
fn a_renewal_killed_six_times_on_sqlite_charges_each_period_once() {
    renew(&Premises::sqlite());
}

#[test]
fn a_renewal_killed_six_times_on_mysql_charges_each_period_once() {
    if let Some(premises) = Premises::mysql() {
        renew(&premises);
    }
}

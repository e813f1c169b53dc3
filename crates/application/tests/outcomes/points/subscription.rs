use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use hexmart_application::points::{PointChange, Points, PointsSettings};
use hexmart_application::subscriptions::{
    EndSubscriptionError, StartSubscriptionError, SubscriptionSettings, Subscriptions,
};
use hexmart_domain::identity::Role;
use hexmart_domain::points::{EntryKind, EntryNote, WalletError};
use hexmart_domain::shared::{Points as Amount, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionError, SubscriptionState};

use super::{Bank, day};
use crate::given::done;

const FEE: (EntryKind, i64) = (EntryKind::SubscriptionFee, -9_900);

/// Somebody with so many points, on 2023-06-01.
async fn holder(bank: &Bank, name: &str, points: i64) -> UserId {
    bank.at("2023-06-01T03:00:00Z");
    let user = bank.world.person(name).await.id;
    let staff = bank
        .world
        .employee(&format!("staff-of-{name}"), Role::Staff)
        .await
        .id;
    let give = PointChange::Give(Amount::try_from(points).unwrap());
    let note = EntryNote::parse("축하합니다").unwrap();
    bank.points.adjust(staff, user, give, note, None).await.unwrap();
    user
}

async fn start(bank: &Bank, user: UserId) -> Result<Subscription, StartSubscriptionError> {
    bank.subscriptions.start(user, None).await.map(done)
}

async fn resume(bank: &Bank, user: UserId) -> Result<Subscription, StartSubscriptionError> {
    bank.subscriptions.resume(user, None).await.map(done)
}

async fn state(bank: &Bank, user: UserId) -> SubscriptionState {
    bank.subscriptions.show(user).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_period_is_paid_for_and_renewed_every_28_days() {
    let bank = Bank::new();
    let mina = holder(&bank, "mina", 25_000).await;
    let started = start(&bank, mina).await.unwrap();
    assert_eq!((started.period, started.next_payment), (1, day("2023-06-29")));
    assert_eq!(bank.balance(mina).await, 15_100);
    bank.at("2023-06-28T14:59:59Z");
    assert_eq!(bank.run("renew_subscriptions").await, 0);
    // Midnight in Seoul.
    bank.at("2023-06-28T15:00:00Z");
    for done in [1, 0, 0] {
        assert_eq!(bank.run("renew_subscriptions").await, done);
    }
    let renewed = bank.subscriptions.show(mina).await.unwrap().unwrap();
    assert_eq!((renewed.period, renewed.next_payment), (2, day("2023-07-27")));
    assert_eq!(bank.balance(mina).await, 5_200);
    // What is left is no fee: it ends, and costs nothing.
    bank.at("2023-07-27T03:00:00Z");
    assert_eq!(bank.run("renew_subscriptions").await, 1);
    assert_eq!(state(&bank, mina).await, SubscriptionState::Lapsed);
    assert_eq!(bank.told(mina).await, [(EntryKind::Adjustment, 25_000), FEE, FEE]);
    bank.assert_sound().await;
}

#[tokio::test]
async fn whoever_is_short_or_subscribed_pays_nothing() {
    let bank = Bank::new();
    let mina = holder(&bank, "mina", 9_899).await;
    let short = start(&bank, mina).await;
    let is_short = matches!(
        short,
        Err(StartSubscriptionError::Wallet(WalletError::Short {
            usable: 9_899
        }))
    );
    assert!(is_short, "{short:?}");
    assert_eq!(bank.subscriptions.show(mina).await.unwrap(), None);
    let jun = holder(&bank, "jun", 50_000).await;
    start(&bank, jun).await.unwrap();
    let again = start(&bank, jun).await;
    let until = day("2023-06-29");
    let is_subscribed = matches!(
        again,
        Err(StartSubscriptionError::Refused(SubscriptionError::Subscribed { until: known })) if known == until
    );
    assert!(is_subscribed, "{again:?}");
    assert_eq!(bank.balance(jun).await, 40_100);
}

#[tokio::test]
async fn a_cancelled_one_lasts_to_its_end_and_is_resumed_for_nothing() {
    let bank = Bank::new();
    let mina = holder(&bank, "mina", 50_000).await;
    let started = start(&bank, mina).await.unwrap();
    bank.at("2023-06-20T03:00:00Z");
    for _ in 0..2 {
        let cancelled = bank.subscriptions.cancel(mina).await.unwrap();
        assert_eq!(cancelled.state, SubscriptionState::CancelScheduled);
        assert!(cancelled.is_effective(day("2023-06-28")));
    }
    for _ in 0..2 {
        let resumed = resume(&bank, mina).await.unwrap();
        let unchanged = (SubscriptionState::Active, started.next_payment, 1);
        assert_eq!((resumed.state, resumed.next_payment, resumed.period), unchanged);
    }
    assert_eq!(bank.balance(mina).await, 40_100);
    bank.subscriptions.cancel(mina).await.unwrap();
    bank.at("2023-06-29T03:00:00Z");
    assert_eq!(bank.run("renew_subscriptions").await, 1);
    assert_eq!(state(&bank, mina).await, SubscriptionState::Lapsed);
    let late = bank.subscriptions.cancel(mina).await;
    let is_over = matches!(
        late,
        Err(EndSubscriptionError::Refused(SubscriptionError::NotSubscribed))
    );
    assert!(is_over, "{late:?}");
    // Afterwards it is a start, and charged like one.
    let anew = resume(&bank, mina).await.unwrap();
    assert_eq!((anew.period, anew.next_payment), (2, day("2023-07-27")));
    assert_eq!(bank.balance(mina).await, 30_200);
    let nobody = bank
        .subscriptions
        .cancel(bank.world.mint.id(bank.world.now()))
        .await;
    assert!(matches!(nobody, Err(EndSubscriptionError::Unknown)), "{nobody:?}");
    let nobody = resume(&bank, bank.world.mint.id(bank.world.now())).await;
    assert!(
        matches!(nobody, Err(StartSubscriptionError::Unknown)),
        "{nobody:?}"
    );
}

/// I27, H5.3: however often it is run, at once or after it was cut short, a period is charged once.
#[tokio::test]
async fn renewals_that_meet_charge_once() {
    let bank = Bank::new();
    let mut users = Vec::new();
    for name in ["mina", "jun", "ann"] {
        let user = holder(&bank, name, 50_000).await;
        start(&bank, user).await.unwrap();
        users.push(user);
    }
    bank.at("2023-06-29T03:00:00Z");
    let job = bank
        .jobs
        .iter()
        .find(|job| job.name() == "renew_subscriptions")
        .unwrap();
    let runs = (0..8).map(|_| {
        let (job, now) = (Arc::clone(job), bank.world.now());
        tokio::spawn(async move { job.run(now).await.unwrap() })
    });
    let mut done = 0;
    for run in futures_util::future::join_all(runs).await {
        done += run.unwrap();
    }
    assert_eq!(done, 3);
    for user in users {
        assert_eq!(bank.told(user).await, [(EntryKind::Adjustment, 50_000), FEE, FEE]);
    }
}

/// A process may die wherever a run stands still: whatever is left, the next run finishes, and nothing is charged twice.
#[tokio::test]
async fn a_renewal_that_is_cut_short_anywhere_goes_on_where_it_was() {
    for stops in 0.. {
        let bank = Bank::new();
        let mut users = Vec::new();
        for name in ["mina", "jun", "ann"] {
            let user = holder(&bank, name, 50_000).await;
            start(&bank, user).await.unwrap();
            users.push(user);
        }
        bank.at("2023-06-29T03:00:00Z");
        let job = bank
            .jobs
            .iter()
            .find(|job| job.name() == "renew_subscriptions")
            .unwrap();
        let mut run = job.run(bank.world.now());
        let mut ended = false;
        for _ in 0..=stops {
            ended = poll_fn(|context| Poll::Ready(run.as_mut().poll(context).is_ready())).await;
        }
        drop(run);
        bank.run("renew_subscriptions").await;
        for user in users {
            let told = [(EntryKind::Adjustment, 50_000), FEE, FEE];
            assert_eq!(bank.told(user).await, told, "cut short after {stops} stops");
            assert_eq!(state(&bank, user).await, SubscriptionState::Active);
        }
        bank.assert_sound().await;
        if ended {
            assert!(stops >= 3, "hardly anything was cut short");
            break;
        }
    }
}

#[tokio::test]
async fn a_shop_that_offers_none_ends_those_that_run() {
    let bank = Bank::new();
    let mina = holder(&bank, "mina", 50_000).await;
    start(&bank, mina).await.unwrap();
    let none = SubscriptionSettings { terms: None };
    let closed = Bank::with(PointsSettings::default(), none);
    let jun = holder(&closed, "jun", 50_000).await;
    let refused = start(&closed, jun).await;
    assert!(
        matches!(refused, Err(StartSubscriptionError::NotOffered)),
        "{refused:?}"
    );
    assert_eq!(closed.balance(jun).await, 50_000);
}

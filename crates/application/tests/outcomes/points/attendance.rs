use hexmart_application::points::{AttendError, Points, PointsSettings};
use hexmart_application::subscriptions::SubscriptionSettings;
use hexmart_domain::points::{EntryKind, ExpiryPolicy, Rates};

use super::{Bank, day};
use crate::given;

#[tokio::test]
async fn there_are_points_for_each_day_of_the_shop_once() {
    let bank = Bank::new();
    let mina = bank.world.person("mina").await.id;
    bank.at("2026-11-20T14:59:59.999999Z");
    let entry = bank.points.attend(mina).await.unwrap();
    assert_eq!((entry.amount, entry.business_date), (100, day("2026-11-20")));
    let again = bank.points.attend(mina).await;
    assert!(matches!(again, Err(AttendError::Attended)), "{again:?}");
    // A microsecond later it is midnight in Seoul, and the afternoon in London.
    bank.at("2026-11-20T15:00:00Z");
    let entry = bank.points.attend(mina).await.unwrap();
    assert_eq!(entry.business_date, day("2026-11-21"));
    bank.at("2026-11-21T14:59:59Z");
    assert!(matches!(
        bank.points.attend(mina).await,
        Err(AttendError::Attended)
    ));
    assert_eq!(bank.balance(mina).await, 200);
    bank.assert_sound().await;
}

#[tokio::test]
async fn whoever_hurries_attends_once() {
    let bank = Bank::new();
    let mina = bank.world.person("mina").await.id;
    let tries = (0..12).map(|_| bank.points.attend(mina));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for answer in answers.iter().filter(|answer| answer.is_err()) {
        assert!(matches!(answer, Err(AttendError::Attended)), "{answer:?}");
    }
    assert_eq!(bank.balance(mina).await, 100);
}

#[tokio::test]
async fn a_shop_may_give_nothing_for_it() {
    let rates = Rates {
        attendance: None,
        ..Rates::default()
    };
    let settings = PointsSettings {
        rates,
        ..PointsSettings::default()
    };
    let bank = Bank::with(settings, SubscriptionSettings::default());
    let mina = bank.world.person("mina").await.id;
    assert!(matches!(
        bank.points.attend(mina).await,
        Err(AttendError::NotOffered)
    ));
    assert_eq!(bank.told(mina).await, []);
}

/// A server whose clock is behind gives points that another one took out already: they go, too, and hold up nobody.
#[tokio::test]
async fn points_that_come_when_their_time_is_over_go_as_well() {
    let settings = PointsSettings {
        expiry: ExpiryPolicy { months: Some(0) },
        ..PointsSettings::default()
    };
    let bank = Bank::with(settings, SubscriptionSettings::default());
    let (mina, jun) = (
        bank.world.person("mina").await.id,
        bank.world.person("jun").await.id,
    );
    bank.at("2026-11-29T03:00:00Z");
    bank.points.attend(mina).await.unwrap();
    let (before, midnight) = ("2026-11-30T14:59:59Z", "2026-11-30T15:00:00Z");
    bank.at(midnight);
    assert_eq!(bank.run("expire_points").await, 1);
    for expired in [2, 0] {
        bank.at(before);
        for user in [mina, jun] {
            let _given_once = bank.points.attend(user).await;
        }
        bank.at(midnight);
        assert_eq!(bank.run("expire_points").await, expired);
    }
    let given = (EntryKind::Attendance, 100);
    let over = (EntryKind::Expiry, -100);
    assert_eq!(bank.told(mina).await, [given, over, given, over]);
    assert_eq!(bank.told(jun).await, [given, over]);
    bank.assert_sound().await;
}

#[tokio::test]
async fn presents_are_gone_when_their_month_is_over() {
    let bank = Bank::new();
    let (mina, jun) = (
        bank.world.person("mina").await.id,
        bank.world.person("jun").await.id,
    );
    bank.at("2026-11-20T00:00:00Z");
    for user in [mina, jun] {
        bank.points.attend(user).await.unwrap();
    }
    bank.at("2026-12-20T00:00:00Z");
    bank.points.attend(mina).await.unwrap();
    bank.at("2027-11-30T14:59:59Z");
    assert_eq!(bank.run("expire_points").await, 0);
    bank.at("2027-11-30T15:00:00Z");
    assert_eq!(
        bank.points
            .wallet(mina)
            .await
            .unwrap()
            .usable(bank.points.today()),
        100
    );
    assert_eq!(bank.run("expire_points").await, 2);
    assert_eq!(bank.run("expire_points").await, 0);
    assert_eq!((bank.balance(mina).await, bank.balance(jun).await), (100, 0));
    bank.world.turn_to(given::start() + chrono::TimeDelta::days(900));
    assert_eq!(bank.run("expire_points").await, 1);
    let (came, went) = ((EntryKind::Attendance, 100), (EntryKind::Expiry, -100));
    assert_eq!(bank.told(mina).await, [came, came, went, went]);
    bank.assert_sound().await;
}

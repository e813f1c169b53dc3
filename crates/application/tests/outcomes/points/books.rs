use hexmart_application::invariants::{Rule, sweep};
use hexmart_application::platform::{Abort, StoreError, UniqueKey};
use hexmart_application::points::{Booking, Bookkeeper, EntryFilter, Points, PointsSettings};
use hexmart_application::testing::MockUnitOfWork;
use hexmart_domain::points::{Cause, EntryKind, Lots, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Points as Amount, UserId};

use super::{Bank, DAY, day};

#[tokio::test]
async fn a_month_is_added_up() {
    let bank = Bank::new();
    let mina = bank.world.person("mina").await.id;
    bank.at("2026-11-29T03:00:00Z");
    for _ in 0..4 {
        bank.points.attend(mina).await.unwrap();
        bank.world.turn(DAY);
    }
    let november = bank.points.statistics(mina, day("2026-11-30")).await.unwrap();
    assert_eq!(
        (november.day_plus, november.month_plus, november.month_minus),
        (100, 200, 0)
    );
    let december = bank.points.statistics(mina, day("2026-12-31")).await.unwrap();
    assert_eq!((december.day_plus, december.month_plus), (0, 200));
    assert_eq!(december.wallet.balance, 400);
    let filter = EntryFilter {
        from: Some(day("2026-11-30")),
        until: Some(day("2026-12-01")),
        kind: Some(EntryKind::Attendance),
    };
    let some = bank.points.entries(mina, filter, None, 30).await.unwrap();
    assert_eq!(some.len(), 2);
}

/// An entry by which one point goes, and which is wrong in a way that no use case would write.
async fn plant(bank: &Bank, user: UserId, what: &str, wrong: fn(WalletEntry) -> WalletEntry) {
    let wallet = bank.points.wallet(user).await.unwrap();
    let cause = Cause::new(
        EntryKind::SubscriptionFee,
        Reference::parse(what).unwrap(),
        day("2026-11-20"),
        bank.world.now(),
    );
    let entry = wrong(wallet.debit(Amount::try_from(1).unwrap(), cause).unwrap());
    let entry = std::sync::Arc::new(entry);
    bank.world
        .transact(move |uow| {
            let entry = entry.clone();
            Box::pin(async move { Ok(uow.wallets().append(std::slice::from_ref(&*entry)).await?) })
        })
        .await;
}

#[tokio::test]
async fn the_sweep_finds_wallets_that_do_not_add_up() {
    let bank = Bank::new();
    let (mina, jun) = (
        bank.world.person("mina").await.id,
        bank.world.person("jun").await.id,
    );
    bank.at("2026-11-20T03:00:00Z");
    for user in [mina, jun] {
        bank.points.attend(user).await.unwrap();
    }
    let found = async || {
        let swept = sweep(&bank.world.storage, 50).await.unwrap();
        let found = swept.breaches.into_iter();
        found
            .map(|breach| (breach.rule, breach.subject))
            .collect::<Vec<_>>()
    };
    assert_eq!(found().await, []);
    plant(&bank, mina, "lots", |entry| WalletEntry {
        lots: Lots::NONE,
        ..entry
    })
    .await;
    assert_eq!(found().await, [(Rule::WalletsAddUp, mina.to_string())]);
    plant(&bank, jun, "balance", |entry| WalletEntry {
        balance_after: 100,
        ..entry
    })
    .await;
    let mut expected = vec![
        (Rule::WalletsAddUp, mina.to_string()),
        (Rule::WalletsAddUp, jun.to_string()),
        (Rule::WalletsAddUp, jun.to_string()),
        (Rule::WalletsAddUp, "books".to_owned()),
    ];
    expected.sort();
    assert_eq!(found().await, expected);
}

/// Somebody booked the same between the look for it and the look at the wallet: the attempt runs again, and finds it.
#[tokio::test]
async fn what_a_rival_booked_is_looked_at_again() {
    let bank = Bank::new();
    let user = bank.world.person("mina").await.id;
    let mut uow = MockUnitOfWork::default();
    uow.wallets
        .expect_newest()
        .returning(|user| Ok(Wallet::empty(user)));
    uow.wallets
        .expect_append()
        .returning(|_| Err(StoreError::Duplicate(UniqueKey::WalletReference)));
    let books = Bookkeeper::new(PointsSettings::default(), bank.world.mint.clone());
    let now = bank.world.now();
    let booking = Booking::new(user, EntryKind::Attendance, Reference::on(day("2026-11-20")), now);
    let booked = books
        .credit(&mut uow, Amount::try_from(100).unwrap(), booking)
        .await;
    assert!(
        matches!(booked, Err(Abort::Store(StoreError::Conflict))),
        "{booked:?}"
    );
}

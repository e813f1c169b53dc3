//! Promises of `SettlementRepository` and `SettlementQueries`.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::SellerId;
use rust_decimal::Decimal;

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

fn sale(seller: SellerId, on: &str) -> Settlement {
    Settlement {
        id: given::id(),
        seller,
        kind: SettlementKind::Sale,
        order: given::id(),
        line: given::id(),
        gross: given::won(35_910),
        commission: given::won(898),
        net: given::won(35_012),
        points: 35_012,
        business_date: given::day(on),
        at: given::now(),
    }
}

fn reversal(of: &Settlement, on: &str) -> Settlement {
    Settlement {
        id: given::id(),
        kind: SettlementKind::Reversal,
        gross: given::won(-10_000),
        commission: given::won(-250),
        net: given::won(-9_750),
        points: -9_000,
        business_date: given::day(on),
        ..of.clone()
    }
}

async fn add(storage: &Storage, settlement: &Settlement) -> Result<(), StoreError> {
    once(storage, settlement.clone(), |uow, settlement| {
        Box::pin(async move { uow.settlements().add(&settlement).await })
    })
    .await
}

fn tally(profit: i64, sent: i64, unsent: i64, unpaid: i64) -> SellerTally {
    SellerTally {
        profit: Decimal::from(profit),
        sent,
        unsent,
        unpaid,
    }
}

async fn count(storage: &Storage, seller: SellerId, month: &str, tally: SellerTally) {
    let counted = attempt(
        storage,
        (seller, given::day(month), tally),
        |uow, (seller, month, tally)| {
            Box::pin(async move { uow.settlements().count(seller, month, tally).await })
        },
    );
    counted.await.unwrap();
}

/// An entry reads back to the last field, by its line and kind and in its period, the oldest first, page by page; others see
/// nothing of it.
pub async fn accounts_of_sellers_are_kept(storage: Storage) {
    let seller = given::id();
    let first = sale(seller, "2026-10-31");
    let second = sale(seller, "2026-11-01");
    let back = reversal(&first, "2026-11-30");
    for entry in [&first, &second, &back, &sale(given::id(), "2026-11-01")] {
        add(&storage, entry).await.unwrap();
    }
    let of = async |from, until, after, limit| {
        let days = (given::day(from), given::day(until));
        storage
            .settlements
            .entries(seller, days, after, limit)
            .await
            .unwrap()
    };
    let all = [first.clone(), second.clone(), back.clone()];
    assert_eq!(of("2026-10-31", "2026-11-30", None, 9).await, all);
    assert_eq!(of("2026-11-01", "2026-11-29", None, 9).await, all[1..2]);
    assert_eq!(of("2026-01-01", "2026-12-31", None, 2).await, all[..2]);
    assert_eq!(of("2026-01-01", "2026-12-31", Some(second.id), 9).await, all[2..]);
    let found = attempt(&storage, first.line, |uow, line| {
        Box::pin(async move {
            let sale = uow.settlements().find(line, SettlementKind::Sale).await?;
            Ok((
                sale,
                uow.settlements().find(line, SettlementKind::Reversal).await?,
            ))
        })
    });
    assert_eq!(found.await.unwrap(), (Some(first), Some(back)));
    let mut totals = storage.settlements.totals().await.unwrap();
    totals.retain(|(known, ..)| *known == seller);
    assert_eq!(totals, [(seller, tally(60_274, 2, 0, 0), 61_024)]);
}

/// A line is settled once, and reversed once.
pub async fn a_line_is_settled_once(storage: Storage) {
    let first = sale(given::id(), "2026-11-01");
    let again = Settlement {
        id: given::id(),
        ..first.clone()
    };
    add(&storage, &first).await.unwrap();
    let answer = add(&storage, &again).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::Settlement))),
        "{answer:?}"
    );
    add(&storage, &reversal(&first, "2026-11-01")).await.unwrap();
    let answer = add(&storage, &reversal(&first, "2026-11-02")).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::Settlement))),
        "{answer:?}"
    );
}

/// What is counted adds up, month by month, also below zero.
pub async fn what_is_counted_of_sellers_adds_up(storage: Storage) {
    let (seller, other) = (given::id(), given::id());
    count(&storage, seller, "2026-10-01", tally(0, 0, 2, 0)).await;
    count(&storage, seller, "2026-10-01", tally(0, 0, -1, 1)).await;
    count(&storage, seller, "2026-11-01", tally(9_500, 1, -1, -1)).await;
    count(&storage, other, "2026-11-01", tally(-500, 0, 0, 0)).await;
    let mut months = storage.settlements.months(seller).await.unwrap();
    months.sort_by_key(|(month, _)| *month);
    let expected = [
        (given::day("2026-10-01"), tally(0, 0, 1, 1)),
        (given::day("2026-11-01"), tally(9_500, 1, -1, -1)),
    ];
    assert_eq!(months, expected);
    let mut tallies = storage.settlements.tallies().await.unwrap();
    tallies.sort_by_key(|(known, _)| *known);
    let mut expected = vec![(seller, tally(9_500, 1, 0, 0)), (other, tally(-500, 0, 0, 0))];
    expected.sort_by_key(|(known, _)| *known);
    assert_eq!(tallies, expected);
    assert_eq!(storage.settlements.months(given::id()).await.unwrap(), []);
}

/// 12 who count at once are all counted.
pub async fn everybody_who_counts_is_counted(storage: Storage) {
    let seller = given::id();
    at_once(12, |_| {
        let storage = storage.clone();
        async move { count(&storage, seller, "2026-11-01", tally(100, 1, 0, 0)).await }
    })
    .await;
    let months = storage.settlements.months(seller).await.unwrap();
    assert_eq!(months, [(given::day("2026-11-01"), tally(1_200, 12, 0, 0))]);
}

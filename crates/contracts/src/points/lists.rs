//! Lists of entries, and what they add up to.

use std::slice::from_ref;

use hexmart_application::platform::Storage;
use hexmart_application::points::{DayMark, EntryFilter};
use hexmart_domain::points::{EntryKind, ExpiryPolicy, Wallet, WalletEntry};

use super::{append, filled};
use crate::given;
use crate::writes::attempt;

/// A wallet of seven entries on four days; the last was written down late.
async fn busy(storage: &Storage) -> Vec<WalletEntry> {
    let mut wallet = Wallet::empty(given::id());
    let mut entries = Vec::new();
    for (place, on) in [
        "2026-10-31",
        "2026-11-01",
        "2026-11-20",
        "2026-11-20",
        "2026-11-20",
        "2026-12-01",
    ]
    .into_iter()
    .chain(["2026-11-20"])
    .enumerate()
    {
        let what = place.to_string();
        let entry = if place % 3 == 2 {
            given::spending(&wallet, 7, &what, on)
        } else {
            given::present(&wallet, 100, &what, on)
        };
        wallet = entry.after();
        entries.push(entry);
    }
    append(storage, &entries).await.unwrap();
    entries
}

/// Entries come by day, the newest first, and within a day by version; pages neither skip nor repeat.
pub async fn entries_are_told_newest_day_first(storage: Storage) {
    let mut entries = busy(&storage).await;
    busy(&storage).await;
    let user = entries[0].user;
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.business_date, entry.version)));
    for size in [1, 2, 3, 50] {
        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let all = EntryFilter::default();
            let page = storage.wallets.entries(user, &all, before, size).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(DayMark {
                on: last.business_date,
                version: last.version,
            });
            read.extend(page);
        }
        assert_eq!(read, entries, "{size}");
    }
}

/// Entries can be of a range of days, both ends among them, and of a kind.
pub async fn entries_of_a_wallet_can_be_of_what_is_asked_for(storage: Storage) {
    let entries = busy(&storage).await;
    let user = entries[0].user;
    let day = |text: &str| Some(given::day(text));
    for (from, until, kind, versions) in [
        (None, None, None, vec![6, 7, 5, 4, 3, 2, 1]),
        (day("2026-11-01"), day("2026-11-20"), None, vec![7, 5, 4, 3, 2]),
        (
            day("2026-11-20"),
            day("2026-11-20"),
            Some(EntryKind::Payment),
            vec![3],
        ),
        (day("2026-11-21"), None, None, vec![6]),
        (None, day("2026-10-31"), None, vec![1]),
        (day("2026-11-02"), day("2026-11-19"), None, vec![]),
        (None, None, Some(EntryKind::Payment), vec![6, 3]),
        (None, None, Some(EntryKind::Settlement), vec![]),
    ] {
        let filter = EntryFilter { from, until, kind };
        let found = storage.wallets.entries(user, &filter, None, 50).await.unwrap();
        let found: Vec<_> = found.iter().map(|entry| entry.version).collect();
        assert_eq!(found, versions, "{filter:?}");
    }
}

/// What came and went on a day and in its month is added up, apart; beside it stands what there is now.
pub async fn a_day_and_its_month_are_added_up(storage: Storage) {
    let entries = busy(&storage).await;
    busy(&storage).await;
    let newest = entries.last().unwrap().after();
    for (day, sums) in [
        ("2026-11-20", [300, 7, 400, 7]),
        ("2026-11-30", [0, 0, 400, 7]),
        ("2026-12-01", [0, 7, 0, 7]),
        ("2026-10-01", [0, 0, 100, 0]),
        ("2025-11-20", [0, 0, 0, 0]),
    ] {
        let found = storage
            .wallets
            .statistics(newest.user, given::day(day))
            .await
            .unwrap();
        let found_sums = [
            found.day_plus,
            found.day_minus,
            found.month_plus,
            found.month_minus,
        ];
        assert_eq!(found_sums, sums, "{day}");
        assert_eq!(found.wallet, newest);
    }
}

/// A wallet with points that are over is named until somebody has looked, however often they came and went.
pub async fn wallets_whose_points_are_over_are_known(storage: Storage) {
    let early = filled(&storage, 100).await;
    let spent = given::spending(&early, 100, "a", "2026-11-20");
    let again = given::present(&spent.after(), 20, "b", "2026-11-30");
    let more = given::present(&again.after(), 20, "c", "2026-11-30");
    append(&storage, &[spent, again, more.clone()]).await.unwrap();
    let late = given::present(&Wallet::empty(given::id()), 5, "a", "2026-12-01");
    append(&storage, from_ref(&late)).await.unwrap();
    let forever = given::cause(EntryKind::TopUp, "a", "2020-01-01");
    let bought = Wallet::empty(given::id()).credit(given::points(5), ExpiryPolicy::default(), forever);
    append(&storage, &[bought.unwrap()]).await.unwrap();

    let lapsing = async |before: &str| storage.wallets.lapsing(given::day(before), 9).await.unwrap();
    assert_eq!(lapsing("2027-11-30").await, []);
    assert_eq!(lapsing("2027-12-01").await, [early.user]);
    assert_eq!(lapsing("2028-01-01").await, [early.user, late.user]);
    let first = storage
        .wallets
        .lapsing(given::day("2028-01-01"), 1)
        .await
        .unwrap();
    assert_eq!(first, [early.user]);

    let expired = more.after().expire(given::day("2027-12-01"), given::now());
    let looked = attempt(&storage, expired.clone(), |uow, expired| {
        Box::pin(async move {
            uow.wallets().append(&expired).await?;
            let before = given::day("2027-12-01");
            uow.wallets().lapsed(expired[0].user, before).await
        })
    });
    looked.await.unwrap();
    assert_eq!(super::kept(&storage, early.user).await.balance, 0);
    assert_eq!(lapsing("2027-12-01").await, []);
    assert_eq!(lapsing("2028-01-01").await, [late.user]);
}

//! The ledger as a list.

use std::cmp::Reverse;
use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::inventory::{LedgerFilter, LedgerMark};
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockEventKind, StockKey, decide};
use hexmart_domain::shared::{Instant, UserId};

use super::places::rack;
use crate::given;
use crate::writes::{append_once, history, level, stocked};

/// Carries a command out at an instant.
async fn at(storage: &Storage, key: StockKey, command: StockCommand, actor: Option<UserId>, at: Instant) {
    let before = level(storage, key).await.unwrap_or_default();
    let context = StockContext::plain(given::id(), actor, at);
    let event = decide(key, &before, command, &context).unwrap();
    append_once(storage, from_ref(&event)).await.unwrap();
}

fn mark(event: &StockEvent) -> LedgerMark {
    LedgerMark {
        recorded_at: event.recorded_at,
        key: event.key,
        version: event.version,
    }
}

/// Two items on two racks, moved at few instants, so that some entries are of the same one: all entries, the newest first.
async fn moved(storage: &Storage, actor: UserId) -> Vec<StockEvent> {
    let (one, other) = (stocked(storage, 10).await, stocked(storage, 10).await);
    let aside = StockKey {
        location: rack(storage).await,
        ..one
    };
    let (now, pieces) = (given::now(), given::pieces(2));
    let actor = Some(actor);
    at(storage, aside, StockCommand::Open(pieces), actor, now).await;
    at(storage, one, StockCommand::TransferOut(pieces), None, now).await;
    at(storage, aside, StockCommand::TransferIn(pieces), actor, now).await;
    at(
        storage,
        other,
        StockCommand::Issue(pieces),
        Some(given::id()),
        now + given::TICK,
    )
    .await;
    at(
        storage,
        one,
        StockCommand::Issue(pieces),
        actor,
        now + given::TICK,
    )
    .await;
    at(
        storage,
        one,
        StockCommand::Receive(pieces),
        actor,
        now + TimeDelta::days(1),
    )
    .await;
    // Recorded a little late: a list by time disregards who came first.
    at(
        storage,
        other,
        StockCommand::Receive(pieces),
        None,
        now - TimeDelta::days(1),
    )
    .await;
    let mut entries = Vec::new();
    for key in [one, other, aside] {
        entries.extend(history(storage, key).await);
    }
    entries.sort_by_key(|event| Reverse((event.recorded_at, event.key, event.version)));
    entries
}

/// Entries are told the newest first, those of one instant by chain and version, and page after page without skipping or
/// repeating one.
pub async fn entries_are_told_newest_first(storage: Storage) {
    let all = moved(&storage, given::id()).await;
    let filter = LedgerFilter::default();
    assert_eq!(storage.stock.entries(&filter, None, 99).await.unwrap(), all);
    assert_eq!(storage.stock.entries(&filter, None, 0).await.unwrap(), []);
    for limit in [1, 2, 3, 4] {
        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let page = storage.stock.entries(&filter, before, limit).await.unwrap();
            assert!(page.len() <= usize::try_from(limit).unwrap());
            let Some(last) = page.last() else {
                break;
            };
            before = Some(mark(last));
            read.extend(page);
        }
        assert_eq!(read, all, "pages of {limit}");
    }
}

/// Entries can be of one item, one rack, one kind, one person, and of a stretch of time whose first instant belongs to it
/// and whose last does not; all of that narrows, also behind a mark.
pub async fn entries_can_be_of_what_is_asked_for(storage: Storage) {
    let actor = given::id();
    let all = moved(&storage, actor).await;
    let none = LedgerFilter::default();
    let (one, now) = (all[0].key, given::now());
    let aside = all
        .iter()
        .find(|event| event.key.location != one.location)
        .unwrap()
        .key;
    let filters = [
        LedgerFilter {
            item: Some(one.item),
            ..none.clone()
        },
        LedgerFilter {
            item: Some(given::id()),
            ..none.clone()
        },
        LedgerFilter {
            location: Some(aside.location),
            ..none.clone()
        },
        LedgerFilter {
            item: Some(one.item),
            location: Some(one.location),
            ..none.clone()
        },
        LedgerFilter {
            kind: Some(StockEventKind::Received),
            ..none.clone()
        },
        LedgerFilter {
            kind: Some(StockEventKind::Claimed),
            ..none.clone()
        },
        LedgerFilter {
            actor: Some(actor),
            ..none.clone()
        },
        LedgerFilter {
            from: Some(now + given::TICK),
            ..none.clone()
        },
        LedgerFilter {
            until: Some(now + given::TICK),
            ..none.clone()
        },
        LedgerFilter {
            from: Some(now),
            until: Some(now),
            ..none.clone()
        },
        LedgerFilter {
            item: Some(one.item),
            kind: Some(StockEventKind::Issued),
            actor: Some(actor),
            from: Some(now),
            until: Some(now + TimeDelta::days(1)),
            ..none
        },
    ];
    let mut found = 0;
    for filter in &filters {
        let expected: Vec<_> = all
            .iter()
            .filter(|event| passes(event, filter))
            .cloned()
            .collect();
        assert_eq!(
            storage.stock.entries(filter, None, 99).await.unwrap(),
            expected,
            "{filter:?}"
        );
        if let Some(first) = expected.first() {
            found += 1;
            let rest = storage.stock.entries(filter, Some(mark(first)), 99).await;
            assert_eq!(rest.unwrap(), expected[1..], "{filter:?}");
        }
    }
    assert_eq!(found, 8, "a filter that finds nothing asks nothing");
}

fn passes(event: &StockEvent, filter: &LedgerFilter) -> bool {
    filter.item.is_none_or(|item| item == event.key.item)
        && filter
            .location
            .is_none_or(|location| location == event.key.location)
        && filter.kind.is_none_or(|kind| kind == event.kind)
        && filter.actor.is_none_or(|actor| Some(actor) == event.actor)
        && filter.from.is_none_or(|from| from <= event.recorded_at)
        && filter.until.is_none_or(|until| event.recorded_at < until)
}

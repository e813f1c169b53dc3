use std::collections::{BTreeMap, BTreeSet};

use hexmart_domain::inventory::StockEvent;

use crate::columns::Key;

/// What an entry of the feed says of an item that ran low.
pub(crate) const RAN_LOW: &str = "low";

/// What events change about products. Nothing for nearly all events there are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Crossings {
    /// Chains that began or ceased to have something available, in their order.
    pub(crate) chains: Vec<Crossing>,
    /// Items of which a chain ran low, in their order.
    pub(crate) low: Vec<Key>,
}

/// That a chain began or ceased to have something available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Crossing {
    /// Of which item.
    pub(crate) item: Key,
    /// Where.
    pub(crate) location: Key,
    /// Whether it began.
    pub(crate) began: bool,
}

impl Crossings {
    pub(crate) const fn is_empty(&self) -> bool {
        self.chains.is_empty() && self.low.is_empty()
    }

    /// The same, except for what was counted already.
    pub(crate) fn without_chains(self) -> Self {
        Self {
            chains: Vec::new(),
            low: self.low,
        }
    }
}

/// What events, taken together, change about products.
pub(crate) fn crossings(events: &[StockEvent]) -> Crossings {
    // Cost nothing as long as they stay empty.
    let (mut chains, mut low) = (BTreeMap::new(), BTreeSet::new());
    for event in events {
        let change = i64::from(event.available_after() > 0) - i64::from(event.available_before() > 0);
        if change != 0 {
            *chains.entry(event.key).or_insert(0) += change;
        }
        if event.ran_low() {
            low.insert(Key::from(event.key.item));
        }
    }
    let crossed = chains.into_iter().filter(|(_, change)| *change != 0);
    Crossings {
        chains: crossed
            .map(|(key, change)| Crossing {
                item: key.item.into(),
                location: key.location.into(),
                began: change > 0,
            })
            .collect(),
        low: low.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use hexmart_domain::inventory::{StockEventKind, StockKey, StockTerms};
    use hexmart_domain::shared::{ItemId, OperationId, Quantity};
    use uuid::Uuid;

    /// By how much what is on hand and what is reserved changes, and what they come to.
    fn event(item: u128, changes: (i64, i64), after: (i64, i64), low: Option<i64>) -> StockEvent {
        let quantity = |count| Quantity::try_from(count).unwrap();
        StockEvent {
            key: StockKey::at_default(ItemId::from_uuid(Uuid::from_u128(item))),
            version: 1,
            kind: StockEventKind::Adjusted,
            change: changes.0,
            reserved_change: changes.1,
            on_hand_after: quantity(after.0),
            reserved_after: quantity(after.1),
            terms: StockTerms {
                ceiling: None,
                low: low.map(quantity),
            },
            reason: None,
            reference: None,
            operation: OperationId::from_uuid(Uuid::nil()),
            actor: None,
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    fn began(events: &[StockEvent]) -> Vec<bool> {
        crossings(events).chains.iter().map(|chain| chain.began).collect()
    }

    #[test]
    fn a_chain_crosses_when_something_becomes_available_or_nothing_is_any_more() {
        for (changes, after, crossed) in [
            ((5, 0), (5, 0), vec![true]),
            ((0, 0), (0, 0), vec![]),
            ((-5, 0), (0, 0), vec![false]),
            ((-3, 0), (2, 2), vec![false]),
            ((1, 0), (3, 2), vec![true]),
            ((1, 0), (2, 0), vec![]),
            ((-1, 0), (1, 0), vec![]),
            ((0, 2), (2, 2), vec![false]),
            ((0, -2), (2, 0), vec![true]),
            ((-2, -2), (0, 0), vec![]),
        ] {
            let event = event(1, changes, after, None);
            assert_eq!(began(std::slice::from_ref(&event)), crossed, "{event:?}");
        }
    }

    #[test]
    fn what_goes_and_comes_back_at_once_crosses_nothing() {
        let (gone, back) = (event(1, (-1, 0), (0, 0), None), event(1, (2, 0), (2, 0), None));
        assert!(began(&[gone.clone(), back.clone()]).is_empty());
        assert_eq!(began(&[back, event(2, (1, 0), (1, 0), None), gone]), [true]);
    }

    #[test]
    fn an_item_runs_low_once_however_often_its_chains_do() {
        let low = event(1, (-1, 0), (3, 0), Some(3));
        let still_low = event(1, (-1, 0), (2, 0), Some(3));
        assert_eq!(crossings(&[low.clone(), low, still_low.clone()]).low.len(), 1);
        assert!(crossings(&[still_low]).is_empty());
    }
}

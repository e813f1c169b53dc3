use std::collections::BTreeMap;

use hexmart_domain::inventory::{StockEvent, StockEventKind};

use crate::columns::Key;

/// That chains of an item began or ceased to have something available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Crossing {
    /// Of which item.
    pub(crate) item: Key,
    /// How many chains more have something available than before.
    pub(crate) chains: i64,
}

/// What events, taken together, change about which chains have something available, in the order of the items. Nothing for
/// nearly all events there are.
pub(crate) fn crossings(events: &[StockEvent]) -> Vec<Crossing> {
    // Costs nothing as long as it stays empty.
    let mut chains = BTreeMap::new();
    for event in events {
        let change = crossing(event);
        if change != 0 {
            *chains.entry(Key::from(event.key.item)).or_insert(0) += change;
        }
    }
    chains
        .into_iter()
        .filter(|(_, chains)| *chains != 0)
        .map(|(item, chains)| Crossing { item, chains })
        .collect()
}

fn crossing(event: &StockEvent) -> i64 {
    let available = event.on_hand_after.get() - event.reserved_after.get();
    let before = match event.kind {
        StockEventKind::Opened => 0,
        StockEventKind::Adjusted => available - event.change,
    };
    i64::from(available > 0) - i64::from(before > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use hexmart_domain::inventory::StockKey;
    use hexmart_domain::shared::{ItemId, OperationId, Quantity};
    use uuid::Uuid;

    fn event(item: u128, kind: StockEventKind, change: i64, on_hand: i64, reserved: i64) -> StockEvent {
        StockEvent {
            key: StockKey::at_default(ItemId::from_uuid(Uuid::from_u128(item))),
            version: 1,
            kind,
            change,
            on_hand_after: Quantity::try_from(on_hand).unwrap(),
            reserved_after: Quantity::try_from(reserved).unwrap(),
            operation: OperationId::from_uuid(Uuid::nil()),
            actor: None,
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    fn chains(events: &[StockEvent]) -> Vec<i64> {
        crossings(events).iter().map(|crossing| crossing.chains).collect()
    }

    #[test]
    fn a_chain_crosses_when_something_becomes_available_or_nothing_is_any_more() {
        use StockEventKind::{Adjusted, Opened};
        for (kind, change, on_hand, reserved, crossed) in [
            (Opened, 5, 5, 0, vec![1]),
            (Opened, 0, 0, 0, vec![]),
            (Adjusted, -5, 0, 0, vec![-1]),
            (Adjusted, -3, 2, 2, vec![-1]),
            (Adjusted, 1, 3, 2, vec![1]),
            (Adjusted, 1, 2, 0, vec![]),
            (Adjusted, -1, 1, 0, vec![]),
        ] {
            let event = event(1, kind, change, on_hand, reserved);
            assert_eq!(chains(std::slice::from_ref(&event)), crossed, "{event:?}");
        }
    }

    #[test]
    fn what_goes_and_comes_back_at_once_crosses_nothing() {
        use StockEventKind::{Adjusted, Opened};
        let (gone, back) = (event(1, Adjusted, -1, 0, 0), event(1, Adjusted, 2, 2, 0));
        assert_eq!(chains(&[gone.clone(), back.clone()]), [0; 0]);
        assert_eq!(chains(&[back, event(2, Opened, 1, 1, 0), gone]), [1]);
    }
}

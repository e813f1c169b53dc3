//! Rules about the stock and what was promised of it.

use std::collections::BTreeMap;

use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::{LineState, Order};

use super::{Breach, Rule};

/// What unpaid orders were promised, chain by chain.
#[derive(Debug, Default)]
pub(super) struct Promises(BTreeMap<StockKey, i64>);

impl Promises {
    pub(super) fn add(&mut self, order: &Order) {
        let promised = order
            .lines
            .iter()
            .filter(|line| line.state == LineState::PendingPayment);
        for pick in promised.flat_map(|line| &line.picks) {
            *self.0.entry(pick.key).or_insert(0) += pick.quantity.get();
        }
    }

    /// What does not agree with what the ledger has reserved.
    pub(super) fn faults(mut self, reserved: &[(StockKey, i64)]) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (key, reserved) in reserved {
            let promised = self.0.remove(key).unwrap_or_default();
            if promised != *reserved {
                breaches.push(breach(*key, *reserved, promised));
            }
        }
        breaches.extend(self.0.into_iter().map(|(key, promised)| breach(key, 0, promised)));
        breaches
    }
}

fn breach(key: StockKey, reserved: i64, promised: i64) -> Breach {
    let subject = format!("{} at {}", key.item, key.location);
    let what = format!("{reserved} reserved, {promised} promised to unpaid orders");
    Breach::new(Rule::ReservedIsPromised, &subject, what)
}

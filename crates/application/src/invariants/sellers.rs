//! Rules about what is counted of sellers, and what they got.

use std::collections::BTreeMap;

use hexmart_domain::ordering::Order;
use hexmart_domain::points::LedgerAccount;
use hexmart_domain::settlement::SellerTally;
use hexmart_domain::shared::SellerId;

use super::{Breach, Rule};
use crate::platform::{Storage, StoreError};

/// What orders say of their sellers.
#[derive(Debug, Default)]
pub(super) struct Recount(BTreeMap<SellerId, SellerTally>);

impl Recount {
    pub(super) fn add(&mut self, order: &Order) {
        for line in &order.lines {
            if let Some(seller) = line.seller {
                let tally = self.0.entry(seller).or_default();
                *tally = tally.plus(SellerTally::of_line(line.state));
            }
        }
    }

    /// What is counted of sellers and is not so.
    pub(super) async fn faults(mut self, storage: &Storage) -> Result<Vec<Breach>, StoreError> {
        let mut breaches = Vec::new();
        let (mut points, mut sales) = (0, BTreeMap::new());
        for (seller, settled, came) in storage.settlements.totals().await? {
            let tally = self.0.entry(seller).or_default();
            tally.profit = settled.profit;
            sales.insert(seller, settled.sent);
            points += came;
        }
        for (seller, tally) in &self.0 {
            let settled = sales.get(seller).copied().unwrap_or(0);
            if settled != tally.sent {
                let what = format!("{} lines were confirmed, {settled} settled", tally.sent);
                breaches.push(Breach::new(Rule::SellersAreCounted, seller, what));
            }
        }
        for (seller, counted) in storage.settlements.tallies().await? {
            let told = self.0.remove(&seller).unwrap_or_default();
            if told != counted {
                breaches.push(wrong(seller, told, counted));
            }
        }
        let nothing = SellerTally::default();
        let forgotten = self.0.into_iter().filter(|(_, told)| *told != nothing);
        breaches.extend(forgotten.map(|(seller, told)| wrong(seller, told, nothing)));
        let booked = storage.wallets.trial_balance().await?;
        let booked: i64 = booked
            .iter()
            .filter(|(account, _)| *account == LedgerAccount::Sellers)
            .map(|(_, amount)| -amount)
            .sum();
        if booked != points {
            let what = format!("{booked} points are booked, {points} were settled");
            let account = LedgerAccount::Sellers.as_str();
            breaches.push(Breach::new(Rule::TendersAreBooked, &account, what));
        }
        Ok(breaches)
    }
}

fn wrong(seller: SellerId, told: SellerTally, counted: SellerTally) -> Breach {
    let what = format!("{counted:?} is counted, {told:?} is so");
    Breach::new(Rule::SellersAreCounted, &seller, what)
}

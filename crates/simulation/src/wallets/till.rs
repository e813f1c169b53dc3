//! Orders, points that were bought and pledges that were paid for, by what the provider really has.

use std::collections::{BTreeMap, BTreeSet};

use hexmart_application::ordering::OrderFilter;
use hexmart_application::payments::PaymentFilter;
use hexmart_domain::funding::{Pledge, PledgeState, Tender as PledgeTender};
use hexmart_domain::ordering::{LineState, Order};
use hexmart_domain::payments::{Payment, PaymentPurpose, PaymentState, Tender, points_worth};
use hexmart_domain::points::EntryKind;
use hexmart_domain::shared::{Money, OrderId, PaymentId};
use rust_decimal::Decimal;

use super::bank::Bank;
use super::recount::Entries;
use crate::failure::Failure;

/// More than there are of anything here.
const ALL: u64 = 1_000_000;

impl Bank {
    /// Whatever was paid, by points and by the provider, is what orders cost and points that were bought; whatever came back
    /// came back once.
    pub(super) async fn till(&self, entries: &Entries) -> Result<(), Failure> {
        let storage = &self.shop.storage;
        let payments = storage
            .payments
            .payments(&PaymentFilter::default(), None, ALL)
            .await;
        let payments = payments.map_err(Failure::setup)?;
        self.shop.none_taken_after_all(&payments)?;
        let orders = storage.orders.orders(&OrderFilter::default(), None, ALL).await;
        let orders = orders.map_err(Failure::setup)?;
        let pledges = self.pledges_by_payment().await?;
        let (mut kept, mut bought) = (BTreeMap::<OrderId, Decimal>::new(), 0);
        for payment in &payments {
            let money = self.provider_keeps(payment)?;
            let points = points_kept(payment, entries)?;
            let goodwill = self.told().goodwill.get(&payment.id).copied();
            match payment.purpose {
                PaymentPurpose::Order(order) => {
                    let sum = money + Decimal::from(points) + goodwill.unwrap_or_default();
                    *kept.entry(order).or_default() += sum;
                }
                PaymentPurpose::TopUp => {
                    bought += points_worth(Money::new(money, payment.amount.currency()));
                }
                PaymentPurpose::Pledge { .. } => {
                    let live = pledges
                        .get(&payment.id)
                        .filter(|pledge| pledge.state != PledgeState::Cancel);
                    let due = live.map_or(Decimal::ZERO, |pledge| pledge.amount.money().amount());
                    if money != due {
                        let what = format!("{} is worth {due}, and the shop keeps {money}", payment.id);
                        return Err(Failure::new(what));
                    }
                }
            }
        }
        for order in &orders {
            let costs = order.totals().map_err(Failure::setup)?.total.amount();
            let costs = if order.paid_at.is_some() {
                costs
            } else {
                Decimal::ZERO
            };
            let kept = kept.remove(&order.id).unwrap_or_default();
            if kept != costs {
                let what = format!("{} costs {costs}, and the shop keeps {kept}", order.id);
                return Err(Failure::new(what));
            }
        }
        let booked: i64 = [EntryKind::TopUp, EntryKind::TopUpReversal]
            .into_iter()
            .flat_map(|kind| entries.of(kind).into_values())
            .sum();
        if booked != bought {
            let what = format!("{bought} points were bought, and {booked} are in wallets");
            return Err(Failure::new(what));
        }
        thanked_once(&orders, entries)
    }

    /// Pledges that a provider was paid for.
    async fn pledges_by_payment(&self) -> Result<BTreeMap<PaymentId, Pledge>, Failure> {
        let by_payment = |pledge: Pledge| match pledge.tender {
            PledgeTender::Payment(payment) => Some((payment, pledge)),
            PledgeTender::Points(_) => None,
        };
        Ok(self
            .all_pledges()
            .await?
            .into_iter()
            .filter_map(by_payment)
            .collect())
    }

    /// What the provider really has of a payment. It took money once at most.
    fn provider_keeps(&self, payment: &Payment) -> Result<Decimal, Failure> {
        let entry = self.shop.provider.entry(&payment.merchant_uid);
        let Some(entry) = entry.filter(|entry| entry.charges > 0) else {
            let is_paid = payment.state == PaymentState::Captured && !payment.amount.amount().is_zero();
            return if is_paid {
                Err(Failure::new(format!("{} was never paid", payment.id)))
            } else {
                Ok(Decimal::ZERO)
            };
        };
        if entry.charges > 1 || payment.returned() != entry.returned {
            return Err(Failure::new(format!(
                "{} is not as the provider has it",
                payment.id
            )));
        }
        Ok(entry.charged.amount() - entry.returned.amount())
    }
}

/// Points that left the wallet for a payment and did not come back, each refund once.
fn points_kept(payment: &Payment, entries: &Entries) -> Result<i64, Failure> {
    let of = |kind, reference: String| {
        let wallet = entries.0.get(&payment.buyer).into_iter().flatten();
        let moved = wallet.filter(|entry| entry.kind == kind && entry.reference.as_str() == reference);
        moved.map(|entry| entry.amount).sum::<i64>()
    };
    let spent = -of(EntryKind::Payment, payment.id.to_string());
    let in_points = payment
        .refunds
        .iter()
        .filter(|refund| refund.tender == Tender::Points);
    let mut kept = spent;
    for refund in in_points {
        let back = of(EntryKind::Refund, refund.id.to_string());
        if back != points_worth(refund.amount) {
            return Err(Failure::new(format!("{} brought back {back} points", refund.id)));
        }
        kept -= back;
    }
    if spent != payment.points || kept < 0 {
        let what = format!("{} took {spent} points and kept {kept}", payment.id);
        return Err(Failure::new(what));
    }
    Ok(kept)
}

/// Each line that was confirmed was thanked for once, no other was, and no more was taken back than was given.
fn thanked_once(orders: &[Order], entries: &Entries) -> Result<(), Failure> {
    let lines = orders
        .iter()
        .flat_map(|order| order.lines.iter().map(move |line| (order.buyer, line)));
    let confirmed = lines.filter(|(_, line)| line.state == LineState::Confirmed);
    let confirmed: BTreeSet<_> = confirmed
        .map(|(buyer, line)| (buyer, line.id.to_string()))
        .collect();
    let given = entries.of(EntryKind::Accrual);
    if !given.keys().eq(confirmed.iter()) {
        return Err(Failure::new(
            "a line was thanked for that was not confirmed, or not thanked for",
        ));
    }
    for (line, back) in entries.of(EntryKind::AccrualReversal) {
        if given.get(&line).is_none_or(|given| -back > *given) {
            return Err(Failure::new(format!("{line:?} gave back more than it got")));
        }
    }
    let earned = entries.of(EntryKind::Settlement);
    for (line, back) in entries.of(EntryKind::SettlementReversal) {
        if earned.get(&line).is_none_or(|earned| -back > *earned) {
            return Err(Failure::new(format!("{line:?} gave back more than it earned")));
        }
    }
    Ok(())
}

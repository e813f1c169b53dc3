//! Rules about an order and the attempts to pay for it.

use hexmart_domain::ordering::Order;
use hexmart_domain::payments::{Payment, PaymentState};

use super::{Breach, Rule};

/// What an order and its payments have wrong with one another.
pub(super) fn faults(order: &Order, attempts: &[Payment]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let captured: Vec<_> = attempts
        .iter()
        .filter(|payment| payment.state == PaymentState::Captured)
        .collect();
    for payment in &captured {
        if payment.refunded().amount() > payment.total().amount() {
            breaches.push(Breach::new(
                Rule::RefundsAddUp,
                &payment.id,
                "more goes back than came",
            ));
        }
    }
    // What is to go back whole paid for nothing: a second payment, or one that came too late.
    let paying = captured
        .iter()
        .filter(|payment| !payment.refundable().amount().is_zero());
    if paying.clone().count() > 1 {
        breaches.push(Breach::new(
            Rule::OnePaymentPerOrder,
            &order.id,
            "several payments pay for it",
        ));
    }
    breaches.extend(paid(order, &captured));
    breaches
}

fn paid(order: &Order, captured: &[&Payment]) -> Vec<Breach> {
    let Some(paid) = order.paid else {
        let kept = captured
            .iter()
            .any(|payment| !payment.refundable().amount().is_zero());
        let breach = || {
            Breach::new(
                Rule::PaidIsCaptured,
                &order.id,
                "money was taken and the order is not paid",
            )
        };
        return kept.then(breach).into_iter().collect();
    };
    if paid.amount().is_zero() {
        return Vec::new();
    }
    let of_total: Vec<_> = captured
        .iter()
        .filter(|payment| payment.total() == paid)
        .collect();
    if of_total.is_empty() {
        return vec![Breach::new(
            Rule::PaidIsCaptured,
            &order.id,
            "it is paid and no money was taken",
        )];
    }
    let costs = order
        .totals()
        .map(|totals| totals.total.amount())
        .unwrap_or_default();
    let due = paid.amount() - costs;
    let refunded = of_total.iter().map(|payment| payment.refunded().amount());
    let most = refunded.max().unwrap_or_default();
    if most < due {
        return vec![Breach::new(
            Rule::RefundsAddUp,
            &order.id,
            "less goes back than was called off or sent back",
        )];
    }
    Vec::new()
}

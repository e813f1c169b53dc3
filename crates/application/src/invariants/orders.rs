//! Rules about one order and what its timeline says.

use std::collections::HashMap;

use hexmart_domain::ordering::{
    LineState, LineStep, Order, OrderEvent, OrderEventKind, Party, RefundPolicy, exponent, step, total,
};

use super::{Breach, Rule};

/// What an order and its timeline have wrong with them.
pub(super) fn faults(order: &Order, timeline: &[OrderEvent]) -> Vec<Breach> {
    let mut breaches = totals(order);
    breaches.extend(path(order, timeline));
    breaches
}

fn totals(order: &Order) -> Vec<Breach> {
    let breach = |what: &str| Breach::new(Rule::TotalsAddUp, &order.id, what);
    let mut breaches = Vec::new();
    let decimals = exponent(order.shipping_fee.currency());
    for line in &order.lines {
        let payable = line.amounts.payable.amount();
        if payable != payable.trunc_with_scale(decimals) || payable.is_sign_negative() {
            breaches.push(breach(
                "a line costs part of the smallest coin, or less than nothing",
            ));
        }
        if line.quote.price.times(line.quantity.get()).ok() != Some(line.amounts.list) {
            breaches.push(breach("a line's price is not that of its pieces"));
        }
        let picked: i64 = line.picks.iter().map(|pick| pick.quantity.get()).sum();
        if picked != line.quantity.get() {
            breaches.push(breach("a line is not picked as often as it has pieces"));
        }
    }
    match total(order.lines.iter().map(|line| &line.amounts), order.shipping_fee) {
        Ok(totals) if totals.rounding.amount().trunc().is_zero() => {}
        Ok(_) => breaches.push(breach(
            "the total is a unit or more away from what its lines cost",
        )),
        Err(_) => breaches.push(breach("the amounts do not add up")),
    }
    breaches
}

fn path(order: &Order, timeline: &[OrderEvent]) -> Vec<Breach> {
    let breach = |what: String| Breach::new(Rule::LinesMoveAlongEdges, &order.id, what);
    let mut breaches = Vec::new();
    let mut states: HashMap<_, _> = order
        .lines
        .iter()
        .map(|line| (line.id, (LineState::PendingPayment, None)))
        .collect();
    if !matches!(
        timeline.first().map(|event| event.kind),
        Some(OrderEventKind::Placed)
    ) {
        breaches.push(breach(
            "the timeline does not begin with the placement".to_owned(),
        ));
    }
    for event in timeline {
        let OrderEventKind::Moved { from, to } = event.kind else {
            continue;
        };
        let known = event.line.and_then(|line| states.get_mut(&line));
        let Some((state, asked_from)) = known else {
            breaches.push(breach("an entry is about a line that there is not".to_owned()));
            continue;
        };
        if *state != from || !is_edge(from, *asked_from, to, event.party) {
            let (at, from, to) = (state.as_str(), from.as_str(), to.as_str());
            breaches.push(breach(format!("a line at {at} went from {from} to {to}")));
        }
        *asked_from = (to == LineState::RefundRequested).then_some(from);
        *state = to;
    }
    for line in &order.lines {
        if states.get(&line.id).is_none_or(|(state, _)| *state != line.state) {
            breaches.push(breach(format!(
                "a line is {} and nobody wrote down why",
                line.state.as_str()
            )));
        }
    }
    if timeline.last().is_some_and(|last| last.version > order.version) {
        breaches.push(breach("the timeline is ahead of the order".to_owned()));
    }
    breaches
}

fn is_edge(from: LineState, asked_from: Option<LineState>, to: LineState, by: Party) -> bool {
    LineStep::ALL.into_iter().any(|wanted| {
        let taken = step(from, asked_from, wanted, by, RefundPolicy::default());
        taken.is_ok_and(|(next, _)| next == to)
    })
}

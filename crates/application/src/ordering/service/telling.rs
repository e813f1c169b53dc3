//! What others hear of an order: events for whoever listens, and letters to the buyer.

use hexmart_domain::ordering::{LineState, OrderChange, OrderEventKind, OrderNumber};
use hexmart_domain::shared::{Instant, Money, OrderLineId};
use serde_json::{Value, json};

use crate::platform::{Message, Mint, OutboxMessage, StoreError, announce, letter};

/// What a change is announced as and written to the buyer about, in the order in which it is delivered.
pub(super) fn messages(
    change: &OrderChange,
    mint: &Mint,
    now: Instant,
) -> Result<Vec<OutboxMessage>, StoreError> {
    let order = &change.order;
    let mut messages = Vec::new();
    for (kind, lines) in news(change) {
        let data = data(change, &lines)?;
        let aggregate = order.id.as_uuid().into_bytes();
        messages.push(announce(mint.id(now), aggregate, kind, data, now)?);
    }
    for message in letters(change)? {
        messages.push(letter(mint.id(now), order.buyer, &message, now)?);
    }
    Ok(messages)
}

/// What happened, each with the lines it happened to.
fn news(change: &OrderChange) -> Vec<(&'static str, Vec<OrderLineId>)> {
    let mut news: Vec<(&'static str, Vec<OrderLineId>)> = Vec::new();
    for event in &change.events {
        let Some(kind) = kind(event.kind) else {
            continue;
        };
        if !news.iter().any(|(known, _)| *known == kind) {
            news.push((kind, Vec::new()));
        }
        let lines = news.iter_mut().find(|(known, _)| *known == kind);
        if let (Some((_, lines)), Some(line)) = (lines, event.line) {
            lines.push(line);
        }
    }
    news
}

/// What an entry of the timeline is announced as. A line that is wanted after all returns to where it was: no news.
const fn kind(event: OrderEventKind) -> Option<&'static str> {
    match event {
        OrderEventKind::Placed => Some("order.placed"),
        OrderEventKind::Moved { from, to } => match (from, to) {
            (_, LineState::Cancelled) => Some("order.cancelled"),
            (_, LineState::Refunded) => Some("order.refunded"),
            (LineState::RefundRequested, _)
            | (_, LineState::PendingPayment | LineState::Preparing | LineState::RefundRequested) => None,
            (_, LineState::Paid) => Some("order.paid"),
            (_, LineState::Dispatched) => Some("order.dispatched"),
            (_, LineState::Delivered) => Some("order.delivered"),
            (_, LineState::Confirmed) => Some("order.confirmed"),
        },
        OrderEventKind::Readdressed | OrderEventKind::Resized { .. } => None,
    }
}

/// How the order is now. No personal data: who is allowed to see it asks for it.
fn data(change: &OrderChange, lines: &[OrderLineId]) -> Result<Value, StoreError> {
    let order = &change.order;
    let total = order.totals().map_err(StoreError::backend)?.total;
    Ok(json!({
        "order_id": order.id.to_string(),
        "number": order.number.as_str(),
        "state": order.state().get().as_str(),
        "version": order.version,
        "total": number(total)?,
        "currency": total.currency().code(),
        "line_ids": lines.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

/// An amount as the number of JSON that it is, never one beside it.
fn number(money: Money) -> Result<Value, StoreError> {
    serde_json::from_str(&money.amount().normalize().to_string()).map_err(StoreError::backend)
}

fn letters(change: &OrderChange) -> Result<Vec<Message>, StoreError> {
    let order = &change.order;
    let number = || OrderNumber::as_str(&order.number).to_owned();
    let mut letters = Vec::new();
    if change
        .events
        .iter()
        .any(|event| event.kind == OrderEventKind::Placed)
    {
        letters.push(Message::OrderPlaced {
            number: number(),
            total: amount(order.totals().map_err(StoreError::backend)?.total),
        });
    }
    let left = |kind: OrderEventKind| self::kind(kind) == Some("order.dispatched");
    let shipment = order
        .shipments
        .last()
        .filter(|_| change.events.iter().any(|event| left(event.kind)));
    if let Some(shipment) = shipment {
        letters.push(Message::OrderDispatched {
            number: number(),
            courier: shipment.courier.as_str().to_owned(),
            tracking: shipment.tracking.as_str().to_owned(),
        });
    }
    if let Some(back) = change.refund {
        letters.push(Message::OrderRefunded {
            number: number(),
            amount: amount(back),
        });
    }
    Ok(letters)
}

/// As people read it: `12,000 KRW`.
pub(crate) fn amount(money: Money) -> String {
    let text = money.amount().normalize().to_string();
    let (whole, rest) = match text.split_once('.') {
        Some((whole, decimals)) => (whole.to_owned(), format!(".{decimals}")),
        None => (text, String::new()),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}{rest} {}", money.currency().code())
}

#[cfg(test)]
mod tests {
    use hexmart_domain::shared::Currency;
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (number, text) in [
            ("0", "0 KRW"),
            ("500", "500 KRW"),
            ("1234567", "1,234,567 KRW"),
            ("100000.50", "100,000.5 KRW"),
        ] {
            let money = Money::new(number.parse::<Decimal>().unwrap(), Currency::KRW);
            assert_eq!(amount(money), text);
        }
    }

    #[test]
    fn news_are_of_the_lines_that_moved_on() {
        use LineState::{Cancelled, Dispatched, Paid, PendingPayment, RefundRequested, Refunded};
        let moved = |from, to| kind(OrderEventKind::Moved { from, to });
        assert_eq!(moved(PendingPayment, Paid), Some("order.paid"));
        assert_eq!(moved(RefundRequested, Paid), None);
        assert_eq!(moved(RefundRequested, Dispatched), None);
        assert_eq!(moved(RefundRequested, Refunded), Some("order.refunded"));
        assert_eq!(moved(Paid, Cancelled), Some("order.cancelled"));
        assert_eq!(moved(Paid, RefundRequested), None);
    }
}

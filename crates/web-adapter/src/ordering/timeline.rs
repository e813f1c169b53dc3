//! What happened to an order.

use hexmart_domain::ordering::{OrderEvent, OrderEventKind, OrderReason, Party};
use hexmart_domain::shared::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{self, example};

/// An entry of an order's timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderEvent)]
pub(crate) struct OrderEventBody<'a> {
    /// The version of the order that came with it.
    #[schema(example = 2)]
    version: i64,
    /// About which line; null when it is about the whole order.
    #[schema(example = example::line_id)]
    line_id: Option<String>,
    /// `placed`, `moved`, `readdressed` or `resized`.
    #[schema(example = "moved")]
    kind: &'static str,
    /// A state (`moved`) or a number of pieces (`resized`).
    #[schema(example = "pending_payment")]
    from: Option<String>,
    #[schema(example = "paid")]
    to: Option<String>,
    /// As what somebody did it: `buyer`, `seller` or `system`.
    #[schema(example = "buyer")]
    party: &'static str,
    /// Who; for staff to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = example::user_id)]
    actor_id: Option<String>,
    #[schema(example = "색상을 잘못 골랐습니다")]
    reason: Option<&'a str>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    at: Instant,
}

impl<'a> OrderEventBody<'a> {
    /// As whoever bought it sees it.
    pub(super) fn without_actor(event: &'a OrderEvent) -> Self {
        Self {
            actor_id: None,
            ..Self::with_actor(event)
        }
    }

    /// As staff see it.
    pub(crate) fn with_actor(event: &'a OrderEvent) -> Self {
        let (kind, from, to) = match event.kind {
            OrderEventKind::Placed => ("placed", None, None),
            OrderEventKind::Moved { from, to } => (
                "moved",
                Some(from.as_str().to_owned()),
                Some(to.as_str().to_owned()),
            ),
            OrderEventKind::Readdressed => ("readdressed", None, None),
            OrderEventKind::Resized { from, to } => (
                "resized",
                Some(from.get().to_string()),
                Some(to.get().to_string()),
            ),
        };
        Self {
            version: event.version,
            line_id: event.line.map(|line| line.to_string()),
            kind,
            from,
            to,
            party: match event.party {
                Party::Buyer => "buyer",
                Party::Seller => "seller",
                Party::System => "system",
            },
            actor_id: event.actor.map(|actor| actor.to_string()),
            reason: event.reason.as_ref().map(OrderReason::as_str),
            at: event.at,
        }
    }
}

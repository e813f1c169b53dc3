use std::collections::BTreeSet;

use thiserror::Error;

/// A kind of event that others can hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// What it is called, as `order.placed`.
    pub name: &'static str,
    /// When it happens.
    pub when: &'static str,
}

/// What an endpoint is sent when somebody wants to see whether it hears. Nobody subscribes to it.
pub const TEST_EVENT: &str = "webhook.test";

/// Every kind there is, but the test.
pub const EVENT_TYPES: [EventType; 29] = [
    EventType {
        name: "order.placed",
        when: "Somebody placed an order; it is not paid yet.",
    },
    EventType {
        name: "order.paid",
        when: "Lines of an order are paid: they can be prepared.",
    },
    EventType {
        name: "order.dispatched",
        when: "Lines of an order are on their way.",
    },
    EventType {
        name: "order.delivered",
        when: "Lines of an order have arrived.",
    },
    EventType {
        name: "order.confirmed",
        when: "The buyer is content with lines of an order, or had a week to say otherwise.",
    },
    EventType {
        name: "order.cancelled",
        when: "Lines of an order were called off, or nobody paid for them in time.",
    },
    EventType {
        name: "order.refunded",
        when: "Lines of an order came back, and their money goes back.",
    },
    EventType {
        name: "payment.captured",
        when: "A provider has the money of a payment.",
    },
    EventType {
        name: "payment.refunded",
        when: "Money of a payment went back.",
    },
    EventType {
        name: "payment.refund_failed",
        when: "A provider refused to give money back: somebody has to look at it.",
    },
    EventType {
        name: "payment.suspicious",
        when: "What a provider says of a payment does not fit: somebody has to look at it.",
    },
    EventType {
        name: "product.changed",
        when: "A product is no longer as lists show it: it is new, changed, sold out, back, or gone.",
    },
    EventType {
        name: "stock.low",
        when: "At a location, no more pieces of an item are left than was agreed to be few.",
    },
    EventType {
        name: "stock.sold_out",
        when: "No piece of a product can be had any more.",
    },
    EventType {
        name: "stock.available",
        when: "A product that was sold out can be had again.",
    },
    EventType {
        name: "review.created",
        when: "A buyer said something of a product.",
    },
    EventType {
        name: "points.changed",
        when: "Points came to a wallet, or went.",
    },
    EventType {
        name: "subscription.started",
        when: "Somebody subscribed, for the first time or again.",
    },
    EventType {
        name: "subscription.renewed",
        when: "The next period of a subscription is paid for.",
    },
    EventType {
        name: "subscription.cancelled",
        when: "A subscription is to end with its period.",
    },
    EventType {
        name: "subscription.resumed",
        when: "A subscription that was to end goes on.",
    },
    EventType {
        name: "subscription.lapsed",
        when: "A subscription is over: its holder wished so, or had too few points.",
    },
    EventType {
        name: "campaign.opened",
        when: "A campaign is open for pledges.",
    },
    EventType {
        name: "campaign.pledged",
        when: "Somebody pledged to a campaign.",
    },
    EventType {
        name: "campaign.funded",
        when: "A campaign reached its target by its final date.",
    },
    EventType {
        name: "campaign.cancelled",
        when: "A campaign is off: it missed its target, or was called off; its pledges go back.",
    },
    EventType {
        name: "campaign.refunded",
        when: "Pledges of a cancelled campaign went back.",
    },
    EventType {
        name: "campaign.closed",
        when: "What a campaign promised is fulfilled.",
    },
    EventType {
        name: "campaign.archived",
        when: "A campaign is put away: nobody is shown it any more.",
    },
];

/// Which events somebody wants to hear of: names, groups such as `order.*`, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPatterns(BTreeSet<String>);

/// Why patterns are refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventPatternsError {
    /// None at all: whoever wants nothing needs no endpoint.
    #[error("must name at least one event")]
    Nothing,
    /// One that no event fits.
    #[error("there is no event {0}")]
    Unknown(String),
}

impl EventPatterns {
    /// Takes patterns that some event fits each; the same twice counts once.
    pub fn parse<I: IntoIterator<Item = S>, S: Into<String>>(
        patterns: I,
    ) -> Result<Self, EventPatternsError> {
        let patterns: BTreeSet<String> = patterns.into_iter().map(Into::into).collect();
        if patterns.is_empty() {
            return Err(EventPatternsError::Nothing);
        }
        let is_idle = |pattern: &&String| !EVENT_TYPES.iter().any(|kind| fits(pattern, kind.name));
        match patterns.iter().find(is_idle) {
            Some(idle) => Err(EventPatternsError::Unknown(idle.clone())),
            None => Ok(Self(patterns)),
        }
    }

    /// Takes patterns as they were stored: an event may have ceased to be since.
    pub fn stored<I: IntoIterator<Item = S>, S: Into<String>>(patterns: I) -> Self {
        Self(patterns.into_iter().map(Into::into).collect())
    }

    /// Whether an event of this kind is wanted.
    pub fn want(&self, kind: &str) -> bool {
        self.0.iter().any(|pattern| fits(pattern, kind))
    }

    /// The patterns, in the order of their letters.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A group is everything behind its dot, so that `order.*` is no `orders.placed`.
fn fits(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(group) => group.ends_with('.') && kind.starts_with(group),
        None => pattern == kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_names_and_everything_are_wanted_as_they_say() {
        let wanted = |patterns: &[&str], kind| EventPatterns::parse(patterns.to_vec()).unwrap().want(kind);
        assert!(wanted(&["order.*"], "order.paid"));
        assert!(!wanted(&["order.*"], "orders.paid"));
        assert!(!wanted(&["order.*"], "stock.low"));
        assert!(wanted(&["stock.low", "order.paid"], "order.paid"));
        assert!(!wanted(&["order.paid"], "order.paid.twice"));
        assert!(wanted(&["*"], "something.new"));
    }

    #[test]
    fn what_no_event_fits_is_refused() {
        for idle in [
            "",
            "order",
            "order*",
            "order.placed ",
            "ORDER.*",
            "refund.*",
            "**",
            "*.placed",
            ".*",
        ] {
            let refused = EventPatterns::parse(["order.paid", idle]);
            assert_eq!(
                refused,
                Err(EventPatternsError::Unknown(idle.to_owned())),
                "{idle}"
            );
        }
        assert_eq!(EventPatterns::parse([""; 0]), Err(EventPatternsError::Nothing));
        // Nobody asks for a test: it comes when somebody makes one.
        assert!(EventPatterns::parse([TEST_EVENT]).is_err());
    }

    #[test]
    fn no_event_is_listed_twice() {
        let names: BTreeSet<_> = EVENT_TYPES.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), EVENT_TYPES.len());
    }
}

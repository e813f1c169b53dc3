//! Who is let in when more is asked for than can be done at once.
//!
//! What holds stock or money always is: an order that cannot be paid or called off keeps its pieces from everybody else, and a
//! provider whose message is not taken sends it again. Looking around is turned away first, then what fills carts and the rest
//! that can wait, then new orders.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::problem::{Code, Problem};
use crate::route::{Route, Verb};

/// Beneath these, whatever is written settles something that holds stock or money.
const HOLDING: [&str; 7] = [
    "/commerce/campaigns/{campaign_id}/cancel/",
    "/commerce/orders/{order_id}/",
    "/commerce/payments/",
    "/commerce/sellers/me/orders/",
    "/commerce/staff/orders/",
    "/commerce/staff/payments/",
    "/commerce/webhooks/payments/",
];

/// What a request is worth when not all can be answered; the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    /// Looking around.
    Look,
    /// Filling a cart, and whatever else can wait.
    Wait,
    /// A new order, and a look at what became of one.
    Order,
    /// What holds stock or money already. Never turned away.
    Settle,
}

impl Worth {
    pub(crate) fn of(route: &Route) -> Self {
        let holds = HOLDING.iter().any(|beneath| route.path.starts_with(beneath));
        match route.verb {
            _ if !route.path.starts_with("/commerce/") => Self::Settle,
            Verb::Get if holds || route.path == "/commerce/orders/" => Self::Order,
            Verb::Get => Self::Look,
            _ if holds => Self::Settle,
            Verb::Post if route.path == "/commerce/orders/" => Self::Order,
            Verb::Post | Verb::Put | Verb::Patch | Verb::Delete => Self::Wait,
        }
    }

    /// How many requests may be under way for one of this worth to begin, of so many at once; none: as many as come.
    const fn room(self, at_once: usize) -> Option<usize> {
        match self {
            Self::Look => Some(at_once / 2),
            Self::Wait => Some(at_once - at_once / 4),
            Self::Order => Some(at_once),
            Self::Settle => None,
        }
    }
}

/// Counts what is under way. One for all threads.
#[derive(Debug)]
pub(crate) struct Admission {
    at_once: usize,
    under_way: Arc<AtomicUsize>,
}

/// A request that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn(Arc<AtomicUsize>);

impl Admission {
    /// For so many requests at once, those aside that are never turned away.
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            at_once,
            under_way: Arc::default(),
        }
    }

    /// Lets a request begin, or says when to come back.
    pub(crate) fn enter(&self, worth: Worth) -> Result<Turn, Problem> {
        let before = self.under_way.fetch_add(1, Ordering::Relaxed);
        // Dropped when there is no room, it is taken off again.
        let turn = Turn(Arc::clone(&self.under_way));
        match worth.room(self.at_once) {
            Some(room) if before >= room => Err(Problem::turned_away(Code::Busy)),
            _ => Ok(turn),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::ROUTES;

    const ALL: [Worth; 4] = [Worth::Look, Worth::Wait, Worth::Order, Worth::Settle];

    /// Who is let in while so many are under way.
    fn let_in(at_once: usize, under_way: usize) -> Vec<Worth> {
        let admission = Admission::new(at_once);
        let turns: Vec<_> = (0..under_way).map(|_| admission.enter(Worth::Settle)).collect();
        let let_in = ALL.into_iter().filter(|worth| admission.enter(*worth).is_ok());
        let let_in = let_in.collect();
        drop(turns);
        let_in
    }

    #[test]
    fn the_least_is_turned_away_first_and_what_holds_stock_or_money_never() {
        for (under_way, first) in [(0, 0), (3, 0), (4, 1), (5, 1), (6, 2), (7, 2), (8, 3), (1_000, 3)] {
            assert_eq!(let_in(8, under_way), ALL[first..], "{under_way}");
        }
        assert_eq!(let_in(0, 0), [Worth::Settle]);
    }

    #[test]
    fn who_is_done_makes_room_and_who_is_turned_away_takes_none() {
        let admission = Admission::new(2);
        for _ in 0..3 {
            let turn = admission.enter(Worth::Look).unwrap();
            assert!(admission.enter(Worth::Look).is_err());
            assert!(admission.enter(Worth::Wait).is_ok());
            drop(turn);
        }
        assert_eq!(admission.under_way.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_is_settled_is_written_here() {
        let settled: Vec<_> = ROUTES
            .iter()
            .filter(|route| route.path.starts_with("/commerce/") && Worth::of(route) == Worth::Settle)
            .map(|route| route.path.trim_start_matches("/commerce/"))
            .collect();
        for path in [
            "campaigns/{campaign_id}/cancel/",
            "orders/{order_id}/cancel/",
            "orders/{order_id}/payments/",
            "payments/{payment_id}/confirm/",
            "sellers/me/orders/{order_id}/refund/",
            "staff/orders/{order_id}/refund/",
            "staff/payments/{payment_id}/refunds/",
            "webhooks/payments/{provider}/",
        ] {
            assert!(settled.contains(&path), "{path}");
        }
        assert!(ROUTES.iter().all(|route| route.verb != Verb::Get
            || !route.path.starts_with("/commerce/")
            || Worth::of(route) <= Worth::Order));
        let of = |verb, path| {
            let route = ROUTES
                .iter()
                .find(|route| (route.verb, route.path) == (verb, path));
            Worth::of(route.unwrap())
        };
        assert_eq!(of(Verb::Get, "/commerce/products/"), Worth::Look);
        assert_eq!(of(Verb::Post, "/commerce/cart/lines/"), Worth::Wait);
        assert_eq!(of(Verb::Post, "/commerce/orders/"), Worth::Order);
        assert_eq!(of(Verb::Get, "/health/ready"), Worth::Settle);
    }
}

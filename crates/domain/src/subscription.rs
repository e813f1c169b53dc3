//! The subscription: a fee for each period, and perks as long as it is paid for.

use chrono::Days;
use thiserror::Error;

use crate::shared::{Day, Instant, Points, UserId};

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionState {
    /// Goes on by itself when its period is over.
    Active,
    /// Ends when its period is over, as its holder wished.
    CancelScheduled,
    /// Over.
    Lapsed,
}

impl SubscriptionState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::CancelScheduled, Self::Lapsed];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::CancelScheduled => "cancel_scheduled",
            Self::Lapsed => "lapsed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What a subscription costs, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubscriptionTerms {
    /// For each period.
    pub fee: Points,
    /// Days of a period, at least one.
    pub days: u16,
}

/// Somebody's subscription. There is one for each account, which begins again when it is started anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Whose.
    pub user: UserId,
    /// How it stands.
    pub state: SubscriptionState,
    /// Which period it is, counted from 1 over the whole life of the account. Each is paid for once.
    pub period: i64,
    /// What was paid for the period.
    pub fee: Points,
    /// The day on which it was started, the last time.
    pub started_on: Day,
    /// The day on which the next period begins, or would. Perks end before it.
    pub next_payment: Day,
    /// Counts changes, from 1; the optimistic lock.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// Why a subscription stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SubscriptionError {
    /// It is paid for already.
    #[error("the subscription is paid for until {until}")]
    Subscribed {
        /// The day on which the next period begins.
        until: Day,
    },
    /// It is over, or never began.
    #[error("there is no subscription to change")]
    NotSubscribed,
}

/// What is to be done with a subscription whose period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It goes on, for a fee.
    Renewal,
    /// It ends.
    End,
}

impl Subscription {
    /// The subscription once its first fee is paid, or its first after an end.
    pub fn start(
        before: Option<&Self>,
        user: UserId,
        terms: SubscriptionTerms,
        on: Day,
        now: Instant,
    ) -> Result<Self, SubscriptionError> {
        if let Some(until) = before.filter(|before| before.is_effective(on)) {
            return Err(SubscriptionError::Subscribed {
                until: until.next_payment,
            });
        }
        Ok(Self {
            user,
            state: SubscriptionState::Active,
            period: before.map_or(1, |before| before.period + 1),
            fee: terms.fee,
            started_on: on,
            next_payment: later(on, terms),
            version: before.map_or(1, |before| before.version + 1),
            updated_at: now,
        })
    }

    /// Whether its holder has the perks on a day: to the end of what was paid for, and not a day longer.
    pub fn is_effective(&self, on: Day) -> bool {
        self.state != SubscriptionState::Lapsed && on < self.next_payment
    }

    /// The subscription when its holder does not want it to go on. None when that was said before.
    pub fn cancelled(&self, on: Day, now: Instant) -> Result<Option<Self>, SubscriptionError> {
        self.toward(SubscriptionState::CancelScheduled, on, now)
    }

    /// The subscription when its holder wants it to go on after all. It costs nothing, and no day changes. None when it goes on
    /// anyway.
    pub fn resumed(&self, on: Day, now: Instant) -> Result<Option<Self>, SubscriptionError> {
        self.toward(SubscriptionState::Active, on, now)
    }

    fn toward(
        &self,
        state: SubscriptionState,
        on: Day,
        now: Instant,
    ) -> Result<Option<Self>, SubscriptionError> {
        if !self.is_effective(on) {
            return Err(SubscriptionError::NotSubscribed);
        }
        Ok((self.state != state).then(|| Self {
            state,
            ..self.next(now)
        }))
    }

    /// What is to be done with it on a day.
    pub fn due(&self, on: Day) -> Option<Due> {
        match self.state {
            _ if on < self.next_payment => None,
            SubscriptionState::Active => Some(Due::Renewal),
            SubscriptionState::CancelScheduled => Some(Due::End),
            SubscriptionState::Lapsed => None,
        }
    }

    /// The subscription once the next period is paid for, which begins where the last one ended; or today, when that was so
    /// long ago that the period would be over by now: nobody pays for what they did not have.
    #[must_use]
    pub fn renewed(&self, terms: SubscriptionTerms, on: Day, now: Instant) -> Self {
        let next_payment = match later(self.next_payment, terms) {
            over if over <= on => later(on, terms),
            next => next,
        };
        Self {
            period: self.period + 1,
            fee: terms.fee,
            next_payment,
            ..self.next(now)
        }
    }

    /// The subscription at its end.
    #[must_use]
    pub fn lapsed(&self, now: Instant) -> Self {
        Self {
            state: SubscriptionState::Lapsed,
            ..self.next(now)
        }
    }

    fn next(&self, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }
}

fn later(day: Day, terms: SubscriptionTerms) -> Day {
    let days = Days::new(u64::from(terms.days.max(1)));
    day.checked_add_days(days).unwrap_or(Day::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn terms() -> SubscriptionTerms {
        SubscriptionTerms {
            fee: Points::try_from(9_900).unwrap(),
            days: 28,
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn started(on: &str) -> Subscription {
        let user = UserId::from_uuid(Uuid::from_u128(1));
        Subscription::start(None, user, terms(), day(on), Instant::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_period_has_28_days() {
        let first = started("2023-06-01");
        assert_eq!(first.next_payment, day("2023-06-29"));
        let second = first.renewed(terms(), day("2023-06-29"), Instant::UNIX_EPOCH);
        assert_eq!((second.next_payment, second.period), (day("2023-07-27"), 2));
        let late = second.renewed(terms(), day("2023-07-30"), Instant::UNIX_EPOCH);
        assert_eq!(late.next_payment, day("2023-08-24"));
        // Nobody looked for two months.
        let very_late = late.renewed(terms(), day("2023-10-20"), Instant::UNIX_EPOCH);
        assert_eq!((very_late.next_payment, very_late.period), (day("2023-11-17"), 4));
    }

    #[test]
    fn a_cancelled_one_has_its_perks_to_the_end_and_comes_back_for_nothing() {
        let (now, on) = (Instant::UNIX_EPOCH, day("2023-06-28"));
        let cancelled = started("2023-06-01").cancelled(on, now).unwrap().unwrap();
        assert_eq!(cancelled.cancelled(on, now), Ok(None));
        assert!(cancelled.is_effective(on));
        let resumed = cancelled.resumed(on, now).unwrap().unwrap();
        assert_eq!(
            (resumed.state, resumed.next_payment, resumed.period),
            (SubscriptionState::Active, day("2023-06-29"), 1)
        );
        assert_eq!(resumed.resumed(on, now), Ok(None));
        let over = day("2023-06-29");
        assert!(!cancelled.is_effective(over));
        assert_eq!(
            cancelled.resumed(over, now),
            Err(SubscriptionError::NotSubscribed)
        );
        assert_eq!((cancelled.due(on), cancelled.due(over)), (None, Some(Due::End)));
        assert_eq!(resumed.due(over), Some(Due::Renewal));
        let lapsed = cancelled.lapsed(now);
        assert_eq!((lapsed.due(over), lapsed.is_effective(on)), (None, false));
    }

    #[test]
    fn one_that_is_paid_for_is_not_started_again() {
        let first = started("2023-06-01");
        let again = |on| Subscription::start(Some(&first), first.user, terms(), day(on), Instant::UNIX_EPOCH);
        let until = day("2023-06-29");
        assert_eq!(again("2023-06-28"), Err(SubscriptionError::Subscribed { until }));
        let second = again("2023-07-05").unwrap();
        assert_eq!((second.period, second.version), (2, 2));
        assert_eq!(second.next_payment, day("2023-08-02"));
    }

    proptest! {
        /// Whatever its holder wishes and however late anybody looks: a period is never free, none is paid for twice, and on no
        /// day are there perks that were not paid for.
        #[test]
        fn no_day_is_free(wishes in prop::collection::vec((0_u8..4, 0_u64..40), 1..60)) {
            let mut on = day("2023-06-01");
            let mut subscription = started("2023-06-01");
            let (mut paid_days, mut effective_days, now) = (28, 0, Instant::UNIX_EPOCH);
            for (wish, wait) in wishes {
                for _ in 0..wait {
                    effective_days += u32::from(subscription.is_effective(on));
                    on = on.succ_opt().unwrap();
                }
                let period = subscription.period;
                let next = match wish {
                    0 => subscription.cancelled(on, now).ok().flatten(),
                    1 => subscription.resumed(on, now).ok().flatten(),
                    2 => Subscription::start(Some(&subscription), subscription.user, terms(), on, now).ok(),
                    _ => match subscription.due(on) {
                        Some(Due::Renewal) => Some(subscription.renewed(terms(), on, now)),
                        Some(Due::End) => Some(subscription.lapsed(now)),
                        None => None,
                    },
                };
                if let Some(next) = next {
                    prop_assert!(next.period == period || next.period == period + 1);
                    prop_assert!(next.period > period || next.next_payment == subscription.next_payment);
                    paid_days += 28 * u32::from(next.period > period);
                    subscription = next;
                }
                prop_assert!(effective_days <= paid_days);
            }
        }
    }
}

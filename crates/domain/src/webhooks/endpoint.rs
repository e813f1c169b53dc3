use chrono::TimeDelta;

use super::{Attempt, EventPatterns, Verdict, WebhookSecret, WebhookSecrets, WebhookUrl};
use crate::shared::{Instant, WebhookId, text_value};

text_value! {
    /// What an endpoint is for, in the words of whoever made it.
    WebhookDescription, max 200, One
}

/// Where somebody wants to hear of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Which.
    pub id: WebhookId,
    /// What was said about it.
    pub sheet: WebhookSheet,
    /// What its messages are signed with. Unreadable at rest.
    pub secrets: WebhookSecrets,
    /// Since when nothing arrives there; none as long as everything does.
    pub failing_since: Option<Instant>,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
    /// Since when there is one.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// What is said about an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSheet {
    /// Where it is.
    pub url: WebhookUrl,
    /// What it is for.
    pub description: Option<WebhookDescription>,
    /// What it wants to hear of.
    pub events: EventPatterns,
    /// Whether it is sent anything.
    pub enabled: bool,
}

impl WebhookEndpoint {
    /// How many a shop has at most: each event is written once for each that wants it.
    pub const MOST: usize = 20;
    /// How long a replaced secret is still signed with.
    pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
    /// How long nothing arrives before nothing is sent any more.
    pub const PATIENCE: TimeDelta = TimeDelta::days(5);

    /// A new one.
    pub fn new(id: WebhookId, sheet: WebhookSheet, secret: WebhookSecret, now: Instant) -> Self {
        Self {
            id,
            sheet,
            secrets: WebhookSecrets {
                current: secret,
                previous: None,
            },
            failing_since: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether it is to be sent an event of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        self.sheet.enabled && self.sheet.events.want(kind)
    }

    /// With something else said about it. Patience begins anew: whoever changed it may have put right what was wrong.
    #[must_use]
    pub fn changed(self, sheet: WebhookSheet, now: Instant) -> Self {
        Self {
            sheet,
            failing_since: None,
            ..self.written(now)
        }
    }

    /// With another secret; the one so far goes on being signed with for [`Self::OVERLAP`], and one before that no more.
    #[must_use]
    pub fn rotated(self, secret: WebhookSecret, now: Instant) -> Self {
        let previous = Some((self.secrets.current.clone(), now + Self::OVERLAP));
        Self {
            secrets: WebhookSecrets {
                current: secret,
                previous,
            },
            ..self.written(now)
        }
    }

    /// After something was sent there; none when that changes nothing about it. It is no longer enabled when the receiver
    /// says that it is gone, or when nothing arrived for too long.
    pub fn after(&self, attempt: &Attempt, now: Instant) -> Option<Self> {
        let (failing_since, enabled) = match attempt.verdict() {
            Verdict::Arrived => (None, self.sheet.enabled),
            Verdict::Gone => (Some(self.failing_since.unwrap_or(now)), false),
            Verdict::Failed => {
                let since = self.failing_since.unwrap_or(now);
                let is_patient = now.signed_duration_since(since) < Self::PATIENCE;
                (Some(since), self.sheet.enabled && is_patient)
            }
        };
        if (failing_since, enabled) == (self.failing_since, self.sheet.enabled) {
            return None;
        }
        let mut after = self.clone().written(now);
        after.failing_since = failing_since;
        after.sheet.enabled = enabled;
        Some(after)
    }

    fn written(self, now: Instant) -> Self {
        Self {
            version: self.version.saturating_add(1),
            updated_at: now,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    const START: Instant = DateTime::UNIX_EPOCH;

    fn endpoint() -> WebhookEndpoint {
        let sheet = WebhookSheet {
            url: WebhookUrl::parse("https://shop.example/hooks").unwrap(),
            description: None,
            events: EventPatterns::parse(["order.*"]).unwrap(),
            enabled: true,
        };
        let secret = WebhookSecret::from_bytes([1; 32]);
        WebhookEndpoint::new(WebhookId::from_uuid(Uuid::from_u128(7)), sheet, secret, START)
    }

    #[test]
    fn an_endpoint_is_disabled_after_five_days_of_failures() {
        let failing = endpoint().after(&Attempt::answered(500), START).unwrap();
        assert_eq!(
            (failing.failing_since, failing.sheet.enabled),
            (Some(START), true)
        );
        let end = START + WebhookEndpoint::PATIENCE;
        assert_eq!(
            failing.after(&Attempt::answered(503), end - TimeDelta::microseconds(1)),
            None
        );
        let disabled = failing.after(&Attempt::failed("no answer in time"), end).unwrap();
        assert!(!disabled.sheet.enabled && !disabled.wants("order.paid"));
        assert_eq!((disabled.version, disabled.updated_at), (3, end));
        // Switched on again, it has five days again.
        let again = disabled.changed(endpoint().sheet, end);
        let failing = again.after(&Attempt::answered(500), end).unwrap();
        assert!(failing.sheet.enabled);
    }

    #[test]
    fn what_arrives_ends_the_failures() {
        assert_eq!(endpoint().after(&Attempt::answered(204), START), None);
        let failing = endpoint().after(&Attempt::answered(404), START).unwrap();
        let well = failing.after(&Attempt::answered(200), START).unwrap();
        assert_eq!(
            (well.failing_since, well.sheet.enabled, well.version),
            (None, true, 3)
        );
        // Nobody who was switched off by hand is switched on by a test.
        let mut off = failing;
        off.sheet.enabled = false;
        assert!(!off.after(&Attempt::answered(200), START).unwrap().sheet.enabled);
    }

    #[test]
    fn whoever_says_to_be_gone_is_disabled_at_once() {
        let gone = endpoint().after(&Attempt::answered(410), START).unwrap();
        assert!(!gone.sheet.enabled);
        assert_eq!(gone.after(&Attempt::answered(410), START), None);
    }

    #[test]
    fn a_secret_that_is_replaced_twice_is_forgotten() {
        let [second, third] = [2, 3].map(|byte| WebhookSecret::from_bytes([byte; 32]));
        let once = endpoint().rotated(second.clone(), START);
        assert_eq!(once.secrets.live(START).len(), 2);
        let twice = once.rotated(third.clone(), START);
        assert_eq!(twice.secrets.live(START), [third, second]);
        assert_eq!(twice.version, 3);
    }
}

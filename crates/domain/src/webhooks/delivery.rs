use chrono::TimeDelta;

use crate::shared::{DeliveryId, EventId, Instant, WebhookId};

/// One event on its way to one endpoint, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub id: DeliveryId,
    /// Where to.
    pub endpoint: WebhookId,
    /// Of what; its receiver knows a repetition by it.
    pub event: EventId,
    /// What kind of event that is, as `order.placed`.
    pub kind: String,
    /// In which line it stands: see [`line_of`].
    pub line: [u8; 16],
    /// What is sent, byte for byte. No personal data is in it.
    pub body: String,
    /// What became of it so far.
    pub state: DeliveryState,
    /// How often it was tried, replays included.
    pub tries: u32,
    /// What the receiver answered last, if it did.
    pub last_status: Option<u16>,
    /// What was wrong the last time; none when nothing was.
    pub last_error: Option<String>,
    /// When it was last tried.
    pub last_tried_at: Option<Instant>,
    /// When it arrived.
    pub delivered_at: Option<Instant>,
    /// How often it was written, from 1; the optimistic lock.
    pub version: i64,
    /// Since when it is on its way.
    pub created_at: Instant,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It has not arrived, and is tried, again if need be.
    Waiting,
    /// It arrived.
    Delivered,
    /// It is tried no more, until somebody replays it.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Failed];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What came of sending something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What the receiver answered; none when it did not.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// How long the receiver wants to be left in peace.
    pub retry_after: Option<TimeDelta>,
}

/// What an attempt means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has it.
    Arrived,
    /// The receiver wants nothing any more.
    Gone,
    /// It is to be tried again.
    Failed,
}

impl Attempt {
    /// One that was answered.
    pub const fn answered(status: u16) -> Self {
        Self {
            status: Some(status),
            error: None,
            retry_after: None,
        }
    }

    /// One that was not.
    pub fn failed(why: impl Into<String>) -> Self {
        Self {
            status: None,
            error: Some(why.into()),
            retry_after: None,
        }
    }

    /// What it means. A redirect is a failure: what is signed for one address is not for another.
    pub fn verdict(&self) -> Verdict {
        match self.status {
            Some(200..=299) => Verdict::Arrived,
            Some(410) => Verdict::Gone,
            _ => Verdict::Failed,
        }
    }

    /// What was wrong, at most 200 characters; none when nothing was.
    fn complaint(&self) -> Option<String> {
        match (self.verdict(), &self.error, self.status) {
            (Verdict::Arrived, ..) => None,
            (_, Some(why), _) => Some(why.chars().take(200).collect()),
            (_, None, Some(status)) => Some(format!("the receiver answered {status}")),
            (_, None, None) => Some("no answer".to_owned()),
        }
    }
}

impl Delivery {
    /// How long it is remembered.
    pub const REMEMBERED: TimeDelta = TimeDelta::days(30);

    /// After a try; the last one, if `is_last`.
    #[must_use]
    pub fn tried(self, attempt: &Attempt, is_last: bool, now: Instant) -> Self {
        let (state, delivered_at) = match attempt.verdict() {
            Verdict::Arrived => (DeliveryState::Delivered, Some(now)),
            Verdict::Gone => (DeliveryState::Failed, None),
            Verdict::Failed if is_last => (DeliveryState::Failed, None),
            Verdict::Failed => (DeliveryState::Waiting, None),
        };
        Self {
            state,
            delivered_at,
            tries: self.tries.saturating_add(1),
            last_status: attempt.status,
            last_error: attempt.complaint(),
            last_tried_at: Some(now),
            ..self.written()
        }
    }

    /// Given up without another try.
    #[must_use]
    pub fn given_up(self, why: &str) -> Self {
        Self {
            state: DeliveryState::Failed,
            last_error: Some(why.to_owned()),
            ..self.written()
        }
    }

    /// On its way once more; none while it still is.
    pub fn replayed(self) -> Option<Self> {
        (self.state != DeliveryState::Waiting).then(|| Self {
            state: DeliveryState::Waiting,
            delivered_at: None,
            ..self.written()
        })
    }

    fn written(self) -> Self {
        Self {
            version: self.version.saturating_add(1),
            ..self
        }
    }
}

/// How an outbox knows a receiver: the first half of all of its lines.
pub fn receiver_of(endpoint: WebhookId) -> [u8; 8] {
    // The half of an id that is chance.
    let id = endpoint.as_uuid().into_bytes();
    id.last_chunk().copied().unwrap_or_default()
}

/// The line in which events of one aggregate stand before one endpoint: what comes before is delivered, or given up, before
/// what follows. Aggregates with the same line would only wait for each other.
pub fn line_of(endpoint: WebhookId, aggregate: [u8; 16]) -> [u8; 16] {
    /// An odd number without a pattern, so that the halves of an aggregate do not cancel each other out.
    const SPREAD: u128 = 0x9E37_79B9_7F4A_7C15;
    let number = u128::from_be_bytes(aggregate);
    let low = number.wrapping_add((number >> 64).wrapping_mul(SPREAD)) & u128::from(u64::MAX);
    let receiver = u64::from_be_bytes(receiver_of(endpoint));
    ((u128::from(receiver) << 64) | low).to_be_bytes()
}

/// How long after the failure of a try the next comes, by how many have failed; none when it was the last. They spread over
/// about three days, each give or take a tenth, by `dice`.
pub fn wait_after(failures: u32, dice: u8) -> Option<TimeDelta> {
    const SECONDS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    let place = usize::try_from(failures.checked_sub(1)?).ok()?;
    let seconds = SECONDS.get(place)?;
    // Between 900 and 1,100 thousandths.
    let thousandths = 900 + i64::from(dice) * 200 / 255;
    Some(TimeDelta::milliseconds(seconds * thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    const NOW: Instant = DateTime::UNIX_EPOCH;

    fn delivery() -> Delivery {
        let id = Uuid::from_u128(5);
        Delivery {
            id: DeliveryId::from_uuid(id),
            endpoint: WebhookId::from_uuid(id),
            event: EventId::from_uuid(id),
            kind: "order.paid".to_owned(),
            line: [0; 16],
            body: "{}".to_owned(),
            state: DeliveryState::Waiting,
            tries: 0,
            last_status: None,
            last_error: None,
            last_tried_at: None,
            delivered_at: None,
            version: 1,
            created_at: NOW,
        }
    }

    #[test]
    fn an_answer_means_what_it_says() {
        for (statuses, verdict) in [
            (&[200, 201, 202, 204, 299][..], Verdict::Arrived),
            (&[410], Verdict::Gone),
            (
                &[100, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 503, 599],
                Verdict::Failed,
            ),
        ] {
            for status in statuses {
                assert_eq!(Attempt::answered(*status).verdict(), verdict, "{status}");
            }
        }
        assert_eq!(Attempt::failed("no route").verdict(), Verdict::Failed);
    }

    #[test]
    fn tries_are_spread_over_about_three_days() {
        for dice in [0, 128, 255] {
            let waits: Vec<_> = (1..).map_while(|failures| wait_after(failures, dice)).collect();
            assert_eq!(waits.len(), 9);
            assert!(waits.is_sorted());
            let whole: TimeDelta = waits.into_iter().sum();
            assert!((68..=84).contains(&whole.num_hours()), "{whole}");
        }
        assert_eq!(wait_after(0, 0), None);
        assert_eq!(wait_after(1, 0), Some(TimeDelta::milliseconds(4_500)));
        assert_eq!(wait_after(1, 255), Some(TimeDelta::milliseconds(5_500)));
        assert_eq!(wait_after(u32::MAX, 0), None);
    }

    #[test]
    fn what_was_tried_is_written_down() {
        let failed = delivery().tried(&Attempt::answered(500), false, NOW);
        assert_eq!(
            (failed.state, failed.tries, failed.version),
            (DeliveryState::Waiting, 1, 2)
        );
        assert_eq!(failed.last_error.as_deref(), Some("the receiver answered 500"));
        let arrived = failed.clone().tried(&Attempt::answered(200), true, NOW);
        assert_eq!(
            (arrived.state, arrived.delivered_at),
            (DeliveryState::Delivered, Some(NOW))
        );
        assert_eq!((arrived.last_error, arrived.tries), (None, 2));
        let dead = failed.clone().tried(&Attempt::failed("x".repeat(900)), true, NOW);
        assert_eq!((dead.state, dead.last_status), (DeliveryState::Failed, None));
        assert_eq!(dead.last_error.map(|why| why.len()), Some(200));
        assert_eq!(
            failed.tried(&Attempt::answered(410), false, NOW).state,
            DeliveryState::Failed
        );
    }

    #[test]
    fn what_is_on_its_way_is_not_replayed() {
        assert_eq!(delivery().replayed(), None);
        let arrived = delivery().tried(&Attempt::answered(200), false, NOW);
        let again = arrived.replayed().unwrap();
        assert_eq!(
            (again.state, again.delivered_at, again.tries),
            (DeliveryState::Waiting, None, 1)
        );
        assert!(delivery().given_up("disabled").replayed().is_some());
    }

    #[test]
    fn a_line_is_of_one_endpoint_and_one_aggregate() {
        let [one, other] = [1, 2].map(|number| WebhookId::from_uuid(Uuid::from_u128(number)));
        let aggregate = |byte: u8| [byte; 16];
        let order = aggregate(1);
        assert_eq!(line_of(one, order), line_of(one, order));
        assert_ne!(line_of(one, order), line_of(other, order));
        assert_ne!(line_of(one, order), line_of(one, aggregate(3)));
        assert!(line_of(one, order).starts_with(&receiver_of(one)));
    }
}

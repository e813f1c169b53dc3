use super::Review;
use crate::points::{EntryKind, Rates, reward};
use crate::shared::{Currency, Points};

/// For what a review is thanked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RewardKind {
    /// For what it says.
    Text,
    /// For what it shows beside that.
    Photo,
}

impl RewardKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Text, Self::Photo];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Photo => "photo",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the author's wallet says.
    pub const fn entry(self) -> EntryKind {
        match self {
            Self::Text => EntryKind::TextReview,
            Self::Photo => EntryKind::PhotoReview,
        }
    }
}

/// What a review was thanked with, all of it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewarded {
    /// For what it last was.
    pub kind: RewardKind,
    /// Points, both kinds added up.
    pub points: i64,
}

impl Review {
    /// What is still owed to the author, and for what; none when nothing is. A text is thanked for when it is written, and a
    /// picture when the first one comes, with what it is worth more than the text was: whichever way a review gets its
    /// picture, it earns the same. What staff hid earns nothing, and neither does what was not paid in won, of which a point is
    /// worth one.
    pub fn due(&self, rates: &Rates, subscriber: bool) -> Option<(RewardKind, Points)> {
        let (kind, share) = if self.picture.is_some() {
            (RewardKind::Photo, rates.photo_review)
        } else {
            (RewardKind::Text, rates.text_review)
        };
        let had = match self.rewarded {
            None => 0,
            Some(Rewarded {
                kind: RewardKind::Text,
                points,
            }) if kind == RewardKind::Photo => points,
            Some(_) => return None,
        };
        let price = self.bought.unit_price;
        if self.hidden.is_some() || price.currency() != Currency::KRW {
            return None;
        }
        let whole = reward(price, share, rates.multiplier(subscriber))?;
        let owed = Points::try_from(whole.get() - had).ok()?;
        Some((kind, owed))
    }

    /// With what it was thanked with.
    #[must_use]
    pub fn thanked(mut self, kind: RewardKind, points: i64) -> Self {
        let had = self.rewarded.map_or(0, |rewarded| rewarded.points);
        self.rewarded = Some(Rewarded {
            kind,
            points: had.saturating_add(points),
        });
        self
    }
}

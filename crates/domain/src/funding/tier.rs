use thiserror::Error;

use super::UnitPrice;
use crate::shared::{TierId, text_value};

text_value! {
    /// What a reward is called.
    TierTitle, max 50, One
}
text_value! {
    /// What a backer gets.
    TierContent, max 500, Many
}

/// How many backers get a reward at most: 1 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierLimit(i64);

/// Why rewards are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TiersError {
    /// More than anybody reads.
    #[error("at most {} rewards", Tier::MOST)]
    TooMany,
    /// A limit that is none.
    #[error("must be a whole number from 1 to {}", TierLimit::MOST)]
    Limit,
    /// Two of one name.
    #[error("each reward has a name of its own")]
    Repeated,
}

impl TierLimit {
    /// The largest.
    pub const MOST: i64 = 1_000_000;

    /// The count.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for TierLimit {
    type Error = TiersError;

    fn try_from(count: i64) -> Result<Self, TiersError> {
        if (1..=Self::MOST).contains(&count) {
            Ok(Self(count))
        } else {
            Err(TiersError::Limit)
        }
    }
}

/// What a backer chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reward {
    /// Which reward.
    pub tier: TierId,
    /// Which of them, where they are limited, counted from 1.
    pub slot: Option<i64>,
}

/// A reward that backers choose. A limited one is given out slot by slot, and each slot once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Which.
    pub id: TierId,
    /// Its name, which no other of the campaign has.
    pub title: TierTitle,
    /// What it is.
    pub content: Option<TierContent>,
    /// What whoever chooses it pays.
    pub price: UnitPrice,
    /// How many get it; none when there are as many as are wanted.
    pub limit: Option<TierLimit>,
    /// How many have it.
    pub taken: i64,
}

impl Tier {
    /// The most of one campaign.
    pub const MOST: usize = 20;

    /// What the next one who chooses it gets: a slot, counted from 1, where they are limited. None when all are taken.
    pub fn next(&self) -> Option<Reward> {
        let next = self.taken.saturating_add(1);
        let slot = self.limit.map(|_| next);
        self.limit
            .is_none_or(|limit| next <= limit.0)
            .then_some(Reward { tier: self.id, slot })
    }

    /// How many are left; none when there is no limit.
    pub fn left(&self) -> Option<i64> {
        self.limit.map(|limit| limit.0.saturating_sub(self.taken).max(0))
    }
}

/// Whether these rewards can be offered together.
pub fn check_tiers(tiers: &[Tier]) -> Result<(), TiersError> {
    if tiers.len() > Tier::MOST {
        return Err(TiersError::TooMany);
    }
    let is_repeated =
        |(place, tier): (usize, &Tier)| tiers.iter().take(place).any(|other| other.title == tier.title);
    if tiers.iter().enumerate().any(is_repeated) {
        return Err(TiersError::Repeated);
    }
    Ok(())
}

use thiserror::Error;

/// How good something is: one star to five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stars(u8);

/// Why a number is none of stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be a whole number from 1 to 5")]
pub struct StarsError;

impl Stars {
    /// Every number of stars, the fewest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// How many.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Stars {
    type Error = StarsError;

    fn try_from(number: i64) -> Result<Self, StarsError> {
        Self::ALL
            .into_iter()
            .find(|stars| i64::from(stars.0) == number)
            .ok_or(StarsError)
    }
}

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Grade {
    /// Well.
    Good,
    /// As expected; also what somebody means who says nothing.
    #[default]
    Normal,
    /// Badly.
    Bad,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Self; 3] = [Self::Good, Self::Normal, Self::Bad];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Normal => "normal",
            Self::Bad => "bad",
        }
    }

    /// The grade of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == word)
    }
}

/// How the purchase went, beside the product itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evaluations {
    /// The way to the buyer.
    pub delivery: Grade,
    /// How the buyer was treated.
    pub service: Grade,
    /// How questions were answered.
    pub feedback: Grade,
}

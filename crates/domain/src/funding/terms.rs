use thiserror::Error;

use super::{FinalDate, FinalDateError, Tier, TiersError, Won, check_tiers};
use crate::shared::{Instant, TextError, text_value};

text_value! {
    /// What a campaign is called.
    CampaignTitle, max 50, One
}
text_value! {
    /// What it is about.
    CampaignContent, max 20000, Many
}
text_value! {
    /// Who collects, as everybody reads it.
    PosterName, max 50, One
}

/// Where a picture of a campaign is: an address of HTTPS of at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureUrl(String);

impl PictureUrl {
    /// The longest allowed, in characters.
    pub const MAX: usize = 500;

    /// Takes an address that names a host, and nobody who is to sign in there.
    pub fn parse(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        crate::shared::text_check(&text, Self::MAX, crate::shared::TextLines::One)?;
        let host = text
            .strip_prefix("https://")
            .and_then(|rest| rest.split(['/', '?', '#']).next());
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\'));
        let is_host = |host: &str| !host.is_empty() && !host.contains('@') && !host.starts_with(['.', ':']);
        if is_plain && host.is_some_and(is_host) {
            Ok(Self(text))
        } else {
            Err(TextError::Malformed {
                expected: "an address as https://example.com/picture.jpg",
            })
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is to be collected at least: 10,000 to 9,999,999,999 won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target(Won);

/// What one pledge is: 1 to 9,999,999,999 won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitPrice(Won);

/// Why a campaign cannot be like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TermsError {
    /// Too little, or too much to be collected.
    #[error("must be a whole number from {} to {}", Target::LEAST, Won::LARGEST_VALUE.get())]
    Target,
    /// Nothing, or too much to be pledged.
    #[error("must be a whole number from {} to {}", UnitPrice::LEAST, Won::LARGEST_VALUE.get())]
    UnitPrice,
    /// A day on which it cannot end.
    #[error(transparent)]
    FinalDate(#[from] FinalDateError),
    /// Rewards that do not go together.
    #[error(transparent)]
    Tiers(#[from] TiersError),
}

impl Target {
    /// The least that is worth a campaign.
    pub const LEAST: i64 = 10_000;

    /// The amount.
    pub const fn won(self) -> Won {
        self.0
    }
}

impl TryFrom<i64> for Target {
    type Error = TermsError;

    fn try_from(number: i64) -> Result<Self, TermsError> {
        match Won::try_from(number) {
            Ok(won) if number >= Self::LEAST && won <= Won::LARGEST_VALUE => Ok(Self(won)),
            _ => Err(TermsError::Target),
        }
    }
}

impl UnitPrice {
    /// The least that can be pledged.
    pub const LEAST: i64 = 1;

    /// The amount.
    pub const fn won(self) -> Won {
        self.0
    }
}

impl TryFrom<i64> for UnitPrice {
    type Error = TermsError;

    fn try_from(number: i64) -> Result<Self, TermsError> {
        match Won::try_from(number) {
            Ok(won) if number >= Self::LEAST && won <= Won::LARGEST_VALUE => Ok(Self(won)),
            _ => Err(TermsError::UnitPrice),
        }
    }
}

/// What somebody promises: what it is, what it needs, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignTerms {
    /// What it is called.
    pub title: CampaignTitle,
    /// Who collects, as everybody reads it.
    pub poster_name: PosterName,
    /// What it is about.
    pub content: CampaignContent,
    /// Where a picture of it is.
    pub picture: Option<PictureUrl>,
    /// What is to be collected at least; never changes.
    pub target: Target,
    /// What a pledge without a reward is; changes until somebody pledged.
    pub unit_price: UnitPrice,
    /// The last day on which it collects.
    pub final_date: FinalDate,
    /// The rewards that backers may choose; they change until somebody pledged.
    pub tiers: Vec<Tier>,
}

impl CampaignTerms {
    /// Whether a campaign may begin with these terms.
    pub fn check(&self, now: Instant) -> Result<(), TermsError> {
        self.final_date.check(now)?;
        Ok(check_tiers(&self.tiers)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_prices_end_at_both_ends() {
        for (number, good) in [
            (9_999, false),
            (10_000, true),
            (9_999_999_999, true),
            (10_000_000_000, false),
            (-1, false),
        ] {
            assert_eq!(Target::try_from(number).is_ok(), good, "{number}");
        }
        for (number, good) in [
            (0, false),
            (1, true),
            (-1, false),
            (9_999_999_999, true),
            (10_000_000_000, false),
            (i64::MIN, false),
        ] {
            assert_eq!(UnitPrice::try_from(number).is_ok(), good, "{number}");
        }
    }

    #[test]
    fn a_picture_is_at_an_address_of_https() {
        for good in [
            "https://example.com/a.jpg",
            "https://cdn.example.com:8443/a%20b.png?x=1#y",
        ] {
            assert!(PictureUrl::parse(good).is_ok(), "{good}");
        }
        let long = format!("https://example.com/{}", "a".repeat(500));
        for bad in [
            "",
            "http://example.com/a.jpg",
            "https://",
            "https:///a",
            "https://a@b/c",
            "javascript:alert(1)",
            "https://a/\"><",
            "https://한글.kr/a",
            "https://a b/c",
            &long,
        ] {
            assert!(PictureUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn titles_have_fifty_characters() {
        assert!(CampaignTitle::parse("가".repeat(50)).is_ok());
        assert!(CampaignTitle::parse("가".repeat(51)).is_err());
        assert!(PosterName::parse(" \t").is_err());
    }
}

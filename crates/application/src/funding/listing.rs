use hexmart_domain::funding::Won;
use hexmart_domain::shared::CampaignId;
use thiserror::Error;

use super::CampaignCard;
use crate::platform::StoreError;

/// The order of a list. Whatever it is, campaigns that collect come first, then those that have their target, then those that
/// are fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignSort {
    /// Who has the most first, then the newest.
    Total,
    /// The newest first.
    Created,
}

impl CampaignSort {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::Total, Self::Created];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Created => "created",
        }
    }

    /// The order of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word)
    }
}

/// A place in a list of campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CampaignMark {
    /// How far up its state stands; 3 is first.
    pub standing: i64,
    /// What was pledged.
    pub total: Won,
    /// Which campaign.
    pub id: CampaignId,
}

impl CampaignMark {
    /// Where a campaign of a list stands; none when no list shows it.
    pub fn of(card: &CampaignCard) -> Option<Self> {
        let standing = card.state.standing().filter(|_| card.archived_at.is_none())?;
        Some(Self {
            standing,
            total: card.total,
            id: card.id,
        })
    }
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CampaignWindow {
    /// Behind which place it starts; at the top unless said.
    pub after: Option<CampaignMark>,
    /// How many are left out from there.
    pub skip: u64,
    /// How many there are at most.
    pub limit: u64,
}

/// A page that is asked for by its number. A number means nothing without an order and a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedPage {
    /// In which order.
    pub sort: Option<CampaignSort>,
    /// How many a page has, from 1.
    pub size: Option<u64>,
    /// Which page, from 0.
    pub page: u64,
}

/// A page of campaigns, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignPage {
    /// What is on it.
    pub campaigns: Vec<CampaignCard>,
    /// How many there are on all pages.
    pub total: u64,
    /// The number of the last page, from 0.
    pub max_page: u64,
}

/// Why there is no such page.
#[derive(Debug, Clone, Error)]
pub enum PageError {
    /// Nobody said in which order.
    #[error("a numbered page needs an order")]
    NoOrder,
    /// Nobody said how many a page has.
    #[error("a numbered page needs a size")]
    NoSize,
    /// It is behind the last one.
    #[error("the last page is {max_page}")]
    OutOfBound {
        /// The last one, from 0.
        max_page: u64,
    },
    /// So far down a list is read by places, not by numbers.
    #[error("a page so far down is not asked for by its number")]
    TooDeep,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NumberedPage {
    /// How far down a page may start that is asked for by its number.
    pub const DEEPEST: u64 = 10_000;

    /// Where the page lies in a list of `total`, of which the last page is the first when it is empty.
    pub(super) fn of(self, total: u64) -> Result<(CampaignSort, CampaignWindow, u64), PageError> {
        let sort = self.sort.ok_or(PageError::NoOrder)?;
        let size = self.size.filter(|size| *size > 0).ok_or(PageError::NoSize)?;
        let max_page = total.saturating_sub(1) / size;
        if self.page > max_page {
            return Err(PageError::OutOfBound { max_page });
        }
        let skip = self.page.saturating_mul(size);
        if skip > Self::DEEPEST {
            return Err(PageError::TooDeep);
        }
        let window = CampaignWindow {
            after: None,
            skip,
            limit: size,
        };
        Ok((sort, window, max_page))
    }
}

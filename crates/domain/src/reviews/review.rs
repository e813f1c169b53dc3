use thiserror::Error;

use super::{Evaluations, Rewarded, Stars};
use crate::catalogue::Picture;
use crate::ordering::LineState;
use crate::shared::{Instant, Money, OrderLineId, ProductId, ReviewId, UserId, text_value};

text_value! {
    /// What a review is headed by.
    ReviewTitle, max 20, One
}

text_value! {
    /// What a review says.
    ReviewText, max 2000, Many
}

text_value! {
    /// Why staff hid a review, or shows it again, for its author to read.
    HidingReason, max 500, Many
}

/// How a line stands that can be reviewed: it arrived, and nobody wants the money back, or got it.
pub const REVIEWABLE: [LineState; 2] = [LineState::Delivered, LineState::Confirmed];

/// What the author bought, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// By which line of an order.
    pub line: OrderLineId,
    /// What was chosen, as "Size: XL".
    pub options: Vec<String>,
    /// What one piece cost, after discount and coupon.
    pub unit_price: Money,
}

/// What an author says, and can say otherwise later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewSheet {
    /// How good the product is.
    pub stars: Stars,
    /// In a few words.
    pub title: ReviewTitle,
    /// In more.
    pub text: ReviewText,
    /// How the purchase went.
    pub evaluations: Evaluations,
}

/// What somebody says of a product that they bought. Once for each product, and never removed: it may have been thanked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Which.
    pub id: ReviewId,
    /// Of what.
    pub product: ProductId,
    /// Who says it.
    pub author: UserId,
    /// What they say.
    pub sheet: ReviewSheet,
    /// What it looks like at theirs.
    pub picture: Option<Picture>,
    /// What they bought.
    pub bought: Bought,
    /// Why nobody else sees it; none as long as everybody does.
    pub hidden: Option<HidingReason>,
    /// What it was thanked with.
    pub rewarded: Option<Rewarded>,
    /// How often it was changed, from 1; the optimistic lock. Likes do not count.
    pub version: i64,
    /// When it was written.
    pub written_at: Instant,
    /// When its author last changed it.
    pub edited_at: Option<Instant>,
}

/// Why a review stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReviewError {
    /// Staff hid it already.
    #[error("the review is hidden already")]
    Hidden,
    /// Everybody sees it.
    #[error("the review is not hidden")]
    Shown,
    /// Nobody likes their own.
    #[error("nobody likes their own review")]
    Own,
}

impl Review {
    /// A new one.
    pub const fn written(
        id: ReviewId,
        (author, product): (UserId, ProductId),
        sheet: ReviewSheet,
        bought: Bought,
        now: Instant,
    ) -> Self {
        Self {
            id,
            product,
            author,
            sheet,
            picture: None,
            bought,
            hidden: None,
            rewarded: None,
            version: 1,
            written_at: now,
            edited_at: None,
        }
    }

    /// What its author says now. What was hidden stays so: staff looks at it again, not its author.
    #[must_use]
    pub fn edited(mut self, sheet: ReviewSheet, now: Instant) -> Self {
        self.sheet = sheet;
        self.edited_at = Some(now);
        self.changed()
    }

    /// With a picture in place of the one it has.
    #[must_use]
    pub fn pictured(mut self, picture: Picture, now: Instant) -> Self {
        self.picture = Some(picture);
        self.edited_at = Some(now);
        self.changed()
    }

    /// Without its picture: whoever shows something of their home can take it back. What it was thanked with stays.
    #[must_use]
    pub fn unpictured(mut self, now: Instant) -> Self {
        self.picture = None;
        self.edited_at = Some(now);
        self.changed()
    }

    /// For nobody but its author and staff.
    pub fn hidden(mut self, reason: HidingReason) -> Result<Self, ReviewError> {
        if self.hidden.is_some() {
            return Err(ReviewError::Hidden);
        }
        self.hidden = Some(reason);
        Ok(self.changed())
    }

    /// For everybody again.
    pub fn shown(mut self) -> Result<Self, ReviewError> {
        if self.hidden.is_none() {
            return Err(ReviewError::Shown);
        }
        self.hidden = None;
        Ok(self.changed())
    }

    /// Whether somebody may like it.
    pub fn likeable_by(&self, account: UserId) -> Result<(), ReviewError> {
        if self.author == account {
            Err(ReviewError::Own)
        } else {
            Ok(())
        }
    }

    fn changed(mut self) -> Self {
        self.version = self.version.saturating_add(1);
        self
    }
}

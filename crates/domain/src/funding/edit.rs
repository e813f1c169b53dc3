use thiserror::Error;

use super::{
    Campaign, CampaignContent, CampaignState, CampaignTitle, FinalDate, FinalDateError, PictureUrl,
    PosterName, Tier, TiersError, UnitPrice, check_tiers,
};
use crate::shared::Instant;

/// What is to be otherwise; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignEdit {
    /// What it is called.
    pub title: Option<CampaignTitle>,
    /// Who collects.
    pub poster_name: Option<PosterName>,
    /// What it is about.
    pub content: Option<CampaignContent>,
    /// Where its picture is; the inner none takes it away.
    pub picture: Option<Option<PictureUrl>>,
    /// What a pledge without a reward is.
    pub unit_price: Option<UnitPrice>,
    /// The last day on which it collects.
    pub final_date: Option<FinalDate>,
    /// All rewards.
    pub tiers: Option<Vec<Tier>>,
}

/// Why a campaign stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EditError {
    /// It collects no more.
    #[error("the campaign collects no more")]
    NotFunding,
    /// Somebody pledged at this price, or for these rewards.
    #[error("price and rewards are settled by the first pledge")]
    Settled,
    /// Not a day on which it can end.
    #[error(transparent)]
    FinalDate(#[from] FinalDateError),
    /// Rewards that do not go together.
    #[error(transparent)]
    Tiers(#[from] TiersError),
}

impl Campaign {
    /// The campaign otherwise. Backers are not asked, so what they pledged for does not change once there are any. A day that
    /// stays is not looked at again.
    pub fn edited(&self, edit: CampaignEdit, now: Instant) -> Result<Self, EditError> {
        if self.state != CampaignState::Funding || self.is_over(now) {
            return Err(EditError::NotFunding);
        }
        let mut next = self.clone();
        let terms = &mut next.terms;
        terms.unit_price = edit.unit_price.unwrap_or(terms.unit_price);
        if let Some(tiers) = edit.tiers {
            check_tiers(&tiers)?;
            terms.tiers = tiers;
        }
        let is_settled = self.backers > 0;
        if is_settled && (terms.unit_price != self.terms.unit_price || terms.tiers != self.terms.tiers) {
            return Err(EditError::Settled);
        }
        if let Some(day) = edit.final_date.filter(|day| *day != self.terms.final_date) {
            day.check(now)?;
            terms.final_date = day;
        }
        if let Some(picture) = edit.picture {
            terms.picture = picture;
        }
        if let Some(title) = edit.title {
            terms.title = title;
        }
        if let Some(name) = edit.poster_name {
            terms.poster_name = name;
        }
        if let Some(content) = edit.content {
            terms.content = content;
        }
        Ok(next.changed(now))
    }
}

//! What a poster or the shop decides about a campaign.

use std::sync::Arc;

use hexmart_domain::funding::{Campaign, CampaignState, CancelReason, LifecycleError};
use hexmart_domain::shared::{CampaignId, Instant};
use serde_json::json;

use super::FundingService;
use super::campaigns::is_public;
use crate::funding::{CampaignChangeError, Steward};
use crate::platform::{
    Abort, AuditAction, AuditEvent, Mint, StoreError, UnitOfWork, announce, note, transact,
};

/// What is decided.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Cancel(Option<CancelReason>),
    Fulfil,
    Archive,
}

impl Step {
    fn of(&self, campaign: &Campaign, now: Instant) -> Result<Campaign, LifecycleError> {
        match self {
            Self::Cancel(reason) => campaign.cancelled(reason.clone(), now),
            Self::Fulfil => campaign.fulfilled(now),
            Self::Archive => campaign.archived(now),
        }
    }

    const fn event(&self) -> &'static str {
        match self {
            Self::Cancel(_) => "campaign.cancelled",
            Self::Fulfil => "campaign.closed",
            Self::Archive => "campaign.archived",
        }
    }
}

impl FundingService {
    pub(super) async fn step(
        &self,
        by: Steward,
        id: CampaignId,
        step: Step,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError> {
        let (mint, vault) = (self.ports.mint.clone(), Arc::clone(&self.ports.vault));
        let changed = transact(&*self.ports.store, "change_campaign", move |uow| {
            let (step, mint, vault) = (step.clone(), mint.clone(), Arc::clone(&vault));
            Box::pin(async move {
                let campaign = uow.campaigns().find(id).await?;
                let campaign = campaign.filter(|campaign| is_public(campaign) || by.keeps(campaign));
                let campaign = campaign.ok_or(Abort::Refused(CampaignChangeError::Unknown))?;
                if !by.keeps(&campaign) {
                    return Err(Abort::Refused(CampaignChangeError::Foreign));
                }
                if seen.is_some_and(|seen| seen != campaign.version) {
                    return Err(Abort::Refused(CampaignChangeError::Stale));
                }
                let now = uow.campaigns().clock(mint.now()).await?;
                let next = step.of(&campaign, now);
                let next = next.map_err(|refusal| Abort::Refused(CampaignChangeError::from(refusal)))?;
                uow.campaigns().save(&next).await?;
                tell(uow, step.event(), &next, &mint, now).await?;
                if let Steward::Staff(actor) = by {
                    let event = AuditEvent {
                        at: now,
                        actor: Some(actor),
                        action: AuditAction::CampaignChanged,
                        subject: id.to_string(),
                        // The reason stays out of it: people write names into reasons.
                        note: step.event().to_owned(),
                    };
                    note(uow, event, &*vault).await?;
                }
                Ok(next)
            })
        })
        .await?;
        self.ports.changed.campaigns_changed();
        Ok(changed)
    }

    /// Decides about a campaign whose time is over. Of many that try, one does; false for the others.
    pub(super) async fn decide(&self, id: CampaignId) -> Result<bool, StoreError> {
        let mint = self.ports.mint.clone();
        let decided = transact(&*self.ports.store, "decide_campaign", move |uow| {
            let mint = mint.clone();
            Box::pin(async move {
                let Some(campaign) = uow.campaigns().find(id).await? else {
                    return Ok(false);
                };
                let now = uow.campaigns().clock(mint.now()).await?;
                let Some(decided) = campaign.decided(now) else {
                    return Ok(false);
                };
                uow.campaigns().save(&decided).await?;
                let event = match decided.state {
                    CampaignState::Success => "campaign.funded",
                    CampaignState::Funding | CampaignState::Close | CampaignState::Cancel => {
                        "campaign.cancelled"
                    }
                };
                tell(uow, event, &decided, &mint, now).await?;
                Ok::<_, Abort<StoreError>>(true)
            })
        })
        .await?;
        if decided {
            self.ports.changed.campaigns_changed();
        }
        Ok(decided)
    }
}

/// Lets others hear of a campaign.
pub(super) async fn tell(
    uow: &mut dyn UnitOfWork,
    what: &str,
    campaign: &Campaign,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let data = json!({
        "campaign_id": campaign.id.to_string(),
        "state": campaign.state.as_str(),
        "backers": campaign.backers,
        "total": campaign.total.get(),
        "refunded": campaign.refunds.amount.get(),
        "achievement": campaign.achievement(),
    });
    let message = announce(mint.id(now), campaign.id.as_uuid().into_bytes(), what, data, now)?;
    uow.outbox().enqueue(&message).await
}

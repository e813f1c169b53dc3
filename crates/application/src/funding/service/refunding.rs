//! Money that goes back.

use hexmart_domain::funding::{Campaign, Pledge, Refunds, Tender};
use hexmart_domain::payments::RefundReason;
use hexmart_domain::points::{EntryKind, Reference};
use hexmart_domain::shared::{CampaignId, Instant, PaymentId, Points};

use super::FundingService;
use super::stewardship::tell;
use crate::payments::keep;
use crate::platform::{Abort, Mint, StoreError, UnitOfWork, transact};
use crate::points::{Booking, Bookkeeper, Return};

/// Pledges per transaction: few enough that no wallet is held up for long, enough that many go back in a second.
const BATCH: u64 = 500;
/// Why money goes back, as a provider is told.
const REASON: &str = "the campaign did not come about";

impl FundingService {
    /// Gives the first pledges back at once, so that whoever backed a small campaign need not wait; what fails, or is left, the
    /// job does.
    pub(super) async fn refund_soon(&self, campaign: CampaignId) {
        if let Err(error) = self.refund_batch(campaign).await {
            tracing::warn!(%campaign, %error, "pledges wait for the job that gives them back");
        }
    }

    /// Gives pledges of a cancelled campaign back, all or none of them; answers how many. 0 when there are none left.
    pub(super) async fn refund_batch(&self, id: CampaignId) -> Result<u64, StoreError> {
        let (bookkeeper, mint) = (self.ports.bookkeeper.clone(), self.ports.mint.clone());
        let refunded = transact(&*self.ports.store, "refund_pledges", move |uow| {
            let (bookkeeper, mint) = (bookkeeper.clone(), mint.clone());
            Box::pin(async move {
                let refunded = batch(uow, id, &bookkeeper, &mint).await;
                refunded.map_err(Abort::<StoreError>::Store)
            })
        })
        .await?;
        if refunded > 0 {
            self.ports.changed.campaigns_changed();
        }
        Ok(refunded)
    }
}

async fn batch(
    uow: &mut dyn UnitOfWork,
    id: CampaignId,
    bookkeeper: &Bookkeeper,
    mint: &Mint,
) -> Result<u64, StoreError> {
    let Some(campaign) = uow.campaigns().find(id).await?.filter(Campaign::owes_refunds) else {
        return Ok(0);
    };
    let now = mint.now();
    let held = uow.campaigns().held(id, BATCH).await?;
    let mut returned = to_wallets(uow, &held, bookkeeper, now).await?;
    for pledge in &held {
        if let Tender::Payment(payment) = pledge.tender {
            to_provider(uow, payment, pledge, mint, now).await?;
            returned.extend(pledge.refunded(now));
        }
    }
    if returned.is_empty() {
        return Ok(0);
    }
    uow.campaigns().give_back(&campaign, &returned).await?;
    let after = counted(&campaign, &returned)?;
    if !after.owes_refunds() {
        tell(uow, "campaign.refunded", &after, mint, now).await?;
    }
    Ok(u64::try_from(returned.len()).unwrap_or(u64::MAX))
}

/// Puts points back into the wallets that they came from; answers the pledges that they are of.
///
/// A wallet that can hold no more keeps nobody else waiting: its pledge stays, and is tried again with each round.
async fn to_wallets(
    uow: &mut dyn UnitOfWork,
    held: &[Pledge],
    bookkeeper: &Bookkeeper,
    now: Instant,
) -> Result<Vec<Pledge>, StoreError> {
    let back = |pledge: &Pledge| match &pledge.tender {
        Tender::Points(taken) => {
            let reference = Reference::to(pledge.id);
            let points = Points::try_from(pledge.amount.get()).map_err(StoreError::backend);
            Some(points.map(|points| Return {
                points,
                taken: taken.clone(),
                booking: Booking::new(pledge.backer, EntryKind::PledgeRefund, reference, now),
            }))
        }
        Tender::Payment(_) => None,
    };
    let returns = held.iter().filter_map(back).collect::<Result<Vec<_>, _>>()?;
    let answers = bookkeeper.give_back_all(uow, returns).await?;
    let paid = held
        .iter()
        .filter(|pledge| matches!(pledge.tender, Tender::Points(_)));
    let mut returned = Vec::new();
    for (pledge, answer) in paid.zip(answers) {
        match answer {
            Ok(_entry) => returned.extend(pledge.refunded(now)),
            Err(error) => tracing::error!(pledge = %pledge.id, %error, "a pledge cannot go back"),
        }
    }
    Ok(returned)
}

/// Has what a provider took go back there: written down here, and pursued like every refund.
async fn to_provider(
    uow: &mut dyn UnitOfWork,
    payment: PaymentId,
    pledge: &Pledge,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let payment = uow.payments().find(payment).await?;
    let payment = payment.ok_or_else(|| StoreError::corrupt("pledges", "its payment is gone"))?;
    let (due, left) = (pledge.amount.money(), payment.refundable());
    // What somebody of the shop gave back before does not go back again, and keeps nobody else waiting.
    let back = if left.amount() < due.amount() { left } else { due };
    if back.amount().is_zero() {
        return Ok(());
    }
    let reason = RefundReason::parse(REASON).map_err(StoreError::backend)?;
    let refunding = payment.refunding(mint.id(now), back, reason, now);
    keep(uow, refunding.map_err(StoreError::backend)?, mint, now)
        .await
        .map(drop)
}

/// The campaign with these pledges gone back.
fn counted(campaign: &Campaign, returned: &[Pledge]) -> Result<Campaign, StoreError> {
    let Refunds { count, amount } = campaign.refunds;
    let sum = returned
        .iter()
        .try_fold(amount, |sum, pledge| sum.plus(pledge.amount))
        .map_err(StoreError::backend)?;
    let more = i64::try_from(returned.len()).map_err(StoreError::backend)?;
    Ok(Campaign {
        refunds: Refunds {
            count: count.saturating_add(more),
            amount: sum,
        },
        ..campaign.clone()
    })
}

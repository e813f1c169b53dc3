//! Campaigns and pledges as answers show them.

use hexmart_application::funding::{CampaignCard, PledgeEntry};
use hexmart_domain::funding::{
    Campaign, CancelReason, FinalDate, PictureUrl, Pledge, Refunds, Tender, Tier, TierContent, TierLimit, Won,
};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, TierId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{self, example};

/// An amount of whole won as people read it, with commas.
fn text(won: Won) -> String {
    won.to_string()
}

fn day(date: FinalDate) -> String {
    date.day().to_string()
}

/// What went back to backers.
#[derive(Serialize, ToSchema)]
#[schema(as = CampaignRefunds)]
struct RefundsBody {
    /// How many pledges.
    #[schema(example = 0)]
    count: i64,
    /// What they came to.
    #[schema(example = 0)]
    amount: i64,
}

impl From<Refunds> for RefundsBody {
    fn from(refunds: Refunds) -> Self {
        Self {
            count: refunds.count,
            amount: refunds.amount.get(),
        }
    }
}

/// A reward that backers choose.
#[derive(Serialize, ToSchema)]
#[schema(as = CampaignTier)]
struct TierBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::tier_id)]
    id: TierId,
    #[schema(example = "귤잼 두 병")]
    title: &'a str,
    content: Option<&'a str>,
    /// What whoever chooses it pays.
    #[schema(example = 9_000)]
    price: i64,
    /// How many get it; null when there are as many as are wanted.
    #[schema(example = 100)]
    limit: Option<i64>,
    /// How many have it.
    #[schema(example = 3)]
    taken: i64,
    /// How many are left; null when there is no limit.
    #[schema(example = 97)]
    left: Option<i64>,
}

impl<'a> From<&'a Tier> for TierBody<'a> {
    fn from(tier: &'a Tier) -> Self {
        Self {
            id: tier.id,
            title: tier.title.as_str(),
            content: tier.content.as_ref().map(TierContent::as_str),
            price: tier.price.won().get(),
            limit: tier.limit.map(TierLimit::get),
            taken: tier.taken,
            left: tier.left(),
        }
    }
}

/// A campaign with all that is known of it. Amounts are whole won.
#[derive(Serialize, ToSchema)]
#[schema(as = Campaign)]
pub(crate) struct CampaignBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::campaign_id)]
    id: CampaignId,
    /// The account that collects.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    poster_id: UserId,
    #[schema(example = "제주 귤잼")]
    title: &'a str,
    #[schema(example = "귤밭지기")]
    poster_name: &'a str,
    content: &'a str,
    picture_url: Option<&'a str>,
    /// `FUNDING`, `SUCCESS`, `CLOSE` or `CANCEL`.
    #[schema(example = "FUNDING")]
    state: &'static str,
    #[schema(example = 600_000)]
    target_amount: i64,
    #[schema(example = "600,000")]
    target_text: String,
    /// What a pledge without a reward is.
    #[schema(example = 4_500)]
    unit_price: i64,
    #[schema(example = "4,500")]
    unit_price_text: String,
    /// The last day on which it collects, by Seoul's calendar.
    #[schema(example = "2026-12-31")]
    final_date: String,
    /// Days left in Seoul: 0 on the last one, below 0 afterwards.
    #[schema(example = 41)]
    d_day: i64,
    /// How many pledged.
    #[schema(example = 3)]
    backers: i64,
    /// What they pledged, whether it went back or not.
    #[schema(example = 13_500)]
    total_amount: i64,
    #[schema(example = "13,500")]
    total_text: String,
    /// How much of the target that is, in whole percent, rounded down.
    #[schema(example = 2)]
    achievement: i64,
    refunds: RefundsBody,
    tiers: Vec<TierBody<'a>>,
    /// Why it was called off, where somebody did.
    cancel_reason: Option<&'a str>,
    /// When its target, its failure or its end was decided.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    decided_at: Option<Instant>,
    /// When what was promised was delivered.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    fulfilled_at: Option<Instant>,
    /// Since when no list shows it.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    archived_at: Option<Instant>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

impl<'a> CampaignBody<'a> {
    pub(super) fn of(campaign: &'a Campaign, now: Instant) -> Self {
        let terms = &campaign.terms;
        Self {
            id: campaign.id,
            poster_id: campaign.poster,
            title: terms.title.as_str(),
            poster_name: terms.poster_name.as_str(),
            content: terms.content.as_str(),
            picture_url: terms.picture.as_ref().map(PictureUrl::as_str),
            state: campaign.state.as_str(),
            target_amount: terms.target.won().get(),
            target_text: text(terms.target.won()),
            unit_price: terms.unit_price.won().get(),
            unit_price_text: text(terms.unit_price.won()),
            final_date: day(terms.final_date),
            d_day: campaign.d_day(now),
            backers: campaign.backers,
            total_amount: campaign.total.get(),
            total_text: text(campaign.total),
            achievement: campaign.achievement(),
            refunds: campaign.refunds.into(),
            tiers: terms.tiers.iter().map(TierBody::from).collect(),
            cancel_reason: campaign.cancel_reason.as_ref().map(CancelReason::as_str),
            decided_at: campaign.decided_at,
            fulfilled_at: campaign.fulfilled_at,
            archived_at: campaign.archived_at,
            created_at: campaign.created_at,
            updated_at: campaign.updated_at,
        }
    }
}

/// A campaign as lists show it. Amounts are whole won.
#[derive(Serialize, ToSchema)]
#[schema(as = CampaignCard)]
pub(crate) struct CampaignCardBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::campaign_id)]
    id: CampaignId,
    #[schema(example = "제주 귤잼")]
    title: &'a str,
    #[schema(example = "귤밭지기")]
    poster_name: &'a str,
    picture_url: Option<&'a str>,
    /// `FUNDING`, `SUCCESS`, `CLOSE` or `CANCEL`.
    #[schema(example = "FUNDING")]
    state: &'static str,
    #[schema(example = 600_000)]
    target_amount: i64,
    #[schema(example = 4_500)]
    unit_price: i64,
    #[schema(example = "2026-12-31")]
    final_date: String,
    /// Days left in Seoul.
    #[schema(example = 41)]
    d_day: i64,
    #[schema(example = 3)]
    backers: i64,
    #[schema(example = 13_500)]
    total_amount: i64,
    #[schema(example = "13,500")]
    total_text: String,
    /// How much of the target that is, in whole percent, rounded down.
    #[schema(example = 2)]
    achievement: i64,
    refunds: RefundsBody,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    archived_at: Option<Instant>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
}

impl<'a> CampaignCardBody<'a> {
    pub(super) fn of(card: &'a CampaignCard, now: Instant) -> Self {
        Self {
            id: card.id,
            title: card.title.as_str(),
            poster_name: card.poster_name.as_str(),
            picture_url: card.picture.as_ref().map(PictureUrl::as_str),
            state: card.state.as_str(),
            target_amount: card.target.won().get(),
            unit_price: card.unit_price.won().get(),
            final_date: day(card.final_date),
            d_day: card.final_date.d_day(now),
            backers: card.backers,
            total_amount: card.total.get(),
            total_text: text(card.total),
            achievement: card.achievement(),
            refunds: card.refunds.into(),
            archived_at: card.archived_at,
            created_at: card.created_at,
        }
    }
}

/// What one gave to a campaign.
#[derive(Serialize, ToSchema)]
#[schema(as = Pledge)]
pub(crate) struct PledgeBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::pledge_id)]
    id: PledgeId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::campaign_id)]
    campaign_id: CampaignId,
    /// The reward that was chosen.
    #[schema(value_type = Option<String>, example = example::tier_id)]
    tier_id: Option<String>,
    /// Which of a limited reward it is, from 1.
    #[schema(example = 4)]
    slot: Option<i64>,
    /// Whole won.
    #[schema(example = 4_500)]
    amount: i64,
    #[schema(example = "4,500")]
    amount_text: String,
    /// By what it was paid, and goes back: `points` or `payment`.
    #[schema(example = "points")]
    tender: &'static str,
    /// The payment at a provider.
    #[schema(value_type = Option<String>, example = example::payment_id)]
    payment_id: Option<String>,
    /// `SUCCESS` (it counts) or `CANCEL` (it went back).
    #[schema(example = "SUCCESS")]
    state: &'static str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    pledged_at: Instant,
    /// When it went back.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    refunded_at: Option<Instant>,
}

impl From<&Pledge> for PledgeBody {
    fn from(pledge: &Pledge) -> Self {
        let (tender, payment_id) = match &pledge.tender {
            Tender::Points(_) => ("points", None),
            Tender::Payment(payment) => ("payment", Some(payment.to_string())),
        };
        Self {
            id: pledge.id,
            campaign_id: pledge.campaign,
            tier_id: pledge.reward.map(|reward| reward.tier.to_string()),
            slot: pledge.reward.and_then(|reward| reward.slot),
            amount: pledge.amount.get(),
            amount_text: text(pledge.amount),
            tender,
            payment_id,
            state: pledge.state.as_str(),
            pledged_at: pledge.pledged_at,
            refunded_at: pledge.refunded_at,
        }
    }
}

/// What one gave, and what became of the campaign.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnPledge)]
pub(crate) struct OwnPledgeBody<'a> {
    #[serde(flatten)]
    pledge: PledgeBody,
    #[schema(example = "제주 귤잼")]
    campaign_title: &'a str,
    /// `FUNDING`, `SUCCESS`, `CLOSE` or `CANCEL`.
    #[schema(example = "FUNDING")]
    campaign_state: &'static str,
    #[schema(example = "2026-12-31")]
    final_date: String,
    /// Days left in Seoul.
    #[schema(example = 41)]
    d_day: i64,
}

impl<'a> OwnPledgeBody<'a> {
    pub(super) fn of(entry: &'a PledgeEntry, now: Instant) -> Self {
        Self {
            pledge: PledgeBody::from(&entry.pledge),
            campaign_title: entry.title.as_str(),
            campaign_state: entry.state.as_str(),
            final_date: day(entry.final_date),
            d_day: entry.final_date.d_day(now),
        }
    }
}

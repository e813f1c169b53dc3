use std::collections::{BTreeMap, BTreeSet};

use hexmart_domain::shared::{CampaignId, Day, PaymentId, ProductId, UserId};
use rust_decimal::Decimal;

/// What people were told, for good: what stands here happened, and of what can only happen on request nothing else did.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// How many things people tried.
    pub(super) commands: usize,
    /// What employees gave and took, by what they wrote about it.
    pub(super) adjusted: BTreeMap<String, (UserId, i64)>,
    /// Days on which somebody looked in.
    pub(super) attended: BTreeSet<(UserId, Day)>,
    /// Periods of the subscription that began.
    pub(super) periods: BTreeSet<(UserId, i64)>,
    /// Who opened a campaign.
    pub(super) campaigns: BTreeMap<CampaignId, UserId>,
    /// Who pledged points to what.
    pub(super) pledged: BTreeSet<(UserId, CampaignId)>,
    /// Whose money was taken for what.
    pub(super) sponsored: BTreeSet<(UserId, CampaignId)>,
    /// Campaigns that somebody called off.
    pub(super) called_off: BTreeSet<CampaignId>,
    /// Campaigns of which somebody said that they are delivered.
    pub(super) fulfilled: BTreeSet<CampaignId>,
    /// Who reviewed what.
    pub(super) reviewed: BTreeSet<(UserId, ProductId)>,
    /// What staff gave back beyond what orders account for.
    pub(super) goodwill: BTreeMap<PaymentId, Decimal>,
}

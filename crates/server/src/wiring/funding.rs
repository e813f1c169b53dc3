//! Crowdfunding.

use std::sync::Arc;

use hexmart_application::funding::{CampaignQueries, CampaignsChanged, FundingPorts, FundingService};
use hexmart_application::platform::{Mint, Storage, Vault};
use hexmart_application::points::Bookkeeper;
use hexmart_cache_adapter::CachedCampaigns;

/// For shops that keep no answers.
struct NothingKept;

impl CampaignsChanged for NothingKept {
    fn campaigns_changed(&self) {}
}

/// The use cases of crowdfunding. A command answers nothing twice, so nothing is kept for it.
pub(super) fn fund(
    storage: &Storage,
    vault: &Arc<dyn Vault>,
    bookkeeper: &Bookkeeper,
    mint: &Mint,
    serves: bool,
) -> Arc<FundingService> {
    let (campaigns, changed): (Arc<dyn CampaignQueries>, Arc<dyn CampaignsChanged>) = if serves {
        let cached = Arc::new(CachedCampaigns::new(Arc::clone(&storage.campaigns)));
        (cached.clone(), cached)
    } else {
        (Arc::clone(&storage.campaigns), Arc::new(NothingKept))
    };
    Arc::new(FundingService::new(FundingPorts {
        store: Arc::clone(&storage.store),
        campaigns,
        changed,
        bookkeeper: bookkeeper.clone(),
        vault: Arc::clone(vault),
        mint: mint.clone(),
    }))
}

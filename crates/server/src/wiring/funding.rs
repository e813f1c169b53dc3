//! Crowdfunding.

use std::sync::Arc;

use hexmart_application::funding::{
    CampaignQueries, CampaignsChanged, FundingPorts, FundingService, NothingKept,
};
use hexmart_application::platform::{Mint, Storage, Vault};
use hexmart_application::points::Bookkeeper;
use hexmart_cache_adapter::CachedCampaigns;

/// The use cases of crowdfunding, and who is told when somebody else changed a campaign. A command answers nothing twice, so
/// nothing is kept for it.
pub(super) fn fund(
    storage: &Storage,
    vault: &Arc<dyn Vault>,
    bookkeeper: &Bookkeeper,
    mint: &Mint,
    serves: bool,
) -> (Arc<FundingService>, Arc<dyn CampaignsChanged>) {
    let (campaigns, changed): (Arc<dyn CampaignQueries>, Arc<dyn CampaignsChanged>) = if serves {
        let cached = Arc::new(CachedCampaigns::new(Arc::clone(&storage.campaigns)));
        (cached.clone(), cached)
    } else {
        (Arc::clone(&storage.campaigns), Arc::new(NothingKept))
    };
    let funding = FundingService::new(FundingPorts {
        store: Arc::clone(&storage.store),
        campaigns,
        changed: Arc::clone(&changed),
        bookkeeper: bookkeeper.clone(),
        vault: Arc::clone(vault),
        mint: mint.clone(),
    });
    (Arc::new(funding), changed)
}

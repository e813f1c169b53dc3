use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use hexmart_application::catalogue::{Catalogue, CatalogueService};
use hexmart_application::identity::{Identity, IdentityService};
use hexmart_application::inventory::{Inventory, InventoryService};
use hexmart_application::platform::{Mint, Storage};
use hexmart_application::pricing::{Pricing, PricingService};
use hexmart_domain::shared::Currency;
use hexmart_security_adapter::{Argon2Hasher, JwtIssuer};
use hexmart_web_adapter::Services;

use crate::clock::SystemClock;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};
use crate::secret::TokenSecret;

/// What a shop counts in.
pub(crate) const CURRENCY: Currency = Currency::KRW;

/// The use cases of a shop, joined with its adapters.
pub(crate) struct Shop {
    pub(crate) catalogue: Arc<dyn Catalogue>,
    pub(crate) inventory: Arc<dyn Inventory>,
    pub(crate) pricing: Arc<dyn Pricing>,
    pub(crate) identity: Arc<dyn Identity>,
    storage: Storage,
}

impl Shop {
    /// Joins a storage adapter with everything else.
    pub(crate) fn new(storage: Storage, secret: &TokenSecret) -> Result<Self, Failure> {
        let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        let tokens = JwtIssuer::new(secret.reveal(), mint.clone())
            .map_err(|error| Failure::new(Exit::Config, "the token secret is too weak").because(&error))?;
        let store = &storage.store;
        Ok(Self {
            catalogue: Arc::new(CatalogueService::new(
                Arc::clone(store),
                Arc::clone(&storage.catalogue),
                mint.clone(),
            )),
            inventory: Arc::new(InventoryService::new(Arc::clone(&storage.ledger), mint.clone())),
            pricing: Arc::new(PricingService::new(Arc::clone(store), mint.clone())),
            identity: Arc::new(IdentityService::new(
                Arc::clone(store),
                Arc::clone(&storage.accounts),
                Arc::new(Argon2Hasher::new(cores())),
                Arc::new(tokens),
                mint,
            )),
            storage,
        })
    }

    /// A shop for a command that lets nobody sign in.
    pub(crate) fn without_sign_in(storage: Storage) -> Result<Self, Failure> {
        Self::new(storage, &TokenSecret::random())
    }

    /// What the web adapter serves.
    pub(crate) fn services(&self) -> Services {
        Services {
            catalogue: Arc::clone(&self.catalogue),
            inventory: Arc::clone(&self.inventory),
            pricing: Arc::clone(&self.pricing),
            identity: Arc::clone(&self.identity),
            store: Arc::clone(&self.storage.store),
            gauges: Arc::clone(&self.storage.gauges),
        }
    }
}

/// How many threads run at once here.
pub(crate) fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

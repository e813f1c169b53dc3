use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use hexmart_application::catalogue::{Catalogue, CatalogueService};
use hexmart_application::identity::{
    IdentityPorts, IdentityProvider, IdentityService, IdentitySettings, lifecycle_jobs,
};
use hexmart_application::inventory::{Inventory, InventoryService};
use hexmart_application::marketplace::MarketplaceService;
use hexmart_application::platform::{
    Job, Mint, Notifier, Postman, Scheduler, Storage, Throttle, Vault, housekeeping_jobs,
};
use hexmart_application::pricing::{Pricing, PricingService};
use hexmart_domain::shared::Currency;
use hexmart_security_adapter::{
    Argon2Hasher, Argon2Settings, GuessablePasswords, JwtIssuer, KeyRing, KeyVault,
};
use hexmart_throttle_adapter::MemoryThrottle;
use hexmart_web_adapter::Services;

use crate::clock::SystemClock;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};

/// What a shop counts in.
pub(crate) const CURRENCY: Currency = Currency::KRW;

/// What differs between a serving shop and one that a command opens.
pub(crate) struct Surroundings {
    pub(crate) throttle: Arc<dyn Throttle>,
    pub(crate) providers: Vec<Arc<dyn IdentityProvider>>,
    pub(crate) identity: IdentitySettings,
    pub(crate) passwords: Argon2Settings,
}

impl Surroundings {
    /// Those of a command: nobody comes from outside.
    pub(crate) fn of_a_command() -> Self {
        Self {
            throttle: Arc::new(MemoryThrottle::new()),
            providers: Vec::new(),
            identity: IdentitySettings::default(),
            passwords: Argon2Settings::default(),
        }
    }
}

/// The use cases of a shop, joined with its adapters.
pub(crate) struct Shop {
    pub(crate) catalogue: Arc<dyn Catalogue>,
    pub(crate) inventory: Arc<dyn Inventory>,
    pub(crate) pricing: Arc<dyn Pricing>,
    pub(crate) identity: Arc<IdentityService>,
    pub(crate) mint: Mint,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) storage: Storage,
    ports: IdentityPorts,
}

impl Shop {
    /// Joins a storage adapter with everything else. `ring` must be the one that the storage seals with.
    pub(crate) fn new(storage: Storage, ring: &Arc<KeyRing>, around: Surroundings) -> Result<Self, Failure> {
        let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        let vault: Arc<dyn Vault> = Arc::new(KeyVault::new(Arc::clone(ring)));
        let hasher = Argon2Hasher::new(around.passwords)
            .map_err(|error| Failure::new(Exit::Config, "passwords cannot be hashed").because(&error))?;
        let store = &storage.store;
        let ports = IdentityPorts {
            store: Arc::clone(store),
            accounts: Arc::clone(&storage.accounts),
            credentials: Arc::clone(&storage.credentials),
            hasher: Arc::new(hasher),
            screen: Arc::new(GuessablePasswords),
            tokens: Arc::new(JwtIssuer::new(Arc::clone(ring), mint.clone())),
            vault: Arc::clone(&vault),
            throttle: around.throttle,
            providers: around.providers,
            mint: mint.clone(),
        };
        Ok(Self {
            catalogue: Arc::new(CatalogueService::new(
                Arc::clone(store),
                Arc::clone(&storage.catalogue),
                mint.clone(),
            )),
            inventory: Arc::new(InventoryService::new(
                Arc::clone(&storage.ledger),
                Arc::clone(&storage.catalogue),
                mint.clone(),
            )),
            pricing: Arc::new(PricingService::new(Arc::clone(store), mint.clone())),
            identity: Arc::new(IdentityService::new(ports.clone(), around.identity)),
            mint,
            vault,
            storage,
            ports,
        })
    }

    /// A shop for a command that nobody calls from outside.
    pub(crate) fn for_a_command(storage: Storage, ring: &Arc<KeyRing>) -> Result<Self, Failure> {
        Self::new(storage, ring, Surroundings::of_a_command())
    }

    /// What the web adapter serves.
    pub(crate) fn services(&self) -> Services {
        let storage = &self.storage;
        Services {
            catalogue: Arc::clone(&self.catalogue),
            inventory: Arc::clone(&self.inventory),
            pricing: Arc::clone(&self.pricing),
            registration: self.identity.clone(),
            sign_in: self.identity.clone(),
            profiles: self.identity.clone(),
            federation: self.identity.clone(),
            machines: self.identity.clone(),
            people: self.identity.clone(),
            marketplace: Arc::new(MarketplaceService::new(
                Arc::clone(&storage.store),
                Arc::clone(&storage.sellers),
                Arc::clone(&self.vault),
                self.mint.clone(),
            )),
            audit: Arc::clone(&storage.audit),
            throttle: Arc::clone(&self.ports.throttle),
            clock: Arc::new(SystemClock),
            store: Arc::clone(&storage.store),
            gauges: Arc::clone(&storage.gauges),
        }
    }

    /// Everything that the shop does by itself from time to time.
    pub(crate) fn jobs(&self) -> Vec<Arc<dyn Job>> {
        let mut jobs = lifecycle_jobs(&self.ports);
        jobs.extend(housekeeping_jobs(&self.storage.outbox, &self.storage.jobs));
        jobs
    }

    /// What runs the jobs.
    pub(crate) fn scheduler(&self) -> Scheduler {
        let (leases, log) = (Arc::clone(&self.storage.leases), Arc::clone(&self.storage.jobs));
        Scheduler::new(leases, log, self.mint.clone(), self.jobs())
    }

    /// What delivers messages.
    pub(crate) fn postman(&self, notifier: Arc<dyn Notifier>) -> Postman {
        let (outbox, leases) = (Arc::clone(&self.storage.outbox), Arc::clone(&self.storage.leases));
        Postman::new(outbox, leases, notifier, self.mint.clone())
    }
}

/// How many threads run at once here.
pub(crate) fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

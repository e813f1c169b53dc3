//! The use cases of a shop, joined with its adapters.

mod bank;
mod funding;
mod purchase;
mod reviews;
mod webhooks;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use hexmart_application::catalogue::{
    AlwaysFresh, Catalogue, CatalogueQueries, CatalogueService, Categories, CategoriesService, Freshness,
    Merchandising, MerchandisingService, catalogue_jobs,
};
use hexmart_application::funding::{FundingService, funding_jobs};
use hexmart_application::identity::{
    IdentityPorts, IdentityProvider, IdentityService, IdentitySettings, lifecycle_jobs,
};
use hexmart_application::interchange::{
    ImportWorker, Importer, Interchange, InterchangeService, import_jobs,
};
use hexmart_application::inventory::{Inventory, InventoryService};
use hexmart_application::marketplace::MarketplaceService;
use hexmart_application::media::ObjectStore;
use hexmart_application::ordering::SoldOut;
use hexmart_application::platform::{
    Deliverer, Job, Letters, Mint, Notifier, Pace, Postman, Scheduler, Storage, Throttle, Vault,
    housekeeping_jobs,
};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::pricing::{Pricing, PricingService};
use hexmart_application::search::{FindingService, Indexer, SearchIndex};
use hexmart_application::subscriptions::SubscriptionSettings;
use hexmart_application::webhooks::{WebhookSender, webhook_jobs};
use hexmart_cache_adapter::{CachedCatalogue, Generations};
use hexmart_domain::shared::Currency;
use hexmart_interchange_adapter::Formats;
use hexmart_media_adapter::{Developer, MemoryObjects};
use hexmart_security_adapter::{
    Argon2Hasher, Argon2Settings, GuessablePasswords, JwtIssuer, KeyRing, KeyVault,
};
use hexmart_throttle_adapter::MemoryThrottle;
use hexmart_web_adapter::Services;

use crate::clock::SystemClock;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};
use crate::turns::Turns;

use bank::Bank;
use funding::fund;
pub(crate) use purchase::Trade;
use purchase::{Lent, Purchase};
use reviews::Voices;
use webhooks::NobodyListens;

/// What a shop counts in.
pub(crate) const CURRENCY: Currency = Currency::KRW;

/// What differs between a serving shop and one that a command opens.
pub(crate) struct Surroundings {
    pub(crate) throttle: Arc<dyn Throttle>,
    pub(crate) providers: Vec<Arc<dyn IdentityProvider>>,
    pub(crate) identity: IdentitySettings,
    pub(crate) passwords: Argon2Settings,
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) trade: Trade,
    /// What sends events to whoever wants to hear of them.
    pub(crate) webhooks: Arc<dyn WebhookSender>,
    pub(crate) points: PointsSettings,
    pub(crate) subscription: SubscriptionSettings,
    /// What finds products; a command looks none up, and leaves the index to whoever serves.
    pub(crate) index: Option<Arc<dyn SearchIndex>>,
}

impl Surroundings {
    /// Those of a command: nobody comes from outside.
    pub(crate) fn of_a_command() -> Self {
        Self {
            objects: Arc::new(MemoryObjects::new(Arc::new(SystemClock))),
            trade: Trade::default(),
            webhooks: Arc::new(NobodyListens),
            points: PointsSettings::default(),
            subscription: SubscriptionSettings::default(),
            index: None,
            throttle: Arc::new(MemoryThrottle::new()),
            providers: Vec::new(),
            identity: IdentitySettings::default(),
            passwords: Argon2Settings::default(),
        }
    }
}

/// What is answered from memory, and who is told when that is no longer right.
struct Memory {
    queries: Arc<dyn CatalogueQueries>,
    freshness: Arc<SoldOut>,
    index: Option<Arc<dyn SearchIndex>>,
}

impl Memory {
    /// A command answers nothing twice, so nothing is kept for it.
    fn of(storage: &Storage, index: Option<Arc<dyn SearchIndex>>) -> Self {
        let Some(index) = index else {
            return Self {
                queries: Arc::clone(&storage.catalogue),
                freshness: Arc::new(SoldOut::before(Arc::new(AlwaysFresh))),
                index: None,
            };
        };
        let generations = Arc::new(Generations::new());
        Self {
            queries: Arc::new(CachedCatalogue::new(
                Arc::clone(&storage.catalogue),
                Arc::clone(&generations),
            )),
            freshness: Arc::new(SoldOut::before(generations)),
            index: Some(index),
        }
    }
}

/// A shop.
pub(crate) struct Shop {
    pub(crate) catalogue: Arc<dyn Catalogue>,
    pub(crate) inventory: Arc<dyn Inventory>,
    pub(crate) pricing: Arc<dyn Pricing>,
    pub(crate) categories: Arc<dyn Categories>,
    pub(crate) merchandising: Arc<dyn Merchandising>,
    pub(crate) identity: Arc<IdentityService>,
    pub(crate) mint: Mint,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) storage: Storage,
    /// The catalogue's queries, answered from memory where that is as good.
    queries: Arc<dyn CatalogueQueries>,
    freshness: Arc<dyn Freshness>,
    objects: Arc<dyn ObjectStore>,
    index: Option<Arc<dyn SearchIndex>>,
    ports: IdentityPorts,
    purchase: Purchase,
    webhooks: Arc<dyn WebhookSender>,
    funding: Arc<FundingService>,
    bank: Bank,
    voices: Voices,
    /// Of whatever works in the background.
    pub(crate) turns: Arc<Turns>,
}

impl Shop {
    /// Joins a storage adapter with everything else. `ring` must be the one that the storage seals with.
    pub(crate) fn new(storage: Storage, ring: &Arc<KeyRing>, around: Surroundings) -> Result<Self, Failure> {
        let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        let vault: Arc<dyn Vault> = Arc::new(KeyVault::new(Arc::clone(ring)));
        let hasher = hasher(around.passwords)?;
        let store = &storage.store;
        let bookkeeper = Bookkeeper::new(around.points, mint.clone());
        let (funding, changed) = fund(&storage, &vault, &bookkeeper, &mint, around.index.is_some());
        let bank = Bank::new(&bookkeeper, around.subscription, &storage, &vault, &mint);
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
            bookkeeper,
            mint: mint.clone(),
        };
        let Memory {
            queries,
            freshness: sold_out,
            index,
        } = Memory::of(&storage, around.index);
        let freshness: Arc<dyn Freshness> = sold_out.clone();
        let purchase = Purchase::new(
            around.trade,
            &Lent {
                storage: &storage,
                queries: &queries,
                sold_out: &sold_out,
                vault: &vault,
                books: &ports.bookkeeper,
                changed: &changed,
                mint: &mint,
            },
        );
        let voices = Voices::new(reviews::Lent {
            storage: &storage,
            objects: &around.objects,
            freshness: &freshness,
            vault: &vault,
            books: ports.bookkeeper.clone(),
            mint: &mint,
        });
        let mut catalogue = CatalogueService::new(
            Arc::clone(store),
            Arc::clone(&queries),
            Arc::clone(&storage.feed),
            Arc::clone(&freshness),
            mint.clone(),
        );
        if let Some(index) = &index {
            catalogue = catalogue.with_index(Arc::clone(index));
        }
        Ok(Self {
            catalogue: Arc::new(catalogue),
            inventory: Arc::new(InventoryService::new(
                Arc::clone(&storage.ledger),
                Arc::clone(store),
                Arc::clone(&queries),
                Arc::clone(&freshness),
                mint.clone(),
            )),
            pricing: Arc::new(PricingService::new(
                Arc::clone(store),
                Arc::clone(&freshness),
                mint.clone(),
            )),
            categories: Arc::new(CategoriesService::new(
                Arc::clone(store),
                Arc::clone(&queries),
                Arc::clone(&freshness),
                mint.clone(),
            )),
            merchandising: Arc::new(MerchandisingService::new(
                Arc::clone(store),
                Arc::clone(&storage.catalogue),
                Arc::new(Developer::new()),
                Arc::clone(&around.objects),
                Arc::clone(&freshness),
                mint.clone(),
            )),
            identity: Arc::new(IdentityService::new(ports.clone(), around.identity)),
            mint,
            vault,
            objects: around.objects,
            queries,
            freshness,
            index,
            storage,
            ports,
            webhooks: around.webhooks,
            purchase,
            funding,
            bank,
            voices,
            turns: Arc::new(Turns::new()),
        })
    }

    /// What the web adapter serves.
    pub(crate) fn services(&self) -> Result<Services, Failure> {
        let storage = &self.storage;
        let index = self.index.clone();
        let index =
            index.ok_or_else(|| Failure::new(Exit::Failed, "a shop without an index serves nobody"))?;
        let finding = FindingService::new(index, Arc::clone(&self.catalogue), Arc::clone(&self.queries));
        Ok(Services {
            catalogue: Arc::clone(&self.catalogue),
            inventory: Arc::clone(&self.inventory),
            warehousing: self.purchase.warehouses.clone(),
            carts: self.purchase.carts.clone(),
            ordering: self.purchase.orders.clone(),
            order_desk: self.purchase.orders.clone(),
            payments: self.purchase.payments.clone(),
            funding: self.funding.clone(),
            points: self.bank.points.clone(),
            subscriptions: self.bank.subscriptions.clone(),
            reviews: self.voices.reviews.clone(),
            wishes: self.voices.wishes.clone(),
            pricing: Arc::clone(&self.pricing),
            categories: Arc::clone(&self.categories),
            merchandising: Arc::clone(&self.merchandising),
            finding: Arc::new(finding),
            interchange: self.interchange(),
            objects: Arc::clone(&self.objects),
            registration: self.identity.clone(),
            sign_in: self.identity.clone(),
            profiles: self.identity.clone(),
            federation: self.identity.clone(),
            machines: self.identity.clone(),
            people: self.identity.clone(),
            seller_accounts: self.purchase.accounts.clone(),
            marketplace: Arc::new(MarketplaceService::new(
                Arc::clone(&storage.store),
                Arc::clone(&storage.sellers),
                Arc::clone(&self.vault),
                self.mint.clone(),
            )),
            webhooks: self.webhooks(),
            audit: Arc::clone(&storage.audit),
            throttle: Arc::clone(&self.ports.throttle),
            clock: Arc::new(SystemClock),
            store: Arc::clone(&storage.store),
            gauges: Arc::clone(&storage.gauges),
        })
    }

    /// Everything that the shop does by itself from time to time.
    pub(crate) fn jobs(&self) -> Vec<Arc<dyn Job>> {
        let mut jobs = lifecycle_jobs(&self.ports);
        jobs.extend(housekeeping_jobs(&self.storage.outbox, &self.storage.jobs));
        jobs.extend(catalogue_jobs(
            &self.storage.store,
            &self.storage.catalogue,
            &self.storage.feed,
            &self.objects,
            &self.freshness,
        ));
        jobs.extend(import_jobs(&self.objects));
        jobs.extend(self.purchase.jobs());
        jobs.extend(webhook_jobs(
            &self.storage.store,
            &self.storage.catalogue,
            &self.storage.feed,
            &self.mint,
        ));
        let pace: Arc<dyn Pace> = self.turns.clone();
        jobs.extend(funding_jobs(&self.funding, pace));
        jobs.extend(self.bank.jobs());
        jobs.extend(self.voices.jobs());
        jobs
    }

    /// What keeps an index up to date. It looks past everything that is kept in memory.
    pub(crate) fn indexer(&self, index: Arc<dyn SearchIndex>) -> Indexer {
        let (queries, feed) = (
            Arc::clone(&self.storage.catalogue),
            Arc::clone(&self.storage.feed),
        );
        Indexer::new(index, queries, feed, self.mint.clone())
    }

    /// What imports files.
    pub(crate) fn importer(&self) -> Importer {
        Importer::new(
            Arc::clone(&self.storage.store),
            Arc::clone(&self.storage.imports),
            Arc::clone(&self.freshness),
            CURRENCY,
            self.mint.clone(),
        )
    }

    /// Products in bulk.
    pub(crate) fn interchange(&self) -> Arc<dyn Interchange> {
        Arc::new(InterchangeService::new(
            self.importer(),
            Arc::clone(&self.storage.imports),
            Arc::clone(&self.storage.catalogue),
            Arc::new(Formats),
            Arc::clone(&self.objects),
        ))
    }

    /// What imports files that were handed over.
    pub(crate) fn import_worker(&self) -> ImportWorker {
        ImportWorker::new(
            self.importer(),
            Arc::clone(&self.storage.imports),
            Arc::new(Formats),
            Arc::clone(&self.objects),
            Arc::clone(&self.storage.leases),
            self.mint.clone(),
        )
    }

    /// What runs these jobs.
    pub(crate) fn scheduler(&self, jobs: Vec<Arc<dyn Job>>) -> Scheduler {
        let (leases, log) = (Arc::clone(&self.storage.leases), Arc::clone(&self.storage.jobs));
        Scheduler::new(leases, log, self.mint.clone(), jobs)
    }

    /// What delivers messages to people.
    pub(crate) fn postman(&self, notifier: Arc<dyn Notifier>) -> Postman {
        let accounts = Arc::clone(&self.storage.accounts);
        let letters = Letters::new(notifier, self.mint.clone()).with_accounts(accounts);
        self.delivering(Arc::new(letters))
    }

    fn delivering(&self, deliverer: Arc<dyn Deliverer>) -> Postman {
        let (outbox, leases) = (Arc::clone(&self.storage.outbox), Arc::clone(&self.storage.leases));
        Postman::new(outbox, leases, deliverer, self.mint.clone())
    }
}

fn hasher(passwords: Argon2Settings) -> Result<Argon2Hasher, Failure> {
    Argon2Hasher::new(passwords)
        .map_err(|error| Failure::new(Exit::Config, "passwords cannot be hashed").because(&error))
}

/// How many threads run at once here.
pub(crate) fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

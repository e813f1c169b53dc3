use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use hexmart_application::catalogue::AlwaysFresh;
use hexmart_application::funding::{FundingPorts, FundingService, NothingKept, funding_jobs};
use hexmart_application::media::{
    DevelopedPicture, Imaging, MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, PictureFault,
    StoredObject,
};
use hexmart_application::platform::{Abort, Job, Restless, StoreError, Vault, transact};
use hexmart_application::points::{PointsPorts, PointsService, PointsSettings, points_jobs};
use hexmart_application::reviews::{ReviewPorts, ReviewService};
use hexmart_application::subscriptions::{
    SubscriptionPorts, SubscriptionService, SubscriptionSettings, subscription_jobs,
};
use hexmart_contracts::given;
use hexmart_domain::identity::Account;
use hexmart_domain::marketplace::Seller;
use hexmart_domain::points::ExpiryPolicy;
use hexmart_domain::shared::{Day, ItemId, Points, SellerId, UserId};
use hexmart_domain::subscription::SubscriptionTerms;

use super::told::Told;
use crate::failure::Failure;
use crate::shop::Shop;
use crate::world::World;

/// The fee of a period of the subscription, and its days: short, so that many pass.
pub(super) const FEE: i64 = 900;
const PERIOD: u16 = 7;

/// The use cases of points over the same store that lies.
pub(super) struct Bank {
    pub(super) shop: Arc<Shop>,
    pub(super) points: PointsService,
    pub(super) subscriptions: SubscriptionService,
    pub(super) funding: Arc<FundingService>,
    pub(super) reviews: ReviewService,
    /// Who gives and takes points for the shop.
    pub(super) staff: UserId,
    /// What is on the shelves.
    pub(super) items: Mutex<Vec<ItemId>>,
    told: Mutex<Told>,
    jobs: Vec<Arc<dyn Job>>,
}

impl Bank {
    pub(super) fn open(world: &Arc<World>) -> Result<Arc<Self>, Failure> {
        let settings = PointsSettings {
            // Presents end while people watch.
            expiry: ExpiryPolicy { months: Some(0) },
            ..PointsSettings::default()
        };
        let shop = Shop::open(world, settings);
        let (storage, mint, books) = (&shop.storage, world.mint(), &shop.books);
        let vault: Arc<dyn Vault> = Arc::new(given::Ring::default());
        let fee = Points::try_from(FEE).map_err(Failure::setup)?;
        let terms = SubscriptionTerms { fee, days: PERIOD };
        let terms = SubscriptionSettings { terms: Some(terms) };
        let points = PointsPorts {
            store: Arc::clone(&shop.store),
            wallets: Arc::clone(&storage.wallets),
            vault: Arc::clone(&vault),
            mint: mint.clone(),
        };
        let subscriptions = SubscriptionPorts {
            store: Arc::clone(&shop.store),
            subscriptions: Arc::clone(&storage.subscriptions),
            bookkeeper: books.clone(),
            mint: mint.clone(),
        };
        let funding = Arc::new(FundingService::new(FundingPorts {
            store: Arc::clone(&shop.store),
            campaigns: Arc::clone(&storage.campaigns),
            changed: Arc::new(NothingKept),
            bookkeeper: books.clone(),
            vault: Arc::clone(&vault),
            mint: mint.clone(),
        }));
        let reviews = ReviewPorts {
            store: Arc::clone(&shop.store),
            reviews: Arc::clone(&storage.reviews),
            imaging: Arc::new(Nobody),
            objects: Arc::new(Nobody),
            freshness: Arc::new(AlwaysFresh),
            books: books.clone(),
            vault,
            mint: mint.clone(),
        };
        let mut jobs = points_jobs(&points, books);
        jobs.extend(subscription_jobs(&subscriptions, terms));
        jobs.extend(funding_jobs(&funding, Arc::new(Restless)));
        Ok(Arc::new(Self {
            points: PointsService::new(points, books.clone()),
            subscriptions: SubscriptionService::new(subscriptions, terms),
            funding,
            reviews: ReviewService::new(reviews),
            staff: mint.id(mint.now()),
            items: Mutex::default(),
            told: Mutex::default(),
            jobs,
            shop,
        }))
    }

    pub(super) fn world(&self) -> &Arc<World> {
        &self.shop.world
    }

    /// What people were told so far.
    pub(super) fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn today(&self) -> Day {
        self.shop.books.day(self.world().mint().now())
    }

    /// Makes an account, past all lies.
    pub(super) async fn join(&self, number: usize) -> Result<UserId, Failure> {
        let mint = self.world().mint();
        let now = mint.now();
        let account = Account {
            id: mint.id(now),
            created_at: now,
            updated_at: now,
            ..given::account(&format!("person-{number}@example.com"))
        };
        let id = account.id;
        let added = transact(&*self.shop.storage.store, "join", move |uow| {
            let account = account.clone();
            Box::pin(async move {
                uow.accounts().add(&account).await?;
                Ok::<_, Abort<StoreError>>(())
            })
        });
        added.await.map_err(Failure::setup)?;
        Ok(id)
    }

    /// Lets somebody sell, past all lies.
    pub(super) async fn admit(&self, account: UserId) -> Result<SellerId, Failure> {
        let mint = self.world().mint();
        let now = mint.now();
        let seller = Seller {
            id: mint.id(now),
            ..given::seller(account, "Workshop")
        };
        let id = seller.id;
        let seller = seller.approved(self.staff, now).map_err(Failure::setup)?;
        let added = transact(&*self.shop.storage.store, "admit", move |uow| {
            let seller = seller.clone();
            Box::pin(async move {
                uow.sellers().add(&seller).await?;
                Ok::<_, Abort<StoreError>>(())
            })
        });
        added.await.map_err(Failure::setup)?;
        Ok(id)
    }

    /// Every job once; answers how much was done, and the first failure.
    pub(super) async fn housekeeping(&self) -> (u64, Option<StoreError>) {
        let (mut done, mut failed) = (self.shop.housekeeping().await, None);
        for job in &self.jobs {
            match job.run(self.world().mint().now()).await {
                Ok(more) => done += more,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        (done, failed)
    }
}

/// Nobody shows pictures here.
struct Nobody;

#[async_trait]
impl Imaging for Nobody {
    async fn develop(&self, _file: Vec<u8>) -> Result<DevelopedPicture, PictureFault> {
        Err(PictureFault::Busy)
    }
}

#[async_trait]
impl ObjectStore for Nobody {
    async fn put(&self, _key: &ObjectKey, _type: MediaType, _bytes: Vec<u8>) -> Result<(), ObjectError> {
        Err(ObjectError::Unavailable("nobody".to_owned()))
    }

    async fn get(&self, _key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        Ok(None)
    }

    async fn delete(&self, _keys: &[ObjectKey]) -> Result<(), ObjectError> {
        Ok(())
    }

    async fn list(
        &self,
        _prefix: &str,
        _after: Option<ObjectKey>,
        _limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        Ok(Vec::new())
    }
}

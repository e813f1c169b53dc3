//! Points, and the subscription that is paid for with them.

mod attendance;
mod books;
mod staff;
mod subscription;
mod welcome;

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::platform::Job;
use hexmart_application::points::{
    Bookkeeper, EntryFilter, Points, PointsPorts, PointsService, PointsSettings, points_jobs,
};
use hexmart_application::subscriptions::{
    SubscriptionPorts, SubscriptionService, SubscriptionSettings, subscription_jobs,
};
use hexmart_domain::points::EntryKind;
use hexmart_domain::shared::{Day, UserId};

use crate::world::{OpenVault, World};

/// A shop with wallets.
struct Bank {
    world: World,
    points: PointsService,
    subscriptions: Arc<SubscriptionService>,
    jobs: Vec<Arc<dyn Job>>,
}

const DAY: Duration = Duration::from_hours(24);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Bank {
    fn new() -> Self {
        Self::with(PointsSettings::default(), SubscriptionSettings::default())
    }

    fn with(settings: PointsSettings, terms: SubscriptionSettings) -> Self {
        let world = World::new();
        let bookkeeper = Bookkeeper::new(settings, world.mint.clone());
        let ports = PointsPorts {
            store: world.ports.store.clone(),
            wallets: world.storage.wallets.clone(),
            vault: Arc::new(OpenVault),
            mint: world.mint.clone(),
        };
        let paying = SubscriptionPorts {
            store: world.ports.store.clone(),
            subscriptions: world.storage.subscriptions.clone(),
            bookkeeper: bookkeeper.clone(),
            mint: world.mint.clone(),
        };
        let mut jobs = points_jobs(&ports, &bookkeeper);
        jobs.extend(subscription_jobs(&paying, terms));
        Self {
            points: PointsService::new(ports, bookkeeper),
            subscriptions: Arc::new(SubscriptionService::new(paying, terms)),
            jobs,
            world,
        }
    }

    /// Turns the clock to an instant.
    fn at(&self, instant: &str) {
        self.world.turn_to(instant.parse().unwrap());
    }

    async fn run(&self, name: &str) -> u64 {
        let job = self.jobs.iter().find(|job| job.name() == name).unwrap();
        job.run(self.world.now()).await.unwrap()
    }

    async fn balance(&self, user: UserId) -> i64 {
        self.points.wallet(user).await.unwrap().balance
    }

    /// What came and went, the oldest first.
    async fn told(&self, user: UserId) -> Vec<(EntryKind, i64)> {
        let all = EntryFilter::default();
        let mut entries = self.points.entries(user, all, None, 200).await.unwrap();
        entries.sort_by_key(|entry| entry.version);
        entries.iter().map(|entry| (entry.kind, entry.amount)).collect()
    }

    /// The books are sound, all of them.
    async fn assert_sound(&self) {
        let wallets = &self.world.storage.wallets;
        assert_eq!(wallets.faults(9).await.unwrap(), []);
        let balance = wallets.trial_balance().await.unwrap();
        assert_eq!(balance.iter().map(|(_, amount)| amount).sum::<i64>(), 0);
    }
}

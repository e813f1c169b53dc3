//! Points and the subscription.

use std::sync::Arc;

use hexmart_application::platform::{Job, Mint, Storage, Vault};
use hexmart_application::points::{Bookkeeper, PointsPorts, PointsService, points_jobs};
use hexmart_application::subscriptions::{
    SubscriptionPorts, SubscriptionService, SubscriptionSettings, subscription_jobs,
};

/// The use cases of points and of the subscription.
pub(crate) struct Bank {
    pub(crate) points: Arc<PointsService>,
    pub(crate) subscriptions: Arc<SubscriptionService>,
    bookkeeper: Bookkeeper,
    ports: PointsPorts,
    paying: SubscriptionPorts,
    settings: SubscriptionSettings,
}

impl Bank {
    pub(super) fn new(
        bookkeeper: &Bookkeeper,
        settings: SubscriptionSettings,
        storage: &Storage,
        vault: &Arc<dyn Vault>,
        mint: &Mint,
    ) -> Self {
        let ports = PointsPorts {
            store: Arc::clone(&storage.store),
            wallets: Arc::clone(&storage.wallets),
            vault: Arc::clone(vault),
            mint: mint.clone(),
        };
        let paying = SubscriptionPorts {
            store: Arc::clone(&storage.store),
            subscriptions: Arc::clone(&storage.subscriptions),
            bookkeeper: bookkeeper.clone(),
            mint: mint.clone(),
        };
        Self {
            points: Arc::new(PointsService::new(ports.clone(), bookkeeper.clone())),
            subscriptions: Arc::new(SubscriptionService::new(paying.clone(), settings)),
            bookkeeper: bookkeeper.clone(),
            ports,
            paying,
            settings,
        }
    }

    pub(super) fn jobs(&self) -> Vec<Arc<dyn Job>> {
        let mut jobs = points_jobs(&self.ports, &self.bookkeeper);
        jobs.extend(subscription_jobs(&self.paying, self.settings));
        jobs
    }
}

use std::fmt;
use std::sync::Arc;

use hexmart_application::catalogue::Catalogue;
use hexmart_application::identity::Identity;
use hexmart_application::inventory::Inventory;
use hexmart_application::platform::{StorageGauges, Store};
use hexmart_application::pricing::Pricing;
use hexmart_domain::shared::Currency;

/// The ports that the API stands on.
#[derive(Clone)]
pub struct Services {
    /// Products.
    pub catalogue: Arc<dyn Catalogue>,
    /// Stock.
    pub inventory: Arc<dyn Inventory>,
    /// Discounts and coupons.
    pub pricing: Arc<dyn Pricing>,
    /// Accounts.
    pub identity: Arc<dyn Identity>,
    /// Asked whether it answers, for `/health/ready`.
    pub store: Arc<dyn Store>,
    /// Figures for `/metrics`.
    pub gauges: Arc<dyn StorageGauges>,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Services")
    }
}

/// How the API behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What prices are counted in.
    pub currency: Currency,
    /// Who may change the catalogue.
    pub access: Access,
    /// Threads that serve connections, at least 1.
    pub workers: usize,
}

/// Who may create products, change stock and set discounts. Coupons always belong to somebody who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, also without signing in: for demonstrations on one's own machine.
    Open,
    /// Staff.
    Guarded,
}

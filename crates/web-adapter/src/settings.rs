use std::fmt;
use std::sync::Arc;

use hexmart_application::catalogue::{Catalogue, Categories, Merchandising};
use hexmart_application::funding::Funding;
use hexmart_application::identity::{Federation, Machines, People, Profiles, Registration, SignIn};
use hexmart_application::interchange::Interchange;
use hexmart_application::inventory::{Inventory, Warehousing};
use hexmart_application::marketplace::Marketplace;
use hexmart_application::media::ObjectStore;
use hexmart_application::ordering::{Carts, OrderDesk, Ordering};
use hexmart_application::payments::Payments;
use hexmart_application::platform::{AuditQueries, Clock, Rate, StorageGauges, Store, Throttle};
use hexmart_application::points::Points;
use hexmart_application::pricing::Pricing;
use hexmart_application::reviews::{Reviews, Wishes};
use hexmart_application::search::Finding;
use hexmart_application::settlement::SellerAccounts;
use hexmart_application::subscriptions::Subscriptions;
use hexmart_application::webhooks::Webhooks;
use hexmart_domain::shared::Currency;
use ipnet::IpNet;

use crate::browser::Origin;

/// The ports that the API stands on.
#[derive(Clone)]
pub struct Services {
    /// Products.
    pub catalogue: Arc<dyn Catalogue>,
    /// What those do who keep the catalogue.
    pub merchandising: Arc<dyn Merchandising>,
    /// The tree of categories.
    pub categories: Arc<dyn Categories>,
    /// Search.
    pub finding: Arc<dyn Finding>,
    /// Products in bulk.
    pub interchange: Arc<dyn Interchange>,
    /// The files of pictures.
    pub objects: Arc<dyn ObjectStore>,
    /// Stock.
    pub inventory: Arc<dyn Inventory>,
    /// Buildings, racks, and what lies there.
    pub warehousing: Arc<dyn Warehousing>,
    /// What people are about to buy.
    pub carts: Arc<dyn Carts>,
    /// Orders, for those who buy.
    pub ordering: Arc<dyn Ordering>,
    /// Orders, for those who sell.
    pub order_desk: Arc<dyn OrderDesk>,
    /// Paying for orders.
    pub payments: Arc<dyn Payments>,
    /// Crowdfunding.
    pub funding: Arc<dyn Funding>,
    /// Points.
    pub points: Arc<dyn Points>,
    /// The subscription.
    pub subscriptions: Arc<dyn Subscriptions>,
    /// What buyers say of products.
    pub reviews: Arc<dyn Reviews>,
    /// What people wish for.
    pub wishes: Arc<dyn Wishes>,
    /// Discounts and coupons.
    pub pricing: Arc<dyn Pricing>,
    /// Signing up, and back into an account.
    pub registration: Arc<dyn Registration>,
    /// Signing in, and knowing who calls.
    pub sign_in: Arc<dyn SignIn>,
    /// What people keep about themselves.
    pub profiles: Arc<dyn Profiles>,
    /// Signing in by identity providers.
    pub federation: Arc<dyn Federation>,
    /// API keys.
    pub machines: Arc<dyn Machines>,
    /// Accounts, for staff.
    pub people: Arc<dyn People>,
    /// Sellers.
    pub marketplace: Arc<dyn Marketplace>,
    /// What sellers earned.
    pub seller_accounts: Arc<dyn SellerAccounts>,
    /// Who outside hears of events.
    pub webhooks: Arc<dyn Webhooks>,
    /// The audit log.
    pub audit: Arc<dyn AuditQueries>,
    /// Counts what callers take; asked only where there are limits.
    pub throttle: Arc<dyn Throttle>,
    /// What the throttle goes by, and when messages of providers come in.
    pub clock: Arc<dyn Clock>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What prices are counted in.
    pub currency: Currency,
    /// Who may change the catalogue.
    pub access: Access,
    /// Threads that serve connections, at least 1.
    pub workers: usize,
    /// How many requests are worked on at once. When more come, looking around is turned away first, then what can wait, then
    /// new orders; what settles an order or a payment never.
    pub at_once: usize,
    /// The peers whose `X-Forwarded-For` is believed. Everybody else's is anybody's invention.
    pub trusted_proxies: Vec<IpNet>,
    /// How much callers may ask for; none where everybody may ask for everything.
    pub limits: Option<Limits>,
    /// The sites whose pages may call the API from a browser, letter by letter.
    pub cors_origins: Vec<Origin>,
    /// Whether clients reach the API by HTTPS alone, so that browsers may be told to insist on it.
    pub https: bool,
}

/// Who may create products, change stock and set discounts. Coupons always belong to somebody who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, also without signing in: for demonstrations on one's own machine.
    Open,
    /// Staff, and sellers for what is theirs.
    Guarded,
}

/// How much callers may ask for. A read costs 1, a write 5, a password or a file 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// All callers of one network together who did not sign in.
    pub anonymous: Rate,
    /// An account.
    pub account: Rate,
    /// An account of the staff, or the API keys of one account.
    pub trusted: Rate,
}

//! The server under test.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::web::ServiceConfig;
use hexmart_application::catalogue::{MockCatalogue, MockCategories, MockMerchandising};
use hexmart_application::funding::MockFunding;
use hexmart_application::identity::{
    MockFederation, MockMachines, MockPeople, MockProfiles, MockRegistration, MockSignIn,
};
use hexmart_application::interchange::MockInterchange;
use hexmart_application::inventory::{MockInventory, MockWarehousing};
use hexmart_application::marketplace::MockMarketplace;
use hexmart_application::media::MockObjectStore;
use hexmart_application::ordering::{MockCarts, MockOrderDesk, MockOrdering};
use hexmart_application::payments::MockPayments;
use hexmart_application::platform::{
    GaugeReading, MockAuditQueries, MockClock, MockStore, MockThrottle, StorageGauges,
};
use hexmart_application::points::MockPoints;
use hexmart_application::pricing::MockPricing;
use hexmart_application::reviews::{MockReviews, MockWishes};
use hexmart_application::search::MockFinding;
use hexmart_application::settlement::MockSellerAccounts;
use hexmart_application::subscriptions::MockSubscriptions;
use hexmart_application::webhooks::MockWebhooks;
use hexmart_domain::shared::Currency;
use hexmart_web_adapter::{Access, NOTHING_MOUNTED, RunningServer, Services, Settings, start};
use tokio::runtime::{Builder, Runtime};

use crate::client::{Request, Response};
use crate::samples::{SELLER, SELLER_USER, caller, now};

/// The ports of a server; a call that a test does not expect fails it with a 500.
pub(crate) struct Ports {
    pub(crate) catalogue: MockCatalogue,
    pub(crate) merchandising: MockMerchandising,
    pub(crate) categories: MockCategories,
    pub(crate) finding: MockFinding,
    pub(crate) interchange: MockInterchange,
    pub(crate) objects: MockObjectStore,
    pub(crate) inventory: MockInventory,
    pub(crate) warehousing: MockWarehousing,
    pub(crate) carts: MockCarts,
    pub(crate) ordering: MockOrdering,
    pub(crate) order_desk: MockOrderDesk,
    pub(crate) payments: MockPayments,
    pub(crate) funding: MockFunding,
    pub(crate) points: MockPoints,
    pub(crate) subscriptions: MockSubscriptions,
    pub(crate) reviews: MockReviews,
    pub(crate) wishes: MockWishes,
    pub(crate) pricing: MockPricing,
    pub(crate) registration: MockRegistration,
    pub(crate) sign_in: MockSignIn,
    pub(crate) profiles: MockProfiles,
    pub(crate) federation: MockFederation,
    pub(crate) machines: MockMachines,
    pub(crate) people: MockPeople,
    pub(crate) marketplace: MockMarketplace,
    pub(crate) seller_accounts: MockSellerAccounts,
    pub(crate) audit: MockAuditQueries,
    pub(crate) webhooks: MockWebhooks,
    pub(crate) throttle: MockThrottle,
    pub(crate) store: MockStore,
    pub(crate) settings: Settings,
}

/// A running server; stops when it is dropped.
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
    pub(crate) server: RunningServer,
    pub(crate) runtime: Runtime,
}

struct Gauges;

impl StorageGauges for Gauges {
    fn read(&self) -> Vec<GaugeReading> {
        vec![
            GaugeReading::Attempts {
                use_case: "place_order",
                count: 7,
            },
            GaugeReading::Retries {
                use_case: "change_stock",
                count: 3,
            },
            GaugeReading::Retries {
                use_case: "set_discount",
                count: 0,
            },
            GaugeReading::Connections(8),
            GaugeReading::IdleConnections(5),
            GaugeReading::ConnectionWaiters(1),
            GaugeReading::GateQueue(2),
        ]
    }
}

impl Ports {
    /// Mocks that expect nothing, except that the words of [`caller`] are tokens of such callers, and that one of them
    /// is an approved seller.
    pub(crate) fn new() -> Self {
        let mut sign_in = MockSignIn::new();
        sign_in.expect_authenticate().returning(|token| Ok(caller(token)));
        sign_in.expect_still_holds().returning(|_| Ok(true));
        let mut marketplace = MockMarketplace::new();
        marketplace
            .expect_approved()
            .returning(|user| Ok((user.to_string() == SELLER_USER).then(|| SELLER.parse().unwrap())));
        Self {
            catalogue: MockCatalogue::new(),
            merchandising: MockMerchandising::new(),
            categories: MockCategories::new(),
            finding: MockFinding::new(),
            interchange: MockInterchange::new(),
            objects: MockObjectStore::new(),
            inventory: MockInventory::new(),
            warehousing: MockWarehousing::new(),
            carts: MockCarts::new(),
            ordering: MockOrdering::new(),
            order_desk: MockOrderDesk::new(),
            payments: MockPayments::new(),
            funding: MockFunding::new(),
            points: MockPoints::new(),
            subscriptions: MockSubscriptions::new(),
            reviews: MockReviews::new(),
            wishes: MockWishes::new(),
            pricing: MockPricing::new(),
            registration: MockRegistration::new(),
            sign_in,
            profiles: MockProfiles::new(),
            federation: MockFederation::new(),
            machines: MockMachines::new(),
            people: MockPeople::new(),
            marketplace,
            seller_accounts: MockSellerAccounts::new(),
            audit: MockAuditQueries::new(),
            webhooks: MockWebhooks::new(),
            throttle: MockThrottle::new(),
            store: MockStore::new(),
            settings: settings(),
        }
    }

    pub(crate) fn services(self) -> Services {
        let mut clock = MockClock::new();
        clock.expect_now().returning(now);
        Services {
            catalogue: Arc::new(self.catalogue),
            merchandising: Arc::new(self.merchandising),
            categories: Arc::new(self.categories),
            finding: Arc::new(self.finding),
            interchange: Arc::new(self.interchange),
            objects: Arc::new(self.objects),
            inventory: Arc::new(self.inventory),
            warehousing: Arc::new(self.warehousing),
            carts: Arc::new(self.carts),
            ordering: Arc::new(self.ordering),
            order_desk: Arc::new(self.order_desk),
            payments: Arc::new(self.payments),
            funding: Arc::new(self.funding),
            points: Arc::new(self.points),
            subscriptions: Arc::new(self.subscriptions),
            reviews: Arc::new(self.reviews),
            wishes: Arc::new(self.wishes),
            pricing: Arc::new(self.pricing),
            registration: Arc::new(self.registration),
            sign_in: Arc::new(self.sign_in),
            profiles: Arc::new(self.profiles),
            federation: Arc::new(self.federation),
            machines: Arc::new(self.machines),
            people: Arc::new(self.people),
            marketplace: Arc::new(self.marketplace),
            seller_accounts: Arc::new(self.seller_accounts),
            audit: Arc::new(self.audit),
            webhooks: Arc::new(self.webhooks),
            throttle: Arc::new(self.throttle),
            clock: Arc::new(clock),
            store: Arc::new(self.store),
            gauges: Arc::new(Gauges),
        }
    }

    pub(crate) fn serve(self) -> Api {
        let settings = self.settings.clone();
        Api::start(self.services(), settings, NOTHING_MOUNTED)
    }
}

/// A guarded shop without limits, proxies or pages of others.
pub(crate) fn settings() -> Settings {
    Settings {
        currency: Currency::KRW,
        access: Access::Guarded,
        workers: 1,
        at_once: 100,
        trusted_proxies: Vec::new(),
        limits: None,
        cors_origins: Vec::new(),
        https: false,
    }
}

impl Api {
    /// Serves on a free port, with one thread for connections and one for commands.
    pub(crate) fn start<F>(services: Services, settings: Settings, mount: Option<F>) -> Self
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inside = runtime.enter();
        let server = start(listener, services, settings, mount).unwrap();
        drop(inside);
        Self {
            address,
            server,
            runtime,
        }
    }

    pub(crate) fn send(&self, request: Request) -> Response {
        request.send(self.address)
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send(Request::new("GET", target))
    }

    /// As staff, and without a content type.
    pub(crate) fn post(&self, target: &str, body: impl AsRef<[u8]>) -> Response {
        self.send(Request::new("POST", target).bearer("staff").body(body))
    }

    /// As somebody, with a body of JSON.
    pub(crate) fn call(&self, method: &str, target: &str, caller: &str, body: &str) -> Response {
        self.send(Request::new(method, target).bearer(caller).json(body))
    }
}

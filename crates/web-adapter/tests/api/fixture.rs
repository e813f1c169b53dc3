//! The server under test.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use hexmart_application::catalogue::MockCatalogue;
use hexmart_application::identity::MockIdentity;
use hexmart_application::inventory::MockInventory;
use hexmart_application::platform::{GaugeReading, MockStore, StorageGauges};
use hexmart_application::pricing::MockPricing;
use hexmart_domain::identity::Role;
use hexmart_domain::shared::Currency;
use hexmart_web_adapter::{Access, RunningServer, Services, Settings, start};
use tokio::runtime::{Builder, Runtime};

use crate::client::{Request, Response};
use crate::samples::principal;

/// The ports of a server; a call that a test does not expect fails it with a 500.
pub(crate) struct Ports {
    pub(crate) catalogue: MockCatalogue,
    pub(crate) inventory: MockInventory,
    pub(crate) pricing: MockPricing,
    pub(crate) identity: MockIdentity,
    pub(crate) store: MockStore,
    pub(crate) access: Access,
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
    /// Mocks that expect nothing, except that the words user, staff and admin are tokens of such callers.
    pub(crate) fn new() -> Self {
        let mut identity = MockIdentity::new();
        identity
            .expect_authenticate()
            .returning(|token| Role::from_word(token).map(principal));
        Self {
            catalogue: MockCatalogue::new(),
            inventory: MockInventory::new(),
            pricing: MockPricing::new(),
            identity,
            store: MockStore::new(),
            access: Access::Guarded,
        }
    }

    pub(crate) fn services(self) -> Services {
        Services {
            catalogue: Arc::new(self.catalogue),
            inventory: Arc::new(self.inventory),
            pricing: Arc::new(self.pricing),
            identity: Arc::new(self.identity),
            store: Arc::new(self.store),
            gauges: Arc::new(Gauges),
        }
    }

    pub(crate) fn serve(self) -> Api {
        let access = self.access;
        Api::start(self.services(), access)
    }
}

impl Api {
    /// Serves on a free port, with one thread for connections and one for commands.
    pub(crate) fn start(services: Services, access: Access) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let settings = Settings {
            currency: Currency::KRW,
            access,
            workers: 1,
        };
        let inside = runtime.enter();
        let server = start(listener, services, settings).unwrap();
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
}

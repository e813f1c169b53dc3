use std::future::{Ready, ready};

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "live")]
    status: &'static str,
}

/// Whether the process runs.
///
/// Never touches the store: restarting a server does not bring a database back.
#[utoipa::path(get, path = "/health/live", operation_id = "live", tag = "platform",
    responses((status = 200, description = "It runs.", body = Health)))]
pub(crate) fn live(_: Call) -> Ready<Answer> {
    ready(Ok(ok(br#"{"status":"live"}"#)))
}

/// Whether requests can be served: the store answers, and the server is not about to stop.
#[utoipa::path(get, path = "/health/ready", operation_id = "ready", tag = "platform",
    responses((status = 200, description = "Send requests.", body = Health)))]
pub(crate) async fn readiness(call: Call) -> Answer {
    if call.state.is_draining() {
        return Err(Problem::passing(Code::NotReady));
    }
    match call.state.services.store.ping().await {
        Ok(()) => Ok(ok(br#"{"status":"ready"}"#)),
        Err(error) => Err(Problem::passing(Code::NotReady).caused_by(&error)),
    }
}

fn ok(body: &'static [u8]) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(body)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::test::TestRequest;
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
    use tokio::runtime::Handle;

    use super::*;
    use crate::admission::Worth;
    use crate::settings::{Access, Services, Settings};
    use crate::state::State;

    struct NoGauges;

    impl StorageGauges for NoGauges {
        fn read(&self) -> Vec<GaugeReading> {
            Vec::new()
        }
    }

    #[actix_web::test]
    async fn a_server_that_is_about_to_stop_is_not_ready_and_asks_nobody() {
        let services = Services {
            catalogue: Arc::new(MockCatalogue::new()),
            merchandising: Arc::new(MockMerchandising::new()),
            categories: Arc::new(MockCategories::new()),
            finding: Arc::new(MockFinding::new()),
            interchange: Arc::new(MockInterchange::new()),
            objects: Arc::new(MockObjectStore::new()),
            inventory: Arc::new(MockInventory::new()),
            warehousing: Arc::new(MockWarehousing::new()),
            carts: Arc::new(MockCarts::new()),
            ordering: Arc::new(MockOrdering::new()),
            order_desk: Arc::new(MockOrderDesk::new()),
            payments: Arc::new(MockPayments::new()),
            reviews: Arc::new(MockReviews::new()),
            wishes: Arc::new(MockWishes::new()),
            points: Arc::new(MockPoints::new()),
            funding: Arc::new(MockFunding::new()),
            seller_accounts: Arc::new(MockSellerAccounts::new()),
            subscriptions: Arc::new(MockSubscriptions::new()),
            pricing: Arc::new(MockPricing::new()),
            registration: Arc::new(MockRegistration::new()),
            sign_in: Arc::new(MockSignIn::new()),
            profiles: Arc::new(MockProfiles::new()),
            federation: Arc::new(MockFederation::new()),
            machines: Arc::new(MockMachines::new()),
            people: Arc::new(MockPeople::new()),
            marketplace: Arc::new(MockMarketplace::new()),
            audit: Arc::new(MockAuditQueries::new()),
            webhooks: Arc::new(MockWebhooks::new()),
            throttle: Arc::new(MockThrottle::new()),
            clock: Arc::new(MockClock::new()),
            store: Arc::new(MockStore::new()),
            gauges: Arc::new(NoGauges),
        };
        let settings = Settings {
            currency: Currency::KRW,
            access: Access::Guarded,
            workers: 1,
            at_once: 1,
            trusted_proxies: Vec::new(),
            limits: None,
            cors_origins: Vec::new(),
            https: false,
        };
        let state = Arc::new(State::new(services, settings, Handle::current()));
        state.begin_drain();
        let call = Call {
            route: "/health/ready",
            segments: crate::router::Segments::default(),
            worth: Worth::Settle,
            turn: None,
            request: TestRequest::default().to_http_request(),
            payload: None,
            principal: None,
            authority: None,
            state,
        };
        let problem = readiness(call).await.unwrap_err();
        assert_eq!(problem.code(), Code::NotReady);
    }
}

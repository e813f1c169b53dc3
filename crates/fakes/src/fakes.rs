use std::sync::{Arc, Mutex};

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig, get, post, route};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::payments::Provider;

use crate::calls::{self, Called, Calls};
use crate::grants::Grants;
use crate::inbox::{self, Inbox};
use crate::payments::{Blocked, Buyer, Mishap, Moved, SentMessage, Step};
use crate::settings::FakesSettings;
use crate::state::State;
use crate::{google, kakao, maps, naver, parcels, payments};

/// All doubles, with what they remember. A clone is another handle to the same ones.
#[derive(Debug, Clone)]
pub struct Fakes {
    state: Arc<State>,
}

impl Fakes {
    /// Doubles that know the shop by these settings. Codes and tokens age by `clock` and are drawn from `entropy`.
    pub fn new(settings: FakesSettings, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            state: Arc::new(State {
                settings,
                clock,
                entropy,
                grants: Grants::default(),
                calls: Calls::default(),
                inbox: Inbox::default(),
                book: Mutex::default(),
            }),
        }
    }

    /// The inbox that `/fake/inbox/` shows, to push letters to.
    pub fn inbox(&self) -> Inbox {
        self.state.inbox.clone()
    }

    /// What `/fake/calls` shows: the newest 1,000 calls to the providers, oldest first.
    pub fn calls(&self) -> Vec<Called> {
        self.state.calls.list()
    }

    /// A buyer goes through the window of a payment provider; answers what the browser brings back.
    pub fn window(
        &self,
        provider: Provider,
        merchant_uid: &str,
        amount: i64,
        buyer: Buyer,
    ) -> Result<String, Blocked> {
        let now = self.state.now();
        self.state
            .book()
            .window(provider, merchant_uid, amount, buyer, now)
    }

    /// Orders a mishap for the next call of a kind at a payment provider.
    pub fn spoil(&self, provider: Provider, step: Step, mishap: Mishap) {
        self.state.book().spoil(provider, step, mishap);
    }

    /// Has the payment providers promise refunds, or make them: those that were promised, too.
    pub fn defer_refunds(&self, defers: bool) {
        let now = self.state.now();
        self.state.book().defer(defers, now);
    }

    /// Every time that money of a payment, or of any, came or went at a payment provider; the oldest first.
    pub fn moved(&self, merchant_uid: Option<&str>) -> Vec<Moved> {
        self.state.book().moved(merchant_uid)
    }

    /// What the payment providers have to say about a payment, or about any; the oldest first.
    pub fn messages(&self, merchant_uid: Option<&str>) -> Vec<SentMessage> {
        self.state.book().messages(merchant_uid)
    }

    /// Mounts everything under `/fake`, for `actix_web::App::configure`.
    pub fn configure(&self) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
        let state = Arc::clone(&self.state);
        move |app| mount(app, &state)
    }
}

fn mount(app: &mut ServiceConfig, state: &Arc<State>) {
    let recorded = Arc::clone(state);
    let providers = web::scope("")
        .wrap(from_fn(move |request, next| {
            calls::record(Arc::clone(&recorded), request, next)
        }))
        .route("/kakao/oauth/authorize", get().to(kakao::authorize))
        .route("/kakao/oauth/token", post().to(kakao::token))
        .route("/kakao/v2/user/me", route().to(kakao::me))
        .route("/naver/oauth2.0/authorize", get().to(naver::authorize))
        .route("/naver/oauth2.0/token", post().to(naver::token))
        .route("/naver/oauth2.0/token", get().to(naver::token_by_query))
        .route("/naver/v1/nid/me", get().to(naver::me))
        .route("/google/o/oauth2/v2/auth", get().to(google::authorize))
        .route("/google/token", post().to(google::token))
        .route("/google/oauth2/v3/certs", get().to(google::certs))
        .route(
            "/google/.well-known/openid-configuration",
            get().to(google::discovery),
        )
        .configure(payments::mount)
        .configure(maps::mount)
        .configure(parcels::mount);
    app.service(
        web::scope("/fake")
            .app_data(Data::from(Arc::clone(state)))
            .route("/inbox", get().to(inbox::show))
            .route("/inbox/", get().to(inbox::show))
            .route("/calls", get().to(calls::show))
            .route("/payments/window", post().to(payments::window))
            .route("/payments/money", get().to(payments::money))
            .route("/payments/messages", get().to(payments::messages))
            .service(providers),
    );
}

//! A shop that is signed up with the doubles, and a browser.

use std::net::TcpListener;
use std::sync::Arc;

use hexmart_application::identity::{AuthorizationRequest, IdentityProvider, ProviderError, Redemption};
use hexmart_domain::identity::Provider;
use hexmart_fakes::{FakeClient, FakeServer, Fakes, FakesSettings, Persona};
use hexmart_identity_provider_adapter::{Google, HttpClient, Kakao, Naver, ProviderSettings};
use url::Url;

use crate::world::{Counted, SetClock};

pub(crate) const SECRET: &str = "secret-of-the-shop";

pub(crate) struct Shop {
    pub(crate) fakes: Fakes,
    pub(crate) clock: Arc<SetClock>,
    server: FakeServer,
}

pub(crate) fn redirect_uri(provider: Provider) -> String {
    format!("http://localhost:8000/auth/{}/callback", provider.as_str())
}

fn client(provider: Provider) -> FakeClient {
    FakeClient {
        id: format!("shop-at-{}", provider.as_str()),
        secret: SECRET.to_owned(),
        redirect_uris: vec![
            redirect_uri(provider),
            format!("{}/other", redirect_uri(provider)),
        ],
    }
}

pub(crate) fn settings(provider: Provider, base_url: Option<String>) -> ProviderSettings {
    ProviderSettings {
        client_id: client(provider).id,
        client_secret: SECRET.into(),
        base_url,
    }
}

pub(crate) fn adapter(
    settings: ProviderSettings,
    provider: Provider,
    clock: &Arc<SetClock>,
) -> Arc<dyn IdentityProvider> {
    let http = HttpClient::new().unwrap();
    match provider {
        Provider::Kakao => Arc::new(Kakao::new(settings, http).unwrap()),
        Provider::Naver => Arc::new(Naver::new(settings, http).unwrap()),
        Provider::Google => {
            let clock = Arc::clone(clock);
            Arc::new(Google::new(settings, http, clock).unwrap())
        }
    }
}

pub(crate) fn request(provider: Provider) -> AuthorizationRequest {
    AuthorizationRequest {
        state: "state-of-the-browser".to_owned(),
        nonce: "nonce-of-the-sign-in".to_owned(),
        code_verifier: "verifier-of-the-sign-in-which-has-43-or-more-characters".to_owned(),
        redirect_uri: redirect_uri(provider),
    }
}

impl Shop {
    pub(crate) fn open() -> Self {
        let clock = Arc::new(SetClock::new());
        let settings = FakesSettings {
            kakao: client(Provider::Kakao),
            naver: client(Provider::Naver),
            google: client(Provider::Google),
        };
        let same_clock = Arc::clone(&clock);
        let fakes = Fakes::new(settings, same_clock, Arc::new(Counted::from(1)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = fakes.serve_on(listener).unwrap();
        Self { fakes, clock, server }
    }

    pub(crate) fn settings(&self, provider: Provider) -> ProviderSettings {
        let base = format!("{}/{}", self.server.url(), provider.as_str());
        settings(provider, Some(base))
    }

    pub(crate) fn adapter(&self, provider: Provider) -> Arc<dyn IdentityProvider> {
        adapter(self.settings(provider), provider, &self.clock)
    }

    /// How often a path of the doubles was called.
    pub(crate) fn calls(&self, path: &str) -> usize {
        let calls = self.fakes.calls();
        calls.iter().filter(|call| call.path == path).count()
    }
}

/// Follows the browser to the provider and back: what the callback is called with.
pub(crate) fn callback(adapter: &dyn IdentityProvider, persona: Persona) -> Url {
    callback_of(adapter, &request(adapter.provider()), persona)
}

pub(crate) fn callback_of(
    adapter: &dyn IdentityProvider,
    request: &AuthorizationRequest,
    persona: Persona,
) -> Url {
    let url = format!(
        "{}&persona={}",
        adapter.authorization_url(request),
        persona.as_str()
    );
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let answer = agent.get(&url).call().unwrap();
    assert_eq!(answer.status(), 302);
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

pub(crate) fn parameter(callback: &Url, name: &str) -> Option<String> {
    let mut pairs = callback.query_pairs();
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// What an honest shop makes of a callback.
pub(crate) fn redemption(provider: Provider, callback: &Url) -> Redemption {
    let request = request(provider);
    assert_eq!(parameter(callback, "state").as_ref(), Some(&request.state));
    redemption_of(provider, parameter(callback, "code").unwrap())
}

pub(crate) fn redemption_of(provider: Provider, code: String) -> Redemption {
    let AuthorizationRequest {
        state,
        nonce,
        code_verifier,
        redirect_uri,
    } = request(provider);
    Redemption {
        code,
        state,
        nonce,
        code_verifier,
        redirect_uri,
    }
}

/// The code of somebody who agreed, and all that belongs to it.
pub(crate) fn agreed(adapter: &dyn IdentityProvider, persona: Persona) -> Redemption {
    redemption(adapter.provider(), &callback(adapter, persona))
}

/// Where codes are redeemed.
pub(crate) fn token_path(provider: Provider) -> &'static str {
    match provider {
        Provider::Kakao => "/oauth/token",
        Provider::Naver => "/oauth2.0/token",
        Provider::Google => "/token",
    }
}

/// What kind of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Refused,
    Misconfigured,
    Unavailable,
}

pub(crate) fn verdict(error: &ProviderError) -> Verdict {
    match error {
        ProviderError::Refused { .. } => Verdict::Refused,
        ProviderError::Misconfigured { .. } => Verdict::Misconfigured,
        ProviderError::Unavailable(_) => Verdict::Unavailable,
    }
}

//! Doubles that are served, and a client.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::identity::Provider;
use hexmart_domain::shared::Instant;
use hexmart_fakes::{FakeClient, FakeServer, Fakes, FakesSettings};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;
use url::form_urlencoded::Serializer;

pub(crate) const REDIRECT: &str = "http://localhost:8000/callback?from=there";

pub(crate) struct Served {
    pub(crate) fakes: Fakes,
    pub(crate) server: FakeServer,
    pub(crate) clock: Arc<SetClock>,
    agent: ureq::Agent,
}

pub(crate) struct SetClock(Mutex<Instant>);

struct Counted(AtomicU64);

impl Clock for SetClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

impl SetClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Entropy for Counted {
    fn bytes(&self) -> [u8; 10] {
        self.secret()[..10].try_into().unwrap()
    }

    fn secret(&self) -> [u8; 32] {
        Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()).into()
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<Url>,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A parameter of where the browser is sent.
    pub(crate) fn sent(&self, name: &str) -> Option<String> {
        let mut pairs = self.location.as_ref().unwrap().query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }
}

pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Served {
    pub(crate) fn start() -> Self {
        // The same everywhere, so that nothing but the provider tells one code from another.
        let client = FakeClient {
            id: "shop".to_owned(),
            secret: "the shop's secret".to_owned(),
            redirect_uris: vec![REDIRECT.to_owned()],
        };
        let settings = FakesSettings {
            kakao: client.clone(),
            naver: client.clone(),
            google: client,
        };
        let clock = Arc::new(SetClock(Mutex::new(
            DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        )));
        let same_clock = Arc::clone(&clock);
        let fakes = Fakes::new(settings, same_clock, Arc::new(Counted(AtomicU64::new(1))));
        let server = fakes.serve_on(TcpListener::bind("127.0.0.1:0").unwrap()).unwrap();
        let agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        Self {
            fakes,
            server,
            clock,
            agent,
        }
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.server.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call().unwrap())
    }

    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.server.url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(request.send(query(form)).unwrap())
    }
}

impl Served {
    pub(crate) fn post_as(&self, path: &str, authorization: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.server.url()));
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", authorization);
        read(request.send(query(form)).unwrap())
    }

    pub(crate) fn post_json(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.server.url()));
        let mut request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send(body.to_string()).unwrap())
    }
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Answer {
    let header = |name: &str| {
        let value = answer.headers().get(name)?.to_str().unwrap();
        Some(value.to_owned())
    };
    Answer {
        status: answer.status().as_u16(),
        location: header("location").map(|location| location.parse().unwrap()),
        content_type: header("content-type").unwrap_or_default(),
        body: answer.body_mut().read_to_string().unwrap(),
    }
}

/// How a provider is asked, in the words of this test.
pub(crate) struct Paths {
    pub(crate) provider: Provider,
    pub(crate) authorize: &'static str,
    pub(crate) token: &'static str,
    pub(crate) me: &'static str,
}

pub(crate) const PATHS: [Paths; 3] = [
    Paths {
        provider: Provider::Kakao,
        authorize: "/kakao/oauth/authorize",
        token: "/kakao/oauth/token",
        me: "/kakao/v2/user/me",
    },
    Paths {
        provider: Provider::Naver,
        authorize: "/naver/oauth2.0/authorize",
        token: "/naver/oauth2.0/token",
        me: "/naver/v1/nid/me",
    },
    Paths {
        provider: Provider::Google,
        authorize: "/google/o/oauth2/v2/auth",
        token: "/google/token",
        me: "",
    },
];

impl Paths {
    /// The question that is answered, without a persona.
    pub(crate) fn question() -> Vec<(&'static str, &'static str)> {
        vec![
            ("response_type", "code"),
            ("client_id", "shop"),
            ("redirect_uri", REDIRECT),
            ("state", "st"),
            ("scope", "openid email"),
        ]
    }

    /// The form that redeems a code.
    pub(crate) fn form(code: &str) -> Vec<(&'static str, &str)> {
        let mut form = Self::question();
        form.retain(|(name, _)| *name != "response_type" && *name != "scope");
        let more = [
            ("grant_type", "authorization_code"),
            ("client_secret", "the shop's secret"),
            ("code", code),
        ];
        [&form[..], &more].concat()
    }

    pub(crate) fn code(&self, served: &Served) -> String {
        let question = query(&Self::question());
        let answer = served.get(&format!("{}?{question}&persona=verified", self.authorize), &[]);
        answer.sent("code").unwrap()
    }
}

/// The parameters with one of them replaced, or left out.
pub(crate) fn but<'a>(
    pairs: &[(&'static str, &'a str)],
    name: &'static str,
    value: Option<&'a str>,
) -> Vec<(&'static str, &'a str)> {
    let mut pairs = pairs.to_vec();
    pairs.retain(|(known, _)| *known != name);
    pairs.extend(value.map(|value| (name, value)));
    pairs
}

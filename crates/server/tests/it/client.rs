use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

use crate::process::Hexmart;

/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody who calls a server, on connections that are kept.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    agent: Agent,
    base_url: String,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    /// Somebody with connections of their own, who has not signed in.
    pub(crate) fn of(server: &Hexmart) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        Self {
            agent,
            base_url: server.base_url().to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same client with a header on every request.
    pub(crate) fn with(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut client = self.clone();
        client.headers.push((name, value.into()));
        client
    }

    /// The same client with an access token.
    pub(crate) fn bearing(&self, token: &str) -> Self {
        self.with("Authorization", format!("Bearer {token}"))
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Posts a body without saying what it is.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", path, Some(body.as_ref()))
    }

    /// Posts a body that is said to be JSON.
    #[track_caller]
    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send_json("POST", path, body)
    }

    /// Sends a body that is said to be JSON.
    #[track_caller]
    pub(crate) fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let client = self.with("Content-Type", "application/json");
        client.send(method, path, Some(body.to_string().as_bytes()))
    }

    /// Posts nothing.
    #[track_caller]
    pub(crate) fn post_nothing(&self, path: &str) -> Answer {
        self.send("POST", path, None)
    }

    #[track_caller]
    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    #[track_caller]
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Answer {
        let answer = self.try_send(method, path, body);
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// The answer, or why there is none.
    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base_url));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let answer = match body {
            Some(body) => self.agent.run(request.body(body)?)?,
            None => self.agent.run(request.body(())?)?,
        };
        let (head, mut body) = answer.into_parts();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.read_to_vec()?,
        })
    }
}

/// What a server said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Every line of a header that may come more than once.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .get_all(name)
            .into_iter()
            .map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The JSON of an answer that succeeded.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        self.json_of(200)
    }

    /// The JSON of an answer that says where something new is.
    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        assert!(self.header("location").is_some(), "{}", self.text());
        self.json_of(201)
    }

    /// The answer that what was asked for is on its way, and says nothing more.
    #[track_caller]
    pub(crate) fn accepted(&self) {
        assert_eq!(self.json_of(202), serde_json::json!({}));
    }

    /// The answer that it was done, and that there is nothing to say.
    #[track_caller]
    pub(crate) fn done(&self) {
        assert_eq!((self.status, self.text()), (204, ""));
    }

    #[track_caller]
    fn json_of(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        self.json()
    }

    /// The problem of an answer that did not; it must be complete.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["type"], format!("/docs/problems#{code}"));
        assert_eq!(problem["instance"].as_str(), self.header("x-request-id"));
        for member in ["title", "detail", "msg"] {
            assert!(
                problem[member].as_str().is_some_and(|text| !text.is_empty()),
                "{problem}"
            );
        }
        problem
    }
}

/// The places and codes of a problem's field errors, in order.
pub(crate) fn field_errors(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let pair = |error: Value| {
        let place = error["pointer"].as_str().or(error["parameter"].as_str()).unwrap();
        assert!(!error["message"].as_str().unwrap().is_empty(), "{problem}");
        (place.to_owned(), error["code"].as_str().unwrap().to_owned())
    };
    errors.into_iter().map(pair).collect()
}

//! Speaking with the server.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hexmart_application::search::{FeedPosition, IndexChange, SearchError};
use hexmart_http_client::{Bytes, Client, Limits, Method, Request, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::document::{name_of, written};
use crate::failure::{failed, refused, unanswered};
use crate::mapping::FORM;
use crate::settings::{InvalidSettings, Settings};

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    exchange: Duration::from_secs(3),
    longest: 8 * 1024 * 1024,
};
/// So many changes are sent at once: some 2 MB.
const AT_ONCE: usize = 500;
/// The document that says up to where the feed is known. Products have names of hexadecimal digits.
const POSITION: &str = "position";

/// A server and the alias of an index on it. A clone shares the connections.
#[derive(Clone)]
pub(crate) struct Link {
    client: Client,
    base: Arc<str>,
    /// What to say to be let in.
    authorization: Option<Arc<SecretString>>,
    alias: Arc<str>,
}

/// A document that was asked for by its name.
#[derive(Deserialize)]
struct Document<T> {
    #[serde(rename = "_source")]
    source: Option<T>,
}

#[derive(Deserialize)]
struct Position {
    position: FeedPosition,
}

/// What became of many changes.
#[derive(Deserialize)]
struct Outcome {
    errors: bool,
    items: Vec<Value>,
}

impl Link {
    pub(crate) fn new(settings: Settings) -> Result<Self, InvalidSettings> {
        let base = settings.base()?;
        let alias = format!("{}-v{FORM}", settings.checked_prefix()?);
        let basic = |(name, password): (String, SecretString)| {
            let both = STANDARD.encode(format!("{name}:{}", password.expose_secret()));
            Arc::new(SecretString::from(format!("Basic {both}")))
        };
        Ok(Self {
            client: Client::new(LIMITS)?,
            base: base.into(),
            authorization: settings.account.map(basic),
            alias: alias.into(),
        })
    }

    /// The name that leads to the index that answers.
    pub(crate) fn alias(&self) -> &str {
        &self.alias
    }

    /// Asks, and answers what is said, whatever the status.
    async fn exchange(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: String,
    ) -> Result<(StatusCode, Bytes), SearchError> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization.expose_secret());
        }
        let request = request.body(Bytes::from(body)).map_err(failed)?;
        let answer = self
            .client
            .send(request)
            .await
            .map_err(|error| unanswered(&error))?;
        Ok((answer.status(), answer.into_body()))
    }

    /// Asks, and reads the answer.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, SearchError> {
        let body = body.map_or_else(String::new, Value::to_string);
        let (status, answer) = self.exchange(method, path, "application/json", body).await?;
        if status.is_success() {
            serde_json::from_slice(&answer).map_err(failed)
        } else {
            Err(refused(status, &answer))
        }
    }

    /// Searches the index that answers.
    pub(crate) async fn search<T: DeserializeOwned>(&self, body: &Value) -> Result<T, SearchError> {
        self.ask(Method::POST, &format!("/{}/_search", self.alias), Some(body))
            .await
    }

    /// Learns changes, each product once.
    pub(crate) async fn learn(&self, index: &str, changes: &[IndexChange]) -> Result<(), SearchError> {
        for changes in changes.chunks(AT_ONCE) {
            let mut lines = String::new();
            for change in changes {
                let name = name_of(change.product());
                let written = match change {
                    IndexChange::Upsert(document) => {
                        writeln!(
                            lines,
                            "{}\n{}",
                            json!({"index": {"_id": name}}),
                            written(document)
                        )
                    }
                    IndexChange::Remove(_) => writeln!(lines, "{}", json!({"delete": {"_id": name}})),
                };
                written.map_err(failed)?;
            }
            let path = format!("/{index}/_bulk{}", self.must_exist(index, '?'));
            let (status, answer) = self
                .exchange(Method::POST, &path, "application/x-ndjson", lines)
                .await?;
            if !status.is_success() {
                return Err(refused(status, &answer));
            }
            let outcome: Outcome = serde_json::from_slice(&answer).map_err(failed)?;
            if outcome.errors {
                return Err(unlearned(&outcome.items));
            }
        }
        Ok(())
    }

    /// An index that is missing would be made by whoever writes to it, without its mapping.
    fn must_exist(&self, index: &str, separator: char) -> String {
        if index == self.alias() {
            format!("{separator}require_alias=true")
        } else {
            String::new()
        }
    }

    /// Up to where the feed is known; none when there is no index.
    pub(crate) async fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        let path = format!("/{}/_doc/{POSITION}", self.alias);
        let (status, answer) = self.exchange(Method::GET, &path, "", String::new()).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !status.is_success() {
            return Err(refused(status, &answer));
        }
        let document: Document<Position> = serde_json::from_slice(&answer).map_err(failed)?;
        Ok(document.source.map(|source| source.position))
    }

    /// Says up to where the feed is known, and shows all that was learned before: an index has one shard.
    pub(crate) async fn set_position(&self, index: &str, position: FeedPosition) -> Result<(), SearchError> {
        let must_exist = self.must_exist(index, '&');
        let path = format!("/{index}/_doc/{POSITION}?refresh=true{must_exist}");
        self.ask(Method::PUT, &path, Some(&json!({"position": position})))
            .await
            .map(|_: Value| ())
    }
}

/// The first of the reasons why changes were not learned.
fn unlearned(items: &[Value]) -> SearchError {
    let mut outcomes = items
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|item| item.values());
    let refused_one =
        outcomes.find_map(|outcome| Some((outcome.get("status")?.as_u64()?, outcome.get("error")?)));
    let Some((status, error)) = refused_one else {
        return failed("a change was refused without a reason");
    };
    let status = u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    let body = json!({"error": error}).to_string();
    refused(
        status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        body.as_bytes(),
    )
}

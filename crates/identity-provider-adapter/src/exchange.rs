//! Where a code becomes a token: RFC 6749, 4.1.3, which all three follow on the whole.

use hexmart_application::identity::{ProviderError, Redemption};
use hexmart_http_client::Uri;
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use crate::errors::{Outage, by_code};
use crate::http::HttpClient;
use crate::settings::ProviderSettings;

/// What a code was worth. No `Debug`: it opens somebody's data.
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) id_token: Option<String>,
}

/// Lifetimes, scopes and refresh tokens are passed over: the shop asks once, right away.
#[derive(Deserialize)]
struct TokenAnswer {
    error: Option<String>,
    error_code: Option<String>,
    access_token: Option<String>,
    token_type: Option<String>,
    id_token: Option<String>,
}

/// Redeems a code; `proof` is what the provider wants to see beside it.
pub(crate) async fn exchange(
    http: &HttpClient,
    uri: &Uri,
    settings: &ProviderSettings,
    redemption: &Redemption,
    proof: &[(&str, &str)],
) -> Result<Tokens, ProviderError> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", settings.client_id.as_str()),
        ("client_secret", settings.client_secret.expose_secret()),
        ("code", redemption.code.as_str()),
    ];
    form.extend_from_slice(proof);
    let answer = http.post(uri, &form).await?;
    // The parser quotes what it stumbles over, so its error is left behind.
    let unread = Outage::Nonsense("no token answer");
    let read: TokenAnswer = serde_json::from_slice(&answer.body).or(Err(unread))?;
    // Before anything else: Naver reports errors with status 200.
    if read.error.is_some() || read.error_code.is_some() || !answer.status.is_success() {
        return Err(by_code(&[read.error_code.as_deref(), read.error.as_deref()]));
    }
    let bearer = read
        .token_type
        .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    match read.access_token.filter(|token| bearer && !token.is_empty()) {
        Some(access_token) => Ok(Tokens {
            access_token,
            id_token: read.id_token,
        }),
        None => Err(Outage::Nonsense("no bearer token").into()),
    }
}

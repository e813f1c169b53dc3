use std::fmt;

use async_trait::async_trait;
use hexmart_application::identity::{
    AuthorizationRequest, ExternalIdentity, IdentityProvider, ProviderError, Redemption,
};
use hexmart_domain::identity::Provider;
use hexmart_http_client::{StatusCode, Uri};
use serde::Deserialize;
use url::Url;

use crate::authorization::question;
use crate::errors::{Outage, refused};
use crate::exchange::exchange;
use crate::http::{Answer, HttpClient};
use crate::person;
use crate::settings::{BadBaseUrl, Endpoint, ProviderSettings};

const AUTHORIZE: Endpoint = Endpoint {
    host: "https://nid.naver.com",
    path: "/oauth2.0/authorize",
};
const TOKEN: Endpoint = Endpoint {
    host: "https://nid.naver.com",
    path: "/oauth2.0/token",
};
const ME: Endpoint = Endpoint {
    host: "https://openapi.naver.com",
    path: "/v1/nid/me",
};

/// What the profile API says when all is well.
const SUCCESS: &str = "00";

/// Naver Login: OAuth 2.0 without PKCE and without a signature, so the person is asked about with the token. The address
/// in a profile is contact data that Naver does not vouch for; it never counts.
pub struct Naver {
    settings: ProviderSettings,
    http: HttpClient,
    authorize: Url,
    token: Uri,
    me: Uri,
}

impl fmt::Debug for Naver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Naver").field(&self.settings).finish()
    }
}

#[derive(Deserialize)]
struct Me {
    resultcode: String,
    response: Option<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    id: String,
    nickname: Option<String>,
}

impl Naver {
    /// Naver, or its double at the base URL.
    pub fn new(settings: ProviderSettings, http: HttpClient) -> Result<Self, BadBaseUrl> {
        Ok(Self {
            authorize: settings.url(&AUTHORIZE)?,
            token: settings.uri(&TOKEN)?,
            me: settings.uri(&ME)?,
            settings,
            http,
        })
    }
}

#[async_trait]
impl IdentityProvider for Naver {
    fn provider(&self) -> Provider {
        Provider::Naver
    }

    fn authorization_url(&self, request: &AuthorizationRequest) -> String {
        question(&self.authorize, &self.settings.client_id, request).into()
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<ExternalIdentity, ProviderError> {
        // The address is not asked for, and sent all the same: whoever binds codes to it can check.
        let proof = [
            ("state", redemption.state.as_str()),
            ("redirect_uri", redemption.redirect_uri.as_str()),
        ];
        let tokens = exchange(&self.http, &self.token, &self.settings, redemption, &proof).await?;
        read(&self.http.get_as(&self.me, &tokens.access_token).await?)
    }
}

fn read(answer: &Answer) -> Result<ExternalIdentity, ProviderError> {
    if answer.status == StatusCode::FORBIDDEN {
        return Err(ProviderError::Misconfigured {
            why: "the profile API is not permitted".to_owned(),
        });
    }
    // The parser quotes what it stumbles over, so its error is left behind.
    let unread = Outage::Nonsense("no profile answer");
    let me: Me = serde_json::from_slice(&answer.body).or(Err(unread))?;
    if me.resultcode != SUCCESS || !answer.status.is_success() {
        return Err(refused("the profile API"));
    }
    let profile = me.response.ok_or(Outage::Nonsense("no profile"))?;
    Ok(ExternalIdentity {
        provider: Provider::Naver,
        subject: person::subject(profile.id)?,
        verified_email: None,
        nickname: person::nickname(profile.nickname),
    })
}

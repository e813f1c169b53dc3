use std::fmt;

use async_trait::async_trait;
use hexmart_application::identity::{
    AuthorizationRequest, ExternalIdentity, IdentityProvider, ProviderError, Redemption,
};
use hexmart_domain::identity::Provider;
use hexmart_http_client::Uri;
use serde::Deserialize;
use url::Url;

use crate::authorization::question_with_pkce;
use crate::errors::{Outage, refused};
use crate::exchange::exchange;
use crate::http::{Answer, HttpClient};
use crate::person;
use crate::settings::{BadBaseUrl, Endpoint, ProviderSettings};

const AUTHORIZE: Endpoint = Endpoint {
    host: "https://kauth.kakao.com",
    path: "/oauth/authorize",
};
const TOKEN: Endpoint = Endpoint {
    host: "https://kauth.kakao.com",
    path: "/oauth/token",
};
const ME: Endpoint = Endpoint {
    host: "https://kapi.kakao.com",
    path: "/v2/user/me",
};

/// Codes of the user API that are no verdict on the person: an internal error, maintenance, too many requests, too slow.
const BUSY: [i64; 4] = [-1, -7, -10, -603];
/// Codes that say that the app is not set up: the API is off, not permitted, or the app is barred.
const MISCONFIGURED: [i64; 3] = [-3, -5, -12];

/// Kakao Login, as plain OAuth 2.0 with PKCE: Kakao gives ID tokens only to apps that asked for them, and says as much
/// without. What a person is asked to share is set up at Kakao, so no scope goes along.
pub struct Kakao {
    settings: ProviderSettings,
    http: HttpClient,
    authorize: Url,
    token: Uri,
    me: Uri,
}

impl fmt::Debug for Kakao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kakao").field(&self.settings).finish()
    }
}

#[derive(Deserialize)]
struct Me {
    id: u64,
    properties: Option<Profile>,
    kakao_account: Option<Account>,
}

#[derive(Deserialize)]
struct Account {
    profile: Option<Profile>,
    email: Option<String>,
    is_email_valid: Option<bool>,
    is_email_verified: Option<bool>,
}

#[derive(Deserialize)]
struct Profile {
    nickname: Option<String>,
}

#[derive(Deserialize)]
struct Fault {
    code: i64,
}

impl Kakao {
    /// Kakao, or its double at the base URL.
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
impl IdentityProvider for Kakao {
    fn provider(&self) -> Provider {
        Provider::Kakao
    }

    fn authorization_url(&self, request: &AuthorizationRequest) -> String {
        question_with_pkce(&self.authorize, &self.settings.client_id, request).into()
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<ExternalIdentity, ProviderError> {
        let proof = [
            ("redirect_uri", redemption.redirect_uri.as_str()),
            ("code_verifier", redemption.code_verifier.as_str()),
        ];
        let tokens = exchange(&self.http, &self.token, &self.settings, redemption, &proof).await?;
        read(&self.http.get_as(&self.me, &tokens.access_token).await?)
    }
}

fn read(answer: &Answer) -> Result<ExternalIdentity, ProviderError> {
    // The parser quotes what it stumbles over, so its errors are left behind.
    if !answer.status.is_success() {
        let unread = Outage::Nonsense("no error answer");
        let fault: Fault = serde_json::from_slice(&answer.body).or(Err(unread))?;
        return Err(refusal(fault.code));
    }
    let me: Me = serde_json::from_slice(&answer.body).or(Err(Outage::Nonsense("no user answer")))?;
    if me.id == 0 {
        return Err(Outage::Nonsense("no id of a person").into());
    }
    let (account, old_profile) = (me.kakao_account, me.properties);
    let email = account.as_ref().and_then(|account| {
        let proved = account.is_email_valid == Some(true) && account.is_email_verified == Some(true);
        person::email(account.email.as_deref(), proved)
    });
    let profile = account.and_then(|account| account.profile).or(old_profile);
    Ok(ExternalIdentity {
        provider: Provider::Kakao,
        subject: me.id.to_string(),
        verified_email: email,
        nickname: person::nickname(profile.and_then(|profile| profile.nickname)),
    })
}

fn refusal(code: i64) -> ProviderError {
    if BUSY.contains(&code) {
        Outage::Busy("the user API").into()
    } else if MISCONFIGURED.contains(&code) {
        ProviderError::Misconfigured {
            why: format!("code {code} of the user API"),
        }
    } else {
        refused(&format!("code {code} of the user API"))
    }
}

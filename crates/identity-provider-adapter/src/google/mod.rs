mod id_token;
mod signing_keys;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::{
    AuthorizationRequest, ExternalIdentity, IdentityProvider, ProviderError, Redemption,
};
use hexmart_application::platform::Clock;
use hexmart_domain::identity::Provider;
use hexmart_http_client::Uri;
use url::Url;

use self::id_token::Expected;
use self::signing_keys::SigningKeys;
use crate::authorization::question_with_pkce;
use crate::errors::{Outage, refused};
use crate::exchange::exchange;
use crate::http::HttpClient;
use crate::person;
use crate::settings::{BadBaseUrl, Endpoint, ProviderSettings};

// As in https://accounts.google.com/.well-known/openid-configuration, which is not read at run time: the browser is sent
// off before anybody could wait for it.
const AUTHORIZE: Endpoint = Endpoint {
    host: "https://accounts.google.com",
    path: "/o/oauth2/v2/auth",
};
const TOKEN: Endpoint = Endpoint {
    host: "https://oauth2.googleapis.com",
    path: "/token",
};
const KEYS: Endpoint = Endpoint {
    host: "https://www.googleapis.com",
    path: "/oauth2/v3/certs",
};
const ISSUER: &str = "https://accounts.google.com";

/// Sign in with Google: OIDC with PKCE and a nonce. Who came is read from the ID token and from nowhere else.
pub struct Google {
    settings: ProviderSettings,
    http: HttpClient,
    authorize: Url,
    token: Uri,
    keys: SigningKeys,
    /// With the scheme and, as Google writes it now and then, without.
    issuers: [String; 2],
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Google {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Google").field(&self.settings).finish()
    }
}

impl Google {
    /// Google, or its double at the base URL. Tokens expire, and signing keys age, by `clock`.
    pub fn new(
        settings: ProviderSettings,
        http: HttpClient,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BadBaseUrl> {
        let issuer = settings.base()?.unwrap_or_else(|| ISSUER.to_owned());
        let bare = issuer.split_once("://").map_or("", |(_, bare)| bare).to_owned();
        Ok(Self {
            authorize: settings.url(&AUTHORIZE)?,
            token: settings.uri(&TOKEN)?,
            keys: SigningKeys::new(http.clone(), settings.uri(&KEYS)?, Arc::clone(&clock)),
            issuers: [issuer, bare],
            settings,
            http,
            clock,
        })
    }
}

#[async_trait]
impl IdentityProvider for Google {
    fn provider(&self) -> Provider {
        Provider::Google
    }

    fn authorization_url(&self, request: &AuthorizationRequest) -> String {
        let mut url = question_with_pkce(&self.authorize, &self.settings.client_id, request);
        url.query_pairs_mut()
            .append_pair("scope", "openid email profile")
            .append_pair("nonce", &request.nonce);
        url.into()
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<ExternalIdentity, ProviderError> {
        let proof = [
            ("redirect_uri", redemption.redirect_uri.as_str()),
            ("code_verifier", redemption.code_verifier.as_str()),
        ];
        let tokens = exchange(&self.http, &self.token, &self.settings, redemption, &proof).await?;
        let token = tokens.id_token.ok_or_else(|| refused("no ID token"))?;
        let key_id = id_token::key_id(&token).ok_or_else(|| refused("an ID token with another header"))?;
        let key = self.keys.find(&key_id).await?;
        let expected = Expected {
            issuers: &self.issuers,
            audience: &self.settings.client_id,
            nonce: &redemption.nonce,
            now: self.clock.now(),
        };
        let claims = id_token::check(&token, &key, &expected).map_err(refused)?;
        let proved = claims.email_verified == Some(true);
        Ok(ExternalIdentity {
            provider: Provider::Google,
            verified_email: person::email(claims.email.as_deref(), proved),
            nickname: person::nickname(claims.name),
            subject: person::subject(claims.sub)
                .map_err(|_blank: Outage| refused("an ID token of nobody"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use hexmart_domain::shared::Instant;

    use super::*;

    struct Epoch;

    impl Clock for Epoch {
        fn now(&self) -> Instant {
            DateTime::UNIX_EPOCH
        }
    }

    #[test]
    fn without_a_base_url_the_issuer_is_google_in_both_spellings() {
        let settings = ProviderSettings {
            client_id: "shop".to_owned(),
            client_secret: "secret".into(),
            base_url: None,
        };
        let google = Google::new(settings, HttpClient::new().unwrap(), Arc::new(Epoch)).unwrap();
        assert_eq!(
            google.issuers,
            ["https://accounts.google.com", "accounts.google.com"]
        );
    }
}

use std::sync::Arc;

use hexmart_application::identity::IdentityProvider;
use hexmart_domain::identity::Provider;
use hexmart_identity_provider_adapter::{Google, HttpClient, Kakao, Naver, ProviderSettings};

use crate::cli::ProviderArgs;
use crate::clock::SystemClock;
use crate::failure::{Exit, Failure};

/// What the settings say about one provider.
struct Given<'a> {
    provider: Provider,
    id: &'a Option<String>,
    secret: &'a Option<String>,
    base_url: &'a Option<String>,
}

/// The providers that are set up.
pub(crate) fn providers(args: &ProviderArgs) -> Result<Vec<Arc<dyn IdentityProvider>>, Failure> {
    let given = [
        Given {
            provider: Provider::Kakao,
            id: &args.kakao_client_id,
            secret: &args.kakao_client_secret,
            base_url: &args.kakao_base_url,
        },
        Given {
            provider: Provider::Naver,
            id: &args.naver_client_id,
            secret: &args.naver_client_secret,
            base_url: &args.naver_base_url,
        },
        Given {
            provider: Provider::Google,
            id: &args.google_client_id,
            secret: &args.google_client_secret,
            base_url: &args.google_base_url,
        },
    ];
    let mut providers = Vec::new();
    let mut http: Option<HttpClient> = None;
    for given in given {
        if let Some(settings) = given.settings()? {
            let http = match &http {
                Some(http) => http.clone(),
                None => http.insert(client()?).clone(),
            };
            providers.push(provider(given.provider, settings, http)?);
        }
    }
    if !providers.is_empty() && args.redirect_uris.is_empty() {
        return Err(Failure::new(
            Exit::Config,
            "identity providers need to know where to send browsers back to",
        )
        .cure("--redirect-uri https://shop.example/sign-in"));
    }
    Ok(providers)
}

impl Given<'_> {
    fn settings(&self) -> Result<Option<ProviderSettings>, Failure> {
        let name = self.provider.as_str();
        match (self.id, self.secret) {
            (None, None) => Ok(None),
            (Some(id), Some(secret)) => Ok(Some(ProviderSettings {
                client_id: id.clone(),
                client_secret: secret.clone().into(),
                base_url: self.base_url.clone(),
            })),
            _ => Err(Failure::new(
                Exit::Config,
                format!("{name} needs both --{name}-client-id and --{name}-client-secret"),
            )),
        }
    }
}

/// What providers are asked with. It knows whom the system trusts, so one is enough.
pub(super) fn client() -> Result<HttpClient, Failure> {
    HttpClient::new()
        .map_err(|error| Failure::new(Exit::Config, "identity providers cannot be asked").because(&error))
}

/// One provider.
pub(super) fn provider(
    provider: Provider,
    settings: ProviderSettings,
    http: HttpClient,
) -> Result<Arc<dyn IdentityProvider>, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::new(Exit::Config, format!("{} cannot be asked", provider.as_str())).because(error)
    };
    Ok(match provider {
        Provider::Kakao => Arc::new(Kakao::new(settings, http).map_err(|error| failed(&error))?),
        Provider::Naver => Arc::new(Naver::new(settings, http).map_err(|error| failed(&error))?),
        Provider::Google => {
            let google = Google::new(settings, http, Arc::new(SystemClock));
            Arc::new(google.map_err(|error| failed(&error))?)
        }
    })
}

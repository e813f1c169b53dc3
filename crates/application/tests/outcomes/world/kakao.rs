use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use hexmart_application::identity::{ExternalIdentity, MockIdentityProvider, ProviderError, Redemption};
use hexmart_domain::identity::Provider;

use crate::given;

/// What a provider is asked, and what it answers.
#[derive(Default)]
pub(crate) struct Kakao {
    /// Whom it vouches for, by code.
    known: Mutex<HashMap<String, ExternalIdentity>>,
    /// What it was asked to redeem.
    pub(crate) redeemed: Mutex<Vec<Redemption>>,
}

impl Kakao {
    /// Makes a code good for somebody; it stays good, so that nothing but the shop refuses a second return.
    pub(crate) fn knows(&self, code: &str, identity: ExternalIdentity) {
        self.known.lock().unwrap().insert(code.to_owned(), identity);
    }

    /// The port, as `provider`.
    pub(crate) fn port(self: &Arc<Self>, provider: Provider) -> MockIdentityProvider {
        let mut port = MockIdentityProvider::new();
        port.expect_provider().return_const(provider);
        port.expect_authorization_url()
            .returning(|request| format!("{} {} {}", request.state, request.nonce, request.code_verifier));
        let kakao = Arc::clone(self);
        port.expect_redeem().returning(move |redemption| {
            kakao.redeemed.lock().unwrap().push(redemption.clone());
            match redemption.code.as_str() {
                "down" => Err(ProviderError::Unavailable(Arc::from(Box::from("time-out")))),
                "keys" => Err(ProviderError::Misconfigured {
                    why: "invalid_client".to_owned(),
                }),
                code => {
                    kakao
                        .known
                        .lock()
                        .unwrap()
                        .get(code)
                        .cloned()
                        .ok_or_else(|| ProviderError::Refused {
                            why: "invalid_grant".to_owned(),
                        })
                }
            }
        });
        port
    }
}

/// Somebody whom Kakao knows by this id.
pub(crate) fn somebody(subject: &str) -> ExternalIdentity {
    ExternalIdentity {
        provider: Provider::Kakao,
        subject: subject.to_owned(),
        verified_email: None,
        nickname: Some("춘식이".to_owned()),
    }
}

/// The same, with an address that Kakao proved.
pub(crate) fn somebody_with_mail(subject: &str, local: &str) -> ExternalIdentity {
    ExternalIdentity {
        verified_email: Some(given::email(local)),
        ..somebody(subject)
    }
}

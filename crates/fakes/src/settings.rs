use std::fmt;

use hexmart_domain::identity::Provider;

/// Who is known to the providers.
#[derive(Debug, Clone)]
pub struct FakesSettings {
    /// The shop, as Kakao knows it.
    pub kakao: FakeClient,
    /// The shop, as Naver knows it.
    pub naver: FakeClient,
    /// The shop, as Google knows it.
    pub google: FakeClient,
}

/// A shop that signed up with a provider.
#[derive(Clone)]
pub struct FakeClient {
    /// What it is called there.
    pub id: String,
    /// What it proves itself with.
    pub secret: String,
    /// Where the provider sends browsers back to: one of these, to the letter, and nowhere else.
    pub redirect_uris: Vec<String>,
}

impl fmt::Debug for FakeClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeClient")
            .field("id", &self.id)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

impl FakesSettings {
    /// The shop as a provider knows it.
    pub(crate) fn client(&self, provider: Provider) -> &FakeClient {
        match provider {
            Provider::Kakao => &self.kakao,
            Provider::Naver => &self.naver,
            Provider::Google => &self.google,
        }
    }
}

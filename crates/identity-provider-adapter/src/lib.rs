//! Signing in through Kakao, Naver and Google: [`IdentityProvider`] three times, by the authorization code flow.
//!
//! | provider | PKCE | who came | whose address counts |
//! |---|---|---|---|
//! | [`Kakao`] | S256 | asked with the access token | valid and verified |
//! | [`Naver`] | none | asked with the access token | nobody's: it is contact data |
//! | [`Google`] | S256 | in the signed ID token, with the nonce | verified |
//!
//! Whatever a provider answers is taken for a lie until it is read: too long, half, of other types or no JSON at all is
//! an answer that makes no sense, never a panic. What it says in its own words stays here; errors carry words of ours,
//! for a provider might echo a secret or a name.
//!
//! [`IdentityProvider`]: hexmart_application::identity::IdentityProvider

mod authorization;
mod errors;
mod exchange;
mod google;
mod http;
mod kakao;
mod naver;
mod person;
mod settings;

pub use google::Google;
pub use http::HttpClient;
pub use kakao::Kakao;
pub use naver::Naver;
pub use settings::{BadBaseUrl, ProviderSettings};

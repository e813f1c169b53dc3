//! Doubles of the services that the shop leans on, as strict as the originals: Kakao, Naver and Google as identity
//! providers, those who take money, maps, couriers, an inbox for what would have been sent, and a list of what was called.
//!
//! | path | what is there |
//! |---|---|
//! | `/fake/kakao/` | `oauth/authorize`, `oauth/token`, `v2/user/me` |
//! | `/fake/naver/` | `oauth2.0/authorize`, `oauth2.0/token`, `v1/nid/me` |
//! | `/fake/google/` | `o/oauth2/v2/auth`, `token`, `oauth2/v3/certs`, `.well-known/openid-configuration` |
//! | `/fake/iamport/`, `/fake/portone/`, `/fake/toss/` | the [payment providers](payments) |
//! | `/fake/payments/` | `window` for buyers; `money` that moved; `messages` for the shop |
//! | `/fake/kakaolocal/`, `/fake/kakaonavi/` | [`maps`] of Kakao |
//! | `/fake/sweettracker/` | the [couriers](parcels) |
//! | `/fake/inbox/` | letters, newest first; `?to=` filters |
//! | `/fake/calls` | the calls to the providers, oldest first |
//!
//! Below its base, a double has the paths of the original. A browser that asks to sign in sees a page with the
//! [personas](Persona) to choose from; a test adds `&persona=NAME` and is sent back right away.
//!
//! For demonstrations and tests: never to be served next to real keys.

mod authorize;
mod calls;
mod consent;
mod fakes;
mod google;
mod grants;
mod html;
mod inbox;
mod kakao;
pub mod maps;
mod naver;
pub mod parcels;
pub mod payments;
mod persona;
mod server;
mod settings;
mod shelf;
mod signing_key;
mod state;
mod token;

pub use calls::Called;
pub use fakes::Fakes;
pub use inbox::{Channel, Inbox, Letter};
pub use persona::Persona;
pub use server::FakeServer;
pub use settings::{FakeClient, FakesSettings};
pub use signing_key::SigningKey;

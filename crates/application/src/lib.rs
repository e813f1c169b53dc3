//! Use cases and every port.
//!
//! One module per bounded context. In each, the **inbound port** is a trait named for the context ([`Catalogue`],
//! [`Inventory`], [`Pricing`], [`Marketplace`]) or, in `identity`, for what is done there ([`Registration`], [`SignIn`],
//! [`Profiles`] and more) that web adapters call; the service beside it is its only implementation.
//! The **outbound ports** are what the services need of the world: repositories by aggregate (inside a
//! [`UnitOfWork`]), queries by question, and world ports by capability ([`Clock`], [`Entropy`], [`PasswordHasher`],
//! [`TokenIssuer`]). A storage adapter hands all of its ports over as one [`Storage`].
//!
//! Every MUST in a port's documentation is a test in `hexmart-contracts`.
//!
//! [`Catalogue`]: catalogue::Catalogue
//! [`Inventory`]: inventory::Inventory
//! [`Pricing`]: pricing::Pricing
//! [`Marketplace`]: marketplace::Marketplace
//! [`Registration`]: identity::Registration
//! [`SignIn`]: identity::SignIn
//! [`Profiles`]: identity::Profiles
//! [`UnitOfWork`]: platform::UnitOfWork
//! [`Clock`]: platform::Clock
//! [`Entropy`]: platform::Entropy
//! [`PasswordHasher`]: identity::PasswordHasher
//! [`TokenIssuer`]: identity::TokenIssuer
//! [`Storage`]: platform::Storage

pub mod catalogue;
pub mod funding;
pub mod identity;
pub mod interchange;
pub mod invariants;
pub mod inventory;
pub mod marketplace;
pub mod media;
pub mod ordering;
pub mod payments;
pub mod platform;
pub mod points;
pub mod pricing;
pub mod reviews;
pub mod search;
pub mod settlement;
pub mod subscriptions;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod webhooks;

//! The JSON API over HTTP, with its OpenAPI document.
//!
//! Everything that is served stands in one table (`routes.rs`): method, path, handler, policy, scope, cost. A handler
//! reads a request into a command of domain types, hands it to an inbound port, and writes the answer; what goes wrong
//! becomes a [problem](https://www.rfc-editor.org/rfc/rfc9457), listed in `docs/problems.md`.
//!
//! Two dialects are spoken. The six operations on products, stock, discounts and coupons answer as their clients have
//! always known them (200 on success, 400 for bad fields, unknown fields ignored, any content type); everything else
//! follows the conventions of a new API (201, 422, unknown fields refused).

mod admission;
mod app;
mod body;
mod browser;
mod call;
mod caller;
mod catalogue;
mod cursor;
mod cursor_page;
mod dispatch;
mod download;
mod funding;
mod idempotency;
mod identity;
mod interchange;
mod inventory;
mod language;
mod limits;
mod marketplace;
mod openapi;
mod ordering;
mod payments;
mod platform;
mod points;
mod policy;
mod pricing;
mod problem;
mod query;
mod request_id;
mod reviews;
mod route;
mod router;
mod routes;
mod server;
mod settings;
mod staff;
mod state;
mod subscription;
mod version;
mod webhooks;
mod wire;

pub use browser::{Origin, OriginError};
pub use ipnet::IpNet;
pub use openapi::openapi_json;
pub use server::{NOTHING_MOUNTED, RunningServer, start};
pub use settings::{Access, Limits, Services, Settings};

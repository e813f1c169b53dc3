//! Those who take money: `PortOne` V1 ("iamport"), `PortOne` V2 and Toss Payments, with one book of what they know, and of
//! every won that came or went.
//!
//! A buyer goes through the window of a provider by `POST /fake/payments/window`, or by [`Fakes::window`]. The last two
//! digits of an amount say what becomes of it: 01 is refused, 02 is taken and nobody answers, 03 waits for a deposit. What
//! a test wants beyond that, it orders by [`Fakes::spoil`], or by the header that makes a provider say an error.
//!
//! [`Fakes::window`]: crate::Fakes::window
//! [`Fakes::spoil`]: crate::Fakes::spoil

mod accounts;
mod answer;
mod book;
mod control;
mod iamport;
mod idempotency;
mod messages;
mod mishap;
mod portone;
mod record;
mod toss;

pub use accounts::{IAMPORT, PORTONE, PORTONE_STORE, PORTONE_WEBHOOK_SECRETS, TOSS_SECRET_KEY};
pub use book::{Blocked, Moved};
pub use messages::SentMessage;
pub use mishap::{Mishap, Step};
pub use record::Buyer;

pub(crate) use book::Book;
pub(crate) use control::{messages, money, window};

use actix_web::web::{ServiceConfig, get, post, put, resource};

/// Mounts the providers.
pub(crate) fn mount(app: &mut ServiceConfig) {
    app.route("/iamport/users/getToken", post().to(iamport::token))
        .service(
            resource("/iamport/payments/prepare")
                .route(post().to(iamport::prepare))
                .route(put().to(iamport::prepare)),
        )
        .route("/iamport/payments/prepare/{uid}", get().to(iamport::prepared))
        .route("/iamport/payments/findAll/{uid}", get().to(iamport::find_all))
        .route("/iamport/payments/status/all", get().to(iamport::list))
        .route("/iamport/payments/cancel", post().to(iamport::cancel))
        .route("/iamport/payments/{key}", get().to(iamport::show))
        .route("/portone/payments", get().to(portone::list))
        .route("/portone/payments/{id}", get().to(portone::show))
        .route(
            "/portone/payments/{id}/pre-register",
            post().to(portone::announce),
        )
        .route("/portone/payments/{id}/confirm", post().to(portone::confirm))
        .route("/portone/payments/{id}/cancel", post().to(portone::cancel))
        .route("/toss/v1/transactions", get().to(toss::transactions))
        .route("/toss/v1/payments/confirm", post().to(toss::confirm))
        .route("/toss/v1/payments/orders/{order}", get().to(toss::by_order))
        .route("/toss/v1/payments/{key}", get().to(toss::by_key))
        .route("/toss/v1/payments/{key}/cancel", post().to(toss::cancel));
}

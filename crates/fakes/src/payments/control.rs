//! What is no provider's: the buyer's side, and a look at the book.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use hexmart_domain::payments::Provider;
use serde::Deserialize;
use serde_json::json;

use super::record::Buyer;
use crate::state::State;

/// A buyer in a window.
#[derive(Debug, Deserialize)]
pub(crate) struct Visit {
    provider: String,
    merchant_uid: String,
    amount: i64,
    buyer: Option<String>,
}

/// `POST /fake/payments/window`
pub(crate) async fn window(state: Data<State>, visit: Json<Visit>) -> HttpResponse {
    let Some(provider) = Provider::from_word(&visit.provider).filter(|it| *it != Provider::Sandbox) else {
        return HttpResponse::BadRequest().json(json!({ "error": "provider" }));
    };
    let buyer = match visit.buyer.as_deref() {
        None | Some("agrees") => Buyer::Agrees,
        Some("has_a_bad_card") => Buyer::HasABadCard,
        Some("leaves_it_to_the_shop") => Buyer::LeavesItToTheShop,
        Some(_) => return HttpResponse::BadRequest().json(json!({ "error": "buyer" })),
    };
    let now = state.now();
    let key = state
        .book()
        .window(provider, &visit.merchant_uid, visit.amount, buyer, now);
    match key {
        Ok(key) => HttpResponse::Ok().json(json!({ "key": key })),
        Err(_blocked) => HttpResponse::Conflict().json(json!({ "error": "blocked" })),
    }
}

/// `GET /fake/payments/money`
pub(crate) async fn money(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "moved": state.book().moved(None) }))
}

/// `GET /fake/payments/messages`
pub(crate) async fn messages(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "messages": state.book().messages(None) }))
}

//! Kakao's maps: a few cities by their names, and roads that are three tenths longer than great circles, but to islands.

mod local;
mod navi;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{ServiceConfig, get};

/// The key of the REST interface. No secret, for nobody else is asked.
pub const KAKAO_REST_API_KEY: &str = "demo-kakao-rest-key";

/// Mounts the maps.
pub(crate) fn mount(app: &mut ServiceConfig) {
    app.route(
        "/kakaolocal/v2/local/search/address.json",
        get().to(local::search),
    )
    .route("/kakaonavi/v1/directions", get().to(navi::directions));
}

/// Whether somebody asks who may.
fn may(request: &HttpRequest) -> bool {
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    header == Some(&format!("KakaoAK {KAKAO_REST_API_KEY}"))
}

//! What is served beside the API.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::fixture::{Api, Ports, settings};

fn beside(app: &mut ServiceConfig) {
    app.service(
        web::scope("/fake").default_service(web::to(|request: HttpRequest| async move {
            HttpResponse::Ok().body(request.path().to_owned())
        })),
    );
    app.route("/health/live", web::get().to(|| async { "mine" }));
}

#[test]
fn what_is_mounted_answers_its_own_paths_and_no_others() {
    let api = Api::start(Ports::new().services(), settings(), Some(beside));
    assert_eq!(api.get("/fake/kakao/authorize").text(), "/fake/kakao/authorize");
    assert_eq!(api.get("/health/live").text(), "mine");
    assert_eq!(api.get("/health/live/").text(), r#"{"status":"live"}"#);
    api.get("/faked").problem(404, "not_found");
    Ports::new().serve().get("/fake/inbox/").problem(404, "not_found");
}

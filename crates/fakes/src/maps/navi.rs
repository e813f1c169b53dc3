use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use hexmart_domain::inventory::Coordinates;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct Question {
    origin: Option<String>,
    destination: Option<String>,
}

/// `GET /fake/kakaonavi/v1/directions`
pub(super) async fn directions(request: HttpRequest, question: Query<Question>) -> HttpResponse {
    if !super::may(&request) {
        return HttpResponse::Unauthorized().json(json!({ "code": -401, "msg": "wrong appKey format" }));
    }
    let end = |text: &Option<String>| text.as_deref().and_then(point);
    let (Some(from), Some(to)) = (end(&question.origin), end(&question.destination)) else {
        return HttpResponse::BadRequest().json(json!({ "code": -2, "msg": "origin, destination" }));
    };
    HttpResponse::Ok().json(json!({ "trans_id": "demo", "routes": [route(from, to)] }))
}

/// `127.0,37.5`, degrees to the east first, without a blank, and perhaps a name.
fn point(text: &str) -> Option<Coordinates> {
    let mut parts = text.split(',');
    let (east, north) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Coordinates::from_degrees(north, east)
        .ok()
        .filter(|point| in_korea(*point))
}

/// Whoever writes the north first is nowhere near.
fn in_korea(point: Coordinates) -> bool {
    (32.0..=40.0).contains(&point.latitude()) && (123.0..=133.0).contains(&point.longitude())
}

fn route(from: Coordinates, to: Coordinates) -> Value {
    let metres = from.road_guess_to(&to);
    if metres <= 5 {
        return json!({ "result_code": 104, "result_msg": "출발지와 도착지가 5 m 이내로 설정된 경우 경로를 탐색할 수 없음" });
    }
    if island(from) != island(to) {
        return json!({ "result_code": 1, "result_msg": "길찾기 결과를 찾을 수 없음" });
    }
    json!({
        "result_code": 0,
        "result_msg": "길찾기 성공",
        "summary": { "priority": "RECOMMEND", "distance": metres, "duration": metres / 20 },
    })
}

/// Which land a point is on: the main one, Jeju or Ulleung.
fn island(point: Coordinates) -> u8 {
    if point.latitude() < 33.9 {
        1
    } else if point.longitude() > 130.5 {
        2
    } else {
        0
    }
}

use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

/// Names of places, with degrees to the east and to the north.
const PLACES: [(&str, &str, &str); 11] = [
    ("서울", "126.977969", "37.566535"),
    ("부산", "129.075642", "35.179554"),
    ("대구", "128.601445", "35.871435"),
    ("인천", "126.705206", "37.456256"),
    ("광주", "126.852601", "35.159545"),
    ("대전", "127.384548", "36.350412"),
    ("울산", "129.311360", "35.538377"),
    ("세종", "127.289000", "36.480000"),
    ("수원", "127.028601", "37.263573"),
    ("제주", "126.531188", "33.499621"),
    ("울릉", "130.905700", "37.484400"),
];

#[derive(Deserialize)]
pub(super) struct Question {
    query: Option<String>,
}

/// `GET /fake/kakaolocal/v2/local/search/address.json`
pub(super) async fn search(request: HttpRequest, question: Query<Question>) -> HttpResponse {
    if !super::may(&request) {
        return HttpResponse::Unauthorized()
            .json(json!({ "errorType": "AccessDeniedError", "message": "cannot find appkey" }));
    }
    let Some(query) = question.query.as_deref().filter(|query| !query.trim().is_empty()) else {
        return HttpResponse::BadRequest()
            .json(json!({ "errorType": "MissingParameter", "message": "query parameter required" }));
    };
    let known = PLACES.iter().filter(|(name, _, _)| query.contains(name));
    let documents: Vec<_> = known
        .map(|(name, east, north)| {
            json!({
                "address_name": name,
                "address_type": "REGION_ADDR",
                "x": east,
                "y": north,
                "road_address": null,
            })
        })
        .collect();
    let total = documents.len();
    HttpResponse::Ok().json(json!({
        "meta": { "total_count": total, "pageable_count": total, "is_end": true },
        "documents": documents,
    }))
}

use serde_json::json;

use super::Operation;
use super::table::{ACTIVE, NOTHING, PUBLIC, STAFF_NO_KEYS, VIEWER, operation};

pub(super) fn reviews() -> Vec<Operation> {
    let review = json!({
        "stars": 5, "title": "a", "text": "b", "delivery": "good", "service": "normal", "feedback": "bad",
    });
    let (all, one) = (
        "/commerce/products/{product_id}/reviews/",
        "/commerce/reviews/{review_id}/",
    );
    let picture = "/commerce/reviews/{review_id}/picture/";
    let like = "/commerce/reviews/{review_id}/like/";
    let own = |method, pattern, body, status| operation(method, pattern, body, status, ACTIVE);
    let shown = Operation {
        file: Some(("image/png", "a picture")),
        ..own("PUT", picture, NOTHING, 200)
    };
    vec![
        operation("GET", all, NOTHING, 200, VIEWER),
        own("POST", all, review.clone(), 201),
        operation(
            "GET",
            "/commerce/products/{product_id}/reviews/summary/",
            NOTHING,
            200,
            PUBLIC,
        ),
        operation("GET", one, NOTHING, 200, VIEWER),
        own("PATCH", one, review, 200),
        shown,
        own("DELETE", picture, NOTHING, 200),
        own("PUT", like, NOTHING, 200),
        own("DELETE", like, NOTHING, 200),
        own("GET", "/commerce/users/me/reviews/", NOTHING, 200),
    ]
}

pub(super) fn wishes() -> Vec<Operation> {
    let one = "/commerce/users/me/wishes/{product_id}/";
    let own = |method, pattern, body| operation(method, pattern, body, 200, ACTIVE);
    vec![
        own("GET", "/commerce/users/me/wishes/", NOTHING),
        own("PUT", one, NOTHING),
        own("PATCH", one, json!({"notices": false})),
        own("DELETE", one, NOTHING),
    ]
}

pub(super) fn moderation() -> Vec<Operation> {
    let why = json!({"reason": "a"});
    let staff = |method, pattern, body| operation(method, pattern, body, 200, STAFF_NO_KEYS);
    vec![
        staff("GET", "/commerce/staff/reviews/", NOTHING),
        staff("POST", "/commerce/staff/reviews/{review_id}/hide/", why.clone()),
        staff("POST", "/commerce/staff/reviews/{review_id}/unhide/", why),
    ]
}

use serde_json::json;

use super::Operation;
use super::table::operation;
use super::table::{ACTIVE, NOTHING, PUBLIC, VIEWER};
use crate::samples::TIER;

pub(super) fn campaigns() -> Vec<Operation> {
    let one = "/commerce/campaigns/{campaign_id}/";
    let tiers = json!([{"title": "a", "content": "b", "price": 1, "limit": 1}]);
    let sheet = json!({
        "title": "a", "poster_name": "b", "content": "c", "picture_url": "https://example.com/a.jpg",
        "target_amount": 10_000, "unit_price": 1, "final_date": "2026-12-31", "tiers": tiers,
    });
    let edit = json!({
        "title": "a", "poster_name": "b", "content": "c", "picture_url": "https://example.com/a.jpg", "unit_price": 1,
        "final_date": "2026-12-31", "tiers": tiers,
    });
    let own = |method, pattern, body, status| operation(method, pattern, body, status, ACTIVE);
    let step = |pattern, body| own("POST", pattern, body, 200);
    let look = |pattern| own("GET", pattern, NOTHING, 200);
    let pocket = "/commerce/users/me/pocket/";
    vec![
        operation("GET", "/commerce/campaigns/", NOTHING, 200, PUBLIC),
        own("POST", "/commerce/campaigns/", sheet, 201),
        operation("GET", one, NOTHING, 200, VIEWER),
        own("PATCH", one, edit, 200),
        operation(
            "GET",
            "/commerce/campaigns/{campaign_id}/backers/",
            NOTHING,
            200,
            VIEWER,
        ),
        look("/commerce/campaigns/{campaign_id}/pledge_quote/"),
        own(
            "POST",
            "/commerce/campaigns/{campaign_id}/pledges/",
            json!({"tier_id": TIER}),
            201,
        ),
        step(
            "/commerce/campaigns/{campaign_id}/cancel/",
            json!({"reason": "a"}),
        ),
        step("/commerce/campaigns/{campaign_id}/fulfil/", NOTHING),
        step("/commerce/campaigns/{campaign_id}/archive/", NOTHING),
        look(pocket),
        own("PUT", pocket, json!({"account_type": "a"}), 200),
        own("DELETE", pocket, NOTHING, 200),
        look("/commerce/users/me/campaigns/"),
        look("/commerce/users/me/pledges/"),
    ]
}

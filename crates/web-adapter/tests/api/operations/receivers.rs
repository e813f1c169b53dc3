use serde_json::json;

use super::Operation;
use super::table::{NOTHING, STAFF_NO_KEYS, operation};

/// Whoever hears of events.
pub(super) fn receivers() -> Vec<Operation> {
    let sheet = json!({"url": "https://erp.example.com/hooks", "description": "a", "events": ["order.*"], "enabled": true});
    let own = |method, pattern, body, status| operation(method, pattern, body, status, STAFF_NO_KEYS);
    let one = "/commerce/webhooks/{webhook_id}/";
    let delivery = "/commerce/webhooks/deliveries/{delivery_id}/";
    let replay = "/commerce/webhooks/deliveries/{delivery_id}/replay/";
    let rotate = "/commerce/webhooks/{webhook_id}/rotate_secret/";
    vec![
        own("GET", "/commerce/webhooks/", NOTHING, 200),
        own("POST", "/commerce/webhooks/", sheet.clone(), 201),
        own("GET", "/commerce/webhooks/event_types/", NOTHING, 200),
        own("GET", one, NOTHING, 200),
        own("PUT", one, sheet, 200),
        own("DELETE", one, NOTHING, 204),
        own("GET", "/commerce/webhooks/{webhook_id}/deliveries/", NOTHING, 200),
        own("POST", rotate, NOTHING, 200),
        own("POST", "/commerce/webhooks/{webhook_id}/test/", NOTHING, 202),
        own("GET", delivery, NOTHING, 200),
        own("POST", replay, NOTHING, 202),
    ]
}

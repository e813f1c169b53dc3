//! Whoever hears of events.

use hexmart_application::webhooks::{MadeWebhook, Unsent, WebhookError};
use hexmart_domain::webhooks::{
    Delivery, DeliveryState, EventPatterns, WebhookDescription, WebhookEndpoint, WebhookSecret, WebhookSheet,
    WebhookUrl,
};
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::Ports;
use crate::samples::{DELIVERY, NOW, WEBHOOK, now};

const ALL: &str = "/commerce/webhooks/";
const URL: &str = "https://erp.example.com/hooks/hexmart";
const EVENT: &str = "EVT01KAFXN1QM4C8N4R2B3M6YQ0ZP";

fn sheet() -> WebhookSheet {
    WebhookSheet {
        url: WebhookUrl::parse(URL).unwrap(),
        description: Some(WebhookDescription::parse("ERP").unwrap()),
        events: EventPatterns::parse(["order.*", "stock.low"].map(str::to_owned).to_vec()).unwrap(),
        enabled: true,
    }
}

fn endpoint() -> WebhookEndpoint {
    let secret = WebhookSecret::from_bytes([7; 32]);
    WebhookEndpoint::new(WEBHOOK.parse().unwrap(), sheet(), secret, now())
}

fn made() -> MadeWebhook {
    let endpoint = endpoint();
    let secret = endpoint.secrets.current.reveal();
    MadeWebhook { endpoint, secret }
}

fn delivery() -> Delivery {
    Delivery {
        id: DELIVERY.parse().unwrap(),
        endpoint: WEBHOOK.parse().unwrap(),
        event: EVENT.parse().unwrap(),
        kind: "order.paid".to_owned(),
        line: [7; 16],
        body: "{}".to_owned(),
        state: DeliveryState::Failed,
        tries: 3,
        last_status: Some(500),
        last_error: Some("it answered 500".to_owned()),
        last_tried_at: Some(now()),
        delivered_at: None,
        version: 4,
        created_at: now(),
    }
}

/// Somebody hears, whatever is said to them.
pub(crate) fn listen(ports: &mut Ports) {
    let webhooks = &mut ports.webhooks;
    webhooks.expect_create().returning(|_, _| Ok(made()));
    webhooks.expect_endpoints().returning(|| Ok(vec![endpoint()]));
    webhooks.expect_endpoint().returning(|_| Ok(Some(endpoint())));
    webhooks.expect_change().returning(|_, _, _, _| Ok(endpoint()));
    webhooks.expect_rotate_secret().returning(|_, _| Ok(made()));
    webhooks.expect_remove().returning(|_, _| Ok(()));
    webhooks
        .expect_deliveries()
        .returning(|_, _, _, _| Ok(vec![delivery()]));
    webhooks.expect_delivery().returning(|_| Ok(Some(delivery())));
    webhooks.expect_test().returning(|_| Ok(delivery()));
    webhooks.expect_replay().returning(|_| Ok(delivery()));
}

fn one() -> String {
    format!("{ALL}{WEBHOOK}/")
}

fn said() -> Value {
    json!({"url": URL, "description": "ERP", "events": ["order.*", "stock.low"], "enabled": true})
}

fn shown() -> Value {
    json!({
        "id": WEBHOOK, "url": URL, "description": "ERP", "events": ["order.*", "stock.low"], "enabled": true,
        "failing_since": null, "version": 1, "created_at": NOW, "updated_at": NOW,
    })
}

fn shown_delivery() -> Value {
    json!({
        "id": DELIVERY, "webhook_id": WEBHOOK, "event_id": EVENT, "event_type": "order.paid", "state": "failed",
        "tries": 3, "last_status": 500, "last_error": "it answered 500", "last_tried_at": NOW, "delivered_at": null,
        "created_at": NOW, "body": "{}",
    })
}

#[test]
fn a_secret_is_told_once() {
    let mut ports = Ports::new();
    ports
        .webhooks
        .expect_create()
        .withf(|actor, said| actor.is_some() && *said == sheet())
        .returning(|_, _| Ok(made()));
    ports.webhooks.expect_rotate_secret().returning(|_, _| Ok(made()));
    ports
        .webhooks
        .expect_endpoints()
        .returning(|| Ok(vec![endpoint()]));
    ports
        .webhooks
        .expect_endpoint()
        .returning(|_| Ok(Some(endpoint())));
    let api = ports.serve();
    let mut with_secret = shown();
    with_secret["secret"] = json!(made().secret);
    let created = api.call("POST", ALL, "staff", &said().to_string());
    assert_eq!(created.status, 201);
    assert_eq!(created.header("location"), Some(&*one()));
    assert_eq!(created.header("etag"), Some("\"v1\""));
    assert_eq!(created.json(), with_secret);
    let rotated = api.call("POST", &format!("{}rotate_secret/", one()), "staff", "");
    assert_eq!(rotated.ok(), with_secret);
    assert_eq!(api.call("GET", &one(), "staff", "").ok(), shown());
    assert_eq!(
        api.call("GET", ALL, "staff", "").ok(),
        json!({"webhooks": [shown()]})
    );
}

#[test]
fn whoever_changes_one_says_which_they_saw() {
    let replace = |tag: Option<&str>, outcome: Result<WebhookEndpoint, WebhookError>| -> Response {
        let mut ports = Ports::new();
        ports
            .webhooks
            .expect_change()
            .withf(|_, id, said, seen| id.to_string() == WEBHOOK && *said == sheet() && *seen == 1)
            .returning(move |_, _, _, _| outcome.clone());
        let request = Request::new("PUT", &one()).bearer("staff");
        let request = match tag {
            Some(tag) => request.header("If-Match", tag),
            None => request,
        };
        ports.serve().send(request.json(&said().to_string()))
    };
    assert_eq!(replace(Some("\"v1\""), Ok(endpoint())).ok(), shown());
    replace(None, Ok(endpoint())).problem(428, "version_required");
    replace(Some("\"v1\""), Err(WebhookError::Stale)).problem(412, "stale");
    replace(Some("\"v1\""), Err(WebhookError::Unknown)).problem(404, "webhook_not_found");
}

#[test]
fn what_is_wrong_is_said_field_by_field() {
    let api = Ports::new().serve();
    let body = json!({"url": "erp.example.com", "description": "", "events": ["order.lost"], "enabled": 1});
    let problem = api.call("POST", ALL, "staff", &body.to_string());
    let problem = problem.problem(422, "invalid_fields");
    let fields: Vec<_> = errors(&problem).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["/url", "/description", "/events", "/enabled"]);
    let none = api.call(
        "POST",
        ALL,
        "staff",
        &json!({"url": URL, "events": []}).to_string(),
    );
    let none = errors(&none.problem(422, "invalid_fields"));
    assert_eq!(none, [("/events".to_owned(), "required".to_owned())]);
}

#[test]
fn an_address_to_which_nothing_is_sent_is_a_wrong_field() {
    let mut ports = Ports::new();
    let refusal = || Err(WebhookError::Address(Unsent("is a private address")));
    ports.webhooks.expect_create().returning(move |_, _| refusal());
    let problem = ports.serve().call("POST", ALL, "staff", &said().to_string());
    let errors = errors(&problem.problem(422, "invalid_fields"));
    assert_eq!(errors, [("/url".to_owned(), "out_of_range".to_owned())]);
}

#[test]
fn a_shop_has_so_many_and_no_more() {
    let mut ports = Ports::new();
    ports
        .webhooks
        .expect_create()
        .returning(|_, _| Err(WebhookError::TooMany));
    let response = ports.serve().call("POST", ALL, "staff", &said().to_string());
    response.problem(409, "too_many_webhooks");
}

#[test]
fn deliveries_are_listed_by_state_and_page() {
    let mut ports = Ports::new();
    ports
        .webhooks
        .expect_deliveries()
        .withf(|id, state, before, limit| {
            let asked = id.to_string() == WEBHOOK && *state == Some(DeliveryState::Failed);
            asked && before.is_none() && *limit == 2
        })
        .returning(|_, _, _, _| Ok(vec![delivery(), delivery()]));
    let api = ports.serve();
    let list = format!("{}deliveries/", one());
    let page = api
        .call("GET", &format!("{list}?state=failed&page_size=1"), "staff", "")
        .ok();
    assert_eq!(page["deliveries"], json!([shown_delivery()]));
    assert!(page["page"]["next_cursor"].is_string());
    let wrong = api.call("GET", &format!("{list}?state=lost"), "staff", "");
    wrong.problem(422, "invalid_fields");
}

#[test]
fn a_delivery_is_sent_again_unless_it_is_on_its_way() {
    let replay = |outcome: Result<Delivery, WebhookError>| {
        let mut ports = Ports::new();
        ports
            .webhooks
            .expect_replay()
            .withf(|id| id.to_string() == DELIVERY)
            .returning(move |_| outcome.clone());
        let path = format!("{ALL}deliveries/{DELIVERY}/replay/");
        ports.serve().call("POST", &path, "staff", "")
    };
    let again = replay(Ok(delivery()));
    assert_eq!((again.status, again.json()), (202, shown_delivery()));
    replay(Err(WebhookError::UnderWay)).problem(409, "delivery_under_way");
    replay(Err(WebhookError::Disabled)).problem(409, "webhook_disabled");
    replay(Err(WebhookError::UnknownDelivery)).problem(404, "delivery_not_found");
}

#[test]
fn what_nobody_knows_is_not_found() {
    let mut ports = Ports::new();
    ports.webhooks.expect_endpoint().returning(|_| Ok(None));
    ports.webhooks.expect_delivery().returning(|_| Ok(None));
    ports
        .webhooks
        .expect_remove()
        .returning(|_, _| Err(WebhookError::Unknown));
    ports
        .webhooks
        .expect_test()
        .returning(|_| Err(WebhookError::Unknown));
    let api = ports.serve();
    let problem = |method, path: &str, code| api.call(method, path, "staff", "").problem(404, code);
    problem("GET", &one(), "webhook_not_found");
    problem("DELETE", &one(), "webhook_not_found");
    problem("POST", &format!("{}test/", one()), "webhook_not_found");
    problem(
        "GET",
        &format!("{ALL}deliveries/{DELIVERY}/"),
        "delivery_not_found",
    );
    problem("GET", &format!("{ALL}HOOK1/"), "webhook_not_found");
}

//! A server that has more to do than it can.

use crate::client::Request;
use crate::operations::operations;
use crate::willing;

/// Beneath these, what is written holds stock or money.
const SETTLED: [&str; 7] = [
    "/commerce/campaigns/{campaign_id}/cancel/",
    "/commerce/orders/{order_id}/",
    "/commerce/payments/{payment_id}/",
    "/commerce/sellers/me/orders/",
    "/commerce/staff/orders/",
    "/commerce/staff/payments/",
    "/commerce/webhooks/payments/",
];

/// With no room for anything, what settles an order or a payment is answered as ever, and so is whoever looks after the server.
#[test]
fn what_holds_stock_or_money_is_never_turned_away() {
    let mut ports = willing::ports();
    ports.settings.at_once = 0;
    let api = ports.serve();
    let (mut settled, mut waits) = (0, Vec::new());
    for operation in operations() {
        let writes = !["GET", "HEAD"].contains(&operation.method);
        let holds = SETTLED
            .iter()
            .any(|beneath| operation.pattern.starts_with(beneath));
        let is_ours = operation.pattern.starts_with("/commerce/");
        let mut request = Request::new(operation.method, &operation.path());
        if let Some(caller) = operation.served() {
            request = request.bearer(caller);
        }
        let request = request.header("Idempotency-Key", "a");
        let response = api.send(request.json(&operation.body.to_string()));
        if (holds && writes) || !is_ours {
            settled += usize::from(is_ours);
            assert_eq!(response.status, operation.status, "{}", operation.pattern);
        } else {
            let problem = response.problem(503, "busy");
            assert_eq!(problem["retryable"], true);
            waits.push(response.header("retry-after").unwrap().to_owned());
        }
    }
    assert!(settled >= 15, "{settled}");
    // They do not all come back at the same moment.
    waits.sort_unstable();
    waits.dedup();
    assert_eq!(waits, ["1", "2", "3"]);
}

/// Whoever sends slowly is not worked on, and keeps nobody out.
#[test]
fn who_sends_slowly_takes_no_room() {
    let mut ports = willing::ports();
    ports.settings.at_once = 2;
    let api = ports.serve();
    let slow = || {
        let request = Request::new("POST", "/commerce/orders/").bearer("user");
        let request = request.header("Content-Type", "application/json");
        request.header("Content-Length", "100").open(api.address)
    };
    let _waiting: Vec<_> = (0..5).map(|_| slow()).collect();
    // While their heads are read they do take room.
    let mut looks = (0..1_000).map(|_| api.get("/commerce/products/").status);
    assert!(looks.any(|status| status == 200));
    assert!(looks.take(20).all(|status| status == 200));
}

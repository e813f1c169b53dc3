use hexmart_application::ordering::{ChangeOrderError, Ordering};
use hexmart_domain::ordering::{LineState, OrderError, OrderEventKind};
use hexmart_domain::payments::PaymentState;

use super::market::{Market, change, explicit, pieces, states, won};
use crate::catalogue::given::id;
use crate::given::done;

#[tokio::test]
async fn what_nobody_paid_is_called_off_and_anybodys_again() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    let order = market.order(buyer, &[(a.id, 2), (b.id, 1)]).await;
    let open = market.attempt(order.id, PaymentState::Prepared).await;
    let failed = market.attempt(order.id, PaymentState::Failed).await;
    let first = order.lines[0].id;
    let left = done(
        market
            .orders
            .cancel(buyer, change(order.id, &[first]), None)
            .await
            .unwrap(),
    );
    assert_eq!(states(&left), [LineState::Cancelled, LineState::PendingPayment]);
    assert_eq!((won(left.totals().unwrap().total), left.version), (10_000, 2));
    assert_eq!(
        (market.pieces(a.id).await, market.pieces(b.id).await),
        ((5, 0), (5, 1))
    );
    // It costs something else now: whoever is at the provider has to begin anew.
    assert_eq!(market.payment(open).await.state, PaymentState::Expired);
    assert_eq!(market.payment(failed).await.version, 1);
    let off = done(
        market
            .orders
            .cancel(buyer, change(order.id, &[]), None)
            .await
            .unwrap(),
    );
    assert_eq!(states(&off), [LineState::Cancelled; 2]);
    assert_eq!(market.pieces(b.id).await, (5, 0));
    let again = market.orders.cancel(buyer, change(order.id, &[]), None).await;
    assert!(matches!(again, Err(ChangeOrderError::Step(_))), "{again:?}");
    assert_eq!(
        market.announced().await,
        ["order.placed", "order.cancelled", "order.cancelled"]
    );
    assert!(market.begun().is_empty());
}

/// I29: a coupon is free again when all of its order is called off, and not before.
#[tokio::test]
async fn a_coupon_is_free_again_with_the_last_line() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    market.coupon(buyer, "TEN", 10).await;
    let with_coupon = |lines: &[_]| {
        let mut wanted = explicit(lines);
        if let hexmart_application::ordering::Basket::Lines { coupon, .. } = &mut wanted.of {
            *coupon = Some(hexmart_domain::pricing::CouponCode::parse("TEN").unwrap());
        }
        market.orders.place(buyer, wanted, None)
    };
    let order = done(with_coupon(&[(a.id, 1), (b.id, 1)]).await.unwrap());
    let cancel = |place: usize| {
        market
            .orders
            .cancel(buyer, change(order.id, &[order.lines[place].id]), None)
    };
    cancel(0).await.unwrap();
    assert!(with_coupon(&[(a.id, 1)]).await.is_err());
    cancel(1).await.unwrap();
    assert!(with_coupon(&[(a.id, 1)]).await.is_ok());
    // The slot is another order's now: it is not freed by this one again.
    assert!(cancel(1).await.is_err());
    assert!(with_coupon(&[(b.id, 1)]).await.is_err());
}

#[tokio::test]
async fn nothing_changes_about_an_order_while_money_is_on_its_way() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let order = market.order(buyer, &[(product.id, 2)]).await;
    let prepared = market.attempt(order.id, PaymentState::Prepared).await;
    market.attempt(order.id, PaymentState::Confirming).await;
    let cancelled = market.orders.cancel(buyer, change(order.id, &[]), None).await;
    assert!(
        matches!(cancelled, Err(ChangeOrderError::PaymentUnderWay)),
        "{cancelled:?}"
    );
    let line = order.lines[0].id;
    let resized = market.orders.resize(buyer, order.id, line, pieces(1), None).await;
    assert!(
        matches!(resized, Err(ChangeOrderError::PaymentUnderWay)),
        "{resized:?}"
    );
    assert_eq!(market.shown(order.id).await, order);
    assert_eq!(market.payment(prepared).await.version, 1);
    assert_eq!(market.pieces(product.id).await, (5, 2));
    let to =
        hexmart_application::ordering::Destination::Typed(Box::new(crate::given::postal_address("먼 길 9")));
    assert!(market.orders.readdress(buyer, order.id, to, None).await.is_ok());
}

/// What is left when an order of two pieces, of twenty there were, has so many.
#[tokio::test]
async fn a_line_is_resized_by_the_difference() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    for (to, left) in [
        (3, Ok(17)),
        (1, Ok(19)),
        (18, Ok(2)),
        (15, Ok(5)),
        (20, Ok(0)),
        (21, Err(18)),
    ] {
        let product = market.product("a", 20).await;
        let order = market.order(buyer, &[(product.id, 2)]).await;
        let line = order.lines[0].id;
        let open = market.attempt(order.id, PaymentState::Created).await;
        let resized = market
            .orders
            .resize(buyer, order.id, line, pieces(to), Some(1))
            .await;
        let level = market.level(product.id).await;
        match left {
            Ok(left) => {
                let resized = resized.unwrap();
                assert_eq!(level.available(), pieces(left), "{to}");
                assert_eq!(won(resized.totals().unwrap().total), to * 10_000);
                assert_eq!(resized, market.shown(order.id).await);
                assert_eq!(resized.lines[0].picks[0].quantity, pieces(to));
                assert_eq!(market.payment(open).await.state, PaymentState::Expired);
            }
            Err(available) => {
                let short = matches!(
                    resized,
                    Err(ChangeOrderError::OutOfStock { available: there, requested: 19 }) if there == available
                );
                assert!(short, "{resized:?}");
                assert_eq!(level.available(), pieces(18));
                assert_eq!(market.shown(order.id).await, order);
                assert_eq!(market.payment(open).await.version, 1);
            }
        }
    }
}

#[tokio::test]
async fn what_is_paid_or_another_line_is_not_resized() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 5).await;
    let order = market.order(kim, &[(product.id, 2)]).await;
    let line = order.lines[0].id;
    let resize = |who, line, count, seen| market.orders.resize(who, order.id, line, pieces(count), seen);
    assert!(matches!(
        resize(lee, line, 3, None).await,
        Err(ChangeOrderError::Unknown)
    ));
    assert!(matches!(
        resize(kim, line, 3, Some(2)).await,
        Err(ChangeOrderError::Stale)
    ));
    let unknown = resize(kim, id(9), 3, None).await;
    assert!(
        matches!(unknown, Err(ChangeOrderError::Order(OrderError::UnknownLine))),
        "{unknown:?}"
    );
    for count in [0, 1_000] {
        let refused = resize(kim, line, count, None).await;
        assert!(
            matches!(refused, Err(ChangeOrderError::Order(OrderError::Pieces))),
            "{refused:?}"
        );
    }
    market.pay(order.id).await;
    let refused = resize(kim, line, 3, None).await;
    assert!(
        matches!(refused, Err(ChangeOrderError::Order(OrderError::QuantitySettled))),
        "{refused:?}"
    );
    assert_eq!(market.pieces(product.id).await, (3, 0));
    let kinds: Vec<_> = market
        .timeline(order.id)
        .await
        .iter()
        .map(|event| event.kind)
        .collect();
    let paid = OrderEventKind::Moved {
        from: LineState::PendingPayment,
        to: LineState::Paid,
    };
    assert_eq!(kinds, [OrderEventKind::Placed, paid]);
}

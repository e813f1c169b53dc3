use hexmart_application::ordering::{
    ChangeOrderError, Destination, LineChange, OrderDesk, Ordering, TrackError,
};
use hexmart_application::platform::Message;
use hexmart_domain::ordering::{
    Courier, LineRefusal, LineState, OrderError, OrderReason, StepError, TrackingNumber,
};
use hexmart_domain::payments::{PaymentState, RefundState};

use super::market::{Market, change, states, won};
use crate::catalogue::given::id;
use crate::catalogue::staff;
use crate::given::done;
use crate::given::postal_address;

pub(super) fn parcel() -> (Courier, TrackingNumber) {
    (
        Courier::parse("cjlogistics").unwrap(),
        TrackingNumber::parse("1234567890").unwrap(),
    )
}

#[tokio::test]
async fn from_the_payment_to_the_last_step() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let (order, _) = market.paid_order(buyer, &[(product.id, 2)]).await;
    assert_eq!(market.pieces(product.id).await, (3, 0));
    let all = || change(order.id, &[]);
    market.orders.prepare(staff(), all()).await.unwrap();
    let (courier, tracking) = parcel();
    let sent = market
        .orders
        .dispatch(staff(), all(), courier, tracking)
        .await
        .unwrap();
    assert_eq!(
        (states(&sent), sent.shipments.len()),
        (vec![LineState::Dispatched], 1)
    );
    let parcel = sent.shipments[0].id;
    let seen = market.orders.track(buyer, order.id, parcel).await.unwrap();
    assert_eq!(seen[0].what, "1234567890");
    for (who, parcel) in [(id(9), parcel), (buyer, id(9))] {
        let lost = market.orders.track(who, order.id, parcel).await;
        assert!(matches!(lost, Err(TrackError::Unknown)), "{lost:?}");
    }
    market.orders.deliver(staff(), all()).await.unwrap();
    let content = market.orders.confirm(buyer, all()).await.unwrap();
    assert_eq!(
        (states(&content), content.version),
        (vec![LineState::Confirmed], 6)
    );
    let again = market.orders.confirm(buyer, all()).await;
    assert!(
        matches!(
            again,
            Err(ChangeOrderError::Step(StepError::Line {
                refusal: LineRefusal::WrongState {
                    from: LineState::Confirmed
                },
                ..
            }))
        ),
        "{again:?}"
    );
    let detail = market
        .world
        .storage
        .catalogue
        .detail(product.id, None, market.now())
        .await;
    assert_eq!(detail.unwrap().unwrap().card.counters.sales, 2);
    assert_eq!(market.timeline(order.id).await.len(), 6);
    assert_eq!(
        market.announced().await,
        [
            "order.placed",
            "order.dispatched",
            "order.delivered",
            "order.confirmed"
        ]
    );
}

#[tokio::test]
async fn the_buyer_hears_of_parcels_and_money() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    let (order, _) = market.paid_order(buyer, &[(a.id, 1), (b.id, 2)]).await;
    market.letters().await;
    let (courier, tracking) = parcel();
    let first = change(order.id, &[order.lines[0].id]);
    market
        .orders
        .dispatch(staff(), first, courier, tracking)
        .await
        .unwrap();
    let second = change(order.id, &[order.lines[1].id]);
    market.orders.cancel(buyer, second, None).await.unwrap();
    let letters = market.letters().await;
    let [parcel, money] = &letters[..] else {
        panic!("{letters:?}");
    };
    assert!(matches!(&parcel.message, Message::OrderDispatched { tracking, .. } if tracking == "1234567890"));
    let Message::OrderRefunded { number, amount } = &money.message else {
        panic!("another message");
    };
    assert_eq!(
        (number.as_str(), amount.as_str()),
        (order.number.as_str(), "20,000 KRW")
    );
}

/// I18: what is called off goes back, once, and so do the pieces.
#[tokio::test]
async fn what_was_paid_goes_back_line_by_line() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    let (order, payment) = market.paid_order(buyer, &[(a.id, 1), (b.id, 2)]).await;
    let reason = OrderReason::parse("잘못 샀어요").unwrap();
    let second = LineChange {
        reason: Some(reason.clone()),
        ..change(order.id, &[order.lines[1].id])
    };
    market.orders.cancel(buyer, second, None).await.unwrap();
    assert_eq!(market.begun(), [payment]);
    assert_eq!(market.pieces(b.id).await, (5, 0));
    let refunds = market.payment(payment).await.refunds;
    assert_eq!(
        (refunds.len(), won(refunds[0].amount), refunds[0].state),
        (1, 20_000, RefundState::Requested)
    );
    let last = market.timeline(order.id).await.pop().unwrap();
    assert_eq!((last.reason, last.actor), (Some(reason), Some(buyer)));

    let off = market.orders.call_off(staff(), change(order.id, &[]), None).await;
    assert_eq!(states(&done(off.unwrap())), [LineState::Cancelled; 2]);
    assert_eq!(market.begun(), [payment]);
    let payment = market.payment(payment).await;
    assert_eq!((payment.refunds.len(), won(payment.refunded())), (2, 30_000));
    assert_eq!(market.pieces(a.id).await, (5, 0));
}

#[tokio::test]
async fn a_refund_is_asked_for_withdrawn_and_given() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let (order, payment) = market.paid_order(buyer, &[(product.id, 2)]).await;
    let all = || change(order.id, &[]);
    let (courier, tracking) = parcel();
    market
        .orders
        .dispatch(staff(), all(), courier, tracking)
        .await
        .unwrap();
    let asked = market.orders.request_refund(buyer, all()).await.unwrap();
    assert_eq!(states(&asked), [LineState::RefundRequested]);
    let after_all = market.orders.withdraw_refund(buyer, all()).await.unwrap();
    assert_eq!(states(&after_all), [LineState::Dispatched]);
    market.orders.request_refund(buyer, all()).await.unwrap();
    // Not the buyer, and not before it was asked for.
    let given = market.orders.refund(staff(), all(), None).await;
    assert_eq!(states(&done(given.unwrap())), [LineState::Refunded]);
    let again = market.orders.refund(staff(), all(), None).await;
    assert!(again.is_err(), "{again:?}");
    assert_eq!(won(market.payment(payment).await.refunded()), 20_000);
    assert_eq!(
        (market.pieces(product.id).await, market.begun()),
        ((5, 0), vec![payment])
    );
}

#[tokio::test]
async fn others_orders_do_not_exist() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 5).await;
    let (order, _) = market.paid_order(kim, &[(product.id, 1)]).await;
    assert_eq!(market.orders.show(lee, order.id).await.unwrap(), None);
    assert_eq!(market.orders.timeline(lee, order.id).await.unwrap(), None);
    assert_eq!(market.orders_of(lee).await, []);
    let unknown = |answer: Result<(), ChangeOrderError>| {
        assert!(matches!(answer, Err(ChangeOrderError::Unknown)), "{answer:?}");
    };
    let all = || change(order.id, &[]);
    unknown(market.orders.cancel(lee, all(), None).await.map(drop));
    unknown(market.orders.request_refund(lee, all()).await.map(drop));
    unknown(market.orders.withdraw_refund(lee, all()).await.map(drop));
    unknown(market.orders.confirm(lee, all()).await.map(drop));
    let to = || Destination::Typed(Box::new(postal_address("먼 길 9")));
    unknown(market.orders.readdress(lee, order.id, to(), None).await.map(drop));
    unknown(
        market
            .orders
            .cancel(kim, change(id(9), &[]), None)
            .await
            .map(drop),
    );
    assert_eq!(market.shown(order.id).await, order);
    assert_eq!(
        market.orders.show(kim, order.id).await.unwrap(),
        Some(order.clone())
    );
}

#[tokio::test]
async fn whoever_saw_an_older_version_is_told_so() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let (order, _) = market.paid_order(buyer, &[(product.id, 1)]).await;
    let seen = |seen| LineChange {
        seen: Some(seen),
        ..change(order.id, &[])
    };
    let stale = market.orders.cancel(buyer, seen(1), None).await;
    assert!(matches!(stale, Err(ChangeOrderError::Stale)), "{stale:?}");
    let stale = market.orders.prepare(staff(), seen(3)).await;
    assert!(matches!(stale, Err(ChangeOrderError::Stale)), "{stale:?}");
    assert!(market.orders.prepare(staff(), seen(2)).await.is_ok());
    // Who asks for lines that are not there is not half heard.
    let some = change(order.id, &[order.lines[0].id, id(9)]);
    let unknown = market.orders.request_refund(buyer, some).await;
    assert!(
        matches!(
            unknown,
            Err(ChangeOrderError::Step(StepError::Order(OrderError::UnknownLine)))
        ),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn an_order_goes_elsewhere_until_something_has_left() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let (order, _) = market.paid_order(buyer, &[(product.id, 1)]).await;
    let to = |line| Destination::Typed(Box::new(postal_address(line)));
    let moved = market
        .orders
        .readdress(buyer, order.id, to("먼 길 9"), Some(2))
        .await
        .unwrap();
    assert_eq!((moved.deliver_to.line.as_str(), moved.version), ("먼 길 9", 3));
    let nowhere = market
        .orders
        .readdress(buyer, order.id, Destination::Saved(id(9)), None)
        .await;
    assert!(
        matches!(nowhere, Err(ChangeOrderError::UnknownAddress)),
        "{nowhere:?}"
    );
    let (courier, tracking) = parcel();
    market
        .orders
        .dispatch(staff(), change(order.id, &[]), courier, tracking)
        .await
        .unwrap();
    let late = market
        .orders
        .readdress(buyer, order.id, to("가까운 길 1"), None)
        .await;
    assert!(
        matches!(late, Err(ChangeOrderError::Order(OrderError::AddressSettled))),
        "{late:?}"
    );
}

/// Two paid: what came in vain went back already, and the other is where the money of the order is.
#[tokio::test]
async fn money_goes_back_to_the_payment_that_paid() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let order = market.order(buyer, &[(product.id, 1)]).await;
    let vain = market.attempt(order.id, PaymentState::Captured).await;
    market.give_back(vain).await;
    let payment = market.pay(order.id).await;
    market
        .orders
        .cancel(buyer, change(order.id, &[]), None)
        .await
        .unwrap();
    assert_eq!(market.begun(), [payment]);
    assert_eq!(won(market.payment(payment).await.refunded()), 10_000);
    assert_eq!(market.payment(vain).await.refunds.len(), 1);
}

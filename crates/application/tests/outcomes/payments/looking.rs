use hexmart_application::payments::{PaymentFilter, Payments as _};
use hexmart_domain::payments::{PaymentState, Provider};

use super::given::{buyer, id, order_of};
use super::shop::Shop;

#[tokio::test]
async fn others_attempts_do_not_exist() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    let (till, order) = (&shop.till, order_of(&payment));
    assert_eq!(
        till.show(buyer(), payment.id).await.unwrap(),
        Some(payment.clone())
    );
    assert_eq!(till.show(id(2), payment.id).await.unwrap(), None);
    assert_eq!(till.of_order(buyer(), order).await.unwrap(), Some(vec![payment]));
    assert_eq!(till.of_order(id(2), order).await.unwrap(), None);
    assert_eq!(till.of_order(buyer(), id(77)).await.unwrap(), None);
    // One's own order without an attempt is there.
    let unpaid = shop.place(10, 4_000).await;
    assert_eq!(till.of_order(buyer(), unpaid.id).await.unwrap(), Some(Vec::new()));
}

#[tokio::test]
async fn pages_are_filtered_and_begin_with_the_newest() {
    let shop = Shop::new();
    let mut ids = Vec::new();
    for number in 1..=3 {
        let order = shop.place(number, 10_000).await;
        ids.insert(0, shop.start(order.id).await.payment.id);
        shop.turn(chrono::TimeDelta::seconds(1));
    }
    let page = async |filter, before| {
        let page = shop.till.page(filter, before, 2).await.unwrap();
        page.into_iter().map(|payment| payment.id).collect::<Vec<_>>()
    };
    let all = PaymentFilter::default();
    assert_eq!(page(all, None).await, ids[..2]);
    assert_eq!(page(all, Some(ids[1])).await, ids[2..]);
    let of = |buyer| PaymentFilter {
        buyer: Some(buyer),
        ..all
    };
    assert_eq!(page(of(buyer()), None).await, ids[..2]);
    assert_eq!(page(of(id(2)), None).await, []);
    let captured = PaymentFilter {
        state: Some(PaymentState::Captured),
        ..all
    };
    assert_eq!(page(captured, None).await, []);
    assert_eq!(shop.till.providers(), [Provider::Sandbox]);
}

/// Whoever shows 200 asks for one more, to know whether there is another page.
#[tokio::test]
async fn a_page_is_as_long_as_it_is_asked_for() {
    let shop = Shop::new();
    for number in 1..=201 {
        let order = shop.place(number, 10_000).await;
        shop.start(order.id).await;
    }
    for limit in [200, 201] {
        let page = shop
            .till
            .page(PaymentFilter::default(), None, limit)
            .await
            .unwrap();
        assert_eq!(u64::try_from(page.len()).unwrap(), limit);
    }
}

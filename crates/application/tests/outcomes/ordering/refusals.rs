use hexmart_application::ordering::{Basket, Destination, Ordering, PlaceOrder, PlaceOrderError};
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::ordering::{CartError, CartOwner};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{Currency, Money, UserId};
use rust_decimal::Decimal;

use super::market::{Market, explicit, is_out_of_stock, whole_cart, won};
use crate::catalogue::given::id;

/// What is refused leaves no trace: no order, no promise, no message, the cart as it was.
async fn refused(market: &Market, buyer: UserId, wanted: PlaceOrder) -> PlaceOrderError {
    let look = || async {
        let cart = market.world.storage.orders.cart(&CartOwner::User(buyer)).await;
        let orders = market
            .world
            .storage
            .orders
            .orders(&<_>::default(), None, 100)
            .await;
        let due = market
            .world
            .storage
            .outbox
            .due(&crate::given::every_lane(), market.now(), 100)
            .await;
        let ledger = market
            .world
            .storage
            .stock
            .entries(&<_>::default(), None, 1_000)
            .await;
        (cart.unwrap(), orders.unwrap(), due.unwrap(), ledger.unwrap())
    };
    let before = look().await;
    let answer = market.orders.place(buyer, wanted, None).await;
    assert_eq!(look().await, before, "{answer:?}");
    answer.unwrap_err()
}

fn with_coupon(wanted: PlaceOrder, code: &str) -> PlaceOrder {
    match wanted.of {
        Basket::Lines { items, .. } => PlaceOrder {
            of: Basket::Lines {
                items,
                coupon: Some(CouponCode::parse(code).unwrap()),
            },
            ..wanted
        },
        Basket::Cart { .. } => wanted,
    }
}

#[tokio::test]
async fn what_cannot_be_had_is_refused() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    market.decide(b.id, Lifecycle::Private).await;
    let short = refused(&market, buyer, explicit(&[(a.id, 6)])).await;
    assert!(
        matches!(
            short,
            PlaceOrderError::OutOfStock { item, available: 5, requested: 6 } if item == a.id.into()
        ),
        "{short:?}"
    );
    for unsold in [b.id, id(99)] {
        let error = refused(&market, buyer, explicit(&[(a.id, 1), (unsold, 1)])).await;
        assert!(
            matches!(error, PlaceOrderError::NotForSale { item } if item == unsold.into()),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn what_is_no_order_is_refused() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    for wanted in [explicit(&[]), whole_cart()] {
        let error = refused(&market, buyer, wanted).await;
        assert!(matches!(error, PlaceOrderError::Empty), "{error:?}");
    }
    for lines in [vec![(product.id, 0)], vec![(product.id, 999), (product.id, 1)]] {
        let error = refused(&market, buyer, explicit(&lines)).await;
        assert!(
            matches!(error, PlaceOrderError::Cart(CartError::Pieces)),
            "{error:?}"
        );
    }
    let many: Vec<_> = (0..101).map(|dice| (id(dice), 1)).collect();
    let error = refused(&market, buyer, explicit(&many)).await;
    assert!(
        matches!(error, PlaceOrderError::Cart(CartError::Full)),
        "{error:?}"
    );
    let nowhere = PlaceOrder {
        to: Destination::Default,
        ..explicit(&[(product.id, 1)])
    };
    let error = refused(&market, buyer, nowhere).await;
    assert!(matches!(error, PlaceOrderError::UnknownAddress), "{error:?}");
}

#[tokio::test]
async fn whoever_believes_in_another_price_or_cart_buys_nothing() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let owner = CartOwner::User(buyer);
    let product = market.product("a", 5).await;
    let expecting = PlaceOrder {
        expected_total: Some(Money::new(Decimal::from(9_999), Currency::KRW)),
        ..explicit(&[(product.id, 1)])
    };
    let error = refused(&market, buyer, expecting).await;
    assert!(
        matches!(error, PlaceOrderError::PriceChanged { total } if won(total) == 10_000),
        "{error:?}"
    );
    let cart = market.add(owner, product.id, 1).await.cart;
    let of = |items, seen| PlaceOrder {
        of: Basket::Cart { items, seen },
        ..whole_cart()
    };
    for wanted in [
        of(None, Some(cart.version + 1)),
        of(Some(vec![product.id.into(), id(9)]), None),
    ] {
        let error = refused(&market, buyer, wanted).await;
        assert!(matches!(error, PlaceOrderError::Stale), "{error:?}");
    }
    let error = refused(&market, buyer, of(Some(Vec::new()), None)).await;
    assert!(matches!(error, PlaceOrderError::Empty), "{error:?}");
}

#[tokio::test]
async fn a_coupon_that_is_not_good_is_not_passed_over() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 5).await;
    let coupon = market.coupon(lee, "TEN", 10).await;
    let wanted = || with_coupon(explicit(&[(product.id, 1)]), "TEN");
    let error = refused(&market, kim, wanted()).await;
    assert!(
        matches!(error, PlaceOrderError::CouponUnusable),
        "another's: {error:?}"
    );

    let owner = CartOwner::User(lee);
    market.add(owner, product.id, 1).await;
    let applied = hexmart_application::ordering::Carts::apply_coupon(
        &market.carts,
        owner,
        Some(coupon.code.clone()),
        None,
    );
    applied.await.unwrap();
    market.orders.place(lee, wanted(), None).await.unwrap();
    for wanted in [wanted(), whole_cart()] {
        let error = refused(&market, lee, wanted).await;
        assert!(
            matches!(error, PlaceOrderError::CouponUnusable),
            "redeemed: {error:?}"
        );
    }
    market.coupon(lee, "OLD", 10).await;
    market.turn(chrono::TimeDelta::days(2));
    let error = refused(&market, lee, with_coupon(explicit(&[(product.id, 1)]), "OLD")).await;
    assert!(
        matches!(error, PlaceOrderError::CouponUnusable),
        "over: {error:?}"
    );
}

#[tokio::test]
async fn what_was_refused_a_moment_ago_is_refused_from_memory() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 3).await;
    let order = market.order(kim, &[(product.id, 2)]).await;
    let attempts = || market.attempts.swap(0, std::sync::atomic::Ordering::Relaxed);
    let try_two = || market.orders.place(lee, explicit(&[(product.id, 2)]), None);
    attempts();
    assert!(is_out_of_stock(&try_two().await.unwrap_err()));
    assert_eq!(attempts(), 1);
    assert!(is_out_of_stock(&try_two().await.unwrap_err()));
    assert_eq!(attempts(), 0, "the store was asked");
    // One piece there is: that is not refused from memory.
    let one = market.orders.place(lee, explicit(&[(product.id, 1)]), None).await;
    assert!(one.is_ok(), "{one:?}");
    assert!(is_out_of_stock(&try_two().await.unwrap_err()));
    attempts();
    market.turn(chrono::TimeDelta::milliseconds(1_001));
    assert!(is_out_of_stock(&try_two().await.unwrap_err()));
    assert_eq!(attempts(), 1, "the store was not asked again");
    // A promise that is taken back is heard of at once.
    market
        .orders
        .cancel(kim, super::market::change(order.id, &[]), None)
        .await
        .unwrap();
    assert!(try_two().await.is_ok());
}

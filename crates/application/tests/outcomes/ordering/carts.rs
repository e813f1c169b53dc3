use hexmart_application::ordering::{AddToCart, CartChangeError, Carts, Obstacle};
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::ordering::{CartError, CartOwner};
use hexmart_domain::pricing::CouponCode;

use super::market::{Market, change, pieces, wanted, won};
use crate::catalogue::given::id;
use hexmart_application::ordering::Ordering;
use hexmart_domain::shared::UserId;

fn user(dice: u8) -> CartOwner {
    CartOwner::User(id(dice))
}

#[tokio::test]
async fn a_cart_shows_the_prices_of_the_moment() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let owner = CartOwner::User(buyer);
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    assert_eq!(market.carts.show(owner).await.unwrap().cart.version, 0);
    market.add(owner, a.id, 2).await;
    let cart = market.add(owner, b.id, 1).await;
    assert_eq!((cart.cart.version, won(cart.totals.unwrap().total)), (2, 30_000));

    market.discount(a.id, 10).await;
    let coupon = market.coupon(buyer, "TEN", 10).await;
    let cart = market
        .carts
        .apply_coupon(owner, Some(coupon.code), None)
        .await
        .unwrap();
    let totals = cart.totals.unwrap();
    // 2 x 10,000 - 2,000 - 1,800, and 10,000 - 1,000.
    assert_eq!(
        [totals.list, totals.discount, totals.coupon, totals.total].map(won),
        [30_000, 2_000, 2_800, 25_200]
    );
    let per_line: Vec<_> = cart
        .lines
        .iter()
        .map(|line| won(line.amounts.unwrap().payable))
        .collect();
    assert_eq!(per_line, [16_200, 9_000]);

    market.turn(chrono::TimeDelta::days(2));
    let cart = market.carts.show(owner).await.unwrap();
    let coupon = cart.coupon.unwrap();
    assert_eq!((coupon.code.as_str(), coupon.usable), ("TEN", false));
    assert_eq!(won(cart.totals.unwrap().total), 28_000);
    let cart = market.carts.apply_coupon(owner, None, None).await.unwrap();
    assert_eq!(cart.coupon, None);
}

#[tokio::test]
async fn what_cannot_be_bought_is_shown_and_costs_nothing() {
    let market = Market::new();
    let (a, b, c) = (
        market.product("a", 2).await,
        market.product("b", 5).await,
        market.product("c", 5).await,
    );
    market.add(user(1), a.id, 3).await;
    market.add(user(1), b.id, 1).await;
    market.add(user(1), c.id, 1).await;
    market.decide(b.id, Lifecycle::Private).await;
    let cart = market.carts.show(user(1)).await.unwrap();
    let obstacles: Vec<_> = cart.lines.iter().map(|line| line.obstacle).collect();
    let short = Some(Obstacle::Short { available: 2 });
    assert_eq!(obstacles, [short, Some(Obstacle::NotForSale), None]);
    assert_eq!(won(cart.totals.unwrap().total), 10_000);
    assert_eq!(won(cart.lines[0].amounts.unwrap().payable), 30_000);

    let cart = market
        .carts
        .remove(user(1), vec![c.id.into()], None)
        .await
        .unwrap();
    assert_eq!((cart.lines.len(), cart.totals), (2, None));
}

#[tokio::test]
async fn only_what_is_sold_comes_into_a_cart() {
    let market = Market::new();
    let plain = market.product("plain", 5).await;
    let other = market.product("other", 5).await;
    let sized = market.sized("sized", &[("s", 1), ("m", 2)]).await;
    let add = |wanted| market.carts.add(user(1), wanted, None);

    let unknown = add(wanted(id(99), 1)).await;
    assert!(
        matches!(unknown, Err(CartChangeError::UnknownProduct)),
        "{unknown:?}"
    );
    let unsaid = add(wanted(sized.id, 1)).await;
    assert!(
        matches!(unsaid, Err(CartChangeError::UnknownVariant)),
        "{unsaid:?}"
    );
    let foreign = AddToCart {
        item: Some(other.id.into()),
        ..wanted(plain.id, 1)
    };
    let foreign = add(foreign).await;
    assert!(
        matches!(foreign, Err(CartChangeError::UnknownVariant)),
        "{foreign:?}"
    );
    let medium = AddToCart {
        item: Some(sized.variants[1].item),
        ..wanted(sized.id, 1)
    };
    assert_eq!(add(medium).await.unwrap().lines[0].item, sized.variants[1].item);
    for (count, refused) in [(0, CartError::Pieces), (1_000, CartError::Pieces)] {
        let answer = add(wanted(plain.id, count)).await;
        assert!(
            matches!(&answer, Err(CartChangeError::Refused(why)) if *why == refused),
            "{answer:?}"
        );
    }
    for (lifecycle, is_public) in [(Lifecycle::Discontinued, true), (Lifecycle::Blocked, false)] {
        market.decide(plain.id, lifecycle).await;
        let answer = add(wanted(plain.id, 1)).await;
        let expected = match answer {
            Err(CartChangeError::NotForSale) => is_public,
            Err(CartChangeError::UnknownProduct) => !is_public,
            _ => false,
        };
        assert!(expected, "{lifecycle:?}: {answer:?}");
    }
    assert_eq!(market.carts.show(user(1)).await.unwrap().cart.version, 1);
}

#[tokio::test]
async fn a_guest_has_the_cart_of_their_token() {
    let market = Market::new();
    let product = market.product("a", 5).await;
    let (opened, token) = market.carts.open().await.unwrap();
    let (other, other_token) = market.carts.open().await.unwrap();
    assert_ne!((opened.cart.id, &token), (other.cart.id, &other_token));
    assert!(token.len() >= 64 && token.starts_with("hxg_"), "{token}");
    let guest = market.carts.guest(&token);
    market.add(guest, product.id, 2).await;
    let cart = market.carts.show(guest).await.unwrap();
    assert_eq!((cart.cart.id, cart.lines.len()), (opened.cart.id, 1));
    let set = market.carts.set(guest, product.id.into(), pieces(4), None).await;
    assert_eq!(set.unwrap().lines[0].quantity, pieces(4));
    let nobody = market.carts.guest("hxg_nobody");
    assert!(matches!(
        market.carts.show(nobody).await,
        Err(CartChangeError::Unknown)
    ));
    let added = market.carts.add(nobody, wanted(product.id, 1), None).await;
    assert!(matches!(added, Err(CartChangeError::Unknown)));
    let code = CouponCode::parse("TEN").unwrap();
    let applied = market.carts.apply_coupon(guest, Some(code), None).await;
    assert!(matches!(applied, Err(CartChangeError::UnknownCoupon)));
}

#[tokio::test]
async fn whoever_insists_on_what_they_saw_is_told_when_it_changed() {
    let market = Market::new();
    let product = market.product("a", 5).await;
    let add = |seen| market.carts.add(user(1), wanted(product.id, 1), Some(seen));
    assert_eq!(add(0).await.unwrap().cart.version, 1);
    assert!(matches!(add(0).await, Err(CartChangeError::Stale)));
    assert_eq!(add(1).await.unwrap().cart.version, 2);
    let removed = market.carts.remove(user(1), Vec::new(), Some(1)).await;
    assert!(matches!(removed, Err(CartChangeError::Stale)));
    // What changes nothing is no change.
    let nothing = market.carts.remove(user(1), vec![id(77)], Some(2)).await;
    assert_eq!(nothing.unwrap().cart.version, 2);
    let emptied = market.carts.remove(user(1), Vec::new(), Some(2)).await.unwrap();
    assert_eq!((emptied.cart.version, emptied.lines.len()), (3, 0));
}

#[tokio::test]
async fn only_ones_own_coupons_that_are_good_are_applied() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 5).await;
    let coupon = market.coupon(kim, "TEN", 10).await;
    let apply = |user: UserId| {
        let code = Some(coupon.code.clone());
        market.carts.apply_coupon(CartOwner::User(user), code, None)
    };
    assert!(matches!(apply(lee).await, Err(CartChangeError::UnknownCoupon)));
    market.add(CartOwner::User(kim), product.id, 1).await;
    apply(kim).await.unwrap();
    market
        .orders
        .place(kim, super::market::whole_cart(), None)
        .await
        .unwrap();
    assert!(matches!(apply(kim).await, Err(CartChangeError::UnknownCoupon)));
}

#[tokio::test]
async fn what_was_bought_is_bought_again_as_far_as_it_is_sold() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let (a, b) = (market.product("a", 9).await, market.product("b", 9).await);
    let order = market.order(kim, &[(a.id, 2), (b.id, 3)]).await;
    market.decide(b.id, Lifecycle::Discontinued).await;
    market.add(CartOwner::User(kim), a.id, 998).await;
    let cart = market.carts.reorder(kim, order.id, None).await.unwrap();
    let lines: Vec<_> = cart.lines.iter().map(|line| (line.item, line.quantity)).collect();
    assert_eq!(lines, [(a.id.into(), pieces(999))]);
    market.decide(b.id, Lifecycle::OnSale).await;
    let cart = market
        .carts
        .reorder(kim, order.id, Some(order.lines[1].id))
        .await
        .unwrap();
    assert_eq!(cart.lines[1].quantity, pieces(3));
    for (who, line) in [(lee, None), (kim, Some(id(9)))] {
        let answer = market.carts.reorder(who, order.id, line).await;
        assert!(matches!(answer, Err(CartChangeError::UnknownOrder)), "{answer:?}");
    }
    // That it was called off does not matter.
    market
        .orders
        .cancel(kim, change(order.id, &[]), None)
        .await
        .unwrap();
    assert!(market.carts.reorder(kim, order.id, None).await.is_ok());
}

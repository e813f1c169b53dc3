use futures_util::future::{join, join_all};
use hexmart_application::ordering::{CartChangeError, Carts};
use hexmart_domain::ordering::CartOwner;
use hexmart_domain::shared::ItemId;

use super::market::{Market, wanted};
use crate::catalogue::given::id;

/// What is in a cart, as names of products would be too long: pieces by place.
async fn counts(market: &Market, owner: CartOwner) -> Vec<i64> {
    let cart = market.carts.show(owner).await.unwrap();
    cart.lines.iter().map(|line| line.quantity.get()).collect()
}

/// I59: what was in either is in the user's cart, once, however often and at whatever moment it is asked for.
#[tokio::test]
async fn what_a_guest_put_there_moves_once() {
    let market = Market::new();
    let user = CartOwner::User(id(1));
    let (a, b) = (market.product("a", 9).await, market.product("b", 9).await);
    let (_, token) = market.carts.open().await.unwrap();
    let guest = market.carts.guest(&token);
    market.add(user, a.id, 1).await;
    market.add(guest, a.id, 2).await;
    market.add(guest, b.id, 3).await;
    let (one, other) = join(market.carts.merge(id(1), guest), market.carts.merge(id(1), guest)).await;
    assert_eq!(one.unwrap().cart.version, 2);
    assert_eq!(other.unwrap().cart.version, 2);
    assert_eq!(counts(&market, user).await, [3, 3]);
    assert!(matches!(
        market.carts.show(guest).await,
        Err(CartChangeError::Unknown)
    ));
    let again = market.carts.merge(id(1), guest).await.unwrap();
    assert_eq!((again.cart.version, again.lines.len()), (2, 2));
}

#[tokio::test]
async fn two_who_share_a_token_do_not_both_get_what_is_in_it() {
    let market = Market::new();
    let product = market.product("a", 9).await;
    let (_, token) = market.carts.open().await.unwrap();
    let guest = market.carts.guest(&token);
    market.add(guest, product.id, 2).await;
    let (one, other) = join(market.carts.merge(id(1), guest), market.carts.merge(id(2), guest)).await;
    let lines = one.unwrap().lines.len() + other.unwrap().lines.len();
    assert_eq!(lines, 1);
}

#[tokio::test]
async fn a_users_cart_is_nobody_elses_to_merge() {
    let market = Market::new();
    let product = market.product("a", 9).await;
    market.add(CartOwner::User(id(2)), product.id, 2).await;
    let answer = market.carts.merge(id(1), CartOwner::User(id(2))).await;
    assert!(matches!(answer, Err(CartChangeError::Unknown)), "{answer:?}");
    assert_eq!(counts(&market, CartOwner::User(id(2))).await, [2]);
}

#[tokio::test]
async fn devices_that_edit_one_cart_lose_nothing() {
    let market = Market::new();
    let user = CartOwner::User(id(1));
    let mut products = Vec::new();
    for name in ["a", "b", "c"] {
        products.push(market.product(name, 9).await.id);
    }
    let all = (0..12).map(|place| market.carts.add(user, wanted(products[place % 3], 1), None));
    let mut versions: Vec<_> = join_all(all)
        .await
        .into_iter()
        .map(|added| added.unwrap().cart.version)
        .collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<_>>());
    assert_eq!(counts(&market, user).await, [4, 4, 4]);
    // One takes out what another has more of: in whatever order, no line is lost or there twice.
    let item = ItemId::from(products[0]);
    let (added, removed) = join(
        market.carts.add(user, wanted(products[1], 1), None),
        market.carts.remove(user, vec![item], None),
    )
    .await;
    assert!(added.is_ok() && removed.is_ok());
    assert_eq!(counts(&market, user).await.into_iter().sum::<i64>(), 9);
}

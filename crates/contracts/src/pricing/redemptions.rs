//! Coupons that orders redeem.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError};
use hexmart_application::pricing::HeldCoupon;
use hexmart_domain::pricing::{Coupon, CouponCode};
use hexmart_domain::shared::{CouponId, OrderId, UserId};

use crate::callers::{Underway, at_once};
use crate::given;
use crate::ordering::placed;
use crate::writes::{add_coupon, attempt, create, once};

async fn held(storage: &Storage, owner: UserId, code: &str) -> Option<HeldCoupon> {
    let code = CouponCode::parse(code).unwrap();
    let held = attempt(storage, (owner, code), |uow, (owner, code)| {
        Box::pin(async move { uow.coupons().held(owner, &code).await })
    });
    held.await.unwrap()
}

async fn found(storage: &Storage, id: CouponId) -> Option<HeldCoupon> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.coupons().find(id).await })
    });
    found.await.unwrap()
}

async fn redeem_once(storage: &Storage, coupon: CouponId, order: OrderId) -> Result<(), StoreError> {
    once(storage, (coupon, order), |uow, (coupon, order)| {
        Box::pin(async move { uow.coupons().redeem(coupon, order, given::now()).await })
    })
    .await
}

/// Redeems a coupon unless somebody did, as an order does; answers whether it did.
async fn redeem(storage: &Storage, coupon: CouponId, order: OrderId) -> bool {
    let redeemed = attempt(storage, (coupon, order), |uow, (coupon, order)| {
        Box::pin(async move {
            if uow.coupons().find(coupon).await?.unwrap().redeemed {
                return Ok(false);
            }
            uow.coupons().redeem(coupon, order, given::now()).await?;
            Ok(true)
        })
    });
    redeemed.await.unwrap()
}

async fn free(storage: &Storage, coupon: CouponId, order: OrderId) -> bool {
    let freed = attempt(storage, (coupon, order), |uow, (coupon, order)| {
        Box::pin(async move { uow.coupons().free(coupon, order).await })
    });
    freed.await.unwrap()
}

/// So many orders.
async fn orders(storage: &Storage, count: usize) -> Vec<OrderId> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(placed(storage).await.id);
    }
    orders
}

async fn coupon(storage: &Storage) -> Coupon {
    let coupon = given::coupon(given::id(), "10");
    add_coupon(storage, &coupon).await.unwrap();
    coupon
}

/// A coupon is found by its owner and its code, without regard to case, and by its id; by nobody else, whatever its state.
pub async fn a_coupon_is_found_by_its_holder(storage: Storage) {
    let coupon = Coupon {
        active: false,
        ..given::coded(&given::coupon(given::id(), "12.34"), "Ärger-쿠폰")
    };
    add_coupon(&storage, &coupon).await.unwrap();
    let expected = Some(HeldCoupon {
        coupon: coupon.clone(),
        redeemed: false,
    });
    for code in ["Ärger-쿠폰", "äRGER-쿠폰"] {
        assert_eq!(held(&storage, coupon.owner, code).await, expected);
    }
    assert_eq!(found(&storage, coupon.id).await, expected);
    assert_eq!(held(&storage, given::id(), "Ärger-쿠폰").await, None);
    assert_eq!(held(&storage, coupon.owner, "Arger-쿠폰").await, None);
    assert_eq!(found(&storage, given::id()).await, None);
}

/// A coupon is redeemed by one order; for a second one it is a lost race, and nothing changes.
pub async fn a_coupon_is_redeemed_once(storage: Storage) {
    let (coupon, other) = (coupon(&storage).await, coupon(&storage).await);
    let orders = orders(&storage, 2).await;
    redeem_once(&storage, coupon.id, orders[0]).await.unwrap();
    for order in &orders {
        let answer = redeem_once(&storage, coupon.id, *order).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    let redeemed = async |of: &Coupon| {
        let held = held(&storage, of.owner, of.code.as_str()).await.unwrap();
        assert_eq!(found(&storage, of.id).await.as_ref(), Some(&held));
        assert_eq!(held.coupon, *of);
        held.redeemed
    };
    assert!(redeemed(&coupon).await);
    assert!(!redeemed(&other).await);
    assert_eq!(
        storage.orders.redemptions().await.unwrap(),
        [(coupon.id, orders[0])]
    );
}

/// The slot that an order took is freed once, by that order alone; from then on another can take it.
pub async fn a_coupon_is_freed_once(storage: Storage) {
    let coupon = coupon(&storage).await.id;
    let orders = orders(&storage, 2).await;
    assert!(!free(&storage, coupon, orders[0]).await);
    redeem_once(&storage, coupon, orders[0]).await.unwrap();
    assert!(!free(&storage, coupon, orders[1]).await);
    assert!(found(&storage, coupon).await.unwrap().redeemed);
    assert!(free(&storage, coupon, orders[0]).await);
    assert!(!free(&storage, coupon, orders[0]).await);
    assert!(!found(&storage, coupon).await.unwrap().redeemed);

    redeem_once(&storage, coupon, orders[1]).await.unwrap();
    assert!(!free(&storage, coupon, orders[0]).await);
    assert_eq!(storage.orders.redemptions().await.unwrap(), [(coupon, orders[1])]);
}

/// A redeemed coupon is proposed on no product's page, its holder's next best is; once it is free it is proposed again.
pub async fn a_redeemed_coupon_is_not_proposed(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let viewer = given::id();
    let [good, best] = ["5", "30"].map(|percent| given::coupon(viewer, percent));
    for coupon in [&good, &best] {
        add_coupon(&storage, coupon).await.unwrap();
    }
    let proposed = async || {
        let detail = storage
            .catalogue
            .detail(product.id, Some(viewer), given::now())
            .await;
        detail.unwrap().unwrap().coupon
    };
    let order = placed(&storage).await.id;
    assert_eq!(proposed().await, Some(best.percentage));
    redeem_once(&storage, best.id, order).await.unwrap();
    assert_eq!(proposed().await, Some(good.percentage));
    redeem_once(&storage, good.id, order).await.unwrap();
    assert_eq!(proposed().await, None);
    assert!(free(&storage, best.id, order).await);
    assert_eq!(proposed().await, Some(best.percentage));
}

/// Redemptions are listed in the order of the coupons.
pub async fn redemptions_are_listed(storage: Storage) {
    assert_eq!(storage.orders.redemptions().await.unwrap(), []);
    let orders = orders(&storage, 3).await;
    let mut expected = Vec::new();
    for order in &orders {
        expected.push((coupon(&storage).await.id, *order));
    }
    coupon(&storage).await;
    for (coupon, order) in expected.iter().rev() {
        redeem_once(&storage, *coupon, *order).await.unwrap();
    }
    assert_eq!(storage.orders.redemptions().await.unwrap(), expected);
    let (coupon, order) = expected.remove(1);
    assert!(free(&storage, coupon, order).await);
    assert_eq!(storage.orders.redemptions().await.unwrap(), expected);
}

/// 12 orders want one coupon at once: one redeems it.
pub async fn one_of_many_redeems_a_coupon(storage: Storage) {
    let coupon = coupon(&storage).await.id;
    let orders = orders(&storage, 12).await;
    let answers = at_once(12, |racer| {
        let (storage, order) = (storage.clone(), orders[racer]);
        async move { redeem(&storage, coupon, order).await }
    })
    .await;
    let winners: Vec<_> = orders.iter().zip(&answers).filter(|(_, did)| **did).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(
        storage.orders.redemptions().await.unwrap(),
        [(coupon, *winners[0].0)]
    );
}

/// A rival redeems the coupon that an attempt under way has redeemed: one has it, the other finds it redeemed.
pub async fn a_coupon_is_redeemed_once_by_attempts_that_overlap(storage: Storage) {
    let coupon = coupon(&storage).await.id;
    let orders = orders(&storage, 2).await;
    let [own, rival] = [orders[0], orders[1]];
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(async move {
            if uow.coupons().find(coupon).await?.unwrap().redeemed {
                return Ok(false);
            }
            uow.coupons().redeem(coupon, own, given::now()).await?;
            Ok(true)
        })
    })
    .await;
    let other = storage.clone();
    let (own_did, rival_did) = underway
        .overtaken(async move { redeem(&other, coupon, rival).await })
        .await;
    assert_ne!(own_did.unwrap(), rival_did);
    let winner = if rival_did { rival } else { own };
    assert_eq!(storage.orders.redemptions().await.unwrap(), [(coupon, winner)]);
}

/// 12 callers free the slot of one order at once, while another order waits for it: it is freed once, and taken once.
pub async fn one_of_many_frees_a_coupon(storage: Storage) {
    let coupon = coupon(&storage).await.id;
    let orders = orders(&storage, 2).await;
    let [before, after] = [orders[0], orders[1]];
    redeem_once(&storage, coupon, before).await.unwrap();
    let answers = at_once(13, |racer| {
        let storage = storage.clone();
        async move {
            match racer {
                0 => redeem(&storage, coupon, after).await.then_some(after),
                _ => free(&storage, coupon, before).await.then_some(before),
            }
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|did| **did == Some(before)).count(), 1);
    let is_taken = answers[0] == Some(after);
    assert_eq!(found(&storage, coupon).await.unwrap().redeemed, is_taken);
    let expected: Vec<_> = is_taken.then_some((coupon, after)).into_iter().collect();
    assert_eq!(storage.orders.redemptions().await.unwrap(), expected);
}

//! Unique codes, and the best coupon of the viewer.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::pricing::Coupon;
use hexmart_domain::shared::{Instant, Percentage, ProductId, UserId};

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{add_coupon, create};

async fn product(storage: &Storage) -> ProductId {
    let product = given::product();
    create(storage, from_ref(&product), 1).await.unwrap();
    product.id
}

async fn best(
    storage: &Storage,
    product: ProductId,
    viewer: Option<UserId>,
    now: Instant,
) -> Option<Percentage> {
    let detail = storage.catalogue.detail(product, viewer, now).await;
    detail.unwrap().unwrap().coupon
}

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::CouponCode))),
        "{answer:?}"
    );
}

/// A code that is taken is taken in capitals too, for its owner as for others; the loser leaves nothing.
pub async fn a_code_is_taken_whatever_its_case(storage: Storage) {
    let product = product(&storage).await;
    let (owner, other) = (given::id(), given::id());
    let code = |coupon: &Coupon, code| given::coded(coupon, code);
    add_coupon(&storage, &code(&given::coupon(owner, "10"), "Ärger-쿠폰-10"))
        .await
        .unwrap();

    assert_taken(&add_coupon(&storage, &code(&given::coupon(other, "20"), "Ärger-쿠폰-10")).await);
    assert_taken(&add_coupon(&storage, &code(&given::coupon(other, "20"), "äRGER-쿠폰-10")).await);
    assert_taken(&add_coupon(&storage, &code(&given::coupon(owner, "20"), "ÄRGER-쿠폰-10")).await);
    assert_eq!(best(&storage, product, Some(other), given::now()).await, None);
    let of_owner = best(&storage, product, Some(owner), given::now()).await;
    assert_eq!(of_owner, Some(given::percentage("10")));
}

/// 20 callers want one code, in different cases: one gets it, and only that coupon is there.
pub async fn one_of_many_takes_a_code(storage: Storage) {
    let product = product(&storage).await;
    let owners: Vec<UserId> = (0..20).map(|_| given::id()).collect();
    let answers = at_once(owners.len(), |caller| {
        let (storage, owner) = (storage.clone(), owners[caller]);
        async move {
            let code = if caller % 2 == 0 { "welcome" } else { "WELCOME" };
            add_coupon(&storage, &given::coded(&given::coupon(owner, "10"), code)).await
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (owner, answer) in owners.into_iter().zip(&answers) {
        let coupon = best(&storage, product, Some(owner), given::now()).await;
        assert_eq!(coupon.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_taken(answer);
        }
    }
}

/// A rival wants the code that an attempt under way has taken: one gets it, the other finds it taken.
pub async fn a_code_is_taken_once_by_attempts_that_overlap(storage: Storage) {
    let coupons = ["welcome", "WELCOME"].map(|code| given::coded(&given::coupon(given::id(), "10"), code));
    let [own, rival] = coupons.clone();
    let attempt = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.coupons().add(&own).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = attempt
        .overtaken(async move { add_coupon(&other, &rival).await })
        .await;

    let product = product(&storage).await;
    assert_ne!(own.is_ok(), rival.is_ok());
    for (coupon, answer) in coupons.iter().zip([own, rival]) {
        let shown = best(&storage, product, Some(coupon.owner), given::now()).await;
        assert_eq!(shown.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_taken(&answer);
        }
    }
}

/// Only case is disregarded: an accent, a width, another emoji or a blank inside makes another code.
pub async fn a_code_differing_in_more_than_case_is_another(storage: Storage) {
    let codes = [
        "ete",
        "été",
        "ｅｔｅ",
        "e te",
        "e\u{301}te",
        "각",
        "가",
        "😀",
        "😁",
        "strasse",
        "straße",
    ];
    for code in codes {
        let coupon = given::coded(&given::coupon(given::id(), "10"), code);
        let answer = add_coupon(&storage, &coupon).await;
        assert!(answer.is_ok(), "{code}: {answer:?}");
    }
}

/// The longest code is kept whole, also when it grows without its case: codes that end differently both fit.
pub async fn the_longest_code_is_kept(storage: Storage) {
    for start in ["😀".repeat(49), "İ".repeat(49)] {
        for end in ["a", "b"] {
            let coupon = given::coded(&given::coupon(given::id(), "10"), &format!("{start}{end}"));
            add_coupon(&storage, &coupon).await.unwrap();
        }
        let again = given::coded(&given::coupon(given::id(), "10"), &format!("{start}B"));
        assert_taken(&add_coupon(&storage, &again).await);
    }
}

/// Of the coupons that are usable, the highest percentage, compared as a number; never another user's.
pub async fn the_best_usable_coupon_is_shown(storage: Storage) {
    let product = product(&storage).await;
    let (viewer, other) = (given::id(), given::id());
    assert_eq!(best(&storage, product, Some(viewer), given::now()).await, None);

    add_coupon(&storage, &given::coupon(other, "90")).await.unwrap();
    assert_eq!(best(&storage, product, Some(viewer), given::now()).await, None);
    for (percent, expected) in [
        ("9.99", "9.99"),
        ("10", "10"),
        ("5", "10"),
        ("100", "100"),
        ("99.5", "100"),
    ] {
        add_coupon(&storage, &given::coupon(viewer, percent))
            .await
            .unwrap();
        let best = best(&storage, product, Some(viewer), given::now()).await;
        assert_eq!(best, Some(given::percentage(expected)), "after {percent}");
    }
}

/// The first and the last instant of a coupon's period belong to it.
pub async fn a_coupon_is_usable_on_both_ends_of_its_period(storage: Storage) {
    let product = product(&storage).await;
    let coupon = given::coupon(given::id(), "10");
    add_coupon(&storage, &coupon).await.unwrap();

    let (from, to) = (coupon.validity.from(), coupon.validity.to());
    for (now, usable) in [
        (from - given::TICK, false),
        (from, true),
        (to, true),
        (to + given::TICK, false),
    ] {
        let shown = best(&storage, product, Some(coupon.owner), now).await;
        assert_eq!(shown.is_some(), usable, "{now}");
    }
}

/// A better coupon that is switched off leaves its place to the next.
pub async fn an_inactive_coupon_is_not_used(storage: Storage) {
    let product = product(&storage).await;
    let viewer = given::id();
    let inactive = Coupon {
        active: false,
        ..given::coupon(viewer, "80")
    };
    add_coupon(&storage, &inactive).await.unwrap();
    assert_eq!(best(&storage, product, Some(viewer), given::now()).await, None);

    add_coupon(&storage, &given::coupon(viewer, "5")).await.unwrap();
    let shown = best(&storage, product, Some(viewer), given::now()).await;
    assert_eq!(shown, Some(given::percentage("5")));
}

/// Without a viewer there are no coupons.
pub async fn nobody_has_no_coupons(storage: Storage) {
    let product = product(&storage).await;
    add_coupon(&storage, &given::coupon(given::id(), "50"))
        .await
        .unwrap();
    assert_eq!(best(&storage, product, None, given::now()).await, None);
}

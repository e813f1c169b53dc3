use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::marketplace::{Authority, Ownership};
use hexmart_application::platform::{MockStore, StoreError, UniqueKey};
use hexmart_application::pricing::{
    CreateCouponError, NewCoupon, Pricing, PricingService, SetDiscount, SetDiscountError,
};
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::catalogue::Product;
use hexmart_domain::pricing::{CouponCode, Discount, DiscountTerms, Validity};
use mockall::Sequence;
use mockall::predicate::eq;

use crate::given;

fn service(uow: MockUnitOfWork) -> PricingService {
    PricingService::new(MockedStore::new(uow), given::fresh(), given::mint())
}

fn ten_percent() -> SetDiscount {
    SetDiscount {
        product: given::id(99),
        percentage: given::percentage(10),
        authority: Authority::Shop(Some(given::id(50))),
    }
}

/// Whose the product of [`ten_percent`] is; looked up in every attempt, and saved with the discount.
fn owned_by(owner: Option<Ownership>) -> MockUnitOfWork {
    let mut uow = MockUnitOfWork::default();
    uow.products
        .expect_find()
        .with(eq(given::id(99)))
        .returning(move |_| {
            Ok(owner.map(|owner| Product {
                seller: match owner {
                    Ownership::Shop => None,
                    Ownership::Seller(seller) => Some(seller),
                },
                ..given::product(99)
            }))
        });
    uow.products
        .expect_save()
        .withf(|saved| matches!(saved, [saved] if saved.version == 2 && saved.discount == Some(discount(1).terms)))
        .returning(|_| Ok(()));
    uow.products
        .expect_note()
        .withf(|changes| {
            let fields = changes.iter().flat_map(|change| &change.fields);
            fields.map(|field| field.field).eq(["discount"])
        })
        .returning(|_| Ok(()));
    uow
}

/// The discount of `version` on the product of [`ten_percent`].
fn discount(version: i64) -> Discount {
    Discount {
        id: given::id(1),
        product: given::id(99),
        version,
        terms: DiscountTerms::from_now(given::percentage(10), given::now()),
        created_at: given::now(),
    }
}

#[tokio::test]
async fn a_discount_needs_the_product() {
    // No append is expected.
    let answer = service(owned_by(None)).set_discount(ten_percent()).await;
    assert!(
        matches!(answer, Err(SetDiscountError::UnknownProduct)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_seller_reduces_their_own_prices_alone() {
    let wanted = SetDiscount {
        authority: Authority::Seller {
            user: given::id(51),
            seller: given::id(60),
        },
        ..ten_percent()
    };
    for owner in [Ownership::Shop, Ownership::Seller(given::id(61))] {
        let answer = service(owned_by(Some(owner))).set_discount(wanted).await;
        assert!(
            matches!(answer, Err(SetDiscountError::UnknownProduct)),
            "{owner:?}: {answer:?}"
        );
    }
    let mut uow = owned_by(Some(Ownership::Seller(given::id(60))));
    uow.discounts.expect_latest().returning(|_| Ok(None));
    uow.discounts.expect_append().times(1).returning(|_| Ok(()));
    assert_eq!(service(uow).set_discount(wanted).await.unwrap(), discount(1));
}

#[tokio::test]
async fn a_discount_extends_the_chain_of_its_product() {
    let mut uow = owned_by(Some(Ownership::Shop));
    uow.discounts.expect_latest().returning(|_| Ok(Some(discount(7))));
    uow.discounts
        .expect_append()
        .with(eq(discount(8)))
        .times(1)
        .returning(|_| Ok(()));
    let answer = service(uow).set_discount(ten_percent()).await;
    assert_eq!(answer.unwrap(), discount(8));
}

#[tokio::test]
async fn a_discount_that_lost_its_race_extends_the_winner() {
    let mut uow = owned_by(Some(Ownership::Shop));
    let mut order = Sequence::new();
    for (before, after, answer) in [
        (None, discount(1), Err(StoreError::Conflict)),
        (Some(discount(1)), discount(2), Ok(())),
    ] {
        uow.discounts
            .expect_latest()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_| Ok(before));
        uow.discounts
            .expect_append()
            .with(eq(after))
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_| answer);
    }
    let answer = service(uow).set_discount(ten_percent()).await;
    assert_eq!(answer.unwrap(), discount(2));
}

#[tokio::test]
async fn a_store_that_is_away_says_so() {
    let mut store = MockStore::new();
    store
        .expect_transact()
        .times(2)
        .returning(|_, _| Err(given::unavailable()));
    let service = PricingService::new(Arc::new(store), given::fresh(), given::mint());

    let answer = service.set_discount(ten_percent()).await;
    assert!(matches!(
        answer,
        Err(SetDiscountError::Store(StoreError::Unavailable(_)))
    ));
    let answer = service.create_coupon(coupon(None)).await;
    assert!(matches!(
        answer,
        Err(CreateCouponError::Store(StoreError::Unavailable(_)))
    ));
}

fn coupon(code: Option<&str>) -> NewCoupon {
    NewCoupon {
        owner: given::id(50),
        code: code.map(|code| CouponCode::parse(code).unwrap()),
        percentage: given::percentage(15),
        validity: Validity::new(given::now(), given::now() + TimeDelta::days(7)).unwrap(),
    }
}

#[tokio::test]
async fn a_coupon_is_added_as_it_is_answered() {
    let wanted = coupon(Some("WELCOME"));
    let mut uow = MockUnitOfWork::default();
    uow.coupons
        .expect_add()
        .withf(|coupon| coupon.code.as_str() == "WELCOME" && coupon.id == given::id(1) && coupon.active)
        .times(1)
        .returning(|_| Ok(()));
    let made = service(uow).create_coupon(wanted.clone()).await.unwrap();
    assert_eq!(
        (made.owner, made.percentage, made.validity),
        (wanted.owner, wanted.percentage, wanted.validity)
    );
    assert_eq!(made.created_at, given::now());
}

#[tokio::test]
async fn a_coupon_without_a_code_gets_one_of_its_id() {
    let mut uow = MockUnitOfWork::default();
    uow.coupons.expect_add().times(1).returning(|_| Ok(()));
    let made = service(uow).create_coupon(coupon(None)).await.unwrap();
    assert_eq!(made.code, CouponCode::generated(given::id(1)));
}

#[tokio::test]
async fn only_a_taken_code_is_called_so() {
    for (failure, taken) in [
        (StoreError::Duplicate(UniqueKey::CouponCode), true),
        (StoreError::Duplicate(UniqueKey::Id), false),
        (given::unavailable(), false),
    ] {
        let mut uow = MockUnitOfWork::default();
        uow.coupons
            .expect_add()
            .times(1)
            .return_once(move |_| Err(failure));
        let answer = service(uow).create_coupon(coupon(Some("WELCOME"))).await;
        assert_eq!(
            matches!(answer, Err(CreateCouponError::CodeTaken)),
            taken,
            "{answer:?}"
        );
        assert!(answer.is_err());
    }
}

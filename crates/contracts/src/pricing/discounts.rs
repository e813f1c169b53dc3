//! One active discount per product.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::catalogue::{ListFilter, ListSort, Window};
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::catalogue::Product;
use hexmart_domain::pricing::{Discount, DiscountTerms};
use hexmart_domain::shared::{Instant, Percentage, ProductId};

use crate::callers::at_once;
use crate::given;
use crate::writes::{create, discount_newly, discount_once, discount_product, latest};

async fn product(storage: &Storage) -> Product {
    let product = given::product();
    create(storage, from_ref(&product), 1).await.unwrap();
    product
}

/// The discount of a product at `now`, on which its own page and the list agree.
async fn shown(storage: &Storage, product: ProductId, now: Instant) -> Option<Percentage> {
    let detail = storage
        .catalogue
        .detail(product, None, now)
        .await
        .unwrap()
        .unwrap();
    let window = Window {
        after: None,
        skip: 0,
        limit: 50,
    };
    let (filter, sort) = (ListFilter::default(), ListSort::Oldest);
    let list = storage
        .catalogue
        .browse(&filter, sort, window, now)
        .await
        .unwrap();
    let listed = list.iter().find(|card| card.id == product).unwrap();
    assert_eq!(detail.card, *listed);
    detail.card.discount
}

/// The newest discount reads back to the last field; a product that never had one has none.
pub async fn a_discount_is_kept_as_it_was_set(storage: Storage) {
    let product = product(&storage).await;
    assert_eq!(latest(&storage, product.id).await, None);

    let first = given::discount(product.id, None, "0.01");
    discount_once(&storage, &first).await.unwrap();
    assert_eq!(latest(&storage, product.id).await.as_ref(), Some(&first));

    let second = Discount {
        terms: DiscountTerms {
            percentage: given::percentage("33.33"),
            starts_at: given::now() + TimeDelta::days(3) + given::TICK,
            ends_at: given::now() + TimeDelta::days(900) - given::TICK,
        },
        created_at: given::now() + given::TICK,
        ..given::discount(product.id, Some(&first), "100")
    };
    discount_once(&storage, &second).await.unwrap();
    assert_eq!(latest(&storage, product.id).await, Some(second));
}

/// A discount that extends one which is not the newest any more is a conflict, and is not there.
pub async fn a_stale_discount_is_a_conflict(storage: Storage) {
    let product = product(&storage).await;
    let first = given::discount(product.id, None, "10");
    discount_once(&storage, &first).await.unwrap();

    let stale = given::discount(product.id, None, "99");
    let answer = discount_once(&storage, &stale).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(latest(&storage, product.id).await, Some(first));
}

/// Each product has a chain of its own.
pub async fn discounts_of_products_are_independent(storage: Storage) {
    let (one, other) = (product(&storage).await, product(&storage).await);
    discount_product(&storage, &given::discount(one.id, None, "10"))
        .await
        .unwrap();

    assert_eq!(latest(&storage, other.id).await, None);
    assert_eq!(shown(&storage, other.id, given::now()).await, None);
    discount_product(&storage, &given::discount(other.id, None, "20"))
        .await
        .unwrap();
    assert_eq!(
        shown(&storage, one.id, given::now()).await,
        Some(given::percentage("10"))
    );
    assert_eq!(
        shown(&storage, other.id, given::now()).await,
        Some(given::percentage("20"))
    );
}

/// A discount is shown from its start until just before its end.
pub async fn a_discount_is_shown_while_it_applies(storage: Storage) {
    let product = product(&storage).await;
    let discount = given::discount(product.id, None, "12.5");
    discount_product(&storage, &discount).await.unwrap();

    let DiscountTerms {
        percentage,
        starts_at,
        ends_at,
    } = discount.terms;
    for (now, expected) in [
        (starts_at - given::TICK, None),
        (starts_at, Some(percentage)),
        (ends_at - given::TICK, Some(percentage)),
        (ends_at, None),
    ] {
        assert_eq!(shown(&storage, product.id, now).await, expected, "{now}");
    }
}

/// Setting a discount switches every earlier one off, even when the new one has not started or is over.
pub async fn only_the_newest_discount_is_ever_shown(storage: Storage) {
    let product = product(&storage).await;
    let first = given::discount(product.id, None, "50");
    let second = given::discount(product.id, Some(&first), "10");
    let starts_at = given::now() + TimeDelta::days(10);
    let third = Discount {
        terms: DiscountTerms::from_now(given::percentage("20"), starts_at),
        ..given::discount(product.id, Some(&second), "20")
    };
    for (discount, expected) in [(&first, Some("50")), (&second, Some("10")), (&third, None)] {
        discount_product(&storage, discount).await.unwrap();
        let shown = shown(&storage, product.id, given::now()).await;
        assert_eq!(
            shown,
            expected.map(given::percentage),
            "version {}",
            discount.version
        );
    }
    assert_eq!(
        shown(&storage, product.id, starts_at).await,
        Some(given::percentage("20"))
    );
}

/// A discount that is appended to its chain alone is not shown: it is part of the product, and saved with it.
pub async fn a_discount_is_shown_once_its_product_is_saved(storage: Storage) {
    let product = product(&storage).await;
    let first = given::discount(product.id, None, "10");
    discount_product(&storage, &first).await.unwrap();
    let second = given::discount(product.id, Some(&first), "20");
    discount_once(&storage, &second).await.unwrap();
    let shown_still = shown(&storage, product.id, given::now()).await;
    assert_eq!(shown_still, Some(first.terms.percentage));
    assert_eq!(latest(&storage, product.id).await, Some(second));
}

/// 50 callers set a first discount at once: all succeed, one after another, and exactly one is active.
pub async fn of_many_first_discounts_one_is_active(storage: Storage) {
    let product = product(&storage).await.id;
    let answers = at_once(50, |caller| {
        let storage = storage.clone();
        let share = given::percentage(&(caller + 1).to_string());
        async move { discount_newly(&storage, product, share).await }
    })
    .await;

    let mut discounts: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    discounts.sort_unstable_by_key(|discount| discount.version);
    let versions: Vec<_> = discounts.iter().map(|discount| discount.version).collect();
    assert_eq!(versions, (1..=50).collect::<Vec<_>>());

    let newest = discounts.pop().unwrap();
    assert_eq!(
        shown(&storage, product, given::now()).await,
        Some(newest.terms.percentage)
    );
    assert_eq!(latest(&storage, product).await, Some(newest));
    let (kept, _) = storage.catalogue.product(product).await.unwrap().unwrap();
    assert_eq!(kept.version, 51);
}

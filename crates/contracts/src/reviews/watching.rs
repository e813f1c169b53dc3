//! Looking on behalf of those who wish.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError};
use hexmart_application::reviews::Offering;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::reviews::{Glance, Wish};
use hexmart_domain::shared::{ProductId, UserId};

use super::{product, wish, wished};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, create, crowd, discount_newly, edit, joined, once};

async fn offering(storage: &Storage, product: ProductId) -> Option<Offering> {
    let offering = attempt(storage, product, |uow, product| {
        Box::pin(async move { uow.wishes().offering(product, given::now()).await })
    });
    offering.await.unwrap()
}

/// Name, price, discount, and whether something is left of it.
pub async fn an_offering_tells_how_a_product_stands(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let fresh = offering(&storage, product.id).await.unwrap();
    let known = Offering {
        name: "무선 이어폰 Pro".to_owned(),
        lifecycle: Lifecycle::OnSale,
        in_stock: true,
        price: given::price("129000", "KRW"),
        discount: None,
    };
    assert_eq!(fresh, known);
    assert_eq!(fresh.glance(), given::glance(true, 129_000));
    storage
        .ledger
        .append(
            StockKey::at_default(product.id),
            given::adjusting(StockKey::at_default(product.id), -1),
        )
        .await
        .unwrap();
    discount_newly(&storage, product.id, given::percentage("10"))
        .await
        .unwrap();
    let gone = offering(&storage, product.id).await.unwrap();
    assert_eq!(gone.glance(), given::glance(false, 116_100));
    edit(&storage, product.id, |product| {
        product.lifecycle = Lifecycle::Private;
    })
    .await;
    let private = offering(&storage, product.id).await.unwrap();
    assert_eq!((private.lifecycle, private.in_stock), (Lifecycle::Private, false));
    assert_eq!(offering(&storage, given::id()).await, None);
}

async fn outdated(storage: &Storage, product: ProductId, now: Glance, limit: u64) -> Vec<Wish> {
    let outdated = attempt(storage, (product, now, limit), |uow, (product, now, limit)| {
        Box::pin(async move { uow.wishes().outdated(product, now, limit).await })
    });
    outdated.await.unwrap()
}

async fn look(storage: &Storage, wishes: &[Wish], now: Glance) -> Result<(), StoreError> {
    once(storage, (wishes.to_vec(), now), |uow, (wishes, now)| {
        Box::pin(async move { uow.wishes().look(&wishes, now).await })
    })
    .await
}

/// Whoever was shown something else is to be looked at, and after that nobody; of what cannot be bought the price counts for
/// nothing.
pub async fn wishes_that_were_seen_otherwise_are_outdated(storage: Storage) {
    let (of, other) = (product(&storage).await, product(&storage).await);
    let accounts = crowd(&storage, 4).await;
    let seen = [(true, 100), (true, 90), (false, 100), (false, 90)];
    for (account, (on_offer, price)) in accounts.iter().zip(seen) {
        let seen = given::glance(on_offer, price);
        assert!(
            wish(
                &storage,
                &Wish {
                    seen,
                    ..given::wish(*account, of, 1)
                }
            )
            .await
        );
    }
    wish(&storage, &given::wish(accounts[0], other, 5)).await;
    for (now, places) in [
        (given::glance(true, 100), vec![1, 2, 3]),
        (given::glance(true, 70), vec![0, 1, 2, 3]),
        (given::glance(false, 70), vec![0, 1]),
    ] {
        let mut found: Vec<UserId> = outdated(&storage, of, now, 9)
            .await
            .iter()
            .map(|wish| wish.account)
            .collect();
        found.sort();
        let wanted: Vec<_> = places.iter().map(|place| accounts[*place]).collect();
        assert_eq!(found, wanted, "{now:?}");
    }
    assert_eq!(outdated(&storage, of, given::glance(true, 70), 2).await.len(), 2);
    for now in [
        given::glance(false, 70),
        given::glance(true, 70),
        given::glance(true, 80),
    ] {
        let wishes = outdated(&storage, of, now, 9).await;
        look(&storage, &wishes, now).await.unwrap();
        assert_eq!(outdated(&storage, of, now, 9).await, []);
    }
    let kept = wished(&storage, accounts[3], of).await.unwrap();
    assert_eq!(kept.seen, given::glance(true, 80));
    assert_eq!(
        wished(&storage, accounts[0], other).await.unwrap().seen,
        given::glance(true, 5)
    );
}

/// What was looked at since it was read, or taken back, is a conflict; and then none of them was looked at.
pub async fn a_wish_is_looked_at_once(storage: Storage) {
    let (ann, bob, of) = (
        joined(&storage).await.id,
        joined(&storage).await.id,
        product(&storage).await,
    );
    let [one, other] = [ann, bob].map(|account| given::wish(account, of, 100));
    wish(&storage, &one).await;
    let now = given::glance(true, 90);
    let both = [one.clone(), other.clone()];
    assert!(matches!(
        look(&storage, &both, now).await,
        Err(StoreError::Conflict)
    ));
    assert_eq!(wished(&storage, ann, of).await.unwrap().seen, one.seen);
    wish(&storage, &other).await;
    look(&storage, &both, now).await.unwrap();
    // The same look again, and another one of somebody who read before.
    for late in [now, given::glance(false, 90), given::glance(true, 80)] {
        let answer = look(&storage, from_ref(&one), late).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{late:?}");
    }
    assert_eq!(wished(&storage, ann, of).await.unwrap().seen, now);
}

/// Of many who look at the same time each wish is one's.
pub async fn a_wish_is_looked_at_once_by_attempts_that_overlap(storage: Storage) {
    let (of, accounts) = (product(&storage).await, crowd(&storage, 6).await);
    for account in &accounts {
        wish(&storage, &given::wish(*account, of, 100)).await;
    }
    let now = given::glance(true, 90);
    let told = move |storage: Storage| async move {
        let told = attempt(&storage, (of, now), |uow, (of, now)| {
            Box::pin(async move {
                let wishes = uow.wishes().outdated(of, now, 9).await?;
                uow.wishes().look(&wishes, now).await?;
                Ok(wishes.len())
            })
        });
        told.await.unwrap()
    };
    let slow = Underway::begin(&storage, move |uow| {
        Box::pin(async move {
            let wishes = uow.wishes().outdated(of, now, 9).await?;
            uow.wishes().look(&wishes, now).await?;
            Ok(wishes.len())
        })
    })
    .await;
    let rivals = {
        let storage = storage.clone();
        async move { at_once(6, |_| told(storage.clone())).await }
    };
    let (slow, rivals) = slow.overtaken(rivals).await;
    assert_eq!(slow.unwrap() + rivals.iter().sum::<usize>(), accounts.len());
}

/// What nobody wishes for need not be looked at.
pub async fn wished_products_are_found(storage: Storage) {
    let mut products = Vec::new();
    for _ in 0..4 {
        products.push(product(&storage).await);
    }
    let accounts = crowd(&storage, 2).await;
    for (account, place) in [(0, 0), (1, 0), (0, 2), (1, 3)] {
        wish(&storage, &given::wish(accounts[account], products[place], 1)).await;
    }
    let mut wished = storage.wishes.wished(&products[..3]).await.unwrap();
    wished.sort();
    assert_eq!(wished, [products[0], products[2]]);
    assert_eq!(storage.wishes.wished(&[]).await.unwrap(), []);
    let all = storage.wishes.wished_after(None, 2).await.unwrap();
    assert_eq!(all, [products[0], products[2]]);
    let rest = storage.wishes.wished_after(Some(products[2]), 2).await.unwrap();
    assert_eq!(rest, [products[3]]);
}

/// Nobody begins anew who was there already.
pub async fn a_place_in_the_feed_is_remembered(storage: Storage) {
    let read_to = || async {
        let position = attempt(&storage, (), |uow, ()| {
            Box::pin(async move { uow.wishes().read_to().await })
        });
        position.await.unwrap()
    };
    assert_eq!(read_to().await, None);
    for position in [0, 7, 7, 3_000_000_000] {
        let noted = attempt(&storage, position, |uow, position| {
            Box::pin(async move { uow.wishes().note_read_to(position).await })
        });
        noted.await.unwrap();
        assert_eq!(read_to().await, Some(position));
    }
}

//! What people wish for.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::platform::Storage;
use hexmart_application::reviews::WishMark;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::reviews::Wish;
use hexmart_domain::shared::{ProductId, UserId};

use super::{product, wish, wished};
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, create, discount_newly, edit, joined};

async fn remove(storage: &Storage, account: UserId, product: ProductId) -> bool {
    let removed = attempt(storage, (account, product), |uow, (account, product)| {
        Box::pin(async move { uow.wishes().remove(account, product).await })
    });
    removed.await.unwrap()
}

async fn set_notices(storage: &Storage, account: UserId, product: ProductId, notices: bool) -> bool {
    let set = attempt(
        storage,
        (account, product, notices),
        |uow, (account, product, notices)| {
            Box::pin(async move { uow.wishes().set_notices(account, product, notices).await })
        },
    );
    set.await.unwrap()
}

/// Adding and removing say whether they changed anything; a second wish leaves the first as it is.
pub async fn a_wish_is_kept_as_it_was_made(storage: Storage) {
    let (account, of) = (joined(&storage).await.id, product(&storage).await);
    let first = given::wish(account, of, 12_900);
    assert_eq!(wished(&storage, account, of).await, None);
    assert!(!set_notices(&storage, account, of, false).await);
    assert!(!remove(&storage, account, of).await);
    assert!(wish(&storage, &first).await);
    assert!(!wish(&storage, &given::wish(account, of, 1)).await);
    assert_eq!(wished(&storage, account, of).await.as_ref(), Some(&first));
    for notices in [false, false, true] {
        assert!(set_notices(&storage, account, of, notices).await);
        let kept = wished(&storage, account, of).await;
        assert_eq!(
            kept,
            Some(Wish {
                notices,
                ..first.clone()
            })
        );
    }
    assert!(remove(&storage, account, of).await);
    assert!(!remove(&storage, account, of).await);
    assert_eq!(wished(&storage, account, of).await, None);
    assert!(
        wish(
            &storage,
            &Wish {
                notices: false,
                ..first
            }
        )
        .await
    );
}

/// 16 times at once: one wish, and one that is gone.
pub async fn one_who_hurries_wishes_once(storage: Storage) {
    let (account, of) = (joined(&storage).await.id, product(&storage).await);
    let added = at_once(16, |_| {
        let (storage, wanted) = (storage.clone(), given::wish(account, of, 1));
        async move { wish(&storage, &wanted).await }
    })
    .await;
    assert_eq!(added.iter().filter(|added| **added).count(), 1);
    let removed = at_once(16, |_| {
        let storage = storage.clone();
        async move { remove(&storage, account, of).await }
    })
    .await;
    assert_eq!(removed.iter().filter(|removed| **removed).count(), 1);
}

/// Page by page, with what each costs now.
pub async fn wishes_are_told_newest_first(storage: Storage) {
    let (account, other) = (joined(&storage).await.id, joined(&storage).await.id);
    let mut wanted = Vec::new();
    // The last two in the same instant: the id decides.
    for minutes in [3, 1, 2, 2] {
        let product = given::product();
        create(&storage, from_ref(&product), 7).await.unwrap();
        let since = given::now() + TimeDelta::minutes(minutes);
        wish(
            &storage,
            &Wish {
                since,
                ..given::wish(account, product.id, 1)
            },
        )
        .await;
        wanted.push((product.id, since));
    }
    wish(&storage, &given::wish(other, wanted[0].0, 1)).await;
    discount_newly(&storage, wanted[0].0, given::percentage("10"))
        .await
        .unwrap();
    let order: Vec<_> = [0, 3, 2, 1].map(|place| wanted[place]).to_vec();
    for limit in [1, 2, 9] {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = storage
                .wishes
                .of_account(account, after, limit, given::now())
                .await
                .unwrap();
            let Some(last) = page.last() else {
                break;
            };
            after = Some(WishMark {
                since: last.since,
                product: last.product.id,
            });
            all.extend(page.iter().map(|card| (card.product.id, card.since)));
        }
        assert_eq!(all, order, "{limit}");
    }
    let first = storage
        .wishes
        .of_account(account, None, 1, given::now())
        .await
        .unwrap()
        .remove(0);
    assert_eq!(first.product.discount, Some(given::percentage("10")));
    assert_eq!(first.product.available, given::pieces(7));
    assert!(first.notices);
}

/// What was taken out of the shop is not shown, and is there again when it comes back.
pub async fn what_nobody_sees_is_in_no_list_of_wishes(storage: Storage) {
    let (account, of) = (joined(&storage).await.id, product(&storage).await);
    wish(&storage, &given::wish(account, of, 1)).await;
    // It is on sale to begin with.
    for lifecycle in Lifecycle::ALL.into_iter().skip(1).chain([Lifecycle::OnSale]) {
        edit(&storage, of, move |product| product.lifecycle = lifecycle).await;
        let list = storage
            .wishes
            .of_account(account, None, 9, given::now())
            .await
            .unwrap();
        assert_eq!(list.len(), usize::from(lifecycle.is_public()), "{lifecycle:?}");
    }
}

//! Who follows whom.

use hexmart_application::marketplace::SellerCard;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::marketplace::{Seller, SellerState};
use hexmart_domain::shared::{SellerId, UserId};

use super::{add, approved, found, save};
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, crowd, joined};

/// Follows or unfollows; answers whether that changed anything.
async fn follow(storage: &Storage, seller: SellerId, follower: UserId, wanted: bool) -> bool {
    let changed = attempt(
        storage,
        (seller, follower, wanted),
        |uow, (seller, follower, wanted)| {
            Box::pin(async move {
                if wanted {
                    uow.sellers().follow(seller, follower, given::now()).await
                } else {
                    uow.sellers().unfollow(seller, follower).await
                }
            })
        },
    );
    changed.await.unwrap()
}

async fn card(storage: &Storage, seller: SellerId, viewer: Option<UserId>) -> SellerCard {
    storage.sellers.card(seller, viewer).await.unwrap().unwrap()
}

/// The followers of a seller, which are the same for everybody who counts them.
async fn followers(storage: &Storage, seller: SellerId) -> i64 {
    let count = found(storage, seller).await.unwrap().followers;
    assert_eq!(card(storage, seller, None).await.followers, count);
    let by_id = storage.sellers.by_id(seller).await.unwrap().unwrap();
    assert_eq!(by_id.followers, count);
    count
}

/// An account follows a seller once and unfollows it once; each is counted, and shown to the viewer alone.
pub async fn following_is_counted_once(storage: Storage) {
    let (seller, other) = (
        approved(&storage, "상회").await.id,
        approved(&storage, "다른 상회").await.id,
    );
    let (ann, bob) = (joined(&storage).await.id, joined(&storage).await.id);
    assert!(!follow(&storage, seller, ann, false).await);
    for (follower, wanted, changes, count) in [
        (ann, true, true, 1),
        (ann, true, false, 1),
        (bob, true, true, 2),
        (ann, false, true, 1),
        (ann, false, false, 1),
        (ann, true, true, 2),
    ] {
        assert_eq!(follow(&storage, seller, follower, wanted).await, changes);
        assert_eq!(followers(&storage, seller).await, count);
        let card = card(&storage, seller, Some(follower)).await;
        assert_eq!((card.is_followed, card.followers), (wanted, count));
    }
    assert!(!card(&storage, seller, None).await.is_followed);
    assert!(!card(&storage, other, Some(ann)).await.is_followed);
    assert_eq!(followers(&storage, other).await, 0);
}

/// 32 accounts follow a seller at once, then half of them unfollow it while others follow it again: the count is exact.
pub async fn the_followers_are_counted_exactly(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let accounts = crowd(&storage, 32).await;
    // First all of them follow; then every second goes, while the others ask again for what they have.
    for (loyal, changed, count) in [(1, 32, 32), (2, 16, 16)] {
        let answers = at_once(accounts.len(), |caller| {
            let (storage, account) = (storage.clone(), accounts[caller]);
            async move { follow(&storage, seller, account, caller % loyal == 0).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|changed| **changed).count(), changed);
        assert_eq!(followers(&storage, seller).await, count);
        let mut rows = 0;
        for account in &accounts {
            rows += i64::from(card(&storage, seller, Some(*account)).await.is_followed);
        }
        assert_eq!(rows, count);
    }
}

/// One account follows a seller 16 times at once: it follows once.
pub async fn one_follower_who_hurries_counts_once(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let account = joined(&storage).await.id;
    for (wanted, count) in [(true, 1), (false, 0)] {
        let answers = at_once(16, |_| {
            let storage = storage.clone();
            async move { follow(&storage, seller, account, wanted).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|changed| **changed).count(), 1);
        assert_eq!(followers(&storage, seller).await, count);
    }
}

/// A follower counts in the commit of its row: an attempt that is refused leaves neither.
pub async fn a_refused_attempt_leaves_no_follower(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let account = joined(&storage).await.id;
    let refused = transact(&*storage.store, "refused", move |uow| {
        Box::pin(async move {
            assert!(uow.sellers().follow(seller, account, given::now()).await?);
            let counted = uow.sellers().find(seller).await?.map(|seller| seller.followers);
            assert_eq!(counted, Some(1));
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    })
    .await;
    assert!(refused.is_err());
    assert_eq!(followers(&storage, seller).await, 0);
    assert!(!card(&storage, seller, Some(account)).await.is_followed);
}

/// A change of a seller that was read before others followed it takes none of them away, and is no conflict.
pub async fn a_change_of_a_seller_leaves_its_followers(storage: Storage) {
    let seller = approved(&storage, "상회").await;
    for account in crowd(&storage, 3).await {
        assert!(follow(&storage, seller.id, account, true).await);
    }
    let renamed = seller.clone().amended(given::sheet("새 상회")).unwrap();
    assert_eq!(renamed.followers, 0);
    save(&storage, &renamed).await.unwrap();
    let expected = Seller {
        followers: 3,
        ..renamed
    };
    assert_eq!(found(&storage, seller.id).await, Some(expected));
}

/// Followers come while the seller is changed again and again: nobody is lost, and neither is a change.
pub async fn followers_and_changes_that_race_all_count(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let accounts = crowd(&storage, 16).await;
    at_once(accounts.len(), |caller| {
        let (storage, account) = (storage.clone(), accounts[caller]);
        async move {
            if caller % 2 == 0 {
                assert!(follow(&storage, seller, account, true).await);
                return;
            }
            let changed = attempt(&storage, seller, |uow, seller| {
                Box::pin(async move {
                    let seller = uow.sellers().find(seller).await?.unwrap();
                    let changed = seller.amended(given::sheet("상회")).unwrap();
                    uow.sellers().save(&changed).await
                })
            });
            changed.await.unwrap();
        }
    })
    .await;
    assert_eq!(followers(&storage, seller).await, 8);
    assert_eq!(
        found(&storage, seller).await.map(|seller| seller.version),
        Some(9)
    );
}

/// The list of followed sellers shows approved ones alone, in the order of their ids, no more than asked for.
pub async fn followed_sellers_are_in_the_order_of_ids(storage: Storage) {
    let (ann, bob) = (joined(&storage).await.id, joined(&storage).await.id);
    let mut sellers = Vec::new();
    for (number, account) in crowd(&storage, 8).await.into_iter().enumerate() {
        let seller = Seller {
            state: if number < 4 {
                SellerState::Approved
            } else {
                SellerState::ALL[number - 4]
            },
            decided_at: Some(given::now()),
            ..given::seller(account, &format!("상회 {}", 9 - number))
        };
        add(&storage, &seller).await.unwrap();
        sellers.push(seller);
    }
    for seller in sellers.iter().rev() {
        assert!(follow(&storage, seller.id, ann, true).await);
    }
    assert!(follow(&storage, sellers[0].id, bob, true).await);
    assert!(follow(&storage, sellers[1].id, ann, false).await);

    let approved = sellers
        .iter()
        .filter(|seller| seller.state == SellerState::Approved);
    let mut expected = Vec::new();
    for seller in approved.filter(|seller| seller.id != sellers[1].id) {
        expected.push(card(&storage, seller.id, Some(ann)).await);
    }
    assert!(expected.iter().all(|card| card.is_followed));
    assert_eq!(expected[0].followers, 2);
    assert_eq!(storage.sellers.followed_by(ann, 100).await.unwrap(), expected);
    assert_eq!(storage.sellers.followed_by(ann, 2).await.unwrap(), expected[..2]);
    assert_eq!(storage.sellers.followed_by(given::id(), 100).await.unwrap(), []);
}

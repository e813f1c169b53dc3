//! Many hands in one cart.

use hexmart_application::platform::{Storage, StoreError, UnitOfWork};
use hexmart_domain::ordering::{Cart, CartLine, CartOwner};

use super::carts::{kept, owners, save};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, joined};

/// Puts a line into the cart of an owner, and begins one where there is none.
async fn put(uow: &mut dyn UnitOfWork, owner: CartOwner, line: CartLine) -> Result<(), StoreError> {
    let cart = uow.carts().of(&owner).await?;
    let cart = cart.unwrap_or_else(|| Cart::empty(given::id(), owner, given::now()));
    let version = cart.version + 1;
    let cart = Cart {
        version,
        ..cart.with(line).unwrap()
    };
    uow.carts().save(&cart).await
}

/// 12 callers put something into a cart that there is not yet, all at once, three of them the same: everything is in it once
/// and no piece is lost.
pub async fn everything_that_is_added_at_once_is_in_the_cart(storage: Storage) {
    for owner in owners(&storage).await {
        let lines: Vec<_> = (1..=10).map(given::cart_line).collect();
        let answers = at_once(12, |caller| {
            let (storage, line) = (storage.clone(), lines[caller % 10]);
            async move {
                attempt(&storage, (owner, line), |uow, (owner, line)| {
                    Box::pin(put(uow, owner, line))
                })
                .await
            }
        })
        .await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        let cart = kept(&storage, owner).await.unwrap();
        assert_eq!((cart.version, cart.lines.len()), (12, 10));
        for (line, place) in lines.iter().zip(0..) {
            let twice = if place < 2 { 2 } else { 1 };
            let there = cart.line(line.item).unwrap();
            assert_eq!(there.quantity.get(), line.quantity.get() * twice);
        }
    }
}

/// A rival begins the cart that an attempt under way has begun: whoever comes second finds it, and both lines are in it.
pub async fn an_owner_begins_one_cart_in_attempts_that_overlap(storage: Storage) {
    for owner in owners(&storage).await {
        let (own, rival) = (given::cart_line(1), given::cart_line(2));
        let underway = Underway::begin(&storage, move |uow| Box::pin(put(uow, owner, own))).await;
        let other = storage.clone();
        let answers = underway
            .overtaken(async move {
                attempt(&other, (owner, rival), |uow, (owner, line)| {
                    Box::pin(put(uow, owner, line))
                })
                .await
            })
            .await;
        assert!(answers.0.is_ok() && answers.1.is_ok(), "{answers:?}");
        let cart = kept(&storage, owner).await.unwrap();
        assert_eq!((cart.version, cart.lines.len()), (2, 2));
    }
}

/// Moves what is in the guest's cart into that of the user; answers whether there was one.
async fn merge(uow: &mut dyn UnitOfWork, user: CartOwner, guest: CartOwner) -> Result<bool, StoreError> {
    let Some(theirs) = uow.carts().of(&guest).await? else {
        return Ok(false);
    };
    let own = uow.carts().of(&user).await?;
    let own = own.unwrap_or_else(|| Cart::empty(given::id(), user, given::now()));
    let version = own.version + 1;
    let merged = Cart {
        version,
        ..own.merge(&theirs)
    };
    uow.carts().remove(&theirs).await?;
    uow.carts().save(&merged).await?;
    Ok(true)
}

/// 12 sign-ins of one user move a guest's cart over, while others put things into the user's: it is moved once, no line is
/// lost, and none is there twice.
pub async fn what_a_guest_had_is_merged_once(storage: Storage) {
    let (user, guest) = (CartOwner::User(joined(&storage).await.id), given::guest());
    let lines: Vec<_> = (1..=3).map(given::cart_line).collect();
    save(&storage, &given::cart(guest, &lines)).await.unwrap();
    let extra: Vec<_> = (0..4).map(|_| given::cart_line(5)).collect();
    let answers = at_once(16, |caller| {
        let (storage, extra) = (storage.clone(), extra.clone());
        async move {
            if let Some(line) = extra.get(caller) {
                let added = attempt(&storage, (user, *line), |uow, (user, line)| {
                    Box::pin(put(uow, user, line))
                });
                added.await.unwrap();
                return false;
            }
            let merged = attempt(&storage, (user, guest), |uow, (user, guest)| {
                Box::pin(merge(uow, user, guest))
            });
            merged.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|merged| *merged).count(), 1);
    assert_eq!(kept(&storage, guest).await, None);
    let cart = kept(&storage, user).await.unwrap();
    assert_eq!((cart.version, cart.lines.len()), (5, 7));
    for line in lines.iter().chain(&extra) {
        assert_eq!(
            cart.line(line.item).map(|there| there.quantity),
            Some(line.quantity)
        );
    }
}

/// Of 12 callers who remove one cart, one does, and the others find none.
pub async fn one_of_many_removes_a_cart(storage: Storage) {
    let owner = given::guest();
    save(&storage, &given::cart(owner, &[given::cart_line(1)]))
        .await
        .unwrap();
    let answers = at_once(12, |_| {
        let storage = storage.clone();
        async move {
            let removed = attempt(&storage, owner, |uow, owner| {
                Box::pin(async move {
                    let Some(cart) = uow.carts().of(&owner).await? else {
                        return Ok(false);
                    };
                    uow.carts().remove(&cart).await?;
                    Ok(true)
                })
            });
            removed.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|removed| *removed).count(), 1);
    assert_eq!(kept(&storage, owner).await, None);
}

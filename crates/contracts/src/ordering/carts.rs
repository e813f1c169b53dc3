//! What somebody is about to buy.

use chrono::TimeDelta;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::ordering::{Cart, CartOwner};
use hexmart_domain::shared::Instant;

use crate::given;
use crate::writes::{attempt, joined, once};

/// The cart of an owner, on which attempts and questions agree.
pub(super) async fn kept(storage: &Storage, owner: CartOwner) -> Option<Cart> {
    let found = attempt(storage, owner, |uow, owner| {
        Box::pin(async move { uow.carts().of(&owner).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.orders.cart(&owner).await.unwrap(), found);
    found
}

/// Writes a cart as it is, in one try.
pub(super) async fn save(storage: &Storage, cart: &Cart) -> Result<(), StoreError> {
    once(storage, cart.clone(), |uow, cart| {
        Box::pin(async move { uow.carts().save(&cart).await })
    })
    .await
}

async fn remove(storage: &Storage, cart: &Cart) -> Result<(), StoreError> {
    once(storage, cart.clone(), |uow, cart| {
        Box::pin(async move { uow.carts().remove(&cart).await })
    })
    .await
}

#[track_caller]
fn assert_conflict(answer: &Result<(), StoreError>) {
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
}

/// A user, and a guest.
pub(super) async fn owners(storage: &Storage) -> [CartOwner; 2] {
    [CartOwner::User(joined(storage).await.id), given::guest()]
}

/// A cart reads back to the last line, that of a user as that of a guest; who never saved one has none.
pub async fn a_cart_is_kept_as_it_was_saved(storage: Storage) {
    for owner in owners(&storage).await {
        assert_eq!(kept(&storage, owner).await, None);
        let mut lines: Vec<_> = (0..Cart::MOST_LINES)
            .map(|_| given::cart_line(Cart::MOST_PIECES))
            .collect();
        lines.reverse();
        lines[0].added_at = given::now() - given::TICK;
        let cart = Cart {
            coupon: Some(given::id()),
            ..given::cart(owner, &lines)
        };
        save(&storage, &cart).await.unwrap();
        assert_eq!(kept(&storage, owner).await, Some(cart));
    }
    for owner in owners(&storage).await {
        let empty = given::cart(owner, &[]);
        save(&storage, &empty).await.unwrap();
        assert_eq!(kept(&storage, owner).await, Some(empty));
    }
    assert_eq!(kept(&storage, given::guest()).await, None);
}

/// A changed cart is kept, with and without lines and coupon.
pub async fn a_changed_cart_is_kept(storage: Storage) {
    for owner in owners(&storage).await {
        let (one, other) = (given::cart_line(1), given::cart_line(2));
        let first = given::cart(owner, &[one, other]);
        save(&storage, &first).await.unwrap();
        for (version, lines, coupon) in [
            (2, vec![other], Some(given::id())),
            (3, vec![], None),
            (4, vec![one], None),
        ] {
            let changed = Cart {
                version,
                lines,
                coupon,
                updated_at: given::now() + TimeDelta::microseconds(version),
                ..first.clone()
            };
            save(&storage, &changed).await.unwrap();
            assert_eq!(kept(&storage, owner).await, Some(changed));
        }
    }
}

/// Who has not read how a cart is can neither change nor begin it.
pub async fn a_stale_cart_is_a_conflict(storage: Storage) {
    for owner in owners(&storage).await {
        let cart = given::cart(owner, &[given::cart_line(1)]);
        save(&storage, &cart).await.unwrap();
        let emptied = |version| Cart {
            version,
            lines: vec![],
            ..cart.clone()
        };
        save(&storage, &emptied(2)).await.unwrap();
        for version in [0, 1, 2, 4] {
            assert_conflict(&save(&storage, &emptied(version)).await);
        }
        let unknown = Cart {
            version: 2,
            ..given::cart(given::guest(), &[])
        };
        assert_conflict(&save(&storage, &unknown).await);
        assert_eq!(kept(&storage, owner).await, Some(emptied(2)));
        assert_eq!(kept(&storage, unknown.owner).await, None);
    }
}

/// An owner has one cart; once it is removed, they can have another.
pub async fn an_owner_has_one_cart(storage: Storage) {
    for owner in owners(&storage).await {
        let (first, second) = (
            given::cart(owner, &[given::cart_line(1)]),
            given::cart(owner, &[]),
        );
        save(&storage, &first).await.unwrap();
        assert_conflict(&save(&storage, &second).await);
        assert_eq!(kept(&storage, owner).await.as_ref(), Some(&first));
        remove(&storage, &first).await.unwrap();
        assert_eq!(kept(&storage, owner).await, None);
        save(&storage, &second).await.unwrap();
        assert_eq!(kept(&storage, owner).await, Some(second));
    }
}

/// A cart is removed by whoever read how it is, once, and with it no other.
pub async fn a_cart_is_removed_once(storage: Storage) {
    for owner in owners(&storage).await {
        let (cart, other) = (
            given::cart(owner, &[given::cart_line(1)]),
            given::cart(given::guest(), &[]),
        );
        for cart in [&cart, &other] {
            save(&storage, cart).await.unwrap();
        }
        let changed = Cart {
            version: 2,
            ..cart.clone()
        };
        save(&storage, &changed).await.unwrap();
        assert_conflict(&remove(&storage, &cart).await);
        assert_eq!(kept(&storage, owner).await.as_ref(), Some(&changed));
        remove(&storage, &changed).await.unwrap();
        assert_eq!(kept(&storage, owner).await, None);
        assert_conflict(&remove(&storage, &changed).await);
        assert_conflict(
            &save(
                &storage,
                &Cart {
                    version: 3,
                    ..changed
                },
            )
            .await,
        );
        assert_eq!(kept(&storage, other.owner).await, Some(other));
    }
}

/// Carts of guests that nobody touched for long are forgotten, a few at a time; those of users never are.
pub async fn carts_that_guests_left_are_forgotten(storage: Storage) {
    let touched = |owner, at: Instant| Cart {
        updated_at: at,
        ..given::cart(owner, &[])
    };
    let (before, [user, _]) = (given::now(), owners(&storage).await);
    let old: Vec<_> = (1..=3)
        .map(|age| touched(given::guest(), before - given::TICK * age))
        .collect();
    let kept_on = [
        touched(user, before - TimeDelta::days(900)),
        touched(given::guest(), before),
    ];
    for cart in old.iter().chain(&kept_on) {
        save(&storage, cart).await.unwrap();
    }
    let forget = async |limit| {
        let forgotten = attempt(&storage, limit, move |uow, limit| {
            Box::pin(async move { uow.carts().forget(before, limit).await })
        });
        forgotten.await.unwrap()
    };
    assert_eq!(
        (forget(0).await, forget(2).await, forget(9).await, forget(9).await),
        (0, 2, 1, 0)
    );
    for cart in &old {
        assert_eq!(kept(&storage, cart.owner).await, None);
    }
    for cart in kept_on {
        assert_eq!(kept(&storage, cart.owner).await, Some(cart));
    }
}

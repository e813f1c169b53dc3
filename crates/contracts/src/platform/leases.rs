//! Rights to work alone.

use std::time::Duration;

use hexmart_application::platform::{Lease, Storage};
use hexmart_domain::shared::Instant;

use crate::callers::at_once;
use crate::given;

const TERM: Duration = Duration::from_secs(45);
const ANN: [u8; 16] = [1; 16];
const BOB: [u8; 16] = [2; 16];

async fn acquire(storage: &Storage, name: &'static str, holder: [u8; 16], now: Instant) -> Option<Lease> {
    storage.leases.acquire(name, holder, now, TERM).await.unwrap()
}

/// A lease is its holder's until its term has run out by the time that is handed in; nobody else gets it before.
pub async fn a_lease_is_held_by_one_until_it_runs_out(storage: Storage) {
    let now = given::now();
    let of_ann = acquire(&storage, "work", ANN, now).await.unwrap();
    assert_eq!(
        (of_ann.name, of_ann.holder, of_ann.until),
        ("work", ANN, now + TERM)
    );

    for early in [now, now + TERM - given::TICK] {
        assert_eq!(acquire(&storage, "work", BOB, early).await, None);
    }
    let late = now + TERM + given::TICK;
    let of_bob = acquire(&storage, "work", BOB, late).await.unwrap();
    assert_eq!((of_bob.holder, of_bob.until), (BOB, late + TERM));
    assert!(of_bob.fence > of_ann.fence);
    assert_eq!(acquire(&storage, "work", ANN, late).await, None);
}

/// Whoever holds a lease can have it for longer, under the same fence.
pub async fn a_lease_that_is_renewed_keeps_its_fence(storage: Storage) {
    let now = given::now();
    let first = acquire(&storage, "work", ANN, now).await.unwrap();
    let later = now + TERM / 2;
    let renewed = acquire(&storage, "work", ANN, later).await.unwrap();
    let expected = Lease {
        until: later + TERM,
        ..first
    };
    assert_eq!(renewed, expected);
    assert_eq!(
        acquire(&storage, "work", BOB, now + TERM + given::TICK).await,
        None
    );
}

/// The fence grows with each holder, also when an earlier one comes back.
pub async fn the_fence_grows_from_holder_to_holder(storage: Storage) {
    let mut now = given::now();
    let mut fences = Vec::new();
    for holder in [ANN, BOB, ANN, BOB] {
        let lease = acquire(&storage, "work", holder, now).await.unwrap();
        fences.push(lease.fence);
        if holder == BOB {
            storage.leases.release(&lease).await.unwrap();
        } else {
            now = lease.until + given::TICK;
        }
    }
    assert!(fences.is_sorted_by(|before, after| before < after), "{fences:?}");
}

/// A lease that was given back is free at once; giving back what another holds by now changes nothing.
pub async fn a_lease_can_be_given_back(storage: Storage) {
    let now = given::now();
    let of_ann = acquire(&storage, "work", ANN, now).await.unwrap();
    storage.leases.release(&of_ann).await.unwrap();
    let of_bob = acquire(&storage, "work", BOB, now).await.unwrap();
    assert!(of_bob.fence > of_ann.fence);

    storage.leases.release(&of_ann).await.unwrap();
    assert_eq!(acquire(&storage, "work", ANN, now).await, None);
    assert_eq!(acquire(&storage, "work", BOB, now).await, Some(of_bob));
}

/// Leases of different names have nothing to do with each other.
pub async fn leases_are_independent(storage: Storage) {
    let now = given::now();
    let work = acquire(&storage, "work", ANN, now).await.unwrap();
    let play = acquire(&storage, "play", BOB, now).await.unwrap();
    assert_eq!((play.name, play.holder), ("play", BOB));
    storage.leases.release(&play).await.unwrap();
    assert_eq!(acquire(&storage, "work", BOB, now).await, None);
    assert_eq!(acquire(&storage, "work", ANN, now).await, Some(work));
}

/// 16 processes want one lease at once, when it is new and when it has run out: one gets it, under a new fence.
pub async fn one_of_many_gets_a_lease(storage: Storage) {
    let mut now = given::now();
    let mut fence = i64::MIN;
    for round in 0..3_u8 {
        let answers = at_once(16, |caller| {
            let holder = [u8::try_from(caller).unwrap() + 16 * round; 16];
            let storage = storage.clone();
            async move { acquire(&storage, "work", holder, now).await }
        })
        .await;
        let leases: Vec<_> = answers.into_iter().flatten().collect();
        assert_eq!(leases.len(), 1, "{leases:?}");
        assert!(leases[0].fence > fence);
        fence = leases[0].fence;
        now = leases[0].until + given::TICK;
    }
}

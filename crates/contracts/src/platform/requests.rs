//! Requests that are repeated.

use chrono::TimeDelta;
use hexmart_application::platform::{
    Abort, CompletedRequest, KeyReused, Once, RequestKey, Storage, StoreError, StoredAnswer, UnitOfWork,
    transact,
};
use hexmart_domain::inventory::StockKey;

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, history, once, stocked};

async fn complete(storage: &Storage, request: &CompletedRequest) -> Result<(), StoreError> {
    once(storage, request.clone(), |uow, request| {
        Box::pin(async move { uow.requests().complete(&request).await })
    })
    .await
}

async fn kept(storage: &Storage, scope: &str, key: &str) -> Option<CompletedRequest> {
    let found = attempt(
        storage,
        (scope.to_owned(), key.to_owned()),
        |uow, (scope, key)| Box::pin(async move { uow.requests().find(&scope, &key).await }),
    );
    let found = found.await.unwrap();
    let asked = storage.requests.completed(scope, key).await.unwrap();
    assert_eq!(asked, found, "questions and attempts disagree");
    found
}

/// A request reads back to the last byte: what it was, what was answered, when, and until when that is remembered.
pub async fn a_request_is_remembered_as_it_was_answered(storage: Storage) {
    let plain = CompletedRequest {
        answer: StoredAnswer {
            status: 409,
            headers: vec![],
            body: String::new(),
        },
        keep_until: given::now() + given::TICK,
        ..given::completed_request("s", "k")
    };
    let (scope, key) = ("user/😀".repeat(14), "ä/%_\\".repeat(51));
    let mut long = given::completed_request(&scope, &key);
    long.key.fingerprint = [0xFF; 16];
    long.answer.body = "{\"줄\":\"\u{0}\r\n\"}".repeat(20_000);
    for request in [given::completed_request("orders", "one"), plain, long] {
        complete(&storage, &request).await.unwrap();
        let key = &request.key;
        assert_eq!(
            kept(&storage, &key.scope, &key.key).await.as_ref(),
            Some(&request)
        );
    }
    assert_eq!(kept(&storage, "orders", "two").await, None);
    assert_eq!(kept(&storage, "order", "one").await, None);
}

/// A key stands for one request of its scope; the same key in another scope, in another case or with a blank more stands for
/// another.
pub async fn a_key_stands_for_one_request(storage: Storage) {
    let first = given::completed_request("user-1/orders", "Key");
    complete(&storage, &first).await.unwrap();
    let mut second = first.clone();
    second.key.fingerprint = [9; 16];
    second.answer.status = 200;
    for again in [first.clone(), second] {
        let answer = complete(&storage, &again).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(
        kept(&storage, "user-1/orders", "Key").await.as_ref(),
        Some(&first)
    );
    for (scope, key) in [
        ("user-2/orders", "Key"),
        ("USER-1/orders", "Key"),
        ("user-1/orders", "key"),
        ("user-1/orders", "Key "),
        ("user-1/orders", "Kéy"),
        ("user-1/order", "sKey"),
    ] {
        assert_eq!(kept(&storage, scope, key).await, None, "{scope} {key:?}");
        complete(&storage, &given::completed_request(scope, key))
            .await
            .unwrap();
    }
}

/// A request that takes a piece, and says how many are left.
fn once_more(fingerprint: u8) -> Once<i64> {
    Once {
        key: RequestKey {
            scope: "stock".to_owned(),
            key: "take-1".to_owned(),
            fingerprint: [fingerprint; 16],
        },
        render: std::sync::Arc::new(|left| StoredAnswer {
            status: 200,
            headers: vec![],
            body: left.to_string(),
        }),
    }
}

/// Why no piece was taken.
#[derive(Debug)]
enum NotTaken {
    Reused,
    Store,
}

impl From<KeyReused> for NotTaken {
    fn from(_: KeyReused) -> Self {
        Self::Reused
    }
}

impl From<StoreError> for NotTaken {
    fn from(_: StoreError) -> Self {
        Self::Store
    }
}

/// Takes a piece, once; answers what was answered the first time.
async fn take(
    uow: &mut dyn UnitOfWork,
    key: StockKey,
    request: &Once<i64>,
) -> Result<StoredAnswer, Abort<NotTaken>> {
    if let Some(answer) = Once::replay(Some(request), uow).await? {
        return Ok(answer);
    }
    let level = uow.stock().level(key).await?.unwrap();
    let event = given::adjusted(key, &level, -1);
    uow.stock().append(std::slice::from_ref(&event)).await?;
    let left = event.on_hand_after.get();
    Once::remember(Some(request), uow, &left, given::now()).await?;
    Ok((request.render)(&left))
}

/// 12 callers repeat one request at once: it is carried out once, and all hear the same; who sends another one under its key
/// hears that the key was used.
pub async fn one_of_many_carries_a_request_out(storage: Storage) {
    let key = stocked(&storage, 100).await;
    let taken = |storage: Storage, fingerprint| async move {
        let request = once_more(fingerprint);
        transact(&*storage.store, "take", move |uow| {
            let request = request.clone();
            Box::pin(async move { take(uow, key, &request).await })
        })
        .await
    };
    for answer in at_once(12, |_| taken(storage.clone(), 1)).await {
        assert_eq!(answer.unwrap().body, "99");
    }
    let answer = taken(storage.clone(), 2).await;
    assert!(matches!(answer, Err(NotTaken::Reused)), "{answer:?}");
    assert_eq!(history(&storage, key).await.len(), 2);
}

/// An attempt that is refused remembers nothing: the request can be made again, and is carried out then.
pub async fn a_refused_attempt_remembers_no_request(storage: Storage) {
    let request = given::completed_request("orders", "again");
    let refused = transact(&*storage.store, "refused", {
        let request = request.clone();
        move |uow| {
            let request = request.clone();
            Box::pin(async move {
                uow.requests().complete(&request).await?;
                Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
            })
        }
    });
    assert!(refused.await.is_err());
    assert_eq!(kept(&storage, "orders", "again").await, None);
    complete(&storage, &request).await.unwrap();
}

/// Requests that need not be remembered any more are forgotten, a few at a time; their keys can be used again.
pub async fn old_requests_are_forgotten(storage: Storage) {
    let until = |key: &str, minutes| CompletedRequest {
        keep_until: given::now() + TimeDelta::minutes(minutes),
        ..given::completed_request("orders", key)
    };
    for (key, minutes) in [("a", 1), ("b", 2), ("c", 3), ("d", 90)] {
        complete(&storage, &until(key, minutes)).await.unwrap();
    }
    let forget = async |minutes, limit| {
        let now = given::now() + TimeDelta::minutes(minutes);
        let forgotten = attempt(&storage, limit, move |uow, limit| {
            Box::pin(async move { uow.requests().forget(now, limit).await })
        });
        forgotten.await.unwrap()
    };
    assert_eq!((forget(0, 9).await, forget(9, 0).await), (0, 0));
    assert_eq!(
        (forget(4, 2).await, forget(4, 9).await, forget(4, 9).await),
        (2, 1, 0)
    );
    for key in ["a", "b", "c"] {
        assert_eq!(kept(&storage, "orders", key).await, None);
    }
    assert!(kept(&storage, "orders", "d").await.is_some());
    complete(&storage, &until("a", 5)).await.unwrap();
}

//! Many who want points at once.

use hexmart_application::platform::{Storage, StoreError, UniqueKey, UnitOfWork};
use hexmart_domain::points::{EntryKind, ExpiryPolicy, WalletError};
use hexmart_domain::shared::UserId;

use super::{filled, kept, told};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::attempt;

const RACERS: usize = 12;
const SPENDERS: usize = 64;

/// Spends three points, if there are so many.
async fn spend(
    uow: &mut dyn UnitOfWork,
    user: UserId,
    what: &str,
) -> Result<Result<(), WalletError>, StoreError> {
    let wallet = uow.wallets().newest(user).await?;
    let cause = given::cause(EntryKind::Payment, what, "2026-11-20");
    match wallet.debit(given::points(3), cause) {
        Ok(entry) => uow.wallets().append(&[entry]).await.map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// 64 spend from a wallet that is enough for 33: so many do, the others hear that it is short, and to the point the rest is
/// there.
pub async fn many_spend_what_there_is_and_no_more(storage: Storage) {
    let wallet = filled(&storage, 100).await;
    let user = wallet.user;
    let answers = at_once(SPENDERS, |number| {
        let storage = storage.clone();
        async move {
            let spent = attempt(&storage, number.to_string(), move |uow, what| {
                Box::pin(async move { spend(uow, user, &what).await })
            });
            spent.await.unwrap()
        }
    })
    .await;
    let short = Err(WalletError::Short { usable: 1 });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 33);
    assert_eq!(answers.iter().filter(|answer| **answer == short).count(), 31);
    assert_eq!(kept(&storage, user).await.balance, 1);
    let versions: Vec<_> = told(&storage, user)
        .await
        .iter()
        .map(|entry| entry.version)
        .collect();
    assert_eq!(versions, (1..=34).rev().collect::<Vec<_>>());
    assert_eq!(storage.wallets.faults(9).await.unwrap(), []);
}

/// Gives a hundred points for a day.
async fn attend(uow: &mut dyn UnitOfWork, user: UserId) -> Result<(), StoreError> {
    let wallet = uow.wallets().newest(user).await?;
    let cause = given::cause(EntryKind::Attendance, "2026-11-20", "2026-11-20");
    let entry = wallet.credit(given::points(100), ExpiryPolicy::default(), cause);
    uow.wallets().append(&[entry.unwrap()]).await
}

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>) {
    let is_taken = matches!(answer, Err(StoreError::Duplicate(UniqueKey::WalletReference)));
    assert!(is_taken, "{answer:?}");
}

/// 12 want to be given points for the same thing: one is, the others hear that it was given.
pub async fn one_of_many_is_given_for_one_thing(storage: Storage) {
    let user = given::id();
    let answers = at_once(RACERS, |_| {
        let storage = storage.clone();
        async move { attempt(&storage, user, |uow, user| Box::pin(attend(uow, user))).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    answers
        .iter()
        .filter(|answer| answer.is_err())
        .for_each(assert_taken);
    assert_eq!(kept(&storage, user).await.balance, 100);
}

/// A rival is given what an attempt under way is about to give: one of them gives it.
pub async fn a_reference_is_used_once_by_attempts_that_overlap(storage: Storage) {
    let user = given::id();
    let underway = Underway::begin(&storage, move |uow| Box::pin(attend(uow, user))).await;
    let other = storage.clone();
    let rival = async move { attempt(&other, user, |uow, user| Box::pin(attend(uow, user))).await };
    let answers = underway.overtaken(rival).await;
    assert_ne!(answers.0.is_ok(), answers.1.is_ok());
    for answer in [answers.0, answers.1] {
        if answer.is_err() {
            assert_taken(&answer);
        }
    }
    assert_eq!(kept(&storage, user).await.balance, 100);
    assert_eq!(told(&storage, user).await.len(), 1);
}

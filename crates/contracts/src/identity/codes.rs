//! Codes that were sent to people, and tries of them.

use chrono::TimeDelta;
use hexmart_application::platform::{Storage, StoreError, UnitOfWork};
use hexmart_domain::identity::{CodePurpose, CodeTarget, CodeTry, Fingerprint, IssuedCode};

use super::{code_of, save_code};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, joined};

/// Compares what somebody typed with the code that is stored in the place of `code`, and writes down the try.
async fn count_try(
    uow: &mut dyn UnitOfWork,
    code: IssuedCode,
    typed: Fingerprint,
) -> Result<CodeTry, StoreError> {
    let stored = uow.codes().find(code.account, code.purpose).await?.unwrap();
    let version = stored.version;
    let (tried, answer) = stored.tried(typed, given::now());
    if tried.version != version {
        uow.codes().save(&tried).await?;
    }
    Ok(answer)
}

/// The same, in an attempt of its own.
async fn try_code(storage: Storage, code: IssuedCode, typed: Fingerprint) -> Result<CodeTry, StoreError> {
    attempt(&storage, (code, typed), |uow, (code, typed)| {
        Box::pin(count_try(uow, code, typed))
    })
    .await
}

async fn issued(storage: &Storage) -> IssuedCode {
    let account = joined(storage).await;
    let code = given::code(account.id, CodePurpose::VerifyEmail);
    save_code(storage, &code).await.unwrap();
    code
}

/// A code reads back to the last field, whatever it is for and wherever it was sent; each purpose has its own.
pub async fn a_code_is_kept_as_it_was_issued(storage: Storage) {
    let targets = [
        None,
        Some(CodeTarget::Email(given::address("New.Address+1@Example.com"))),
        Some(CodeTarget::Phone(given::phone("010-1234-5678"))),
    ];
    for target in targets {
        let (ann, bob) = (joined(&storage).await, joined(&storage).await);
        let codes = CodePurpose::ALL.map(|purpose| IssuedCode {
            target: target.clone(),
            issued_at: given::now() + given::TICK,
            misses: 4,
            spent: purpose == CodePurpose::ResetPassword,
            ..given::code(ann.id, purpose)
        });
        for (number, code) in codes.iter().enumerate() {
            save_code(&storage, code).await.unwrap();
            for (other, code) in codes.iter().enumerate() {
                let expected = (other <= number).then(|| code.clone());
                assert_eq!(code_of(&storage, ann.id, code.purpose).await, expected);
            }
        }
        for purpose in CodePurpose::ALL {
            assert_eq!(code_of(&storage, bob.id, purpose).await, None);
        }
    }
}

/// A new code takes the place of the one before, in every field.
pub async fn a_code_replaces_the_one_before(storage: Storage) {
    let first = issued(&storage).await;
    let second = IssuedCode {
        version: 2,
        target: Some(CodeTarget::Email(given::address("ann@example.com"))),
        issued_at: given::now() + TimeDelta::minutes(1),
        misses: 3,
        spent: true,
        ..given::code(first.account, first.purpose)
    };
    let third = IssuedCode {
        version: 3,
        ..given::code(first.account, first.purpose)
    };
    for code in [second, third] {
        save_code(&storage, &code).await.unwrap();
        assert_eq!(code_of(&storage, code.account, code.purpose).await, Some(code));
    }
}

/// A code whose version does not follow is a conflict, and changes nothing.
pub async fn a_code_out_of_turn_is_a_conflict(storage: Storage) {
    let account = joined(&storage).await;
    let code = given::code(account.id, CodePurpose::ResetPassword);
    let mut stored = None;
    for (version, follows) in [
        (2, false),
        (1, true),
        (1, false),
        (3, false),
        (2, true),
        (1, false),
        (2, false),
    ] {
        let next = IssuedCode {
            version,
            hash: given::hash(),
            ..code.clone()
        };
        let answer = save_code(&storage, &next).await;
        if follows {
            answer.unwrap();
            stored = Some(next);
        } else {
            assert!(
                matches!(answer, Err(StoreError::Conflict)),
                "{version}: {answer:?}"
            );
        }
        assert_eq!(code_of(&storage, code.account, code.purpose).await, stored);
    }
}

/// 16 callers type the right code at once: it is right for one.
pub async fn a_right_code_is_right_for_one_of_many(storage: Storage) {
    let code = issued(&storage).await;
    let answers = at_once(16, |_| try_code(storage.clone(), code.clone(), code.hash)).await;

    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let right = answers.iter().filter(|answer| **answer == CodeTry::Right);
    assert_eq!(right.count(), 1, "{answers:?}");
    let expired = answers.iter().filter(|answer| **answer == CodeTry::Expired);
    assert_eq!(expired.count(), 15, "{answers:?}");
}

/// 16 callers type a wrong code at once: five tries are counted, each with fewer left, and the code is used up.
pub async fn wrong_tries_that_race_are_counted_exactly(storage: Storage) {
    let code = issued(&storage).await;
    let wrong = given::hash();
    let answers = at_once(16, |_| try_code(storage.clone(), code.clone(), wrong)).await;

    let mut left = Vec::new();
    for answer in answers {
        match answer.unwrap() {
            CodeTry::Wrong { left: tries } => left.push(tries),
            other => assert_eq!(other, CodeTry::Expired),
        }
    }
    left.sort_unstable();
    assert_eq!(left, [0, 1, 2, 3, 4]);
    let stored = code_of(&storage, code.account, code.purpose).await.unwrap();
    assert_eq!((stored.misses, stored.version, stored.spent), (5, 6, true));
    let late = try_code(storage.clone(), code.clone(), code.hash).await;
    assert_eq!(late.unwrap(), CodeTry::Expired);
}

/// A rival types the right code that an attempt under way has typed: it is right for one of the two.
pub async fn a_code_is_right_once_for_attempts_that_overlap(storage: Storage) {
    let code = issued(&storage).await;
    let own = code.clone();
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(count_try(uow, own.clone(), own.hash))
    })
    .await;
    let (own, rival) = underway
        .overtaken(try_code(storage.clone(), code.clone(), code.hash))
        .await;

    let mut answers = [own.unwrap(), rival.unwrap()];
    answers.sort_unstable_by_key(|answer| *answer != CodeTry::Right);
    assert_eq!(answers, [CodeTry::Right, CodeTry::Expired]);
}

/// 16 callers ask for a code at once, also when there was none: the newest stays, and none of their versions is lost.
pub async fn codes_that_are_issued_at_once_follow_each_other(storage: Storage) {
    let account = joined(&storage).await;
    let answers = at_once(16, |_| {
        let (storage, code) = (storage.clone(), given::code(account.id, CodePurpose::VerifyPhone));
        async move {
            attempt(&storage, code, |uow, code| {
                Box::pin(async move {
                    let before = uow.codes().find(code.account, code.purpose).await?;
                    let version = before.map_or(1, |before| before.version + 1);
                    let code = IssuedCode { version, ..code };
                    uow.codes().save(&code).await?;
                    Ok(code)
                })
            })
            .await
        }
    })
    .await;

    let mut codes: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    codes.sort_unstable_by_key(|code| code.version);
    let versions: Vec<_> = codes.iter().map(|code| code.version).collect();
    assert_eq!(versions, (1..=16).collect::<Vec<_>>());
    let stored = code_of(&storage, account.id, CodePurpose::VerifyPhone).await;
    assert_eq!(stored, codes.pop());
}

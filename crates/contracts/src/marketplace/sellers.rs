//! Sellers, as they are kept and found.

use chrono::TimeDelta;
use hexmart_application::marketplace::SellerCard;
use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::identity::RealName;
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, RejectionReason, Seller, SellerPrivate, SellerState,
};
use hexmart_domain::shared::SellerId;

use super::{add, approved, found, save};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, crowd, joined};

/// Asserts that every way to a seller leads to this one.
async fn assert_kept(storage: &Storage, seller: &Seller) {
    assert_eq!(found(storage, seller.id).await.as_ref(), Some(seller));
    let by_id = storage.sellers.by_id(seller.id).await.unwrap();
    assert_eq!(by_id.as_ref(), Some(seller));
    let of_account = storage.sellers.of_account(seller.account).await.unwrap();
    assert_eq!(of_account.as_ref(), Some(seller));
    let in_attempt = attempt(storage, seller.account, |uow, account| {
        Box::pin(async move { uow.sellers().find_by_account(account).await })
    });
    assert_eq!(in_attempt.await.unwrap().as_ref(), Some(seller));
    let page = storage.sellers.page(None, None, 100).await.unwrap();
    assert!(page.contains(seller));
}

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>, key: UniqueKey) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(taken)) if *taken == key),
        "{answer:?}"
    );
}

/// A seller reads back to the last field on every way to it, whatever its state, and so does each change.
pub async fn a_seller_is_kept_as_it_was_made(storage: Storage) {
    let staff = joined(&storage).await.id;
    let reason =
        RejectionReason::parse("서류가 빠졌습니다 📄\r\n\t'다시'".to_owned() + &"힣".repeat(400)).unwrap();
    for (name, state) in [
        "한국 상회 🏪",
        "Ann's \"Shop\" \\ %_",
        &"🥕".repeat(60),
        &"가".repeat(60),
    ]
    .into_iter()
    .zip(SellerState::ALL)
    {
        let account = joined(&storage).await.id;
        let is_decided = state != SellerState::Pending;
        let seller = Seller {
            state,
            reason: (state == SellerState::Rejected).then(|| reason.clone()),
            decided_at: is_decided.then(|| given::now() + given::TICK),
            decided_by: is_decided.then_some(staff),
            ..given::seller(account, name)
        };
        add(&storage, &seller).await.unwrap();
        assert_kept(&storage, &seller).await;

        let changed = Seller {
            company: given::company(&format!("{state:?}, changed")),
            business_number: BusinessNumber::parse("120-81-47521").unwrap(),
            private: SellerPrivate {
                owner_name: RealName::parse("👩‍🚀".repeat(20)).unwrap(),
                contact: given::phone("011-123-4567"),
                bank: BankName::parse("은".repeat(40)).unwrap(),
                account_number: AccountNumber::parse("00000000000000000009").unwrap(),
                account_holder: RealName::parse("홍길동").unwrap(),
            },
            state: SellerState::Rejected,
            reason: is_decided.then(|| reason.clone()),
            applied_at: given::now() + TimeDelta::days(2),
            decided_at: (!is_decided).then(given::now),
            decided_by: (!is_decided).then_some(staff),
            version: 2,
            ..seller
        };
        save(&storage, &changed).await.unwrap();
        assert_kept(&storage, &changed).await;
    }
}

/// What was never added is none.
pub async fn an_unknown_seller_is_none(storage: Storage) {
    let seller = approved(&storage, "상회").await;
    let (id, account) = (given::id(), given::id());
    assert_eq!(found(&storage, id).await, None);
    assert_eq!(storage.sellers.by_id(id).await.unwrap(), None);
    assert_eq!(storage.sellers.of_account(account).await.unwrap(), None);
    assert_eq!(
        storage.sellers.card(id, Some(seller.account)).await.unwrap(),
        None
    );
}

/// A seller whose version does not follow is a conflict, and changes nothing.
pub async fn a_stale_seller_is_a_conflict(storage: Storage) {
    let seller = approved(&storage, "상회").await;
    for version in [0, 1, 3] {
        let change = Seller {
            version,
            company: given::company("too late"),
            ..seller.clone()
        };
        let answer = save(&storage, &change).await;
        assert!(
            matches!(answer, Err(StoreError::Conflict)),
            "{version}: {answer:?}"
        );
        assert_kept(&storage, &seller).await;
    }
}

/// A company's name is taken whatever its case and the state of its seller, for new sellers and for changed ones.
pub async fn a_company_name_is_taken_whatever_its_case(storage: Storage) {
    let other = approved(&storage, "Other").await;
    for state in SellerState::ALL {
        let name = format!("Ärger 상회 {state:?}");
        let first = Seller {
            state,
            ..given::seller(joined(&storage).await.id, &name)
        };
        add(&storage, &first).await.unwrap();
        for name in [name.clone(), name.to_uppercase(), name.to_lowercase()] {
            let second = given::seller(joined(&storage).await.id, &name);
            assert_taken(&add(&storage, &second).await, UniqueKey::CompanyName);
            let renamed = Seller {
                company: given::company(&name),
                version: 2,
                ..other.clone()
            };
            assert_taken(&save(&storage, &renamed).await, UniqueKey::CompanyName);
        }
        let own = Seller {
            company: given::company(&name.to_uppercase()),
            version: 2,
            ..first
        };
        save(&storage, &own).await.unwrap();
    }
    assert_kept(&storage, &other).await;
}

/// Only case is disregarded: an accent, a width or another emoji makes another company.
pub async fn a_company_name_differing_in_more_than_case_is_another(storage: Storage) {
    for name in [
        "ete",
        "été",
        "ｅｔｅ",
        "e te",
        "각",
        "가",
        "😀",
        "😁",
        "strasse",
        "straße",
    ] {
        let seller = given::seller(joined(&storage).await.id, name);
        let answer = add(&storage, &seller).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}

/// An account is one seller at most, whatever became of its application.
pub async fn an_account_is_one_seller(storage: Storage) {
    let account = joined(&storage).await.id;
    let first = Seller {
        state: SellerState::Withdrawn,
        ..given::seller(account, "first")
    };
    add(&storage, &first).await.unwrap();
    let second = given::seller(account, "second");
    assert_taken(&add(&storage, &second).await, UniqueKey::SellerAccount);
    assert_kept(&storage, &first).await;
    assert_eq!(found(&storage, second.id).await, None);
}

/// 16 accounts apply under one name at once, in different cases: one gets it.
pub async fn one_of_many_takes_a_company_name(storage: Storage) {
    let accounts = crowd(&storage, 16).await;
    let answers = at_once(16, |caller| {
        let (storage, account) = (storage.clone(), accounts[caller]);
        async move {
            let name = if caller % 2 == 0 { "상회 a" } else { "상회 A" };
            add(&storage, &given::seller(account, name)).await
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (account, answer) in accounts.into_iter().zip(&answers) {
        let seller = storage.sellers.of_account(account).await.unwrap();
        assert_eq!(seller.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_taken(answer, UniqueKey::CompanyName);
        }
    }
}

/// A rival applies for the same account as an attempt under way: one of the two is the seller.
pub async fn an_account_applies_once_in_attempts_that_overlap(storage: Storage) {
    let account = joined(&storage).await.id;
    let sellers = ["one", "two"].map(|name| given::seller(account, name));
    let [own, rival] = sellers.clone();
    let underway = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.sellers().add(&own).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = underway.overtaken(async move { add(&other, &rival).await }).await;

    assert_ne!(own.is_ok(), rival.is_ok());
    let winner = storage.sellers.of_account(account).await.unwrap().unwrap();
    for (seller, answer) in sellers.iter().zip([own, rival]) {
        assert_eq!(winner == *seller, answer.is_ok());
        if answer.is_err() {
            assert_taken(&answer, UniqueKey::SellerAccount);
        }
    }
}

/// Everybody sees the card of an approved seller, which sells since it was approved; nobody that of another.
pub async fn the_card_of_an_approved_seller_is_shown(storage: Storage) {
    let staff = joined(&storage).await.id;
    for state in SellerState::ALL {
        let seller = Seller {
            state,
            decided_at: Some(given::now() + TimeDelta::days(3)),
            decided_by: Some(staff),
            ..given::seller(joined(&storage).await.id, &format!("상회 {state:?}"))
        };
        add(&storage, &seller).await.unwrap();
        let card = SellerCard {
            id: seller.id,
            company: seller.company,
            followers: 0,
            is_followed: false,
            since: given::now() + TimeDelta::days(3),
        };
        let expected = (state == SellerState::Approved).then_some(card);
        for viewer in [None, Some(staff), Some(seller.account)] {
            let card = storage.sellers.card(seller.id, viewer).await.unwrap();
            assert_eq!(card, expected, "{state:?}");
        }
    }
}

/// Sellers are listed in the order of their ids, page by page, all of them or those of one state.
pub async fn a_page_of_sellers_is_in_the_order_of_ids(storage: Storage) {
    let mut sellers = Vec::new();
    for (number, account) in crowd(&storage, 12).await.into_iter().enumerate() {
        let seller = Seller {
            state: SellerState::ALL[number % 4],
            ..given::seller(account, &format!("상회 {}", 99 - number))
        };
        sellers.push(seller);
    }
    for seller in sellers
        .iter()
        .skip(1)
        .step_by(2)
        .chain(sellers.iter().step_by(2).rev())
    {
        add(&storage, seller).await.unwrap();
    }
    for state in [None].into_iter().chain(SellerState::ALL.map(Some)) {
        let listed = sellers
            .iter()
            .filter(|seller| state.is_none_or(|state| seller.state == state));
        let expected: Vec<_> = listed.cloned().collect();
        let page =
            async |after: Option<SellerId>, limit| storage.sellers.page(state, after, limit).await.unwrap();
        assert_eq!(page(None, 100).await, expected);
        assert_eq!(page(None, 2).await, expected[..2]);
        assert_eq!(page(Some(expected[0].id), 2).await, expected[1..3]);
        assert_eq!(page(expected.last().map(|last| last.id), 2).await, []);
    }
}

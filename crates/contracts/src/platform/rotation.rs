//! Personal data, brought from an old key to the newest while the shop is open.

use std::sync::Arc;

use hexmart_application::platform::{Resealed, Storage};
use hexmart_domain::identity::{
    Account, AddressBook, CodePurpose, CodeTarget, IssuedCode, Nickname, PersonalData,
};
use hexmart_domain::marketplace::Seller;

use super::enqueue;
use crate::given::{self, Ring};
use crate::marketplace::approved;
use crate::writes::{add_account, attempt};

/// One of everything that is sealed.
#[derive(Debug, Clone, PartialEq)]
struct Sealed {
    account: Account,
    book: AddressBook,
    code: IssuedCode,
    seller: Seller,
    payload: String,
}

async fn fill(storage: &Storage) -> Sealed {
    let account = given::account_in_full("ann@example.com", "010-1234-5678");
    add_account(storage, &account).await.unwrap();
    let code = IssuedCode {
        target: Some(CodeTarget::Email(given::address("new@example.com"))),
        ..given::code(account.id, CodePurpose::ChangeEmail)
    };
    let entry = given::saved_address();
    let book = AddressBook::empty(account.id).with(entry, true).unwrap();
    let write = (code.clone(), book.clone());
    let written = attempt(storage, write, |uow, (code, book)| {
        Box::pin(async move {
            uow.codes().save(&code).await?;
            uow.addresses().save(&book).await
        })
    });
    written.await.unwrap();
    let seller = approved(storage, "상회").await;
    let message = given::message(account.id);
    enqueue(storage, &message).await;
    Sealed {
        account,
        book,
        code,
        seller,
        payload: message.payload,
    }
}

/// The same, as it is read now.
async fn read(storage: &Storage, sealed: &Sealed) -> Sealed {
    let id = sealed.account.id;
    let profile = storage.accounts.profile(id).await.unwrap().unwrap();
    let code = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.codes().find(id, CodePurpose::ChangeEmail).await })
    });
    let seller = storage.sellers.by_id(sealed.seller.id).await.unwrap();
    let due = storage
        .outbox
        .due(&given::lane(), given::now(), 10)
        .await
        .unwrap();
    Sealed {
        account: profile.account,
        book: storage.accounts.address_book(id).await.unwrap(),
        code: code.await.unwrap().unwrap(),
        seller: seller.unwrap(),
        payload: due[0].payload.clone(),
    }
}

/// Seals so many texts at a time anew, until everything is; answers how many there were.
async fn reseal_all(storage: &Storage, limit: u64) -> u64 {
    let mut done = 0;
    for _ in 0..10_000 {
        let step = storage.reseal.reseal(limit).await.unwrap();
        assert!(step.done <= limit, "{} at a time, of {limit}", step.done);
        done += step.done;
        if step.complete {
            return done;
        }
    }
    unreachable!("sealing anew never ends")
}

/// What an older key sealed is sealed anew, a limited number at a time, and reads as before; then nothing is left to do.
pub async fn old_seals_are_renewed_a_few_at_a_time(storage: Storage, ring: Arc<Ring>) {
    let sealed = fill(&storage).await;
    for limit in [1, 100] {
        ring.turn();
        assert_eq!(read(&storage, &sealed).await, sealed);
        let done = reseal_all(&storage, limit).await;
        assert!(done >= 5, "only {done} texts were sealed anew");
        assert_eq!(read(&storage, &sealed).await, sealed);
        let nothing = Resealed {
            done: 0,
            complete: true,
        };
        assert_eq!(storage.reseal.reseal(100).await.unwrap(), nothing);
    }
}

/// Whoever reads while texts are sealed anew reads what was written.
pub async fn everything_is_readable_while_it_is_sealed_anew(storage: Storage, ring: Arc<Ring>) {
    let sealed = fill(&storage).await;
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (storage, sealed) = (storage.clone(), sealed.clone());
            tokio::spawn(async move {
                for _ in 0..20 {
                    assert_eq!(read(&storage, &sealed).await, sealed);
                }
            })
        })
        .collect();
    for _ in 0..5 {
        ring.turn();
        reseal_all(&storage, 1).await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

/// Changes that are made while texts are sealed anew stay, and are sealed with the newest key in the end.
pub async fn a_change_is_not_undone_by_sealing_anew(storage: Storage, ring: Arc<Ring>) {
    let id = fill(&storage).await.account.id;
    let other = storage.clone();
    let writer = tokio::spawn(async move {
        for number in 0..20 {
            let changed = attempt(&other, number, move |uow, number| {
                Box::pin(async move {
                    let account = uow.accounts().find(id).await?.unwrap();
                    let account = account.changed(given::now());
                    let account = Account {
                        nickname: Nickname::parse(format!("{number}")).unwrap(),
                        personal: PersonalData {
                            email: Some(given::address(&format!("ann-{number}@example.com"))),
                            ..account.personal
                        },
                        ..account
                    };
                    uow.accounts().save(&account).await
                })
            });
            changed.await.unwrap();
            let expected = given::address(&format!("ann-{number}@example.com"));
            let found = other.accounts.by_email(&expected).await.unwrap();
            assert_eq!(found.map(|account| account.id), Some(id));
        }
    });
    for _ in 0..5 {
        ring.turn();
        reseal_all(&storage, 1).await;
    }
    writer.await.unwrap();
    reseal_all(&storage, 100).await;
    let account = storage.accounts.profile(id).await.unwrap().unwrap().account;
    assert_eq!(account.personal.email, Some(given::address("ann-19@example.com")));
    assert_eq!((account.nickname.as_str(), account.version), ("19", 21));
}

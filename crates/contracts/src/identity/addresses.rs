//! Address books.

use chrono::TimeDelta;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::identity::{
    AddressBook, AddressBookError, AddressLine, PostalAddress, PostalCode, RealName, SavedAddress,
};
use hexmart_domain::shared::UserId;

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, joined, once};

async fn save(storage: &Storage, book: &AddressBook) -> Result<(), StoreError> {
    once(storage, book.clone(), |uow, book| {
        Box::pin(async move { uow.addresses().save(&book).await })
    })
    .await
}

/// The book of an account; the same for queries as in an attempt.
async fn book_of(storage: &Storage, account: UserId) -> AddressBook {
    let in_attempt = attempt(storage, account, |uow, account| {
        Box::pin(async move { uow.addresses().book(account).await })
    });
    let book = in_attempt.await.unwrap();
    assert_eq!(storage.accounts.address_book(account).await.unwrap(), book);
    book
}

/// A book with so many addresses, the last of which is the default, that was saved once.
fn filled(account: UserId, count: usize) -> AddressBook {
    let book = (0..count).fold(AddressBook::empty(account), |book, _| {
        book.with(given::saved_address(), true).unwrap()
    });
    AddressBook { version: 1, ..book }
}

/// The book of somebody who never saved an address is empty, and of version 0.
pub async fn a_book_that_was_never_saved_is_empty(storage: Storage) {
    let account = joined(&storage).await;
    assert_eq!(
        book_of(&storage, account.id).await,
        AddressBook::empty(account.id)
    );
}

/// A book reads back to the last field of each address, in the order in which they were added.
pub async fn an_address_book_is_kept_as_it_was_saved(storage: Storage) {
    let account = joined(&storage).await;
    let bare = PostalAddress {
        phone: None,
        detail: None,
        ..given::postal_address()
    };
    let longest = PostalAddress {
        recipient: RealName::parse("남궁🌸".repeat(20)).unwrap(),
        postal_code: PostalCode::parse("00000").unwrap(),
        line: AddressLine::parse("길".repeat(200)).unwrap(),
        detail: Some(AddressLine::parse("😀".repeat(200)).unwrap()),
        ..given::postal_address()
    };
    let mut entries: Vec<_> = [bare, longest, given::postal_address()]
        .map(|address| SavedAddress {
            address,
            updated_at: given::now() + TimeDelta::days(1) + given::TICK,
            ..given::saved_address()
        })
        .into();
    // Processes whose clocks differ make ids in another order than that in which addresses are added.
    entries.reverse();
    let book = AddressBook {
        account: account.id,
        default: Some(entries[1].id),
        entries,
        version: 1,
    };
    save(&storage, &book).await.unwrap();
    assert_eq!(book_of(&storage, account.id).await, book);
}

/// Addresses that are added, changed and removed leave the others as they were, in their order.
pub async fn a_changed_address_book_is_kept(storage: Storage) {
    let account = joined(&storage).await;
    let mut book = filled(account.id, 4);
    save(&storage, &book).await.unwrap();

    let ids: Vec<_> = book.entries.iter().map(|entry| entry.id).collect();
    let moved = PostalAddress {
        line: AddressLine::parse("부산광역시 해운대구").unwrap(),
        phone: None,
        ..given::postal_address()
    };
    let changes: [&dyn Fn(AddressBook) -> Result<AddressBook, AddressBookError>; 6] = [
        &|book| book.replacing(ids[1], moved.clone(), true, given::now() + given::TICK),
        &|book| book.without(ids[1]),
        &|book| book.with(given::saved_address(), false),
        &|book| book.without(ids[0]),
        &|book| book.with(given::saved_address(), true),
        &|book| Ok(book.cleared()),
    ];
    for change in changes {
        book = change(book).unwrap();
        save(&storage, &book).await.unwrap();
        assert_eq!(book_of(&storage, account.id).await, book);
    }
}

/// A book whose version does not follow is a conflict, and changes nothing.
pub async fn a_stale_address_book_is_a_conflict(storage: Storage) {
    let account = joined(&storage).await;
    let mut stored = AddressBook::empty(account.id);
    for (version, follows) in [
        (2, false),
        (1, true),
        (1, false),
        (3, false),
        (2, true),
        (2, false),
        (1, false),
    ] {
        let book = AddressBook {
            version,
            ..filled(account.id, 2)
        };
        let answer = save(&storage, &book).await;
        if follows {
            answer.unwrap();
            stored = book;
        } else {
            assert!(
                matches!(answer, Err(StoreError::Conflict)),
                "{version}: {answer:?}"
            );
        }
        assert_eq!(book_of(&storage, account.id).await, stored);
    }
}

/// Each account has a book of its own.
pub async fn address_books_are_independent(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let (of_ann, of_bob) = (filled(ann.id, 5), filled(bob.id, 1));
    for book in [&of_ann, &of_bob] {
        save(&storage, book).await.unwrap();
    }
    save(&storage, &of_bob.cleared()).await.unwrap();
    assert_eq!(book_of(&storage, ann.id).await, of_ann);
    assert_eq!(book_of(&storage, bob.id).await.entries, []);
}

/// 8 callers add an address to one book at once: five are added, three find it full.
pub async fn an_address_book_is_filled_exactly(storage: Storage) {
    let account = joined(&storage).await;
    let answers = at_once(8, |_| {
        let (storage, account) = (storage.clone(), account.id);
        async move {
            attempt(
                &storage,
                (account, given::saved_address()),
                |uow, (account, entry)| {
                    Box::pin(async move {
                        let book = uow.addresses().book(account).await?;
                        let id = entry.id;
                        match book.with(entry, false) {
                            Ok(book) => uow.addresses().save(&book).await.map(|()| Ok(id)),
                            Err(full) => Ok(Err(full)),
                        }
                    })
                },
            )
            .await
        }
    })
    .await;

    let answers = answers.into_iter().map(Result::unwrap);
    let (added, refused): (Vec<_>, Vec<_>) = answers.partition(Result::is_ok);
    assert_eq!(refused, [Err(AddressBookError::Full); 3]);
    let book = book_of(&storage, account.id).await;
    let mut kept: Vec<_> = book.entries.iter().map(|entry| Ok(entry.id)).collect();
    assert_eq!(book.default.map(Ok), kept.first().copied());
    let mut added = added;
    added.sort_unstable_by_key(|id| *id.as_ref().unwrap());
    kept.sort_unstable_by_key(|id| *id.as_ref().unwrap());
    assert_eq!((kept, book.version), (added, 5));
}

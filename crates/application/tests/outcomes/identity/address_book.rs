use futures_util::future::join_all;
use hexmart_application::identity::{AddressError, Profiles};
use hexmart_domain::identity::AddressBookError;

use crate::given;
use crate::world::World;

#[tokio::test]
async fn an_address_book_is_filled_replaced_and_emptied() {
    let world = World::new();
    let account = world.person("ann").await.id;
    let book = world.identity.address_book(account).await.unwrap();
    assert_eq!((book.entries.len(), book.version), (0, 0));

    let (home, book) = world
        .identity
        .add_address(account, given::postal_address("집"), false)
        .await
        .unwrap();
    assert_eq!(book.default, Some(home));
    let (work, book) = world
        .identity
        .add_address(account, given::postal_address("회사"), true)
        .await
        .unwrap();
    assert_eq!(book.default, Some(work));

    world.turn(std::time::Duration::from_secs(1));
    let book = world
        .identity
        .replace_address(account, home, given::postal_address("새 집"), true)
        .await
        .unwrap();
    assert_eq!((book.default, book.version), (Some(home), 3));
    let entry = book.entry(home).unwrap();
    assert_eq!(entry.address, given::postal_address("새 집"));
    assert_eq!(
        (entry.created_at, entry.updated_at),
        (given::start(), world.now())
    );
    assert_eq!(world.identity.address_book(account).await.unwrap(), book);

    let book = world.identity.remove_address(account, home).await.unwrap();
    assert_eq!((book.default, book.entries.len()), (Some(work), 1));
    let book = world.identity.remove_address(account, work).await.unwrap();
    assert_eq!((book.default, book.entries.len()), (None, 0));
}

#[tokio::test]
async fn five_addresses_are_the_most_even_when_they_are_added_at_once() {
    let world = World::new();
    let account = world.person("ann").await.id;
    let add = (0..8).map(|number| {
        let address = given::postal_address(&format!("{number}번지"));
        world.identity.add_address(account, address, false)
    });
    let answers = join_all(add).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    for answer in answers.iter().filter(|answer| answer.is_err()) {
        assert!(
            matches!(answer, Err(AddressError::Refused(AddressBookError::Full))),
            "{answer:?}"
        );
    }
    let book = world.identity.address_book(account).await.unwrap();
    assert_eq!((book.entries.len(), book.version), (5, 5));
}

#[tokio::test]
async fn the_addresses_of_others_are_unknown() {
    let world = World::new();
    let (ann, bob) = (world.person("ann").await.id, world.person("bob").await.id);
    let (id, _) = world
        .identity
        .add_address(ann, given::postal_address("집"), false)
        .await
        .unwrap();
    let address = given::postal_address("남의 집");
    for answer in [
        world.identity.replace_address(bob, id, address, true).await,
        world.identity.remove_address(bob, id).await,
    ] {
        assert!(
            matches!(answer, Err(AddressError::Refused(AddressBookError::Unknown))),
            "{answer:?}"
        );
    }
    let book = world.identity.address_book(ann).await.unwrap();
    assert_eq!(book.entry(id).unwrap().address, given::postal_address("집"));
    assert_eq!(world.identity.address_book(bob).await.unwrap().version, 0);
}

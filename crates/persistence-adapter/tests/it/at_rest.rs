//! Nothing personal lies in a database in clear: said by the bytes of the file, and by every column of every table.

use std::path::Path;

use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_contracts::given;
use hexmart_domain::identity::{
    Account, AddressBook, AddressLine, CodePurpose, CodeTarget, CustomsCode, IssuedCode, PersonalData,
    PostalAddress, PostalCode, RealName, SavedAddress,
};
use hexmart_domain::inventory::{Warehouse, WarehouseContact};
use hexmart_domain::ordering::{DeliveryNote, Order, Party};
use hexmart_domain::shared::UserId;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, rows, server};

/// What must not be found. Every one is written in clear by somebody below.
const CANARIES: [&str; 16] = [
    "Canary.One@Example.com",
    "canary.one@example.com",
    "canary.two@example.com",
    "canary.three@example.com",
    "01047114711",
    "01047114712",
    "01047114713",
    "가나리아",
    "P987654321098",
    "73737",
    "카나리아길 4711",
    "새장 4711호",
    "카나리아 앞에 놓아 주세요",
    "노랑 새지기",
    "01047114714",
    "카나리아의 답",
];

/// What may be read, so that a search that finds nothing is known to have looked.
const PUBLIC: &str = "감자칩 🥔";

fn person() -> Account {
    let account = given::account("Canary.One@Example.com");
    Account {
        personal: PersonalData {
            phone: Some(given::phone("010-4711-4711")),
            real_name: Some(RealName::parse("가나리아").unwrap()),
            customs_code: Some(CustomsCode::parse("P987654321098").unwrap()),
            ..account.personal
        },
        ..account
    }
}

fn moved(account: &Account) -> Account {
    let personal = PersonalData {
        email: Some(given::address("canary.two@example.com")),
        ..account.personal.clone()
    };
    let account = account.clone();
    Account { personal, ..account }.changed(given::now())
}

fn address() -> SavedAddress {
    SavedAddress {
        address: PostalAddress {
            recipient: RealName::parse("가나리아").unwrap(),
            phone: Some(given::phone("010-4711-4712")),
            postal_code: PostalCode::parse("73737").unwrap(),
            line: AddressLine::parse("카나리아길 4711").unwrap(),
            detail: Some(AddressLine::parse("새장 4711호").unwrap()),
        },
        ..given::saved_address()
    }
}

/// An order to the address, a building with somebody to call, and an answer that tells of either.
async fn write_purchase(storage: &Storage, buyer: UserId) {
    let order = Order {
        deliver_to: address().address,
        note: Some(DeliveryNote::parse("카나리아 앞에 놓아 주세요").unwrap()),
        ..given::small_order(buyer)
    };
    let contact = WarehouseContact {
        name: RealName::parse("노랑 새지기").unwrap(),
        phone: given::phone("010-4711-4714"),
    };
    let warehouse = Warehouse {
        contact: Some(contact),
        ..given::warehouse()
    };
    let mut request = given::completed_request("canary", "1");
    "카나리아의 답".clone_into(&mut request.answer.body);
    let placed = order.clone();
    transact(&*storage.store, "write_purchase", move |uow| {
        let (order, warehouse, request) = (placed.clone(), warehouse.clone(), request.clone());
        Box::pin(async move {
            let change = order.placed(&given::hand(Party::Buyer));
            uow.orders().add(&change.order, &change.events).await?;
            uow.warehouses().add(&warehouse).await?;
            uow.requests().complete(&request).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
    .unwrap();
    assert_eq!(storage.orders.order(order.id).await.unwrap(), Some(order));
}

/// Writes every canary, and changes and erases the account it belongs to.
async fn write_canaries(storage: &Storage) {
    let account = person();
    write_purchase(storage, account.id).await;
    let book = AddressBook::empty(account.id).with(address(), true).unwrap();
    let to = |purpose, target| IssuedCode {
        target: Some(target),
        ..given::code(account.id, purpose)
    };
    let codes = [
        to(
            CodePurpose::ChangeEmail,
            CodeTarget::Email(given::address("canary.three@example.com")),
        ),
        to(
            CodePurpose::VerifyPhone,
            CodeTarget::Phone(given::phone("010-4711-4713")),
        ),
    ];
    transact(&*storage.store, "write_canaries", move |uow| {
        let (account, book, codes) = (account.clone(), book.clone(), codes.clone());
        Box::pin(async move {
            uow.accounts().add(&account).await?;
            uow.addresses().save(&book).await?;
            for code in &codes {
                uow.codes().save(code).await?;
            }
            let moved = moved(&account);
            uow.accounts().save(&moved).await?;
            let erased = moved.erased(given::now()).changed(given::now());
            uow.accounts().save(&erased).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
    .unwrap();
    let page = storage.accounts.page(None, None, 9).await.unwrap();
    let email = page.first().unwrap().personal.email.clone();
    assert_eq!(email, Some(given::address("canary.two@example.com")));
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The same with the fractions of its seconds blotted out: they are any digits, those of a postal code too.
fn without_fractions(mut bytes: Vec<u8>) -> Vec<u8> {
    let seconds = bytes.windows(4).enumerate();
    let seconds = seconds.filter(|(_, text)| matches!(text, [b':', _, _, b'.']));
    let fractions: Vec<_> = seconds.map(|(at, text)| at + text.len()).collect();
    for at in fractions {
        let fraction = bytes.iter_mut().skip(at).take(6);
        fraction
            .take_while(|byte| byte.is_ascii_digit())
            .for_each(|digit| *digit = b'_');
    }
    bytes
}

#[test]
fn a_postal_code_in_a_time_is_none() {
    let told = b"at 2026-05-01 12:00:01.737370, 73737, v1.73737".to_vec();
    let blotted = b"at 2026-05-01 12:00:01.______, 73737, v1.73737".to_vec();
    assert_eq!(without_fractions(told), blotted);
    assert_eq!(without_fractions(b"1:02.737".to_vec()), b"1:02.___");
}

/// Everything that lies in a folder: the file, its log, and whatever else there may be.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_file_shows_nothing_personal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let options = sqlite::Options {
        path,
        readers: 1,
        vault: crate::vault(),
    };
    let storage = sqlite::open(options).await.unwrap();
    write_canaries(&storage).await;
    let bytes = without_fractions(all_bytes(folder.path()));
    assert!(contains(&bytes, PUBLIC));
    for canary in CANARIES {
        assert!(!contains(&bytes, canary), "{canary}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_of_mariadb_shows_nothing_personal() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let options = mysql::Options {
        url: database.url().to_owned(),
        connections: 2,
        vault: crate::vault(),
    };
    let storage = mysql::open(options).await.unwrap();
    write_canaries(&storage).await;
    let tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()";
    let mut dump = String::new();
    for table in rows(database.url(), tables).await {
        for row in rows(database.url(), &format!("SELECT * FROM `{}`", table["name"])).await {
            dump.extend(row.into_values());
        }
    }
    let dump = without_fractions(dump.into_bytes());
    assert!(contains(&dump, PUBLIC));
    for canary in CANARIES {
        assert!(!contains(&dump, canary), "{canary}");
    }
}

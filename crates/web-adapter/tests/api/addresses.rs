//! The address book.

use hexmart_application::identity::AddressError;
use hexmart_domain::identity::{AddressBook, AddressBookError};
use hexmart_domain::shared::{self, UserId};
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;
use crate::people::{book, postal_address};
use crate::samples::{ADDRESS, USER, id};

const BOOK: &str = "/commerce/users/me/addresses/";
const WANTED: &str = r#"{"recipient": "홍길동", "phone": "010-1234-5678", "postal_code": "04524", "address": "세종대로 110",
    "detail_address": null, "is_default": true}"#;

fn one() -> String {
    format!("{BOOK}{ADDRESS}/")
}

fn masked() -> Value {
    json!({
        "id": ADDRESS, "recipient": "홍*동", "phone": "010****5678", "postal_code": "04524", "address": "세******0",
        "detail_address": null, "is_default": true,
    })
}

fn is_own(account: UserId) -> bool {
    account.to_string() == USER
}

#[test]
fn addresses_are_masked_unless_their_owner_asks() {
    let mut ports = Ports::new();
    let expected = ports.profiles.expect_address_book();
    expected
        .withf(|account| is_own(*account))
        .returning(|_| Ok(book()));
    let api = ports.serve();
    let get = |target: &str| api.send(Request::new("GET", target).bearer("user")).ok();
    assert_eq!(get(BOOK), json!({"addresses": [masked()]}));
    assert_eq!(get(&one()), masked());
    let mut full = masked();
    full["recipient"] = json!("홍길동");
    full["phone"] = json!("01012345678");
    full["address"] = json!("세종대로 110");
    assert_eq!(get(&format!("{BOOK}?view=full")), json!({"addresses": [&full]}));
    assert_eq!(get(&format!("{}?view=full", one())), full);
}

#[test]
fn an_address_is_added_replaced_and_removed() {
    let mut ports = Ports::new();
    ports
        .profiles
        .expect_add_address()
        .returning(|account, address, default| {
            assert!(is_own(account) && default && address == postal_address());
            Ok((ADDRESS.parse().unwrap(), book()))
        });
    ports
        .profiles
        .expect_replace_address()
        .returning(|account, id, address, default| {
            assert!(is_own(account) && default && address == postal_address());
            assert_eq!(id.to_string(), ADDRESS);
            Ok(book())
        });
    ports.profiles.expect_remove_address().returning(|account, id| {
        assert!(is_own(account) && id.to_string() == ADDRESS);
        Ok(AddressBook::empty(account))
    });
    let api = ports.serve();
    let added = api.call("POST", BOOK, "user", WANTED);
    assert_eq!((added.status, added.json()), (201, masked()));
    assert_eq!(added.header("location"), Some(one().as_str()));
    assert_eq!(api.call("PUT", &one(), "user", WANTED).ok(), masked());
    let removed = api.send(Request::new("DELETE", &one()).bearer("user"));
    assert_eq!(removed.status, 204);
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let mut ports = Ports::new();
    ports
        .profiles
        .expect_add_address()
        .returning(|_, address, default| {
            assert_eq!((address.phone, address.detail, default), (None, None, false));
            Ok((ADDRESS.parse().unwrap(), book()))
        });
    let body = r#"{"recipient": "홍길동", "postal_code": "04524", "address": "세종대로 110"}"#;
    assert_eq!(ports.serve().call("POST", BOOK, "user", body).status, 201);
}

#[test]
fn what_is_not_in_the_book_is_not_found() {
    let mut ports = Ports::new();
    let unknown = || Err(AddressError::Refused(AddressBookError::Unknown));
    ports.profiles.expect_address_book().returning(|_| Ok(book()));
    ports
        .profiles
        .expect_replace_address()
        .returning(move |_, _, _, _| unknown());
    ports
        .profiles
        .expect_remove_address()
        .returning(move |_, _| unknown());
    let api = ports.serve();
    let others = id::<shared::Address>(7).to_string();
    for address in [&others, "x", USER] {
        let path = format!("{BOOK}{address}/");
        let shown = api.send(Request::new("GET", &path).bearer("user"));
        shown.problem(404, "address_not_found");
        api.call("PUT", &path, "user", WANTED)
            .problem(404, "address_not_found");
        let removed = api.send(Request::new("DELETE", &path).bearer("user"));
        removed.problem(404, "address_not_found");
    }
}

#[test]
fn a_book_ends_after_five() {
    let mut ports = Ports::new();
    let full = |_, _, _| Err(AddressError::Refused(AddressBookError::Full));
    ports.profiles.expect_add_address().returning(full);
    ports
        .serve()
        .call("POST", BOOK, "user", WANTED)
        .problem(409, "address_book_full");
}

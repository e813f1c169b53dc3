//! Another e-mail address, and a phone number.

use serde_json::json;

use super::letters::{ADDRESS_CHANGED, NEW_ADDRESS, VERIFY, wrong};
use super::person::Person;
use super::place::Place;
use super::shop::{ME, PASSWORD, PROVE_EMAIL, Shop, TOKENS};
use crate::client::Answer;

fn move_to(person: &Person, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    person.post_json(&format!("{ME}email/"), &body)
}

fn confirm(person: &Person, what: &str, code: &str) -> Answer {
    person.post_json(&format!("{ME}{what}/confirm/"), &json!({"code": code}))
}

pub(super) fn a_new_address_counts_once_it_is_proved(place: &Place) {
    let shop = place.demo();
    let (here, there) = (
        shop.join("hana@example.com"),
        shop.sign_in("hana@example.com", PASSWORD),
    );
    shop.join("duri@example.com");
    move_to(&here, "DURI@example.com", PASSWORD).problem(409, "email_taken");
    move_to(&here, "hana@example.org", "wrong").problem(403, "wrong_password");
    move_to(&here, "hana@example.org", PASSWORD).accepted();
    let code = shop.mailed_code("hana@example.org", NEW_ADDRESS, 1);
    let refused = confirm(&here, "email", &wrong(&code));
    assert_eq!(refused.problem(400, "wrong_code")["tries_left"], 4);
    assert_eq!(here.account()["email"], "hana@example.com");

    confirm(&here, "email", &code).done();
    assert_eq!(here.account()["email"], "hana@example.org");
    let told = shop.mail("hana@example.com", ADDRESS_CHANGED, 1);
    assert!(!told.contains("example.org"), "{told}");
    assert!(there.has_ended(&shop) && !here.has_ended(&shop));
    let old = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &old).problem(401, "invalid_credentials");
    shop.sign_in("hana@example.org", PASSWORD);

    // The old address is free.
    let other = shop.sign_up("hana@example.com");
    let code = json!({"code": shop.mailed_code("hana@example.com", VERIFY, 2)});
    other.post_json(PROVE_EMAIL, &code).done();
    assert_ne!(other.id(), here.id());
}

pub(super) fn an_address_that_was_taken_meanwhile_stays_taken(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    move_to(&hana, "duri@example.com", PASSWORD).accepted();
    let code = shop.mailed_code("duri@example.com", NEW_ADDRESS, 1);
    shop.join("duri@example.com");
    confirm(&hana, "email", &code).problem(409, "email_taken");
    assert_eq!(hana.account()["email"], "hana@example.com");
}

/// Proves a number by the code that is sent there for the `count`th time.
fn prove(shop: &Shop, person: &Person, count: usize) -> Answer {
    let path = format!("{ME}phone/");
    person
        .post_json(&path, &json!({"phone": "010-1234-5678"}))
        .accepted();
    let text = shop.text_message("01012345678", count);
    let mut words = text.split(|character: char| !character.is_ascii_digit());
    let code = words.find(|word| word.len() == 6).unwrap();
    let refused = confirm(person, "phone", &wrong(code));
    assert_eq!(refused.problem(400, "wrong_code")["tries_left"], 4);
    confirm(person, "phone", code)
}

pub(super) fn a_number_is_proved_by_text_message(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.join("hana@example.com"), shop.join("duri@example.com"));
    let bad = hana.post_json(&format!("{ME}phone/"), &json!({"phone": "02-123-4567"}));
    bad.problem(422, "invalid_fields");
    prove(&shop, &hana, 1).done();
    assert_eq!(hana.account()["phone"], "01012345678");
    assert_eq!(hana.get(ME).ok()["phone"], "010****5678");
    prove(&shop, &duri, 2).problem(409, "phone_taken");
    assert!(duri.account()["phone"].is_null());
}

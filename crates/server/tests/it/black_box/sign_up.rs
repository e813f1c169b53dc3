//! From a wanted account to one whose address is proved.

use serde_json::{Value, json};

use super::letters::{KNOWN, RESET, VERIFY, wrong};
use super::place::Place;
use super::shop::{ADDRESSES, EMAIL_CODE, ME, PASSWORD, PROVE_EMAIL, RESETS, TOKENS, USERS};
use crate::client::Client;

/// Refuses a code and says how often it can still be tried.
#[track_caller]
fn wrong_code(person: &Client, code: &str) -> Value {
    let answer = person.post_json(PROVE_EMAIL, &json!({"code": code}));
    answer.problem(400, "wrong_code")["tries_left"].clone()
}

pub(super) fn the_code_in_the_mail_proves_the_address(place: &Place) {
    let shop = place.demo();
    let hana = shop.sign_up("hana@example.com");
    assert_eq!(hana.account()["state"], "UNVERIFIED");
    hana.get(ADDRESSES).problem(403, "unverified");
    let public = format!("{USERS}{}/", hana.id());
    shop.get(&public).problem(404, "user_not_found");

    let code = shop.mailed_code("hana@example.com", VERIFY, 1);
    // As people type it.
    let typed = json!({"code": format!(" {} ", code.to_lowercase())});
    hana.post_json(PROVE_EMAIL, &typed).done();
    assert_eq!(hana.account()["state"], "ACTIVE");
    hana.get(ADDRESSES).ok();
    let shown = json!({"id": hana.id(), "nickname": "하나", "introduction": null});
    assert_eq!(shop.get(&public).ok(), shown);

    let again = hana.post_json(PROVE_EMAIL, &json!({"code": code}));
    again.problem(400, "invalid_code");
    hana.post_nothing(EMAIL_CODE).problem(409, "nothing_to_verify");
}

pub(super) fn a_code_can_be_tried_five_times(place: &Place) {
    let shop = place.demo();
    let hana = shop.sign_up("hana@example.com");
    let code = shop.mailed_code("hana@example.com", VERIFY, 1);
    for left in (0..5).rev() {
        assert_eq!(wrong_code(&hana, &wrong(&code)), left);
    }
    let right = hana.post_json(PROVE_EMAIL, &json!({"code": code}));
    right.problem(400, "invalid_code");
    assert_eq!(hana.account()["state"], "UNVERIFIED");
}

pub(super) fn a_code_is_good_for_its_account_and_purpose_alone(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.sign_up("hana@example.com"), shop.sign_up("duri@example.com"));
    let code = shop.mailed_code("hana@example.com", VERIFY, 1);
    assert_eq!(wrong_code(&duri, &code), 4);
    shop.post_json(RESETS, &json!({"email": "hana@example.com"}))
        .accepted();
    let reset = shop.mailed_code("hana@example.com", RESET, 1);
    assert_eq!(wrong_code(&hana, &reset), 4);
    let stolen = json!({"email": "hana@example.com", "code": code, "password": "five rabbits on mars"});
    let answer = shop.post_json(&format!("{RESETS}confirm/"), &stolen);
    answer.problem(400, "invalid_code");
    hana.post_json(PROVE_EMAIL, &json!({"code": code})).done();
}

pub(super) fn a_new_code_replaces_the_one_before(place: &Place) {
    let shop = place.demo();
    let hana = shop.sign_up("hana@example.com");
    let first = shop.mailed_code("hana@example.com", VERIFY, 1);
    wrong_code(&hana, &wrong(&first));
    hana.post_nothing(EMAIL_CODE).accepted();
    let second = shop.mailed_code("hana@example.com", VERIFY, 2);
    assert_ne!(first, second);
    assert_eq!(wrong_code(&hana, &first), 4, "and the tries begin anew");
    hana.post_json(PROVE_EMAIL, &json!({"code": second})).done();
}

pub(super) fn a_known_address_is_answered_like_a_new_one(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let wanted = |email: &str| json!({"email": email, "password": "another one entirely", "nickname": "b"});
    let known = shop.post_json(USERS, &wanted("HANA@example.com"));
    let unknown = shop.post_json(USERS, &wanted("DURI@example.com"));
    let expected = |email| json!({"email": email, "nickname": "b", "state": "UNVERIFIED"});
    assert_eq!(known.created(), expected("HANA@example.com"));
    assert_eq!(unknown.created(), expected("DURI@example.com"));
    for header in ["location", "content-length", "cache-control"] {
        assert_eq!(known.header(header), unknown.header(header), "{header}");
    }
    // Only the owner of the mailbox learns more, and nothing has changed.
    shop.mail("hana@example.com", KNOWN, 1);
    let claim = json!({"email": "hana@example.com", "password": "another one entirely"});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");
    assert_eq!(hana.account()["nickname"], "하나");
    assert!(!hana.has_ended(&shop));
}

pub(super) fn the_mailbox_takes_over_an_account_that_nobody_proved(place: &Place) {
    let shop = place.demo();
    let squatter = shop.sign_up("hana@example.com");
    let first = shop.mailed_code("hana@example.com", VERIFY, 1);
    let wanted = json!({
        "email": "hana@example.com", "password": "another one entirely", "nickname": "진짜 하나", "language": "en",
    });
    shop.post_json(USERS, &wanted).created();
    squatter.get(ME).problem(401, "invalid_token");
    assert!(squatter.has_ended(&shop));
    let claim = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");

    let hana = shop.sign_in("hana@example.com", "another one entirely");
    let second = shop.mailed_code("hana@example.com", VERIFY, 2);
    wrong_code(&hana, &first);
    hana.post_json(PROVE_EMAIL, &json!({"code": second})).done();
    let account = hana.account();
    assert_eq!(
        json!([account["nickname"], account["state"]]),
        json!(["진짜 하나", "ACTIVE"])
    );
}

pub(super) fn easy_passwords_are_refused(place: &Place) {
    let shop = place.guarded();
    for easy in [
        "password1",
        "12345678",
        "hana@example.com",
        "hexmart123",
        "qwertyuiop",
    ] {
        let wanted = json!({"email": "hana@example.com", "password": easy, "nickname": "하나"});
        shop.post_json(USERS, &wanted).problem(422, "guessable_password");
    }
    // None of them made the account.
    shop.sign_up("hana@example.com");
}

pub(super) fn the_shop_writes_in_the_language_of_its_reader(place: &Place) {
    let shop = place.demo();
    let korean = shop.with("Accept-Language", "ko");
    for (client, email, chosen, subject) in [
        (
            &korean,
            "hana@example.com",
            json!(null),
            "이메일 주소를 인증해 주세요",
        ),
        (&korean, "duri@example.com", json!("en"), VERIFY),
        (
            &*shop,
            "sena@example.com",
            json!("ko"),
            "이메일 주소를 인증해 주세요",
        ),
    ] {
        let mut wanted = json!({"email": email, "password": PASSWORD, "nickname": "하나"});
        if chosen.is_string() {
            wanted["language"] = chosen;
        }
        client.post_json(USERS, &wanted).created();
        shop.mail(email, subject, 1);
    }
    let hana = shop.sign_in("hana@example.com", PASSWORD);
    assert_eq!(hana.account()["language"], "ko");
    hana.send_json("PATCH", ME, &json!({"language": "en"})).ok();
    hana.post_nothing(EMAIL_CODE).accepted();
    shop.mail("hana@example.com", VERIFY, 1);
}

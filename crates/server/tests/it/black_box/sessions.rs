//! Sessions: how they go on, and how they end.

use serde_json::{Value, json};

use super::person::Person;
use super::place::Place;
use super::shop::{ME, PASSWORD, REFRESH, SESSIONS, SIGN_OUT, SIGN_OUT_EVERYWHERE};

pub(super) fn a_refresh_token_is_good_once_and_its_reuse_ends_the_session(place: &Place) {
    let shop = place.guarded();
    let first = shop.sign_up("hana@example.com");
    let second = first.refreshed(&shop);
    assert_eq!(first.session(), second.session());
    assert_ne!(first.refresh_token(), second.refresh_token());
    second.get(ME).ok();
    let third = second.refreshed(&shop);
    // Somebody has copied the first: nobody can tell who is who, so both are out.
    assert!(first.has_ended(&shop));
    assert!(third.has_ended(&shop));
    let other = shop.sign_in("hana@example.com", PASSWORD);
    assert!(!other.has_ended(&shop), "another session is none of it");
}

pub(super) fn what_is_no_refresh_token_refreshes_nothing(place: &Place) {
    let shop = place.guarded();
    let hana = shop.sign_up("hana@example.com");
    let access = hana.tokens()["access_token"].as_str().unwrap();
    for token in ["", "x", "hxr_", access, &"x".repeat(100_000)] {
        let answer = shop.post_json(REFRESH, &json!({"refresh_token": token}));
        assert!([401, 422].contains(&answer.status), "{}", answer.text());
    }
    shop.bearing(hana.refresh_token())
        .get(ME)
        .problem(401, "invalid_token");
    assert!(!hana.has_ended(&shop));
}

fn listed(person: &Person) -> Vec<Value> {
    person.get(SESSIONS).ok()["sessions"].as_array().unwrap().clone()
}

pub(super) fn signing_out_ends_the_session_that_asks(place: &Place) {
    let shop = place.demo();
    let (here, there) = (
        shop.join("hana@example.com"),
        shop.sign_in("hana@example.com", PASSWORD),
    );
    here.post_nothing(SIGN_OUT).done();
    here.post_nothing(SIGN_OUT).problem(401, "invalid_token");
    here.send_json("PATCH", ME, &json!({"nickname": "두나"}))
        .problem(401, "invalid_token");
    assert!(here.has_ended(&shop));
    assert_eq!(listed(&there).len(), 1);
    assert!(!there.has_ended(&shop));
    shop.post_nothing(SIGN_OUT)
        .problem(401, "authentication_required");
}

pub(super) fn signing_out_everywhere_ends_every_session(place: &Place) {
    let shop = place.guarded();
    let (here, there) = (
        shop.sign_up("hana@example.com"),
        shop.sign_in("hana@example.com", PASSWORD),
    );
    let duri = shop.sign_up("duri@example.com");
    here.post_nothing(SIGN_OUT_EVERYWHERE).done();
    assert!(here.has_ended(&shop) && there.has_ended(&shop));
    assert!(!duri.has_ended(&shop));
    shop.sign_in("hana@example.com", PASSWORD);
}

pub(super) fn a_lost_phone_is_signed_out_from_elsewhere(place: &Place) {
    let shop = place.guarded();
    shop.register("hana@example.com");
    let named = |client: &str| shop.with("User-Agent", client);
    let phone = Person::signed_in(&named("Phone/1"), "hana@example.com", PASSWORD);
    let laptop = Person::signed_in(&named("Laptop/2"), "hana@example.com", PASSWORD);
    let sessions = listed(&laptop);
    let shown: Vec<_> = sessions
        .iter()
        .map(|session| json!([session["id"], session["client"], session["is_current"]]))
        .collect();
    let expected = [
        json!([laptop.session(), "Laptop/2", true]),
        json!([phone.session(), "Phone/1", false]),
    ];
    assert_eq!(shown, expected, "newest first");

    let lost = format!("{SESSIONS}{}/", phone.session());
    let duri = shop.sign_up("duri@example.com");
    duri.delete(&lost).problem(404, "session_not_found");
    laptop.delete(&lost).done();
    laptop.delete(&lost).problem(404, "session_not_found");
    laptop
        .delete(&format!("{SESSIONS}nonsense/"))
        .problem(404, "session_not_found");
    assert!(phone.has_ended(&shop) && !laptop.has_ended(&shop));
}

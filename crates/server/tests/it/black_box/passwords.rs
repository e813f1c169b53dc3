//! Passwords that were forgotten, and passwords that are changed.

use serde_json::json;

use super::letters::{ASLEEP, PASSWORD_CHANGED, RESET, wrong};
use super::place::Place;
use super::shop::{ME, PASSWORD, RESETS, Shop, TOKENS};
use crate::client::Answer;

const NEW: &str = "five rabbits on mars";

fn ask(shop: &Shop, email: &str) -> Answer {
    shop.post_json(RESETS, &json!({"email": email}))
}

fn reset(shop: &Shop, email: &str, code: &str, password: &str) -> Answer {
    let body = json!({"email": email, "code": code, "password": password});
    shop.post_json(&format!("{RESETS}confirm/"), &body)
}

pub(super) fn a_forgotten_password_is_replaced_by_mail(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    ask(&shop, "HANA@example.com").accepted();
    let code = shop.mailed_code("hana@example.com", RESET, 1);
    reset(&shop, "hana@example.com", &code, "password1").problem(422, "guessable_password");
    reset(&shop, "hana@example.com", &code, NEW).done();

    assert!(hana.has_ended(&shop));
    let old = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &old).problem(401, "invalid_credentials");
    shop.sign_in("hana@example.com", NEW);
    shop.mail("hana@example.com", PASSWORD_CHANGED, 1);
    reset(&shop, "hana@example.com", &code, PASSWORD).problem(400, "invalid_code");
}

pub(super) fn a_code_for_a_password_can_be_tried_five_times(place: &Place) {
    let shop = place.demo();
    shop.join("hana@example.com");
    ask(&shop, "hana@example.com").accepted();
    let code = shop.mailed_code("hana@example.com", RESET, 1);
    for _ in 0..5 {
        let refused = reset(&shop, "hana@example.com", &wrong(&code), NEW);
        assert!(refused.problem(400, "invalid_code")["tries_left"].is_null());
    }
    reset(&shop, "hana@example.com", &code, NEW).problem(400, "invalid_code");
    shop.sign_in("hana@example.com", PASSWORD);
}

pub(super) fn nobody_learns_by_a_reset_whether_an_address_is_known(place: &Place) {
    let shop = place.demo();
    shop.join("hana@example.com");
    let asked = ["nobody@example.com", "hana@example.com"].map(|email| {
        let answer = ask(&shop, email);
        answer.accepted();
        answer
    });
    assert_eq!(
        asked[0].header("content-length"),
        asked[1].header("content-length")
    );
    for email in ["nobody@example.com", "hana@example.com"] {
        let problem = reset(&shop, email, "0000000000", NEW).problem(400, "invalid_code");
        assert_eq!(problem["detail"], problem["title"]);
    }
    // The mail to the one came after the one to the other would have come.
    shop.mailed_code("hana@example.com", RESET, 1);
    assert!(shop.inbox("nobody@example.com").is_empty());
}

pub(super) fn a_new_password_wakes_a_dormant_account(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let dormancy = format!("{ME}dormancy/");
    let refused = hana.post_json(&dormancy, &json!({"password": "wrong"}));
    refused.problem(403, "wrong_password");
    hana.post_nothing(&dormancy).problem(403, "wrong_password");
    hana.post_json(&dormancy, &json!({"password": PASSWORD})).done();
    shop.mail("hana@example.com", ASLEEP, 1);
    assert!(hana.has_ended(&shop));
    for (password, status, code) in [
        (PASSWORD, 403, "account_dormant"),
        ("wrong", 401, "invalid_credentials"),
    ] {
        let claim = json!({"email": "hana@example.com", "password": password});
        shop.post_json(TOKENS, &claim).problem(status, code);
    }
    ask(&shop, "hana@example.com").accepted();
    let code = shop.mailed_code("hana@example.com", RESET, 1);
    reset(&shop, "hana@example.com", &code, NEW).done();
    let awake = shop.sign_in("hana@example.com", NEW);
    assert_eq!(awake.account()["state"], "ACTIVE");
}

pub(super) fn a_new_password_keeps_this_session_and_ends_the_others(place: &Place) {
    let shop = place.demo();
    let (here, there) = (
        shop.join("hana@example.com"),
        shop.sign_in("hana@example.com", PASSWORD),
    );
    let path = format!("{ME}password/");
    for (body, status, code) in [
        (json!({"new_password": NEW}), 403, "wrong_password"),
        (
            json!({"current_password": "wrong", "new_password": NEW}),
            403,
            "wrong_password",
        ),
        (
            json!({"current_password": PASSWORD, "new_password": "hana1234"}),
            422,
            "guessable_password",
        ),
        (
            json!({"current_password": PASSWORD, "new_password": "short"}),
            422,
            "invalid_fields",
        ),
    ] {
        here.post_json(&path, &body).problem(status, code);
    }
    let body = json!({"current_password": PASSWORD, "new_password": NEW});
    here.post_json(&path, &body).done();
    assert!(there.has_ended(&shop));
    let here = here.refreshed(&shop);
    here.get(ME).ok();
    let claim = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");
    shop.sign_in("hana@example.com", NEW);
    shop.mail("hana@example.com", PASSWORD_CHANGED, 1);
}

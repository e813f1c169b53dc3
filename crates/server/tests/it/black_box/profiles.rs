//! What people keep about themselves.

use serde_json::{Value, json};

use super::letters::{ERASED, VERIFY};
use super::place::Place;
use super::shop::{ADDRESSES, ME, PASSWORD, PROVE_EMAIL, TOKENS, USERS, is_id, is_instant};

pub(super) fn an_account_is_masked_unless_its_owner_asks_for_it_in_full(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let change =
        json!({"real_name": "홍길동", "customs_code": "P123456789012", "introduction": "커피와 자전거"});
    hana.send_json("PATCH", ME, &change).ok();
    let answer = hana.get(ME);
    let masked = answer.ok();
    let expected = json!({
        "id": masked["id"], "email": "h**a@example.com", "phone": null, "real_name": "홍*동",
        "customs_code": masked["customs_code"], "nickname": "하나", "introduction": "커피와 자전거",
        "state": "ACTIVE", "role": "user", "language": "en", "version": masked["version"],
        "created_at": masked["created_at"], "last_sign_in_at": masked["last_sign_in_at"], "deleted_at": null,
        "providers": [],
    });
    assert_eq!(masked, expected);
    assert!(
        is_id(&masked["id"], "USER") && is_instant(&masked["created_at"]),
        "{masked}"
    );
    assert!(
        !masked["customs_code"].as_str().unwrap().contains("23456"),
        "{masked}"
    );
    assert_eq!(
        answer.header("etag"),
        Some(&*format!("\"{}\"", masked["version"]))
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));

    let full = hana.account();
    let personal = json!([full["email"], full["real_name"], full["customs_code"]]);
    assert_eq!(personal, json!(["hana@example.com", "홍길동", "P123456789012"]));
    hana.get(&format!("{ME}?view=naked"))
        .problem(422, "invalid_fields");
    shop.get(ME).problem(401, "authentication_required");
}

pub(super) fn a_change_can_insist_on_what_it_saw(place: &Place) {
    let shop = place.guarded();
    let hana = shop.sign_up("hana@example.com");
    let seen = hana.get(ME);
    let tag = seen.header("etag").unwrap().to_owned();
    let careful = hana.with("If-Match", &tag);
    let changed = careful.send_json("PATCH", ME, &json!({"nickname": "두나"}));
    assert_eq!(changed.ok()["nickname"], "두나");
    assert_ne!(changed.header("etag"), Some(&*tag));
    let nickname = json!({"nickname": "세나"});
    careful.send_json("PATCH", ME, &nickname).problem(412, "stale");
    let foreign = hana.with("If-Match", "W/\"1\"").send_json("PATCH", ME, &nickname);
    foreign.problem(412, "stale");
    assert_eq!(hana.account()["nickname"], "두나");

    let cleared = hana.send_json("PATCH", ME, &json!({"introduction": "x"})).ok();
    assert_eq!(cleared["introduction"], "x");
    let cleared = hana.send_json("PATCH", ME, &json!({"introduction": null})).ok();
    assert_eq!(
        json!([cleared["introduction"], cleared["nickname"]]),
        json!([null, "두나"])
    );
    for bad in [
        json!({}),
        json!({"nickname": ""}),
        json!({"role": "admin"}),
        json!({"customs_code": "P1"}),
    ] {
        hana.send_json("PATCH", ME, &bad).problem(422, "invalid_fields");
    }
}

pub(super) fn an_erased_account_is_gone_and_its_address_free(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let (id, farewell) = (hana.id(), json!({"password": PASSWORD}));
    let refused = hana.send_json("DELETE", ME, &json!({"password": "wrong"}));
    refused.problem(403, "wrong_password");
    hana.send_json("DELETE", ME, &farewell).done();
    shop.mail("hana@example.com", ERASED, 1);
    assert!(hana.has_ended(&shop));
    let claim = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");
    shop.get(&format!("{USERS}{id}/")).problem(404, "user_not_found");

    let again = shop.sign_up("hana@example.com");
    let code = json!({"code": shop.mailed_code("hana@example.com", VERIFY, 2)});
    again.post_json(PROVE_EMAIL, &code).done();
    assert_ne!(again.id(), id);
}

fn address(recipient: &str, is_default: Option<bool>) -> Value {
    let mut address = json!({
        "recipient": recipient, "phone": "010-1234-5678", "postal_code": "04524",
        "address": "서울특별시 중구 세종대로 110", "detail_address": "3층",
    });
    if let Some(is_default) = is_default {
        address["is_default"] = json!(is_default);
    }
    address
}

pub(super) fn an_address_book_has_five_places_and_one_default(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.join("hana@example.com"), shop.join("duri@example.com"));
    let book = |view: &str| hana.get(&format!("{ADDRESSES}{view}")).ok()["addresses"].clone();
    let defaults = || -> Vec<_> {
        let entries = book("?view=full").as_array().unwrap().clone();
        let chosen = entries.into_iter().filter(|entry| entry["is_default"] == true);
        chosen
            .map(|entry| entry["recipient"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = hana.post_json(ADDRESSES, &address("홍길동", None));
    let shown = first.created();
    let expected = json!({
        "id": shown["id"], "recipient": "홍*동", "phone": "010****5678", "postal_code": "04524",
        "address": shown["address"], "detail_address": "3*", "is_default": true,
    });
    assert_eq!(shown, expected, "the first one is the default");
    let path = first.header("location").unwrap();
    assert_eq!(path, format!("{ADDRESSES}{}/", shown["id"].as_str().unwrap()));
    assert_eq!(hana.get(path).ok(), shown);

    for (recipient, is_default) in [
        ("김하나", None),
        ("이하나", Some(true)),
        ("박하나", Some(false)),
        ("최하나", None),
    ] {
        hana.post_json(ADDRESSES, &address(recipient, is_default))
            .created();
    }
    hana.post_json(ADDRESSES, &address("정하나", None))
        .problem(409, "address_book_full");
    assert_eq!(
        (book("").as_array().unwrap().len(), defaults()),
        (5, vec!["이하나".to_owned()])
    );

    let replaced = hana.send_json("PUT", path, &address("남궁민수", Some(true))).ok();
    assert_eq!(
        json!([replaced["recipient"], replaced["is_default"]]),
        json!(["남**수", true])
    );
    assert_eq!(defaults(), ["남궁민수"]);
    for answer in [
        duri.get(path),
        duri.delete(path),
        duri.send_json("PUT", path, &address("도둑질", None)),
        hana.get(&format!("{ADDRESSES}nonsense/")),
    ] {
        answer.problem(404, "address_not_found");
    }
    hana.delete(path).done();
    hana.delete(path).problem(404, "address_not_found");
    assert_eq!(defaults(), ["김하나"], "the oldest that is left");
    hana.post_json(ADDRESSES, &json!({"postal_code": "1"}))
        .problem(422, "invalid_fields");
    assert_eq!(book("").as_array().unwrap().len(), 4);
}

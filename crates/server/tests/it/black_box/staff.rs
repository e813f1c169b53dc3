//! What employees may do to accounts, and what is remembered of it.

use serde_json::{Value, json};

use super::letters::VERIFY;
use super::person::Person;
use super::place::{PASSWORD as EMPLOYED, Place};
use super::shop::{API_KEYS, AUDIT, ME, PASSWORD, PROVE_EMAIL, STAFF_USERS, TOKENS, USERS};
use crate::client::Answer;

fn path_of(person: &Person) -> String {
    format!("{STAFF_USERS}{}/", person.id())
}

fn give_role(admin: &Person, path: &str, role: &str) -> Answer {
    admin.send_json("PUT", &format!("{path}role/"), &json!({"role": role}))
}

/// What the audit log holds, oldest first, without its places and times.
fn audit(admin: &Person) -> Vec<Value> {
    let list = admin.get(&format!("{AUDIT}?page_size=200")).ok();
    let entries = list["entries"].as_array().unwrap().iter().enumerate();
    entries
        .map(|(place, entry)| {
            assert_eq!(entry["position"], place + 1);
            json!([entry["actor"], entry["action"], entry["subject"], entry["note"]])
        })
        .collect()
}

pub(super) fn a_change_of_role_is_felt_at_once(place: &Place) {
    let shop = place.demo();
    let (admin, staff) = (place.employ(&shop, "admin"), place.employ(&shop, "staff"));
    let path = path_of(&staff);
    staff.get(STAFF_USERS).ok();
    give_role(&staff, &path_of(&admin), "user").problem(403, "forbidden");
    assert_eq!(give_role(&admin, &path, "user").ok()["role"], "user");
    staff.get(STAFF_USERS).problem(401, "invalid_token");
    let demoted = staff.refreshed(&shop);
    demoted.get(STAFF_USERS).problem(403, "forbidden");

    give_role(&admin, &path, "operator").ok();
    let operator = demoted.refreshed(&shop);
    operator.get(STAFF_USERS).problem(403, "forbidden");
    give_role(&admin, &path, "staff").ok();
    operator.get(ME).problem(401, "invalid_token");
    let staff = operator.refreshed(&shop);
    staff.get(STAFF_USERS).ok();
    staff.get(AUDIT).problem(403, "forbidden");

    give_role(&admin, &path, "root").problem(422, "invalid_fields");
    give_role(&admin, &path_of(&admin), "user").problem(409, "oneself");
    let nobody = format!("{STAFF_USERS}USER01KAFXN1QM4C8N4R2B3M6YQ0ZP/");
    give_role(&admin, &nobody, "user").problem(404, "user_not_found");
    let roles: Vec<_> = audit(&admin)
        .into_iter()
        .filter(|entry| entry[1] == "account.role_changed")
        .collect();
    let notes: Vec<_> = roles.iter().map(|entry| entry[3].clone()).collect();
    assert_eq!(notes, ["user", "operator", "staff"]);
}

pub(super) fn people_are_seen_in_full_only_with_a_reason(place: &Place) {
    let shop = place.demo();
    let (admin, staff) = (place.employ(&shop, "admin"), place.employ(&shop, "staff"));
    let hana = shop.join("hana@example.com");
    hana.send_json("PATCH", ME, &json!({"real_name": "홍길동"})).ok();
    let path = path_of(&hana);
    let masked = staff.get(&path).ok();
    assert_eq!(
        json!([masked["email"], masked["real_name"]]),
        json!(["h**a@example.com", "홍*동"])
    );
    let list = staff.get(&format!("{STAFF_USERS}?state=ACTIVE")).ok();
    let listed = list["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["id"] == masked["id"]);
    assert_eq!(listed.unwrap()["email"], "h**a@example.com");

    for query in ["?view=full", "?view=full&reason=", "?view=full&reason=%20"] {
        let answer = staff.get(&format!("{path}{query}"));
        answer.problem(422, "invalid_fields");
    }
    let before = audit(&admin).len();
    let full = staff
        .get(&format!("{path}?view=full&reason=called%20the%20hotline"))
        .ok();
    assert_eq!(
        json!([full["email"], full["real_name"]]),
        json!(["hana@example.com", "홍길동"])
    );
    let entries = audit(&admin);
    let entry = json!([
        staff.id(),
        "account.read_full",
        masked["id"],
        "called the hotline"
    ]);
    assert_eq!(entries[before..], [entry]);

    // A machine of the staff sees what its scope shows, and nobody in full.
    let wanted = json!({"name": "reports", "scopes": ["people:read"], "expires_in_days": 1});
    let key = staff.post_json(API_KEYS, &wanted).created();
    let machine = shop.bearing(key["secret"].as_str().unwrap());
    assert_eq!(machine.get(&path).ok(), masked);
    let in_full = machine.get(&format!("{path}?view=full&reason=x"));
    in_full.problem(403, "insufficient_scope");

    for path in [STAFF_USERS, &path, AUDIT] {
        hana.get(path).problem(403, "forbidden");
        shop.get(path).problem(401, "authentication_required");
    }
}

pub(super) fn an_account_that_staff_erased_can_be_restored(place: &Place) {
    let shop = place.demo();
    let (admin, staff) = (place.employ(&shop, "admin"), place.employ(&shop, "staff"));
    let hana = shop.join("hana@example.com");
    let (path, reason) = (path_of(&hana), json!({"reason": "asked for by phone"}));
    let restoration = format!("{path}restoration/");
    staff
        .send_json("DELETE", &path, &reason)
        .problem(403, "forbidden");
    admin
        .send_json("DELETE", &path, &json!({}))
        .problem(422, "invalid_fields");
    staff.post_nothing(&restoration).problem(409, "not_restorable");
    admin.send_json("DELETE", &path, &reason).done();
    assert!(hana.has_ended(&shop));
    let claim = json!({"email": "hana@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");
    assert_eq!(staff.get(&path).ok()["state"], "DELETED");

    assert_eq!(staff.post_nothing(&restoration).ok()["state"], "ACTIVE");
    let back = shop.sign_in("hana@example.com", PASSWORD);
    assert_eq!(back.id(), hana.id());
    let done: Vec<_> = audit(&admin).into_iter().skip(2).collect();
    let expected = [
        json!([admin.id(), "account.erased", hana.id(), "asked for by phone"]),
        json!([staff.id(), "account.restored", hana.id(), ""]),
    ];
    assert_eq!(done, expected);
}

pub(super) fn whoever_left_may_come_back_unless_somebody_has_the_address(place: &Place) {
    let shop = place.demo();
    let staff = place.employ(&shop, "staff");
    let hana = shop.join("hana@example.com");
    let restoration = format!("{}restoration/", path_of(&hana));
    hana.send_json("DELETE", ME, &json!({"password": PASSWORD}))
        .done();
    let other = shop.sign_up("hana@example.com");
    let code = json!({"code": shop.mailed_code("hana@example.com", VERIFY, 2)});
    other.post_json(PROVE_EMAIL, &code).done();
    staff.post_nothing(&restoration).problem(409, "taken");

    let farewell = json!({"password": PASSWORD});
    other.refreshed(&shop).send_json("DELETE", ME, &farewell).done();
    assert_eq!(staff.post_nothing(&restoration).ok()["state"], "ACTIVE");
    let back = shop.sign_in("hana@example.com", PASSWORD);
    assert_eq!(back.id(), hana.id());
    back.send_json("PATCH", ME, &json!({"nickname": "다시 하나"}))
        .ok();
}

pub(super) fn staff_sign_somebody_out_everywhere(place: &Place) {
    let shop = place.demo();
    let (admin, staff) = (place.employ(&shop, "admin"), place.employ(&shop, "staff"));
    let hana = shop.join("hana@example.com");
    let sign_out = |person: &Person| format!("{}sign-out/", path_of(person));
    hana.post_nothing(&sign_out(&staff)).problem(403, "forbidden");
    staff.post_nothing(&sign_out(&hana)).done();
    assert!(hana.has_ended(&shop));
    let to_staff = sign_out(&staff);
    staff.post_nothing(&to_staff).problem(409, "oneself");
    admin.post_nothing(&to_staff).done();
    staff.get(STAFF_USERS).problem(401, "invalid_token");
    Person::signed_in(&shop, "staff@example.com", EMPLOYED)
        .get(STAFF_USERS)
        .ok();
}

pub(super) fn an_employee_is_not_dismissed_by_themselves(place: &Place) {
    let shop = place.guarded();
    let staff = place.employ(&shop, "staff");
    let farewell = json!({"password": EMPLOYED});
    staff.send_json("DELETE", ME, &farewell).problem(409, "employed");
    staff
        .post_json(&format!("{ME}dormancy/"), &farewell)
        .problem(409, "employed");
    staff.get(STAFF_USERS).ok();
    shop.get(&format!("{USERS}{}/", staff.id())).ok();
}

pub(super) fn people_and_the_log_are_listed_in_pages(place: &Place) {
    let shop = place.demo();
    let admin = place.employ(&shop, "admin");
    for name in ["a", "b", "c"] {
        shop.register(&format!("{name}@example.com"));
        place.employ_as(&shop, &format!("{name}@example.org"), "operator");
    }
    let (mut seen, mut query) = (Vec::new(), "?page_size=2".to_owned());
    loop {
        let list = admin.get(&format!("{STAFF_USERS}{query}")).ok();
        let users = list["users"].as_array().unwrap();
        assert!(
            (1..=2).contains(&users.len()) && list["page"]["size"] == 2,
            "{list}"
        );
        seen.extend(users.iter().map(|user| user["id"].to_string()));
        let Some(cursor) = list["page"]["next_cursor"].as_str() else {
            break;
        };
        query = format!("?page_size=2&cursor={cursor}");
    }
    assert!(seen.is_sorted() && seen.len() == 7, "{seen:?}");
    let waiting = admin.get(&format!("{STAFF_USERS}?state=UNVERIFIED")).ok();
    assert_eq!(waiting["users"].as_array().unwrap().len(), 3);
    admin
        .get(&format!("{STAFF_USERS}?state=GONE"))
        .problem(422, "invalid_fields");

    let first = admin.get(&format!("{AUDIT}?page_size=3")).ok();
    assert_eq!(first["page"], json!({"size": 3, "next_after": 3}));
    let rest = admin.get(&format!("{AUDIT}?page_size=3&after=3")).ok();
    assert_eq!(rest["page"], json!({"size": 3, "next_after": null}));
    assert_eq!(rest["entries"].as_array().unwrap().len(), 1);
    assert_eq!(audit(&admin).len(), 4, "one for each employee");
}

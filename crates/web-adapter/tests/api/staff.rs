//! What staff see and decide.

use hexmart_application::identity::PeopleError;
use hexmart_application::marketplace::DecideError;
use hexmart_application::platform::{AuditAction, AuditEntry, AuditEvent};
use hexmart_domain::identity::{Account, AccountState, Fingerprint, Role};
use hexmart_domain::marketplace::{SellerError, SellerState};
use serde_json::{Value, json};

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::people::{account, profile, seller};
use crate::samples::{NOW, SELLER, USER, id, now};
use crate::sellers;

const USERS: &str = "/commerce/staff/users/";

fn get(api: &Api, target: &str) -> Response {
    api.send(Request::new("GET", target).bearer("staff"))
}

fn masked() -> Value {
    json!({
        "id": USER, "email": "h*****l@example.com", "phone": "010****5678", "real_name": "홍*동",
        "customs_code": "P***********2", "nickname": "하나", "introduction": "커피와 자전거", "state": "ACTIVE",
        "role": "user", "language": "ko", "version": 3, "created_at": NOW, "last_sign_in_at": NOW, "deleted_at": null,
    })
}

fn masked_seller() -> Value {
    let mut seller = sellers::masked();
    seller["user_id"] = json!(USER);
    seller
}

#[test]
fn accounts_are_paged_by_cursor() {
    let mut ports = Ports::new();
    ports.people.expect_page().returning(|state, after, limit| {
        assert_eq!((state, limit), (Some(AccountState::Active), 3));
        let first = if after.is_some() { 3 } else { 1 };
        let numbers = if after.is_some() { 3..4 } else { first..4 };
        Ok(numbers
            .map(|number| Account {
                id: id(number),
                ..account()
            })
            .collect())
    });
    let api = ports.serve();
    let first = get(&api, &format!("{USERS}?state=ACTIVE&page_size=2")).ok();
    assert_eq!(first["users"].as_array().unwrap().len(), 2);
    assert_eq!(first["users"][0]["email"], "h*****l@example.com");
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let second = get(&api, &format!("{USERS}?state=ACTIVE&page_size=2&cursor={cursor}")).ok();
    assert_eq!(second["users"].as_array().unwrap().len(), 1);
    assert_eq!(second["page"], json!({"size": 2, "next_cursor": null}));
}

#[test]
fn a_look_in_full_needs_a_reason_and_a_person() {
    let mut ports = Ports::new();
    ports.people.expect_account().returning(|_| Ok(profile()));
    ports
        .people
        .expect_account_in_full()
        .returning(|actor, id, reason| {
            assert_eq!((actor.to_string(), id.to_string()), (USER.into(), USER.into()));
            assert_eq!(reason, "parcel lost");
            Ok(profile())
        });
    ports
        .marketplace
        .expect_seller()
        .returning(|_| Ok(Some(seller())));
    let look = ports.marketplace.expect_seller_in_full();
    look.returning(|_, _, reason| {
        assert_eq!(reason, "parcel lost");
        Ok(seller())
    });
    let api = ports.serve();
    let (user, shop) = (
        format!("{USERS}{USER}/"),
        format!("/commerce/staff/sellers/{SELLER}/"),
    );
    let mut expected = masked();
    expected["providers"] = json!(["kakao"]);
    assert_eq!(get(&api, &user).ok(), expected);
    assert_eq!(get(&api, &shop).ok(), masked_seller());
    let full = get(&api, &format!("{user}?view=full&reason=parcel%20lost"));
    assert_eq!(full.ok()["email"], "hongkil@example.com");
    assert_eq!(full.header("cache-control"), Some("no-store"));
    let mut expected = sellers::full();
    expected["user_id"] = json!(USER);
    assert_eq!(
        get(&api, &format!("{shop}?view=full&reason=parcel+lost")).ok(),
        expected
    );
    for path in [user, shop] {
        let as_machine = |target: &str| api.send(Request::new("GET", target).bearer("key"));
        assert_eq!(as_machine(&path).status, 200);
        let full = as_machine(&format!("{path}?view=full&reason=parcel%20lost"));
        full.problem(403, "insufficient_scope");
    }
}

#[test]
fn accounts_are_changed_by_those_who_may() {
    let mut ports = Ports::new();
    let people = &mut ports.people;
    people.expect_change_role().returning(|_, id, role| {
        assert_eq!((id.to_string().as_str(), role), (USER, Role::Operator));
        Ok(account())
    });
    people.expect_end_sessions().times(1).returning(|_, _| Ok(()));
    people.expect_restore().times(1).returning(|_, _| Ok(account()));
    people.expect_erase().returning(|_, _, reason| {
        assert_eq!(reason, "asked for");
        Ok(())
    });
    let api = ports.serve();
    let role = api.call(
        "PUT",
        &format!("{USERS}{USER}/role/"),
        "admin",
        r#"{"role": "operator"}"#,
    );
    assert_eq!(role.ok(), masked());
    let post = |end: &str| {
        let path = format!("{USERS}{USER}/{end}/");
        api.send(Request::new("POST", &path).bearer("staff"))
    };
    assert_eq!(post("sign-out").status, 204);
    assert_eq!(post("restoration").ok(), masked());
    let erased = api.call(
        "DELETE",
        &format!("{USERS}{USER}/"),
        "admin",
        r#"{"reason": "asked for"}"#,
    );
    assert_eq!(erased.status, 204);
}

#[test]
fn accounts_stay_as_they_are_in_plain_words() {
    for (error, status, code) in [
        (PeopleError::Unknown, 404, "user_not_found"),
        (PeopleError::Oneself, 409, "oneself"),
        (PeopleError::NotRestorable, 409, "not_restorable"),
        (PeopleError::Taken, 409, "taken"),
    ] {
        let mut ports = Ports::new();
        let (role, out, erase, restore) = (error.clone(), error.clone(), error.clone(), error.clone());
        let people = &mut ports.people;
        people
            .expect_change_role()
            .returning(move |_, _, _| Err(role.clone()));
        people
            .expect_end_sessions()
            .returning(move |_, _| Err(out.clone()));
        people.expect_erase().returning(move |_, _, _| Err(erase.clone()));
        people
            .expect_restore()
            .returning(move |_, _| Err(restore.clone()));
        people.expect_account().returning(|_| Err(PeopleError::Unknown));
        let api = ports.serve();
        for (method, end, body) in [
            ("PUT", "role/", r#"{"role": "user"}"#),
            ("POST", "sign-out/", ""),
            ("POST", "restoration/", ""),
            ("DELETE", "", r#"{"reason": "a"}"#),
        ] {
            let path = format!("{USERS}{USER}/{end}");
            api.call(method, &path, "admin", body).problem(status, code);
            let strange = format!("{USERS}x/{end}");
            api.call(method, &strange, "admin", body)
                .problem(404, "user_not_found");
        }
        get(&api, &format!("{USERS}{USER}/")).problem(404, "user_not_found");
    }
}

#[test]
fn applications_are_listed_and_decided() {
    let mut ports = Ports::new();
    let marketplace = &mut ports.marketplace;
    marketplace.expect_page().returning(|state, after, limit| {
        assert_eq!((state, after, limit), (Some(SellerState::Pending), None, 31));
        Ok(vec![seller()])
    });
    marketplace.expect_approve().returning(|actor, id| {
        assert_eq!((actor.to_string(), id.to_string()), (USER.into(), SELLER.into()));
        Ok(seller())
    });
    marketplace.expect_reject().returning(|_, _, reason| {
        assert_eq!(reason.as_str(), "사업자등록번호를\n확인할 수 없습니다.");
        Ok(seller())
    });
    let api = ports.serve();
    let listed = get(&api, "/commerce/staff/sellers/?state=PENDING").ok();
    let expected = json!({"sellers": [masked_seller()], "page": {"size": 30, "next_cursor": null}});
    assert_eq!(listed, expected);
    let path = |end: &str| format!("/commerce/staff/sellers/{SELLER}/{end}/");
    let approved = api.send(Request::new("POST", &path("approval")).bearer("staff"));
    assert_eq!(approved.ok(), masked_seller());
    let body = json!({"reason": "사업자등록번호를\n확인할 수 없습니다."}).to_string();
    let rejected = api.call("POST", &path("rejection"), "staff", &body);
    assert_eq!(rejected.ok(), masked_seller());
}

#[test]
fn applications_stay_as_they_are_in_plain_words() {
    for (error, status, code) in [
        (DecideError::Unknown, 404, "seller_not_found"),
        (DecideError::Refused(SellerError::NotPending), 409, "not_pending"),
        (DecideError::Oneself, 409, "oneself"),
    ] {
        let mut ports = Ports::new();
        let (approve, reject, look) = (error.clone(), error.clone(), error.clone());
        let marketplace = &mut ports.marketplace;
        marketplace
            .expect_approve()
            .returning(move |_, _| Err(approve.clone()));
        marketplace
            .expect_reject()
            .returning(move |_, _, _| Err(reject.clone()));
        let looked = marketplace.expect_seller_in_full();
        looked.returning(move |_, _, _| Err(look.clone()));
        marketplace.expect_seller().returning(|_| Ok(None));
        let api = ports.serve();
        let path = format!("/commerce/staff/sellers/{SELLER}/");
        api.call("POST", &format!("{path}approval/"), "staff", "")
            .problem(status, code);
        let body = r#"{"reason": "a"}"#;
        api.call("POST", &format!("{path}rejection/"), "staff", body)
            .problem(status, code);
        get(&api, &format!("{path}?view=full&reason=a")).problem(status, code);
        get(&api, &path).problem(404, "seller_not_found");
    }
}

#[test]
fn the_audit_log_is_read_in_its_order() {
    let mut ports = Ports::new();
    ports.audit.expect_after().returning(|after, limit| {
        assert_eq!((after, limit), (7, 2));
        let entry = |position| AuditEntry {
            position,
            event: AuditEvent {
                at: now(),
                actor: (position == 8).then(|| USER.parse().unwrap()),
                action: AuditAction::RoleChanged,
                subject: USER.to_owned(),
                note: "operator".to_owned(),
            },
            previous: Fingerprint::from_bytes([0; 32]),
            hash: Fingerprint::from_bytes([1; 32]),
        };
        Ok(vec![entry(8), entry(9)])
    });
    let api = ports.serve();
    let target = "/commerce/staff/audit/?after=7&page_size=1";
    let response = api.send(Request::new("GET", target).bearer("admin"));
    let expected = json!({
        "entries": [{
            "position": 8, "at": NOW, "actor": USER, "action": "account.role_changed", "subject": USER, "note": "operator",
        }],
        "page": {"size": 1, "next_after": 8},
    });
    assert_eq!(response.ok(), expected);
}

//! Sellers: applying, being seen, being followed.

use hexmart_application::marketplace::{ApplyError, FollowError, Following};
use hexmart_domain::marketplace::SellerError;
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;
use crate::operations;
use crate::people::{card, seller, sheet};
use crate::samples::{NOW, SELLER, USER};

const SELLERS: &str = "/commerce/sellers/";
const ME: &str = "/commerce/sellers/me/";

/// How an application is shown.
pub(crate) fn masked() -> Value {
    json!({
        "id": SELLER, "company_name": "하나상회", "business_number": "1208147521", "owner_name": "홍*동",
        "contact": "010****5678", "bank_name": "국**행", "account_number": "********6789", "account_holder": "홍*동",
        "state": "PENDING", "reason": null, "followers": 0, "version": 1, "applied_at": NOW, "decided_at": null,
    })
}

/// How it is shown in full.
pub(crate) fn full() -> Value {
    let mut full = masked();
    for (field, value) in [
        ("owner_name", "홍길동"),
        ("contact", "01012345678"),
        ("bank_name", "국민은행"),
        ("account_number", "110123456789"),
        ("account_holder", "홍길동"),
    ] {
        full[field] = json!(value);
    }
    full
}

#[test]
fn an_application_is_made_seen_amended_and_taken_back() {
    let mut ports = Ports::new();
    let marketplace = &mut ports.marketplace;
    marketplace.expect_apply().returning(|account, said| {
        assert!(account.to_string() == USER && said == sheet());
        Ok(seller())
    });
    marketplace.expect_amend().returning(|account, said| {
        assert!(account.to_string() == USER && said == sheet());
        Ok(seller())
    });
    marketplace.expect_own().returning(|_| Ok(Some(seller())));
    marketplace.expect_withdraw().times(1).returning(|_| Ok(seller()));
    let api = ports.serve();
    let said = operations::sheet().to_string();
    let applied = api.call("POST", SELLERS, "user", &said);
    assert_eq!((applied.status, applied.json()), (201, masked()));
    assert_eq!(applied.header("location"), Some(ME));
    assert_eq!(applied.header("cache-control"), Some("no-store"));
    assert_eq!(api.call("PUT", ME, "user", &said).ok(), masked());
    let get = |target: &str| api.send(Request::new("GET", target).bearer("user")).ok();
    assert_eq!(get(ME), masked());
    assert_eq!(get("/commerce/sellers/me/?view=full"), full());
    assert_eq!(api.send(Request::new("DELETE", ME).bearer("user")).status, 204);
}

#[test]
fn an_application_is_refused_in_its_own_words() {
    for (error, status, code) in [
        (
            ApplyError::Refused(SellerError::AlreadyApplied),
            409,
            "already_applied",
        ),
        (
            ApplyError::Refused(SellerError::NotActive),
            409,
            "application_closed",
        ),
        (ApplyError::Refused(SellerError::NotPending), 409, "not_pending"),
        (ApplyError::Unknown, 404, "seller_not_found"),
        (ApplyError::CompanyTaken, 409, "company_taken"),
    ] {
        let mut ports = Ports::new();
        let (apply, amend, withdraw) = (error.clone(), error.clone(), error.clone());
        let marketplace = &mut ports.marketplace;
        marketplace
            .expect_apply()
            .returning(move |_, _| Err(apply.clone()));
        marketplace
            .expect_amend()
            .returning(move |_, _| Err(amend.clone()));
        marketplace
            .expect_withdraw()
            .returning(move |_| Err(withdraw.clone()));
        marketplace.expect_own().returning(|_| Ok(None));
        let api = ports.serve();
        let said = operations::sheet().to_string();
        api.call("POST", SELLERS, "user", &said).problem(status, code);
        api.call("PUT", ME, "user", &said).problem(status, code);
        api.send(Request::new("DELETE", ME).bearer("user"))
            .problem(status, code);
        let own = api.send(Request::new("GET", ME).bearer("user"));
        own.problem(404, "seller_not_found");
    }
}

#[test]
fn everybody_sees_the_card_of_a_seller_and_nothing_private() {
    let mut ports = Ports::new();
    ports.marketplace.expect_card().returning(|id, viewer| {
        let mut card = card();
        card.is_followed = viewer.is_some();
        Ok((id.to_string() == SELLER).then_some(card))
    });
    let api = ports.serve();
    let path = format!("{SELLERS}{SELLER}/");
    let expected = |followed: bool| json!({"id": SELLER, "company_name": "하나상회", "followers": 128, "is_followed": followed, "since": NOW});
    assert_eq!(api.get(&path).ok(), expected(false));
    assert_eq!(
        api.send(Request::new("GET", &path).bearer("user")).ok(),
        expected(true)
    );
    let unknown = SELLER.replace('P', "Q");
    for id in [unknown.as_str(), "x", USER] {
        api.get(&format!("{SELLERS}{id}/"))
            .problem(404, "seller_not_found");
    }
}

#[test]
fn sellers_are_followed_and_not() {
    let mut ports = Ports::new();
    ports
        .marketplace
        .expect_follow()
        .returning(|follower, id, is_followed| {
            assert_eq!(
                (follower.to_string(), id.to_string()),
                (USER.into(), SELLER.into())
            );
            Ok(Following {
                is_followed,
                followers: 128 + i64::from(is_followed),
            })
        });
    ports
        .marketplace
        .expect_followed_by()
        .returning(|_| Ok(vec![card()]));
    let api = ports.serve();
    let path = format!("{SELLERS}{SELLER}/follow/");
    let send = |method| api.send(Request::new(method, &path).bearer("user")).ok();
    assert_eq!(send("PUT"), json!({"is_followed": true, "followers": 129}));
    assert_eq!(send("DELETE"), json!({"is_followed": false, "followers": 128}));
    let followed = api.send(Request::new("GET", "/commerce/users/me/follows/").bearer("user"));
    let expected = json!({"sellers": [
        {"id": SELLER, "company_name": "하나상회", "followers": 128, "is_followed": true, "since": NOW},
    ]});
    assert_eq!(followed.ok(), expected);
}

#[test]
fn nobody_follows_themselves_or_nobody() {
    for (error, status, code) in [
        (FollowError::Unknown, 404, "seller_not_found"),
        (FollowError::Oneself, 409, "oneself"),
    ] {
        let mut ports = Ports::new();
        let follow = ports.marketplace.expect_follow();
        follow.returning(move |_, _, _| Err(error.clone()));
        let api = ports.serve();
        for method in ["PUT", "DELETE"] {
            let request = Request::new(method, &format!("{SELLERS}{SELLER}/follow/")).bearer("user");
            api.send(request).problem(status, code);
        }
        let strange = Request::new("PUT", "/commerce/sellers/x/follow/").bearer("user");
        api.send(strange).problem(404, "seller_not_found");
    }
}

//! Crowdfunding.

use hexmart_application::funding::{
    CampaignCard, CampaignChangeError, CampaignPage, CampaignSort, EditCampaignError, OpenCampaignError,
    PageError, PledgeRefusal, Steward,
};
use hexmart_application::platform::{Answered, KeyReused};
use hexmart_domain::funding::{
    CampaignState, CancelReason, EditError, FinalDateError, LifecycleError, PledgeError, TermsError,
    TierLimit,
};
use hexmart_domain::points::WalletError;
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::Ports;
use crate::funded::{backer, campaign, entry, open, pledge, pocket, whole_won};
use crate::samples::{CAMPAIGN, NOW, PLEDGE, TIER, USER, id};

fn one(rest: &str) -> String {
    format!("/commerce/campaigns/{CAMPAIGN}/{rest}")
}

fn shown() -> Value {
    json!({
        "id": CAMPAIGN, "poster_id": USER, "title": "제주 귤잼", "poster_name": "귤밭지기", "content": "졸입니다",
        "picture_url": null, "state": "FUNDING", "target_amount": 600_000, "target_text": "600,000",
        "unit_price": 4_500, "unit_price_text": "4,500", "final_date": "2026-11-23", "d_day": 3, "backers": 3,
        "total_amount": 13_500, "total_text": "13,500", "achievement": 2, "refunds": {"count": 0, "amount": 0},
        "tiers": [{
            "id": TIER, "title": "한 병", "content": null, "price": 4_500, "limit": 2, "taken": 1, "left": 1,
        }],
        "cancel_reason": null, "decided_at": null, "fulfilled_at": null, "archived_at": null, "created_at": NOW,
        "updated_at": NOW,
    })
}

fn card() -> Value {
    json!({
        "id": CAMPAIGN, "title": "제주 귤잼", "poster_name": "귤밭지기", "picture_url": null, "state": "FUNDING",
        "target_amount": 600_000, "unit_price": 4_500, "final_date": "2026-11-23", "d_day": 3, "backers": 3,
        "total_amount": 13_500, "total_text": "13,500", "achievement": 2, "refunds": {"count": 0, "amount": 0},
        "archived_at": null, "created_at": NOW,
    })
}

fn given() -> Value {
    json!({
        "id": PLEDGE, "campaign_id": CAMPAIGN, "tier_id": TIER, "slot": 1, "amount": 4_500, "amount_text": "4,500",
        "tender": "points", "payment_id": null, "state": "SUCCESS", "pledged_at": NOW, "refunded_at": null,
    })
}

fn sheet() -> Value {
    json!({
        "title": "제주 귤잼", "poster_name": "귤밭지기", "content": "졸입니다", "target_amount": 600_000,
        "unit_price": 4_500, "final_date": "2026-11-23",
        "tiers": [{"title": "한 병", "price": 4_500, "limit": 2}],
    })
}

#[test]
fn a_campaign_is_opened_and_shown() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_open()
        .withf(|poster, wanted, once| {
            let tier = &wanted.tiers[0];
            let is_wanted = wanted.target.won().get() == 600_000
                && wanted.unit_price.won().get() == 4_500
                && wanted.final_date.day().to_string() == "2026-11-23"
                && (tier.title.as_str(), tier.limit.map(TierLimit::get)) == ("한 병", Some(2));
            poster.to_string() == USER && is_wanted && once.is_none()
        })
        .times(1)
        .returning(|_, _, _| Ok(Answered::Done(campaign())));
    ports
        .funding
        .expect_show()
        .withf(|_, viewer| viewer.is_none())
        .times(1)
        .returning(|_, _| Ok(Some(campaign())));
    ports.funding.expect_show().times(1).returning(|_, _| Ok(None));
    let api = ports.serve();
    let response = api.call("POST", "/commerce/campaigns/", "user", &sheet().to_string());
    assert_eq!(response.status, 201);
    assert_eq!(response.header("location"), Some(&*one("")));
    assert_eq!(response.header("etag"), Some("\"v4\""));
    assert_eq!(response.json(), shown());
    let response = api.get(&one(""));
    assert_eq!(response.header("etag"), Some("\"v4\""));
    assert_eq!(response.ok(), shown());
    api.get(&one("")).problem(404, "campaign_not_found");
    api.get("/commerce/campaigns/1/")
        .problem(404, "campaign_not_found");
}

#[test]
fn every_bad_field_of_a_campaign_is_named() {
    let api = Ports::new().serve();
    let body = json!({
        "title": "가".repeat(51), "poster_name": " ", "content": 1, "picture_url": "http://example.com/a.jpg",
        "target_amount": 9_999, "unit_price": 0, "final_date": "2026-02-30",
        "tiers": [
            {"title": "a", "price": 1, "limit": 0}, {"title": "a", "price": "1"}, {"title": "", "price": 10_000_000_000_i64},
        ],
        "poster_id": USER,
    });
    let response = api.call("POST", "/commerce/campaigns/", "user", &body.to_string());
    let expected = [
        ("/title", "too_long"),
        ("/poster_name", "blank"),
        ("/content", "wrong_type"),
        ("/picture_url", "malformed"),
        ("/target_amount", "out_of_range"),
        ("/unit_price", "out_of_range"),
        ("/final_date", "malformed"),
        ("/tiers/0/limit", "out_of_range"),
        ("/tiers/1/price", "wrong_type"),
        ("/tiers/2/title", "required"),
        ("/tiers/2/price", "out_of_range"),
        ("/poster_id", "unknown_field"),
    ];
    let expected: Vec<_> = expected
        .map(|(place, code)| (place.to_owned(), code.to_owned()))
        .into();
    assert_eq!(errors(&response.problem(422, "invalid_fields")), expected);
    let mut twins = sheet();
    twins["tiers"] = json!([{"title": "a", "price": 1}, {"title": "a", "price": 2}]);
    let response = api.call("POST", "/commerce/campaigns/", "user", &twins.to_string());
    let expected = [("/tiers/1/title".to_owned(), "repeated".to_owned())];
    assert_eq!(errors(&response.problem(422, "invalid_fields")), expected);
    for target in [
        "9999",
        "10000000000",
        "-10000",
        "1e30",
        "10000.5",
        "\"10000\"",
        "null",
        "NaN",
    ] {
        let body = sheet().to_string().replace("600000", target);
        let response = api.call("POST", "/commerce/campaigns/", "user", &body);
        assert!([400, 422].contains(&response.status), "{target}");
    }
}

#[test]
fn a_target_stays_whatever_is_sent() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_edit()
        .withf(|poster, id, edit, seen| {
            let is_wanted = edit.title.is_some() && edit.picture == Some(None) && edit.unit_price.is_none();
            (poster.to_string(), id.to_string()) == (USER.to_owned(), CAMPAIGN.to_owned())
                && is_wanted
                && *seen == Some(4)
        })
        .times(1)
        .returning(|_, _, _, _| Ok(campaign()));
    let api = ports.serve();
    let body = r#"{"title": "a", "picture_url": null}"#;
    let request = Request::new("PATCH", &one("")).bearer("user").json(body);
    let response = api.send(request.header("If-Match", "\"v4\""));
    assert_eq!(response.ok(), shown());
    let request = Request::new("PATCH", &one("")).bearer("user").json(body);
    api.send(request.header("If-Match", "v4"))
        .problem(400, "malformed_tag");
    for target in ["700000", "600000", "null", "\"x\""] {
        let body = format!(r#"{{"target_amount": {target}}}"#);
        let problem = api
            .call("PATCH", &one(""), "user", &body)
            .problem(422, "invalid_fields");
        assert_eq!(
            errors(&problem),
            [("/target_amount".to_owned(), "settled".to_owned())]
        );
    }
}

#[test]
fn why_a_campaign_is_not_opened_or_edited() {
    for (error, status, code) in [
        (OpenCampaignError::NoPocket, 409, "pocket_required"),
        (
            OpenCampaignError::Refused(TermsError::FinalDate(FinalDateError::TooEarly)),
            422,
            "invalid_fields",
        ),
        (
            OpenCampaignError::KeyReused(KeyReused),
            422,
            "idempotency_key_reused",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .funding
            .expect_open()
            .returning(move |_, _, _| Err(error.clone()));
        let response = ports
            .serve()
            .call("POST", "/commerce/campaigns/", "user", &sheet().to_string());
        response.problem(status, code);
    }
    for (error, status, code) in [
        (EditCampaignError::Unknown, 404, "campaign_not_found"),
        (EditCampaignError::Foreign, 403, "forbidden"),
        (EditCampaignError::Stale, 412, "stale"),
        (
            EditCampaignError::Refused(EditError::NotFunding),
            409,
            "campaign_over",
        ),
        (
            EditCampaignError::Refused(EditError::Settled),
            409,
            "terms_settled",
        ),
        (
            EditCampaignError::Refused(EditError::FinalDate(FinalDateError::TooEarly)),
            422,
            "invalid_fields",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .funding
            .expect_edit()
            .returning(move |_, _, _, _| Err(error.clone()));
        ports
            .serve()
            .call("PATCH", &one(""), "user", "{}")
            .problem(status, code);
    }
}

#[test]
fn a_list_goes_on_behind_its_cursor() {
    let mut ports = Ports::new();
    let cards = |limit: u64| {
        let numbered = |number| {
            let id = id(u8::try_from(number).unwrap());
            let campaign = campaign();
            CampaignCard::from(hexmart_domain::funding::Campaign { id, ..campaign })
        };
        Ok((0..limit).map(numbered).collect())
    };
    ports
        .funding
        .expect_list()
        .withf(|sort, window| *sort == CampaignSort::Total && window.after.is_none() && window.limit == 3)
        .times(1)
        .returning(move |_, window| cards(window.limit));
    ports
        .funding
        .expect_list()
        .withf(|_, window| {
            window
                .after
                .is_some_and(|after| (after.standing, after.total.get(), after.id) == (3, 13_500, id(1)))
        })
        .times(1)
        .returning(|_, _| Ok(vec![CampaignCard::from(campaign())]));
    let api = ports.serve();
    let page = api.get("/commerce/campaigns/?page_size=2").ok();
    assert_eq!(page["campaigns"].as_array().unwrap().len(), 2);
    let cursor = page["page"]["next_cursor"].as_str().unwrap().to_owned();
    let last = api
        .get(&format!("/commerce/campaigns/?page_size=2&cursor={cursor}"))
        .ok();
    assert_eq!(last["campaigns"], json!([card()]));
    let page = json!({"size": 2, "index": null, "total": null, "max_page": null, "next_cursor": null});
    assert_eq!(last["page"], page);
    let other = format!("/commerce/campaigns/?sort=created&cursor={cursor}");
    let problem = api.get(&other).problem(422, "invalid_fields");
    assert_eq!(errors(&problem), [("cursor".to_owned(), "other_list".to_owned())]);
    for bad in [
        "sort=name",
        "page_size=0",
        "page_size=201",
        "page_size=x",
        "cursor=x",
        "page_index=0",
    ] {
        let response = api.get(&format!("/commerce/campaigns/?{bad}"));
        response.problem(422, "invalid_fields");
    }
}

#[test]
fn a_numbered_page_says_its_size_and_its_order() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_numbered()
        .withf(|asked| (asked.sort, asked.size, asked.page) == (Some(CampaignSort::Created), Some(10), 1))
        .times(1)
        .returning(|_| {
            Ok(CampaignPage {
                campaigns: vec![CampaignCard::from(campaign())],
                total: 11,
                max_page: 1,
            })
        });
    let api = ports.serve();
    let found = api
        .get("/commerce/campaigns/?sort=created&page_size=10&page_index=2")
        .ok();
    let page = json!({"size": 10, "index": 2, "total": 11, "max_page": 2, "next_cursor": null});
    assert_eq!(found, json!({"campaigns": [card()], "page": page}));
    for (error, status, code) in [
        (PageError::NoOrder, 400, "required"),
        (PageError::NoSize, 400, "unset_pagination"),
        (PageError::TooDeep, 400, "use_cursor"),
        (PageError::OutOfBound { max_page: 1 }, 400, "page_out_of_bound"),
    ] {
        let mut ports = Ports::new();
        ports
            .funding
            .expect_numbered()
            .returning(move |_| Err(error.clone()));
        let problem = ports
            .serve()
            .get("/commerce/campaigns/?page_index=5")
            .problem(status, code);
        let max_page = (code == "page_out_of_bound").then_some(2);
        assert_eq!(problem["max_page"].as_u64(), max_page);
    }
}

#[test]
fn backers_are_shown_by_their_nicknames_alone() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_backers()
        .times(1)
        .returning(|_, _, _, _| Ok(Some(vec![backer()])));
    ports
        .funding
        .expect_backers()
        .times(1)
        .returning(|_, _, _, _| Ok(None));
    let api = ports.serve();
    let expected = json!({
        "backers": [{"nickname": "Mina", "since": NOW}], "page": {"size": 30, "next_cursor": null},
    });
    assert_eq!(api.get(&one("backers/")).ok(), expected);
    api.get(&one("backers/")).problem(404, "campaign_not_found");
}

#[test]
fn a_pledge_needs_a_name_for_its_request() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_pledge()
        .withf(|backer, id, tier, once| {
            let whose = (backer.to_string(), id.to_string()) == (USER.to_owned(), CAMPAIGN.to_owned());
            whose && tier.map(|tier| tier.to_string()) == Some(TIER.to_owned()) && once.is_some()
        })
        .times(1)
        .returning(|_, _, _, _| Ok(Answered::Done(pledge())));
    let api = ports.serve();
    let body = json!({"tier_id": TIER}).to_string();
    let bare = api.call("POST", &one("pledges/"), "user", &body);
    bare.problem(400, "idempotency_key_required");
    let request = Request::new("POST", &one("pledges/")).bearer("user").json(&body);
    let response = api.send(request.header("Idempotency-Key", "k"));
    assert_eq!(response.status, 201);
    assert_eq!(response.json(), given());
    for bad in [
        r#"{"tier_id": "x"}"#,
        r#"{"tier_id": null}"#,
        r#"{"amount": 1}"#,
        r#"{"backer_id": "x"}"#,
    ] {
        let request = Request::new("POST", &one("pledges/")).bearer("user").json(bad);
        let response = api.send(request.header("Idempotency-Key", "k"));
        response.problem(422, "invalid_fields");
    }
}

#[test]
fn why_nobody_pledges() {
    for (error, status, code) in [
        (PledgeRefusal::Unknown, 404, "campaign_not_found"),
        (
            PledgeRefusal::Refused(PledgeError::UnknownTier),
            404,
            "tier_not_found",
        ),
        (
            PledgeRefusal::Refused(PledgeError::NoPocket),
            409,
            "pocket_required",
        ),
        (
            PledgeRefusal::Refused(PledgeError::OwnCampaign),
            409,
            "own_campaign",
        ),
        (
            PledgeRefusal::Refused(PledgeError::AlreadyPledged),
            409,
            "already_pledged",
        ),
        (
            PledgeRefusal::Refused(PledgeError::NotFunding),
            409,
            "campaign_over",
        ),
        (PledgeRefusal::Refused(PledgeError::TierTaken), 409, "tier_taken"),
        (
            PledgeRefusal::Refused(PledgeError::TooMuch),
            409,
            "amount_too_large",
        ),
        (
            PledgeRefusal::Wallet(WalletError::Short { usable: 7 }),
            409,
            "insufficient_points",
        ),
        (PledgeRefusal::KeyReused(KeyReused), 422, "idempotency_key_reused"),
    ] {
        let mut ports = Ports::new();
        let same = error.clone();
        ports
            .funding
            .expect_pledge()
            .returning(move |_, _, _, _| Err(error.clone()));
        ports
            .funding
            .expect_quote()
            .returning(move |_, _, _| Err(same.clone()));
        let api = ports.serve();
        let request = Request::new("POST", &one("pledges/")).bearer("user");
        let problem = api
            .send(request.header("Idempotency-Key", "k"))
            .problem(status, code);
        if code == "insufficient_points" {
            assert_eq!(problem["usable"], 7);
        }
        let quote = Request::new("GET", &one("pledge_quote/")).bearer("user");
        api.send(quote).problem(status, code);
    }
}

#[test]
fn a_quote_writes_nothing() {
    let mut ports = Ports::new();
    ports
        .funding
        .expect_quote()
        .withf(|_, _, tier| tier.map(|tier| tier.to_string()) == Some(TIER.to_owned()))
        .returning(|_, _, _| Ok(whole_won(9_000)));
    let api = ports.serve();
    let target = one(&format!("pledge_quote/?tier_id={TIER}"));
    let response = api.send(Request::new("GET", &target).bearer("user"));
    assert_eq!(response.ok(), json!({"amount": 9_000, "amount_text": "9,000"}));
}

#[test]
fn posters_and_staff_see_to_a_campaign_each_in_their_own_name() {
    for (caller, by) in [
        ("user", Steward::User(USER.parse().unwrap())),
        ("operator", Steward::User(USER.parse().unwrap())),
        ("staff", Steward::Staff(USER.parse().unwrap())),
        ("admin", Steward::Staff(USER.parse().unwrap())),
    ] {
        let mut ports = Ports::new();
        ports
            .funding
            .expect_cancel()
            .withf(move |steward, _, reason, seen| {
                let why = reason.as_ref().map(CancelReason::as_str);
                *steward == by && why == Some("그만") && *seen == Some(4)
            })
            .times(1)
            .returning(|_, _, _, _| {
                let cancelled = campaign().cancelled(None, crate::samples::now());
                Ok(cancelled.unwrap())
            });
        ports
            .funding
            .expect_fulfil()
            .withf(move |steward, _, seen| *steward == by && seen.is_none())
            .times(1)
            .returning(|_, _, _| Ok(campaign()));
        ports
            .funding
            .expect_archive()
            .withf(move |steward, _, _| *steward == by)
            .times(1)
            .returning(|_, _, _| Ok(campaign()));
        let api = ports.serve();
        let request = Request::new("POST", &one("cancel/")).bearer(caller);
        let response = api.send(request.header("If-Match", "\"v4\"").json(r#"{"reason": "그만"}"#));
        assert_eq!(response.ok()["state"], CampaignState::Cancel.as_str());
        for step in ["fulfil/", "archive/"] {
            api.send(Request::new("POST", &one(step)).bearer(caller)).ok();
        }
    }
}

#[test]
fn why_a_campaign_stays_where_it_is() {
    for (error, status, code) in [
        (CampaignChangeError::Unknown, 404, "campaign_not_found"),
        (CampaignChangeError::Foreign, 403, "forbidden"),
        (CampaignChangeError::Stale, 412, "stale"),
        (
            CampaignChangeError::Refused(LifecycleError::NotFunding),
            409,
            "campaign_over",
        ),
        (
            CampaignChangeError::Refused(LifecycleError::NotSucceeded),
            409,
            "wrong_state",
        ),
        (
            CampaignChangeError::Refused(LifecycleError::StillFunding),
            409,
            "wrong_state",
        ),
        (
            CampaignChangeError::Refused(LifecycleError::Archived),
            409,
            "wrong_state",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .funding
            .expect_archive()
            .returning(move |_, _, _| Err(error.clone()));
        let request = Request::new("POST", &one("archive/")).bearer("user");
        ports.serve().send(request).problem(status, code);
    }
}

#[test]
fn one_sees_what_one_registered_and_gave() {
    let mut ports = Ports::new();
    ports.funding.expect_pocket().times(1).returning(|_| Ok(None));
    ports
        .funding
        .expect_register_pocket()
        .withf(|user, account| (user.to_string(), account.as_str()) == (USER.to_owned(), "입출금"))
        .times(1)
        .returning(|_, _| Ok(pocket()));
    ports
        .funding
        .expect_own_pledges()
        .times(1)
        .returning(|_, _, _| Ok(vec![entry()]));
    let api = ports.serve();
    let own = "/commerce/users/me/pocket/";
    api.send(Request::new("GET", own).bearer("user"))
        .problem(404, "pocket_not_found");
    let response = api.call("PUT", own, "user", r#"{"account_type": "입출금"}"#);
    let expected =
        json!({"account_type": "입출금", "is_active": true, "registered_at": NOW, "updated_at": NOW});
    assert_eq!(response.ok(), expected);
    for bad in [
        "{}",
        r#"{"account_type": " "}"#,
        r#"{"account_type": "a", "is_active": true}"#,
    ] {
        api.call("PUT", own, "user", bad).problem(422, "invalid_fields");
    }
    let pledges = api
        .send(Request::new("GET", "/commerce/users/me/pledges/").bearer("user"))
        .ok();
    let mut expected = given();
    expected["campaign_title"] = json!("제주 귤잼");
    expected["campaign_state"] = json!("FUNDING");
    expected["final_date"] = json!("2026-11-23");
    expected["d_day"] = json!(3);
    let page = json!({"size": 30, "next_cursor": null});
    assert_eq!(pledges, json!({"pledges": [expected], "page": page}));
    let mut ports = Ports::new();
    open(&mut ports);
    let own = ports
        .serve()
        .send(Request::new("GET", "/commerce/users/me/campaigns/").bearer("user"))
        .ok();
    assert_eq!(own["campaigns"], json!([card()]));
}

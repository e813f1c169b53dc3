//! Buildings and racks.

use hexmart_application::inventory::{WarehouseError, WarehouseFilter, WarehouseSheet};
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::open_for_purchases::open;
use crate::purchases::{rack, warehouse};
use crate::samples::{NOW, RACK, WAREHOUSE};

const ALL: &str = "/commerce/warehouses/";

fn one() -> String {
    format!("{ALL}{WAREHOUSE}/")
}

fn racks() -> String {
    format!("{ALL}{WAREHOUSE}/racks/")
}

fn shelf() -> String {
    format!("/commerce/racks/{RACK}/")
}

fn sheet() -> Value {
    json!({
        "name": "이천 센터", "address": "경기도 이천시 마장면 1", "postal_code": "17384",
        "coordinates": {"latitude": 37.25, "longitude": 127.5},
        "contact": {"name": "김창고", "phone": "010-9876-5432"}, "available": true,
    })
}

fn shown(contact: &Value) -> Value {
    json!({
        "id": WAREHOUSE, "name": "이천 센터", "address": "경기도 이천시 마장면 1", "postal_code": "17384",
        "coordinates": {"latitude": 37.25, "longitude": 127.5}, "contact": contact, "available": true, "version": 2,
        "created_at": NOW, "updated_at": NOW,
    })
}

fn shown_rack() -> Value {
    json!({"id": RACK, "warehouse_id": WAREHOUSE, "name": "A-03", "position": "2층", "version": 1})
}

/// As an operator who saw a version.
fn replace(api: &Api, target: &str, tag: Option<&str>, body: &Value) -> Response {
    let request = Request::new("PUT", target).bearer("operator");
    let request = match tag {
        Some(tag) => request.header("If-Match", tag),
        None => request,
    };
    api.send(request.json(&body.to_string()))
}

#[test]
fn a_building_is_what_its_sheet_says() {
    let built = warehouse();
    let expected = WarehouseSheet {
        name: built.name,
        address: built.address,
        postal_code: built.postal_code,
        coordinates: built.coordinates,
        contact: built.contact,
        available: true,
    };
    let mut ports = Ports::new();
    let (first, second) = (expected.clone(), expected);
    ports
        .warehousing
        .expect_add_warehouse()
        .withf(move |sheet| *sheet == first)
        .returning(|_| Ok(warehouse()));
    ports
        .warehousing
        .expect_change_warehouse()
        .withf(move |id, sheet, seen| id.to_string() == WAREHOUSE && *sheet == second && *seen == 2)
        .returning(|_, _, _| Ok(warehouse()));
    let api = ports.serve();
    let masked = json!({"name": "김*고", "phone": "010****5432"});
    let response = api.call("POST", ALL, "operator", &sheet().to_string());
    assert_eq!(response.status, 201);
    assert_eq!(response.header("location"), Some(&*one()));
    assert_eq!(response.header("etag"), Some("\"v2\""));
    assert_eq!(response.json(), shown(&masked));
    let response = replace(&api, &one(), Some("\"v2\""), &sheet());
    assert_eq!(response.ok(), shown(&masked));
}

#[test]
fn the_least_is_a_name() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_add_warehouse()
        .withf(|sheet| {
            let nothing =
                sheet.address.is_none() && sheet.postal_code.is_none() && sheet.coordinates.is_none();
            nothing && sheet.contact.is_none() && sheet.available
        })
        .times(2)
        .returning(|_| Ok(warehouse()));
    let api = ports.serve();
    for body in [
        json!({"name": "a"}),
        json!({"name": "a", "address": null, "postal_code": null, "coordinates": null, "contact": null}),
    ] {
        assert_eq!(
            api.call("POST", ALL, "operator", &body.to_string()).status,
            201,
            "{body}"
        );
    }
}

#[test]
fn people_see_whom_to_call_and_machines_do_not() {
    let mut ports = Ports::new();
    open(&mut ports);
    let api = ports.serve();
    let full = json!({"name": "김창고", "phone": "01098765432"});
    let mut expected = shown(&full);
    expected["racks"] = json!([shown_rack()]);
    let response = api.call("GET", &one(), "operator", "");
    assert_eq!(response.header("etag"), Some("\"v2\""));
    let seen = response.ok();
    let phone = seen["contact"]["phone"].as_str().unwrap().replace('-', "");
    expected["contact"]["phone"] = seen["contact"]["phone"].clone();
    assert_eq!((phone.as_str(), &seen), ("01098765432", &expected));
    let by_machine = api.call("GET", &one(), "key", "").ok();
    assert_eq!(by_machine["contact"]["name"], "김*고");
    let listed = api.call("GET", ALL, "operator", "").ok();
    assert_eq!(listed["warehouses"][0]["contact"]["name"], "김*고");
    assert_eq!(
        api.call("GET", &racks(), "key", "").ok(),
        json!({"racks": [shown_rack()]})
    );
}

#[test]
fn buildings_are_found_by_parts_of_what_they_say() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_warehouses()
        .withf(|filter, after, limit| {
            let expected = WarehouseFilter {
                name: Some("이천".to_owned()),
                address: Some("%".to_owned()),
                available: Some(false),
            };
            *filter == expected && after.is_none() && *limit == 2
        })
        .returning(|_, _, _| Ok(vec![warehouse(), warehouse()]));
    let api = ports.serve();
    let query = "name=%EC%9D%B4%EC%B2%9C&address=%25&available=false&page_size=1";
    let page = api.call("GET", &format!("{ALL}?{query}"), "operator", "").ok();
    assert_eq!(page["warehouses"].as_array().unwrap().len(), 1);
    assert!(page["page"]["next_cursor"].is_string());
    let long = "x".repeat(256);
    let bad = format!("{ALL}?name={long}&available=maybe&cursor=x");
    let named = errors(
        &api.call("GET", &bad, "operator", "")
            .problem(422, "invalid_fields"),
    );
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    assert_eq!(
        named,
        ["name too_long", "available wrong_type", "cursor malformed"]
    );
}

#[test]
fn racks_are_named_and_renamed() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_add_rack()
        .withf(|id, name, position| {
            let position = position
                .as_ref()
                .map(hexmart_domain::inventory::RackPosition::as_str);
            (id.to_string().as_str(), name.as_str(), position) == (WAREHOUSE, "A-03", Some("2층"))
        })
        .returning(|_, _, _| Ok(rack()));
    ports
        .warehousing
        .expect_change_rack()
        .withf(|id, name, position, seen| {
            (id.to_string().as_str(), name.as_str(), *seen) == (RACK, "A-04", 1) && position.is_none()
        })
        .returning(|_, _, _, _| Ok(rack()));
    let api = ports.serve();
    let response = api.call(
        "POST",
        &racks(),
        "operator",
        r#"{"name": "A-03", "position": "2층"}"#,
    );
    assert_eq!(response.status, 201);
    let location = format!("/commerce/racks/{RACK}/stock/");
    assert_eq!(response.header("location"), Some(&*location));
    assert_eq!(response.json(), shown_rack());
    let response = replace(&api, &shelf(), Some("\"v1\""), &json!({"name": "A-04"}));
    assert_eq!(response.header("etag"), Some("\"v1\""));
    assert_eq!(response.ok(), shown_rack());
}

#[test]
fn nobody_replaces_what_they_have_not_seen() {
    let api = Ports::new().serve();
    for (target, body) in [(one(), sheet()), (shelf(), json!({"name": "a"}))] {
        for tag in [None, Some("*")] {
            replace(&api, &target, tag, &body).problem(428, "version_required");
        }
        replace(&api, &target, Some("2"), &body).problem(400, "malformed_tag");
    }
}

#[test]
fn what_is_not_there_or_was_changed_is_told() {
    for (error, status, code) in [
        (WarehouseError::UnknownWarehouse, 404, "warehouse_not_found"),
        (WarehouseError::UnknownRack, 404, "rack_not_found"),
        (WarehouseError::Stale, 412, "stale"),
    ] {
        let mut ports = Ports::new();
        let (first, second, third) = (error.clone(), error.clone(), error);
        let warehousing = &mut ports.warehousing;
        warehousing
            .expect_change_warehouse()
            .returning(move |_, _, _| Err(first.clone()));
        warehousing
            .expect_add_rack()
            .returning(move |_, _, _| Err(second.clone()));
        warehousing
            .expect_change_rack()
            .returning(move |_, _, _, _| Err(third.clone()));
        let api = ports.serve();
        replace(&api, &one(), Some("\"v1\""), &sheet()).problem(status, code);
        replace(&api, &shelf(), Some("\"v1\""), &json!({"name": "a"})).problem(status, code);
        api.call("POST", &racks(), "operator", r#"{"name": "a"}"#)
            .problem(status, code);
    }
    let mut ports = Ports::new();
    ports.warehousing.expect_warehouse().returning(|_| Ok(None));
    let api = ports.serve();
    for target in [one(), racks(), format!("{ALL}{RACK}/"), format!("{ALL}x/racks/")] {
        api.call("GET", &target, "operator", "")
            .problem(404, "warehouse_not_found");
    }
}

#[test]
fn every_bad_field_is_named_at_once() {
    let api = Ports::new().serve();
    let body = json!({
        "name": "", "address": 1, "postal_code": "1", "coordinates": {"latitude": 90.1, "longitude": -181},
        "contact": {"name": " ", "phone": "1"}, "available": 1, "id": 1,
    });
    let response = api.call("POST", ALL, "operator", &body.to_string());
    let named = errors(&response.problem(422, "invalid_fields"));
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    let expected = [
        "/name required",
        "/address wrong_type",
        "/postal_code malformed",
        "/coordinates/latitude out_of_range",
        "/coordinates/longitude out_of_range",
        "/contact/name blank",
        "/contact/phone malformed",
        "/available wrong_type",
        "/id unknown_field",
    ];
    assert_eq!(named, expected);
    let response = api.call("POST", &racks(), "operator", r#"{"position": ""}"#);
    let named = errors(&response.problem(422, "invalid_fields"));
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    assert_eq!(named, ["/name required", "/position blank"]);
}

//! Tokens with a header and a signature that are good, and claims that are not.

use super::bad_tokens::{Bad, with, without};
use super::*;

pub(super) fn claims(ring: &KeyRing) -> Vec<Bad> {
    let user = ann().user.to_string();
    let values = [
        ("iss", json!("another")),
        ("iss", json!("Hexmart")),
        ("iss", json!("")),
        ("iss", json!(["hexmart", "another"])),
        ("aud", json!("another")),
        ("aud", json!("")),
        ("aud", json!(["hexmart"])),
        ("sub", json!(user.replace("USER", "PROD"))),
        ("sub", json!(user.to_lowercase())),
        ("sub", json!(format!("{user} "))),
        ("sub", json!("")),
        ("sub", json!("root")),
        ("sub", json!([user])),
        ("sub", json!({"id": user})),
        ("sub", json!(1)),
        ("role", json!("root")),
        ("role", json!("STAFF")),
        ("role", json!(["staff", "admin"])),
        ("state", json!("active")),
        ("state", json!("")),
        ("state", json!(true)),
        ("sid", json!(user)),
        ("sid", json!("")),
        ("sid", json!(1)),
        ("ver", json!("7")),
        ("ver", json!(7.5)),
        ("ver", json!(1e300)),
        ("jti", json!(1)),
    ];
    let header = good_header(ring).to_string();
    let mut bad = Vec::new();
    for (field, value) in values {
        let claims = with(good_claims(), field, value.clone());
        bad.push((format!("{field} {value}"), signed(ring, &header, claims)));
    }
    for (field, _) in good_claims().as_object().unwrap() {
        let missing = without(good_claims(), field);
        bad.push((format!("{field} missing"), signed(ring, &header, missing)));
        let null = with(good_claims(), field, Value::Null);
        bad.push((format!("{field} null"), signed(ring, &header, null)));
    }
    bad
}

pub(super) fn times(ring: &KeyRing) -> Vec<Bad> {
    let now = noon().timestamp();
    let soon = now + 600;
    let values = [
        ("exp", json!(soon.to_string())),
        ("exp", json!("tomorrow")),
        ("exp", json!(-1)),
        ("exp", json!(i64::MIN)),
        ("exp", json!(0)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(soon * 1000)),
        ("exp", json!(soon + 1)),
        ("exp", json!(1e300)),
        ("exp", json!(599.5)),
        ("exp", json!(true)),
        ("exp", json!([soon])),
        ("exp", json!(now - LEEWAY)),
        ("exp", json!(now - 31)),
        ("nbf", json!(now + LEEWAY + 1)),
        ("nbf", json!(i64::MAX)),
        ("nbf", json!("0")),
        ("iat", json!(now + LEEWAY + 1)),
        ("iat", json!(now - 3600)),
        ("iat", json!(i64::MIN)),
        ("iat", json!("0")),
    ];
    let header = good_header(ring).to_string();
    let bad = values.into_iter().map(|(field, value)| {
        let why = format!("{field} {value}");
        (why, signed(ring, &header, with(good_claims(), field, value)))
    });
    bad.collect()
}

/// One name said twice is two tokens in one: whoever reads the first is told something else than whoever reads the last.
pub(super) fn doubles(ring: &KeyRing) -> Vec<Bad> {
    let (header, claims) = (good_header(ring), good_claims());
    let twice = |value: &Value, field: &str, other: &Value| {
        value
            .to_string()
            .replacen('{', &format!("{{\"{field}\":{other},"), 1)
    };
    let mut bad = Vec::new();
    for (field, value) in claims.as_object().unwrap() {
        let doubled = twice(&claims, field, value);
        bad.push((
            format!("{field} twice"),
            signed(ring, &header.to_string(), doubled),
        ));
    }
    for (field, other) in [
        ("role", json!("admin")),
        ("sub", json!("root")),
        ("exp", json!(0)),
    ] {
        let doubled = twice(&claims, field, &other);
        bad.push((
            format!("{field} twice, differently"),
            signed(ring, &header.to_string(), doubled),
        ));
    }
    for (field, value) in header.as_object().unwrap() {
        let doubled = twice(&header, field, value);
        bad.push((
            format!("header {field} twice"),
            signed(ring, &doubled, claims.to_string()),
        ));
    }
    let none = twice(&header, "alg", &json!("none"));
    bad.push((
        "header alg twice, differently".to_owned(),
        signed(ring, &none, claims.to_string()),
    ));
    bad
}

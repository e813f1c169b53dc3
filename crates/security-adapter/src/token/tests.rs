use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::shared::UserId;
use serde_json::{Value, json};

use super::*;

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Instant {
        DateTime::UNIX_EPOCH
    }
}

impl Entropy for Fixed {
    fn bytes(&self) -> [u8; 10] {
        [7; 10]
    }
}

fn issuer(secret: &[u8]) -> JwtIssuer {
    JwtIssuer::new(secret, Mint::new(Arc::new(Fixed), Arc::new(Fixed))).unwrap()
}

fn noon() -> Instant {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn ann() -> Principal {
    let user: UserId = "USER01JNQ000000000000000000000".parse().unwrap();
    Principal {
        user,
        role: Role::Staff,
    }
}

fn header() -> Value {
    json!({"typ": "at+jwt", "alg": "HS256", "kid": "1"})
}

fn claims() -> Value {
    let now = noon().timestamp();
    json!({
        "iss": "hexmart", "aud": "hexmart", "sub": ann().user.to_string(), "role": "staff",
        "iat": now, "nbf": now, "exp": now + 600, "jti": "TOKEN1",
    })
}

/// `value` with one field set to something else, or taken away.
fn with(mut value: Value, field: &str, other: Value) -> Value {
    let fields = value.as_object_mut().unwrap();
    match other {
        Value::Null => fields.remove(field),
        other => fields.insert(field.to_owned(), other),
    };
    value
}

/// Signs anything with the right secret, as only a bug of ours or a stolen key could.
fn signed(header: &Value, claims: &Value) -> String {
    signed_text(&header.to_string(), &claims.to_string())
}

fn signed_text(header: &str, claims: &str) -> String {
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = EncodingKey::from_secret(SECRET);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

#[track_caller]
fn refused(token: &str, why: &str) {
    assert_eq!(issuer(SECRET).verify(token, noon()), None, "{why}: {token}");
}

#[test]
fn a_token_proves_whom_it_was_issued_to() {
    let issuer = issuer(SECRET);
    let access = issuer.issue(ann(), noon());
    assert_eq!(access.expires_in, Duration::from_mins(10));
    assert_eq!(issuer.verify(&access.token, noon()), Some(ann()));
    assert!(access.token.len() < LONGEST / 2);
}

#[test]
fn the_claims_are_those_of_an_access_token() {
    let token = issuer(SECRET).issue(ann(), noon()).token;
    let mut parts = token.split('.').map(|part| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map(|bytes| serde_json::from_slice::<Value>(&bytes))
    });
    assert_eq!(parts.next().unwrap().unwrap().unwrap(), header());
    let issued = parts.next().unwrap().unwrap().unwrap();
    let id = issued.get("jti").cloned().unwrap();
    assert!(id.as_str().unwrap().starts_with("TOKEN"));
    assert_eq!(issued, with(claims(), "jti", id));
}

#[test]
fn a_token_made_by_hand_passes_when_nothing_is_wrong_with_it() {
    // What the refusals below rest on: each differs from this one in a single point.
    let token = signed(&header(), &claims());
    assert_eq!(issuer(SECRET).verify(&token, noon()), Some(ann()));
}

#[test]
fn a_token_lives_ten_minutes_and_the_leeway() {
    let issuer = issuer(SECRET);
    let token = issuer.issue(ann(), noon()).token;
    let at = |seconds| issuer.verify(&token, noon() + TimeDelta::seconds(seconds));
    assert_eq!(at(600 + LEEWAY - 1), Some(ann()));
    assert_eq!(at(600 + LEEWAY), None);
    assert_eq!(at(-LEEWAY), Some(ann()));
    assert_eq!(at(-LEEWAY - 1), None);
}

#[test]
fn another_secret_signs_for_another_shop() {
    let foreign = issuer(b"fedcba9876543210fedcba9876543210")
        .issue(ann(), noon())
        .token;
    refused(&foreign, "another secret");
    assert_eq!(
        JwtIssuer::new(&SECRET[..31], Mint::new(Arc::new(Fixed), Arc::new(Fixed))).err(),
        Some(WeakSecret)
    );
}

#[test]
fn no_other_algorithm_is_tried() {
    for algorithm in ["none", "None", "nONE", "HS384", "HS512", "RS256", "EdDSA", ""] {
        let header = with(header(), "alg", json!(algorithm));
        refused(&signed(&header, &claims()), algorithm);
        let unsigned = signed(&header, &claims());
        refused(&unsigned[..=unsigned.rfind('.').unwrap()], algorithm);
    }
    let bare = signed(&header(), &claims());
    refused(&bare[..=bare.rfind('.').unwrap()], "no signature");
    let key = EncodingKey::from_secret(SECRET);
    let mut longer = Header::new(Algorithm::HS512);
    (longer.typ, longer.kid) = (Some(TYPE.to_owned()), Some(KEY_ID.to_owned()));
    refused(
        &jsonwebtoken::encode(&longer, &claims(), &key).unwrap(),
        "HS512, well signed",
    );
}

#[test]
fn a_header_carries_what_ours_carries_and_nothing_else() {
    for (field, value) in [
        ("typ", json!("JWT")),
        ("typ", json!("rt+jwt")),
        ("typ", Value::Null),
        ("kid", json!("2")),
        ("kid", json!("")),
        ("kid", json!("../../etc/passwd")),
        ("kid", json!("1' OR '1'='1")),
        ("kid", Value::Null),
        ("jku", json!("https://example.com/keys")),
        ("x5u", json!("https://example.com/cert")),
        ("jwk", json!({"kty": "oct", "k": "c2VjcmV0"})),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
    ] {
        refused(
            &signed(&with(header(), field, value.clone()), &claims()),
            &format!("{field} {value}"),
        );
    }
}

#[test]
fn claims_are_all_there_and_all_as_they_should_be() {
    let soon = noon().timestamp() + 600;
    for (field, value) in [
        ("iss", json!("another")),
        ("iss", json!(["hexmart", "another"])),
        ("aud", json!("another")),
        ("aud", json!(["hexmart"])),
        ("sub", json!("PROD01JNQ000000000000000000000")),
        ("sub", json!("root")),
        ("sub", json!([ann().user.to_string()])),
        ("role", json!("root")),
        ("role", json!("STAFF")),
        ("exp", json!(soon.to_string())),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("exp", json!(noon().timestamp() - 31)),
        ("nbf", json!(noon().timestamp() + 31)),
        ("nbf", json!("0")),
    ] {
        refused(
            &signed(&header(), &with(claims(), field, value.clone())),
            &format!("{field} {value}"),
        );
    }
    for missing in ["iss", "aud", "sub", "role", "iat", "nbf", "exp", "jti"] {
        refused(&signed(&header(), &with(claims(), missing, Value::Null)), missing);
    }
    let text = claims().to_string();
    let twice = text.replacen('{', r#"{"role":"admin","#, 1);
    refused(&signed_text(&header().to_string(), &twice), "a claim said twice");
}

#[test]
fn garbage_is_no_token() {
    let good = issuer(SECRET).issue(ann(), noon()).token;
    let padded = format!("{good}=");
    let tail = format!("{good}.{good}");
    let blank = format!(" {good}");
    let cut = &good[..good.len() - 1];
    for garbage in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "가.나.다",
        "Bearer",
        &padded,
        &tail,
        &blank,
        cut,
    ] {
        refused(garbage, "garbage");
    }
    let stuffed = with(claims(), "padding", json!("x".repeat(64 * 1024)));
    refused(&signed(&header(), &stuffed), "64 kB, well signed");
    for place in [0, good.len() / 2, good.len() - 2] {
        let mut bent = good.clone().into_bytes();
        bent[place] = if bent[place] == b'A' { b'B' } else { b'A' };
        refused(&String::from_utf8(bent).unwrap(), "one character changed");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let access = issuer(SECRET).issue(ann(), noon());
    assert!(!format!("{access:?} {:?}", issuer(SECRET)).contains(&access.token));
    assert!(!format!("{:?}", issuer(SECRET)).contains("0123456789"));
}

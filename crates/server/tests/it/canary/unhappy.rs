//! Whatever is refused, or fails, says nothing of what was sent.

use serde_json::{Value, json};

use super::visit::{
    ADDRESSES, API_KEYS, EMAIL, NEW_EMAIL, NEW_PASSWORD, PASSWORD, PROVIDERS, RESETS, SELLERS, Visitor,
    WRONG_PASSWORD,
};
use super::{STAFF, STAFF_PASSWORD};
use crate::client::Client;
use crate::people::{ME, REFRESH, TOKENS, USERS};

/// Every operation that reads a body and is reached without a role.
fn operations() -> Vec<(&'static str, String)> {
    let mine = |path: &str| format!("{ME}{path}");
    let posts = [
        USERS.to_owned(),
        TOKENS.to_owned(),
        REFRESH.to_owned(),
        RESETS.to_owned(),
        format!("{RESETS}confirm/"),
        mine("dormancy/"),
        mine("password/"),
        mine("email-verification/"),
        mine("email/"),
        mine("email/confirm/"),
        mine("phone/"),
        mine("phone/confirm/"),
        ADDRESSES.to_owned(),
        API_KEYS.to_owned(),
        SELLERS.to_owned(),
        format!("{PROVIDERS}kakao/"),
        format!("{PROVIDERS}kakao/callback/"),
    ];
    let others = [
        ("PATCH", ME.to_owned()),
        ("DELETE", ME.to_owned()),
        ("PUT", "/commerce/sellers/me/".to_owned()),
    ];
    posts
        .into_iter()
        .map(|path| ("POST", path))
        .chain(others)
        .collect()
}

/// Bodies in which every canary stands where it does not belong.
fn bodies() -> Vec<String> {
    let all = [
        EMAIL,
        WRONG_PASSWORD,
        "카나리아실명",
        "010-4187-2961",
        "P418729614187",
        "418-729-614187",
    ];
    let fields = [
        "email",
        "password",
        "nickname",
        "language",
        "code",
        "refresh_token",
        "current_password",
        "new_password",
        "real_name",
        "customs_code",
        "phone",
        "recipient",
        "postal_code",
        "address",
        "detail_address",
        "is_default",
        "company_name",
        "business_number",
        "owner_name",
        "contact",
        "bank_name",
        "account_number",
        "account_holder",
        "redirect_uri",
        "link",
        "state",
        "binding",
        "name",
        "scopes",
        "expires_in_days",
        "nobody_knows",
    ];
    let crossed = |step: usize, wrap: fn(&str) -> Value| {
        let of =
            |(place, field): (usize, &&str)| ((*field).to_owned(), wrap(all[(place + step) % all.len()]));
        Value::Object(fields.iter().enumerate().map(of).collect()).to_string()
    };
    let mut bodies: Vec<_> = (0..all.len())
        .map(|step| crossed(step, |text| json!(text)))
        .collect();
    bodies.push(crossed(0, |text| json!([text])));
    bodies.push(crossed(1, |text| json!({ "text": text })));
    bodies.push(crossed(2, |text| json!(format!("{text}\u{7}"))));
    bodies.push(crossed(3, |text| json!(format!("{text} ").repeat(40))));
    // Cut off, not quoted, and no object.
    bodies.extend(all.map(|text| format!(r#"{{"email": "{text}"#)));
    bodies.extend(all.map(|text| format!(r#"{{"password": {text}}}"#)));
    bodies.extend(all.map(|text| format!(r#""{text}""#)));
    bodies
}

/// Everything that is refused with 4xx.
pub(super) fn refused(visitor: &Visitor<'_>) {
    let hana = visitor.sign_in(NEW_EMAIL, PASSWORD);
    for (method, path) in operations() {
        for body in bodies() {
            let client = hana.with("Content-Type", "application/json");
            let answer = client.send(method, &path, Some(body.as_bytes()));
            assert!(
                (400..500).contains(&answer.status),
                "{method} {path}: {} {body}",
                answer.status
            );
            visitor.watch(method, &path, &answer);
        }
        let body = json!({"email": EMAIL, "password": WRONG_PASSWORD}).to_string();
        visitor.watch(method, &path, &hana.send(method, &path, Some(body.as_bytes())));
    }
    wrong_proofs(visitor, &hana);
    wrong_places(visitor, &hana);
}

fn wrong_proofs(visitor: &Visitor<'_>, hana: &Client) {
    let wrong = visitor.hunt.plant("wrong code", "CANARY41X7");
    for (path, body) in [
        (
            TOKENS.to_owned(),
            json!({"email": NEW_EMAIL, "password": WRONG_PASSWORD}),
        ),
        (TOKENS.to_owned(), json!({"email": EMAIL, "password": PASSWORD})),
        (REFRESH.to_owned(), json!({"refresh_token": WRONG_PASSWORD})),
        (
            format!("{RESETS}confirm/"),
            json!({"email": EMAIL, "code": wrong, "password": NEW_PASSWORD}),
        ),
        (format!("{ME}email/confirm/"), json!({ "code": wrong })),
        (format!("{ME}phone/confirm/"), json!({ "code": wrong })),
        (
            format!("{ME}email/"),
            json!({"email": STAFF, "password": PASSWORD}),
        ),
        (
            format!("{ME}email/"),
            json!({"email": EMAIL, "password": WRONG_PASSWORD}),
        ),
        (
            format!("{ME}password/"),
            json!({"current_password": WRONG_PASSWORD, "new_password": STAFF_PASSWORD}),
        ),
        (
            format!("{PROVIDERS}google/callback/"),
            json!({"state": wrong, "code": wrong, "binding": wrong}),
        ),
    ] {
        let answer = visitor.quiet(hana, "POST", &path, Some(&body));
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text());
    }
}

/// Secrets where no client should put them: in paths, parameters and headers.
fn wrong_places(visitor: &Visitor<'_>, hana: &Client) {
    let secret = visitor.hunt.plant("misplaced secret", "hxr_canary418729614187");
    let paths = [
        format!("/{secret}"),
        format!("{USERS}{EMAIL}/"),
        format!("{USERS}{secret}/"),
        format!("{ADDRESSES}{secret}/"),
        format!("{SELLERS}{secret}/"),
        format!("{PROVIDERS}{secret}/"),
        format!("{REFRESH}?refresh_token={secret}"),
        format!("{ME}?view={secret}"),
        format!("{ME}?email={EMAIL}"),
        format!("/commerce/products/?cursor={secret}"),
        format!("/commerce/products/{secret}/"),
        format!("/docs/{secret}"),
    ];
    for path in paths {
        for method in ["GET", "POST", "OPTIONS", "BREW"] {
            visitor.watch(method, "a path with a secret", &hana.send(method, &path, None));
        }
    }
    for (header, value) in [
        ("Authorization", format!("Bearer {secret}")),
        ("Authorization", format!("Basic {secret}")),
        ("Authorization", secret.clone()),
        ("Cookie", format!("session={secret}")),
        ("If-Match", secret.clone()),
        ("Origin", format!("https://{secret}.example")),
        ("Accept-Language", secret.clone()),
        ("X-Forwarded-For", secret.clone()),
        ("Content-Type", format!("application/{secret}")),
    ] {
        let client = visitor.with(header, value);
        visitor.watch("GET", header, &client.get(ME));
        visitor.watch("POST", header, &client.post(TOKENS, r#"{"email": 1}"#));
    }
}

/// Everything that fails because the database is gone.
pub(super) fn unavailable(visitor: &Visitor<'_>) {
    let wanted = json!({"email": NEW_EMAIL, "password": PASSWORD, "nickname": "하나"});
    let claim = json!({"email": NEW_EMAIL, "password": PASSWORD});
    let token = visitor.hunt.plant("refresh token", "hxr_canary961418729614");
    let reset = json!({"email": NEW_EMAIL, "code": "CANARY41X7", "password": NEW_PASSWORD});
    for (path, body) in [
        (USERS, &wanted),
        (TOKENS, &claim),
        (REFRESH, &json!({"refresh_token": token})),
        (RESETS, &json!({"email": NEW_EMAIL})),
        (&format!("{RESETS}confirm/"), &reset),
    ] {
        let answer = visitor.quiet(visitor, "POST", path, Some(body));
        assert_eq!(answer.status, 503, "{path}: {}", answer.text());
    }
    let key = visitor.hunt.plant("API key", "hxk_canary961418729614");
    assert_eq!(visitor.quiet(&visitor.bearing(&key), "GET", ME, None).status, 503);
}

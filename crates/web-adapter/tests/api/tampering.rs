//! Bodies that say more than they may.

use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::Api;
use crate::operations::{Operation, operations};
use crate::willing;

/// What clients would like to decide about themselves and others: the columns of every table.
const GRAFTS: &str = "id user_id account account_id owner owner_id seller seller_id user role roles is_admin is_staff state \
    status version token_version created_at updated_at deleted_at last_sign_in_at approved approved_at decided_at \
    decided_by followers password_hash email_verified phone_verified verified providers hash secret revoked_at \
    last_used_at session_id principal authority actor scope permissions __proto__";

fn send(api: &Api, operation: &Operation, body: &Value) -> Response {
    let mut request = Request::new(operation.method, &operation.path());
    if let Some(token) = operation.served() {
        request = request.bearer(token);
    }
    api.send(operation.with_headers(request).json(&body.to_string()))
}

fn with_bodies() -> impl Iterator<Item = Operation> {
    operations()
        .into_iter()
        .filter(|operation| !operation.body.is_null())
}

#[test]
fn nobody_sets_what_is_not_theirs() {
    let api = willing::ports().serve();
    for operation in with_bodies() {
        let honest = send(&api, &operation, &operation.body);
        let values = [
            json!("admin"),
            json!(true),
            json!(1),
            json!({"role": "admin"}),
            json!(null),
        ];
        for (graft, value) in GRAFTS.split_whitespace().zip(values.into_iter().cycle()) {
            if operation.body.get(graft).is_none() {
                let mut body = operation.body.clone();
                body[graft] = value;
                let response = send(&api, &operation, &body);
                let what = format!("{} {} with {body}", operation.method, operation.pattern);
                if operation.is_lenient() {
                    assert_eq!(
                        (response.status, response.text()),
                        (honest.status, honest.text()),
                        "{what}"
                    );
                } else {
                    let problem = response.problem(422, "invalid_fields");
                    let expected = [(format!("/{graft}"), "unknown_field".to_owned())];
                    assert_eq!(errors(&problem), expected, "{what}");
                }
            }
        }
    }
}

#[test]
fn no_text_carries_lines_or_nul_where_it_has_none() {
    let api = willing::ports().serve();
    let mut tried = 0;
    for operation in with_bodies() {
        for (field, value) in operation.body.as_object().unwrap() {
            let Some(text) = value.as_str() else { continue };
            let is_secret = field.contains("password");
            // A rejection, a description, a campaign, a review and why somebody calls an order off or hides what others say
            // are read by people, and may have lines.
            let is_review = operation.pattern.contains("/reviews/");
            let is_reason = field == "reason" && (operation.pattern.contains("/orders/") || is_review);
            let is_told = field == "content" && operation.pattern.contains("/campaigns/");
            let is_read = field == "description" || is_told || is_reason || (field == "text" && is_review);
            let has_lines = operation.pattern.ends_with("/rejection/") || is_read;
            for sneaked in [
                "\0",
                "\r\nX-Admin: 1",
                "\n",
                "\r",
                "\u{1b}[2J",
                "\u{7f}",
                "\u{85}",
            ] {
                let layout = !sneaked.contains(['\0', '\u{1b}', '\u{7f}', '\u{85}']);
                if (is_secret && sneaked != "\0") || (has_lines && layout) {
                    continue;
                }
                let (head, tail) = text.split_at(text.chars().next().unwrap().len_utf8());
                for text in [
                    format!("{head}{sneaked}{tail}"),
                    format!("{head}{sneaked}{tail}z"),
                ] {
                    let mut body = operation.body.clone();
                    body[field] = json!(text);
                    let response = send(&api, &operation, &body);
                    let expected = if operation.is_lenient() { 400 } else { 422 };
                    let what = format!("{} {} with {body}", operation.method, operation.pattern);
                    assert_eq!(response.status, expected, "{what}: {response:?}");
                    let (place, _) = errors(&response.json()).into_iter().next().unwrap();
                    assert_eq!(place, format!("/{field}"), "{what}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

#[test]
fn bodies_have_to_be_json_and_to_say_so() {
    let api = willing::ports().serve();
    for operation in with_bodies().filter(|operation| !operation.is_lenient()) {
        let request = || {
            let request = Request::new(operation.method, &operation.path());
            let request = operation.with_headers(request);
            operation.served().into_iter().fold(request, Request::bearer)
        };
        for body in ["[]", "{", "null", "\u{feff}[", "{\"a\": \u{0}}"] {
            api.send(request().json(body)).problem(400, "malformed_json");
        }
        let body = operation.body.to_string();
        for media in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
            let request = request().header("Content-Type", media);
            api.send(request.body(&body))
                .problem(415, "unsupported_media_type");
        }
        api.send(request().body(&body))
            .problem(415, "unsupported_media_type");
    }
}

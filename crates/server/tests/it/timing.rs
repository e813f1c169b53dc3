//! Whether an address has an account cannot be told by how long an answer takes.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Client;
use crate::people::{PASSWORD, TOKENS, join_all, sign_up, verify_email};
use crate::premises::Premises;

/// Requests of each kind; odd, so that one stands in the middle.
const REQUESTS: usize = 151;

/// How long the middle of all requests took, for a known and for an unknown address, asked in turns.
fn medians(mut request: impl FnMut(&str)) -> (Duration, Duration) {
    let mut took = |email: &str| {
        let begun = Instant::now();
        request(email);
        begun.elapsed()
    };
    let turns = (0..REQUESTS).map(|turn| (took("hana0@example.com"), took(&format!("nobody{turn:03}@example.com"))));
    let (mut known, mut unknown): (Vec<_>, Vec<_>) = turns.unzip();
    known.sort_unstable();
    unknown.sort_unstable();
    (known[REQUESTS / 2], unknown[REQUESTS / 2])
}

fn compare(what: &str, (known, unknown): (Duration, Duration)) {
    let percent = 100.0 * (known.as_secs_f64() / unknown.as_secs_f64() - 1.0);
    eprintln!("{what}: known {known:?}, unknown {unknown:?}: {percent:+.1} %");
}

fn measure(premises: &Premises) {
    let server = premises.serve(&["--trusted-proxy", "127.0.0.1/32"]);
    let client = Client::of(&server);
    join_all(&client, &premises.mailbox(), 1, |access, code| {
        assert_eq!(verify_email(&client, access, code).status, 204);
    });
    let mut turn = 0;
    let medians_of_sign_ins = medians(|email| {
        turn += 1;
        let client = client.with("X-Forwarded-For", format!("10.{}.{}.1", turn / 256, turn % 256));
        let wrong = json!({"email": email, "password": "five rabbits on the moon"});
        client.post_json(TOKENS, &wrong).problem(401, "invalid_credentials");
    });
    compare(&format!("{} sign-in", premises.url), medians_of_sign_ins);
    let medians_of_resets = medians(|email| {
        let answer = client.post_json("/commerce/auth/password-resets/", &json!({ "email": email }));
        assert_eq!(answer.status, 202);
    });
    compare(&format!("{} reset request", premises.url), medians_of_resets);
    let medians_of_resets = medians(|email| {
        let email = if email.starts_with("hana") { email } else { "nobody@example.com" };
        let answer = client.post_json("/commerce/auth/password-resets/", &json!({ "email": email }));
        assert_eq!(answer.status, 202);
    });
    compare(&format!("{} reset request, same unknown", premises.url), medians_of_resets);
    let medians_of_sign_ups = medians(|email| {
        assert_eq!(sign_up(&client, email, PASSWORD).status, 201);
    });
    compare(&format!("{} sign-up", premises.url), medians_of_sign_ups);
    let medians_of_sign_ups = medians(|email| {
        let email = email.replace("nobody", "body");
        let email = if email.starts_with("hana") { "nobody001@example.com" } else { &email };
        assert_eq!(sign_up(&client, email, PASSWORD).status, 201);
    });
    compare(&format!("{} sign-up, known unverified", premises.url), medians_of_sign_ups);
    let mut turn = 0;
    let medians_of_confirmations = medians(|email| {
        turn += 1;
        let reset = json!({"email": email, "code": "0000000000", "password": PASSWORD});
        let client = client.with("X-Forwarded-For", format!("10.{}.{}.1", turn / 256, turn % 256));
        let answer = client.post_json("/commerce/auth/password-resets/confirm/", &reset);
        answer.problem(400, "invalid_code");
    });
    compare(&format!("{} reset", premises.url), medians_of_confirmations);
}

#[test]
fn measure_sqlite() {
    measure(&Premises::sqlite());
    measure(&Premises::memory());
    if let Some(premises) = Premises::mysql() {
        measure(&premises);
    }
}

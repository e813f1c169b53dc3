//! How long an answer takes does not tell whether an address has an account.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Client;
use crate::people::{PASSWORD, TOKENS, join_all, verify_email};
use crate::premises::Premises;

/// Requests of each kind; odd, so that one stands in the middle.
const REQUESTS: usize = 101;
/// So much of the time the two kinds may differ.
const TOLERANCE: f64 = 0.1;
/// A busy machine gets as many chances. A password that is not hashed for nobody shows in each of them: nearly all of the
/// time goes into it.
const ATTEMPTS: usize = 3;

const KNOWN: &str = "hana0@example.com";

/// What the middle of all requests takes for a known address, compared with an unknown one. They are asked in turns, so
/// that both have the same luck with whatever else the machine does.
fn difference(mut request: impl FnMut(&str)) -> f64 {
    let mut took = |email: &str| {
        let begun = Instant::now();
        request(email);
        begun.elapsed()
    };
    let turn = |turn| (took(KNOWN), took(&format!("nobody{turn}@example.com")));
    let (mut known, mut unknown): (Vec<_>, Vec<_>) = (0..REQUESTS).map(turn).unzip();
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[REQUESTS / 2].as_secs_f64()
    };
    median(&mut known) / median(&mut unknown) - 1.0
}

#[track_caller]
fn take_the_same(mut request: impl FnMut(&str)) {
    let mut seen = Vec::new();
    while seen.len() < ATTEMPTS {
        let difference = difference(&mut request);
        if difference.abs() < TOLERANCE {
            return;
        }
        seen.push(difference);
    }
    panic!("known addresses take longer by these parts of the time: {seen:.2?}");
}

/// A client of a shop in which one address is known.
fn with_one_account(premises: &Premises, check: impl Fn(&Client)) {
    let server = premises.serve(&["--trusted-proxy", "127.0.0.1/32"]);
    let client = Client::of(&server);
    join_all(&client, &premises.mailbox(), 1, |access, code| {
        assert_eq!(verify_email(&client, access, code).status, 204);
    });
    check(&client);
}

fn sign_ins(client: &Client) {
    let mut turn = 0_u32;
    take_the_same(|email| {
        // From somewhere else each time: wrong passwords from one place are made to wait.
        turn += 1;
        let place = format!("10.{}.{}.1", turn / 256, turn % 256);
        let claim = json!({"email": email, "password": "five rabbits on the moon"});
        let answer = client.with("X-Forwarded-For", place).post_json(TOKENS, &claim);
        answer.problem(401, "invalid_credentials");
    });
}

fn resets(client: &Client) {
    take_the_same(|email| {
        let reset = json!({"email": email, "code": "0000000000", "password": PASSWORD});
        let answer = client.post_json("/commerce/auth/password-resets/confirm/", &reset);
        answer.problem(400, "invalid_code");
    });
}

#[test]
fn a_wrong_password_takes_as_long_for_an_address_that_nobody_has() {
    with_one_account(&Premises::sqlite(), sign_ins);
}

#[test]
fn a_wrong_code_takes_as_long_for_an_address_that_nobody_has() {
    with_one_account(&Premises::sqlite(), resets);
}

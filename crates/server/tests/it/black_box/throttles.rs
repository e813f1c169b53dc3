//! What callers may take, and how often they may be wrong.

use serde_json::json;

use super::place::Place;
use super::shop::{PASSWORD, PRODUCTS, RESETS, Shop, TOKENS};
use crate::client::{Answer, Client};

/// A shop behind a proxy on this machine.
fn behind_a_proxy(place: &Place, options: &[&str]) -> Shop {
    place.guarded_with(&[&["--trusted-proxy", "127.0.0.0/8"], options].concat())
}

fn from(shop: &Shop, address: &str) -> Client {
    shop.with("X-Forwarded-For", address)
}

fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post_json(TOKENS, &json!({"email": email, "password": password}))
}

/// How long a refusal asks to wait, in seconds.
#[track_caller]
fn wait(answer: &Answer) -> u64 {
    answer.header("retry-after").unwrap().parse().unwrap()
}

pub(super) fn a_network_has_its_share_and_everybody_else_theirs(place: &Place) {
    let shop = behind_a_proxy(place, &["--rate-limits", "on"]);
    let hana = shop.sign_up("hana@example.com");
    let crowd = from(&shop, "198.51.100.7");
    let first = crowd.get(PRODUCTS);
    assert_eq!(
        first.header("ratelimit-policy"),
        Some(r#""anonymous";q=1200;w=60"#)
    );
    assert_eq!(first.header("ratelimit"), Some(r#""anonymous";r=1199;t=1"#));
    // What costs a password is dear, even when it is nonsense: sixty of these are a minute's share, and neighbours have
    // one together.
    let neighbours = [crowd.clone(), from(&shop, "198.51.100.200")];
    let refused = (0..100)
        .map(|number| neighbours[number % 2].post_json(TOKENS, &json!({})))
        .find(|answer| answer.status != 422);
    let refused = refused.unwrap();
    refused.problem(429, "too_many_requests");
    assert_eq!(wait(&refused), 1, "{refused:?}");
    assert!(
        refused
            .header("ratelimit")
            .unwrap()
            .starts_with(r#""anonymous";r="#)
    );

    let elsewhere = from(&shop, "203.0.113.9");
    elsewhere
        .post_json(TOKENS, &json!({}))
        .problem(422, "invalid_fields");
    // Whoever signed in has a share of their own, wherever they are.
    let hana = hana.with("X-Forwarded-For", "198.51.100.7");
    let seen = hana.get("/commerce/users/me/");
    assert_eq!(seen.header("ratelimit-policy"), Some(r#""account";q=2400;w=60"#));
    seen.ok();
    for free in ["/health/live", "/openapi.json"] {
        assert_eq!(crowd.get(free).header("ratelimit"), None, "{free}");
    }
}

pub(super) fn nobody_counts_where_limits_are_off(place: &Place) {
    let shop = behind_a_proxy(place, &["--rate-limits", "off"]);
    for _ in 0..100 {
        let answer = shop.post_json(TOKENS, &json!({}));
        answer.problem(422, "invalid_fields");
        assert_eq!(answer.header("ratelimit"), None);
    }
}

pub(super) fn wrong_passwords_delay_those_who_guess_and_not_the_owner(place: &Place) {
    let shop = behind_a_proxy(place, &["--rate-limits", "off"]);
    shop.register("hana@example.com");
    let thief = from(&shop, "198.51.100.7");
    let mut slips = 0;
    while sign_in(&thief, "hana@example.com", "a guess").status == 401 {
        slips += 1;
        assert!(slips < 20, "nobody minds");
    }
    assert!(slips >= 5, "a few slips are free, not {slips}");
    let refused = sign_in(&thief, "hana@example.com", "a guess");
    refused.problem(429, "too_many_tries");
    assert!((1..=900).contains(&wait(&refused)));
    // From the same network not even the right password is looked at.
    let neighbour = from(&shop, "198.51.100.8");
    sign_in(&neighbour, "HANA@example.com", PASSWORD).problem(429, "too_many_tries");
    sign_in(&from(&shop, "203.0.113.9"), "hana@example.com", PASSWORD).ok();
    // Other accounts are open to the network.
    sign_in(&thief, "duri@example.com", "a guess").problem(401, "invalid_credentials");
}

pub(super) fn a_header_that_no_proxy_sent_moves_nobody(place: &Place) {
    let shop = place.guarded_with(&["--rate-limits", "off"]);
    shop.register("hana@example.com");
    let mut guesses = (0..20).map(|number| {
        let liar = from(&shop, &format!("198.51.{number}.1"));
        sign_in(&liar, "hana@example.com", "a guess").status
    });
    assert!(
        guesses.any(|status| status == 429),
        "each of them came from a network of its own"
    );
}

pub(super) fn codes_are_sent_a_few_times_an_hour(place: &Place) {
    let shop = place.guarded();
    shop.register("hana@example.com");
    for email in ["hana@example.com", "nobody@example.com"] {
        let ask = || shop.post_json(RESETS, &json!({"email": email}));
        for _ in 0..6 {
            ask().accepted();
        }
        let refused = ask();
        refused.problem(429, "too_many_tries");
        assert!((1..=600).contains(&wait(&refused)));
    }
}

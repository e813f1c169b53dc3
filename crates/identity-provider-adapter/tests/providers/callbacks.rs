//! Callbacks that somebody meddled with: each row is one, and none of them is anybody.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hexmart_application::identity::Redemption;
use hexmart_domain::identity::Provider;
use hexmart_fakes::Persona;
use sha2::{Digest as _, Sha256};

use crate::shop::{
    Shop, Verdict, agreed, callback_of, parameter, redemption_of, redirect_uri, request, verdict,
};

use Part::{Address, Code, Nonce, State, Verifier};
use Provider::{Google, Kakao, Naver};
use Verdict::{Misconfigured, Refused};

/// What of a callback is meddled with.
#[derive(Debug, Clone, Copy)]
enum Part {
    Code,
    Verifier,
    State,
    Nonce,
    Address,
}

const ALL: &[Provider] = &Provider::ALL;
const WITH_PKCE: &[Provider] = &[Kakao, Google];

/// Whose codes are bound to an address, and who says that a wrong one is no code.
const BOUND: &[Provider] = &[Kakao, Naver];

type Tampered = (
    &'static [Provider],
    Part,
    &'static str,
    fn(&str) -> String,
    Verdict,
);

#[rustfmt::skip]
const TAMPERED: &[Tampered] = &[
    (ALL, Code, "none", |_| String::new(), Refused),
    (ALL, Code, "cut short", |code| code.split_at(20).0.to_owned(), Refused),
    (ALL, Code, "with more", |code| format!("{code}A"), Refused),
    (ALL, Code, "in capitals", str::to_uppercase, Refused),
    (ALL, Code, "in blanks", |code| format!(" {code} "), Refused),
    (ALL, Code, "with a line break", |code| format!("{code}\r\nX: y"), Refused),
    (ALL, Code, "with a NUL", |code| format!("{code}\0"), Refused),
    (ALL, Code, "with another parameter", |code| format!("{code}&client_id=x"), Refused),
    (ALL, Code, "encoded twice", |code| format!("%41{code}"), Refused),
    (ALL, Code, "twice", |code| format!("{code},{code}"), Refused),
    (ALL, Code, "a path", |_| "../../v2/user/me".to_owned(), Refused),
    (ALL, Code, "SQL", |_| "' OR 1=1 --".to_owned(), Refused),
    (ALL, Code, "the state", |_| request(Kakao).state, Refused),
    (ALL, Code, "100 kB", |_| "A".repeat(100_000), Refused),
    (WITH_PKCE, Verifier, "another", |verifier| format!("{verifier}A"), Refused),
    (WITH_PKCE, Verifier, "in capitals", str::to_uppercase, Refused),
    (WITH_PKCE, Verifier, "none", |_| String::new(), Refused),
    (WITH_PKCE, Verifier, "the challenge", challenge, Refused),
    (&[Naver], State, "another", |state| format!("{state}A"), Refused),
    (&[Naver], State, "none", |_| String::new(), Refused),
    (&[Google], Nonce, "another", |nonce| format!("{nonce}A"), Refused),
    (&[Google], Nonce, "none", |_| String::new(), Refused),
    (BOUND, Address, "with a slash", |address| format!("{address}/"), Refused),
    (BOUND, Address, "the shop's other", |address| format!("{address}/other"), Refused),
    (BOUND, Address, "in capitals", str::to_uppercase, Refused),
    (BOUND, Address, "none", |_| String::new(), Refused),
    (BOUND, Address, "somebody else's", |_| "https://evil.example.com/".to_owned(), Refused),
    // Google has one word for a code that was given out for another address and for a shop that is set up wrongly.
    (&[Google], Address, "with a slash", |address| format!("{address}/"), Misconfigured),
    (&[Google], Address, "the shop's other", |address| format!("{address}/other"), Misconfigured),
];

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

fn part(callback: &mut Redemption, part: Part) -> &mut String {
    match part {
        Code => &mut callback.code,
        Verifier => &mut callback.code_verifier,
        State => &mut callback.state,
        Nonce => &mut callback.nonce,
        Address => &mut callback.redirect_uri,
    }
}

#[tokio::test]
async fn a_callback_that_was_meddled_with_is_nobody() {
    let shop = Shop::open();
    for (providers, what, how, meddle, expected) in TAMPERED {
        for provider in *providers {
            let adapter = shop.adapter(*provider);
            let mut callback = agreed(&*adapter, Persona::Verified);
            let original = part(&mut callback, *what).clone();
            *part(&mut callback, *what) = meddle(&original);
            let outcome = adapter.redeem(&callback).await;
            let verdict = outcome.as_ref().map_err(verdict);
            assert_eq!(verdict, Err(*expected), "{what:?} {how}, {provider:?}");
        }
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let adapter = shop.adapter(provider);
        let callback = agreed(&*adapter, Persona::Verified);
        assert!(adapter.redeem(&callback).await.is_ok());
        let error = adapter.redeem(&callback).await.unwrap_err();
        assert_eq!(verdict(&error), Refused, "{provider:?}");
    }
}

#[tokio::test]
async fn a_code_that_was_shown_with_a_wrong_proof_is_used_up() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let adapter = shop.adapter(provider);
        let callback = agreed(&*adapter, Persona::Verified);
        let mut stolen = callback.clone();
        stolen.redirect_uri = format!("{}/other", redirect_uri(provider));
        assert!(adapter.redeem(&stolen).await.is_err());
        let error = adapter.redeem(&callback).await.unwrap_err();
        assert_eq!(verdict(&error), Refused, "{provider:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let adapter = shop.adapter(provider);
        let (just, late) = (
            agreed(&*adapter, Persona::Verified),
            agreed(&*adapter, Persona::Verified),
        );
        shop.clock.advance(TimeDelta::seconds(60));
        assert!(adapter.redeem(&just).await.is_ok(), "{provider:?}");
        shop.clock.advance(TimeDelta::seconds(1));
        let error = adapter.redeem(&late).await.unwrap_err();
        assert_eq!(verdict(&error), Refused, "{provider:?}");
    }
}

#[tokio::test]
async fn a_code_of_one_provider_is_nothing_to_another() {
    let shop = Shop::open();
    for from in Provider::ALL {
        for to in Provider::ALL.into_iter().filter(|to| *to != from) {
            let adapter = shop.adapter(to);
            let mut callback = agreed(&*shop.adapter(from), Persona::Verified);
            callback.redirect_uri = redirect_uri(to);
            let error = adapter.redeem(&callback).await.unwrap_err();
            assert_eq!(verdict(&error), Refused, "{from:?} to {to:?}");
        }
    }
}

#[tokio::test]
async fn a_code_of_somebody_elses_sign_in_does_not_fit() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let adapter = shop.adapter(provider);
        let mut request = request(provider);
        request.state = "state-of-the-attacker".to_owned();
        request.nonce = "nonce-of-the-attacker".to_owned();
        request.code_verifier = "verifier-of-the-attacker-with-43-or-more-characters".to_owned();
        let theirs = callback_of(&*adapter, &request, Persona::Second);
        let code = parameter(&theirs, "code").unwrap();
        let injected = redemption_of(provider, code);
        let error = adapter.redeem(&injected).await.unwrap_err();
        assert_eq!(verdict(&error), Refused, "{provider:?}");
    }
}

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::shared::{SessionId, UserId};
use serde_json::{Value, json};

use super::*;

mod bad_claims;
mod bad_tokens;

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

    fn secret(&self) -> [u8; 32] {
        [7; 32]
    }
}

fn noon() -> Instant {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn ring() -> Arc<KeyRing> {
    Arc::new(KeyRing::ephemeral(noon()).unwrap())
}

fn issuer(ring: &Arc<KeyRing>) -> JwtIssuer {
    JwtIssuer::new(Arc::clone(ring), Mint::new(Arc::new(Fixed), Arc::new(Fixed)))
}

fn ann() -> AccessClaims {
    let user: UserId = "USER01JNQ000000000000000000000".parse().unwrap();
    let session: SessionId = "SESS01JNQ000000000000000000001".parse().unwrap();
    AccessClaims {
        user,
        role: Role::Staff,
        state: AccountState::Active,
        session,
        token_version: 7,
    }
}

fn kid(ring: &KeyRing) -> String {
    ring.keys().tokens.newest().kid.clone()
}

fn good_header(ring: &KeyRing) -> Value {
    json!({"typ": "at+jwt", "alg": "HS256", "kid": kid(ring)})
}

fn good_claims() -> Value {
    let now = noon().timestamp();
    json!({
        "iss": "hexmart", "aud": "hexmart", "sub": ann().user.to_string(), "role": "staff", "state": "ACTIVE",
        "sid": ann().session.to_string(), "ver": 7, "iat": now, "nbf": now, "exp": now + 600, "jti": "TOKEN1",
    })
}

/// Signs anything with the right key, as only a bug of ours or a stolen key could.
fn signed(ring: &KeyRing, header: &str, claims: impl AsRef<[u8]>) -> String {
    let secret = *ring.keys().tokens.newest().secret.reveal();
    signed_with(&secret, Algorithm::HS256, header, claims)
}

fn signed_with(secret: &[u8], algorithm: Algorithm, header: &str, claims: impl AsRef<[u8]>) -> String {
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}

#[test]
fn a_token_proves_what_it_was_issued_for() {
    let issuer = issuer(&ring());
    for role in Role::ALL {
        for state in AccountState::ALL {
            let claims = AccessClaims { role, state, ..ann() };
            let access = issuer.issue(claims, noon());
            assert_eq!(access.expires_in, Duration::from_mins(10));
            assert_eq!(issuer.verify(&access.token, noon()), Some(claims));
            assert!(access.token.len() < LONGEST / 2);
        }
    }
}

#[test]
fn the_claims_are_those_of_an_access_token() {
    let ring = ring();
    let token = issuer(&ring).issue(ann(), noon()).token;
    let mut parts = token.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice::<Value>(&bytes)
    });
    assert_eq!(parts.next().unwrap().unwrap(), good_header(&ring));
    let mut issued = parts.next().unwrap().unwrap();
    assert!(issued["jti"].as_str().unwrap().starts_with("TOKEN"));
    issued["jti"] = json!("TOKEN1");
    assert_eq!(issued, good_claims());
}

#[test]
fn a_token_lives_ten_minutes_and_the_leeway() {
    let issuer = issuer(&ring());
    let token = issuer.issue(ann(), noon()).token;
    let at = |seconds| issuer.verify(&token, noon() + TimeDelta::seconds(seconds));
    assert_eq!(at(600 + LEEWAY - 1), Some(ann()));
    assert_eq!(at(600 + LEEWAY), None);
    assert_eq!(at(-LEEWAY), Some(ann()));
    assert_eq!(at(-LEEWAY - 1), None);
}

#[test]
fn a_token_is_good_for_as_long_as_its_key_is_in_the_ring() {
    let ring = ring();
    let issuer = issuer(&ring);
    let first = kid(&ring);
    let old = issuer.issue(ann(), noon()).token;
    ring.add_token_key(noon()).unwrap();
    let new = issuer.issue(ann(), noon()).token;
    assert_eq!(jsonwebtoken::decode_header(&new).unwrap().kid, Some(kid(&ring)));
    assert_eq!(issuer.verify(&old, noon()), Some(ann()));
    assert_eq!(issuer.verify(&new, noon()), Some(ann()));
    ring.retire_token_key(&first).unwrap();
    assert_eq!(issuer.verify(&old, noon()), None);
    assert_eq!(issuer.verify(&new, noon()), Some(ann()));
}

#[test]
fn a_key_that_another_process_added_is_accepted_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.keys");
    let open = || Arc::new(KeyRing::open_or_create(&file, noon()).unwrap().0);
    let (one, other) = (open(), open());
    one.add_token_key(noon()).unwrap();
    let token = issuer(&one).issue(ann(), noon()).token;
    assert_eq!(issuer(&other).verify(&token, noon()), Some(ann()));
}

#[test]
fn nothing_secret_is_printed() {
    let issuer = issuer(&ring());
    let access = issuer.issue(ann(), noon());
    assert!(!format!("{access:?} {issuer:?}").contains(&access.token));
}

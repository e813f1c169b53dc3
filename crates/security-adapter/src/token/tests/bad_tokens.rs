//! Tokens that prove nobody. Each differs in one point from one that is good.

use super::bad_claims::{claims, doubles, times};
use super::*;

/// Why, and the token.
pub(super) type Bad = (String, String);

#[test]
fn no_bad_token_proves_anybody() {
    let ring = ring();
    // What the refusals rest on: made by hand in the same way, with nothing wrong.
    let good = signed(&ring, &good_header(&ring).to_string(), good_claims().to_string());
    assert_eq!(issuer(&ring).verify(&good, noon()), Some(ann()));

    let corpus = [
        signatures(&ring),
        headers(&ring),
        claims(&ring),
        times(&ring),
        doubles(&ring),
        shapes(&ring),
    ]
    .concat();
    assert!(corpus.len() >= 60, "{}", corpus.len());
    for (why, token) in corpus {
        assert_ne!(token, good, "{why}");
        assert_eq!(issuer(&ring).verify(&token, noon()), None, "{why}: {token}");
    }
}

#[test]
fn no_character_can_be_changed() {
    let ring = ring();
    let good = issuer(&ring).issue(ann(), noon()).token;
    for place in 0..good.len() {
        for other in ['A', 'B', 'w', '8', '-', '.', '=', '+', ' ', '\0'] {
            let mut bent: Vec<char> = good.chars().collect();
            if bent[place] == other {
                continue;
            }
            bent[place] = other;
            let bent = String::from_iter(bent);
            assert_eq!(issuer(&ring).verify(&bent, noon()), None, "{bent}");
        }
    }
}

pub(super) fn with(mut value: Value, field: &str, other: Value) -> String {
    value[field] = other;
    value.to_string()
}

pub(super) fn without(mut value: Value, field: &str) -> String {
    value.as_object_mut().unwrap().remove(field);
    value.to_string()
}

fn signatures(ring: &Arc<KeyRing>) -> Vec<Bad> {
    let (header, claims) = (good_header(ring).to_string(), good_claims().to_string());
    let secret = *ring.keys().tokens.newest().secret.reveal();
    let good = signed(ring, &header, &claims);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other = good_claims().to_string().replace("staff", "admin");
    let other = signed(ring, &header, other);
    let forged = |secret: &[u8]| signed_with(secret, Algorithm::HS256, &header, &claims);
    let environment = super::ring();
    let field_key = *ring.keys().fields.newest().secret.reveal();
    let index_key = *ring.keys().index.reveal();
    let retired = super::ring();
    let old = issuer(&retired).issue(ann(), noon()).token;
    let mut bad = vec![
        ("another secret".to_owned(), forged(&[1; 32])),
        ("no secret".to_owned(), forged(b"")),
        (
            "the name of the key for a secret".to_owned(),
            forged(kid(ring).as_bytes()),
        ),
        ("the field key".to_owned(), forged(&field_key)),
        ("the index key".to_owned(), forged(&index_key)),
        ("half of the secret".to_owned(), forged(&secret[..16])),
        (
            "another environment".to_owned(),
            issuer(&environment).issue(ann(), noon()).token,
        ),
        ("a key that was retired elsewhere".to_owned(), old),
        ("no signature".to_owned(), format!("{message}.")),
        ("no signature and no dot".to_owned(), message.to_owned()),
        (
            "the signature of another token".to_owned(),
            format!("{}.{signature}", other.rsplit_once('.').unwrap().0),
        ),
        (
            "half a signature".to_owned(),
            format!("{message}.{}", &signature[..22]),
        ),
        (
            "a signature of zeros".to_owned(),
            format!("{message}.{}", "A".repeat(43)),
        ),
    ];
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let header = with(good_header(ring), "alg", json!(algorithm));
        let token = signed_with(&secret, algorithm, &header, &claims);
        bad.push((format!("{algorithm:?}, well signed"), token));
    }
    for word in [
        "none", "None", "nONE", "HS384", "HS512", "hs256", "RS256", "PS256", "ES256", "EdDSA", "",
    ] {
        let header = with(good_header(ring), "alg", json!(word));
        let token = signed(ring, &header, &claims);
        let bare = token.rsplit_once('.').unwrap().0;
        bad.push((format!("alg {word}, unsigned"), format!("{bare}.")));
        bad.push((format!("alg {word}"), token));
    }
    bad
}

fn headers(ring: &KeyRing) -> Vec<Bad> {
    let long = "k".repeat(10 * 1024);
    let jwk = json!({"kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode([1; 32])});
    let values = [
        ("kid", json!("1")),
        ("kid", json!("")),
        ("kid", json!(" ")),
        ("kid", json!(format!("{}\u{0}", kid(ring)))),
        ("kid", json!(kid(ring).to_uppercase())),
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("/etc/hostname")),
        ("kid", json!("file:///dev/null")),
        ("kid", json!("1' OR '1'='1")),
        ("kid", json!("x' UNION SELECT 'secret' -- ")),
        ("kid", json!("k".repeat(1024))),
        ("kid", json!(long)),
        ("kid", json!([kid(ring)])),
        ("kid", json!(1)),
        ("kid", Value::Null),
        ("typ", json!("JWT")),
        ("typ", json!("rt+jwt")),
        ("typ", json!("id+jwt")),
        ("typ", json!("email+jwt")),
        ("typ", json!("AT+JWT")),
        ("typ", json!("application/at+jwt")),
        ("typ", Value::Null),
        ("alg", json!(["HS256"])),
        ("alg", Value::Null),
        ("jku", json!("https://example.com/keys")),
        ("jwk", jwk.clone()),
        ("x5u", json!("https://example.com/cert")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("cty", json!("JWT")),
        ("zip", json!("DEF")),
        ("nonce", json!("1")),
    ];
    let claims = good_claims().to_string();
    let mut bad: Vec<Bad> = values
        .into_iter()
        .map(|(field, value)| {
            let why = format!("header {field} {value:.40}");
            (why, signed(ring, &with(good_header(ring), field, value), &claims))
        })
        .collect();
    for field in ["alg", "kid", "typ"] {
        let header = without(good_header(ring), field);
        bad.push((format!("header without {field}"), signed(ring, &header, &claims)));
    }
    let own_key = with(good_header(ring), "jwk", jwk);
    bad.push((
        "signed by its own jwk".to_owned(),
        signed_with(&[1; 32], Algorithm::HS256, &own_key, &claims),
    ));
    bad
}

fn shapes(ring: &KeyRing) -> Vec<Bad> {
    let header = good_header(ring).to_string();
    let claims = good_claims().to_string();
    let good = signed(ring, &header, &claims);
    let parts: Vec<&str> = good.split('.').collect();
    let [first, second, third] = parts[..] else {
        panic!("{good}")
    };
    // The last character of a signature holds two bits that are none of it.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = alphabet.find(&good[good.len() - 1..]).unwrap();
    let spare = alphabet.chars().nth(last ^ 1).unwrap();
    let mut bad: Vec<Bad> = [
        "",
        " ",
        ".",
        "..",
        "...",
        "a.b.c",
        "가.나.다",
        "Bearer",
        "null",
        "{}",
        "\0",
    ]
    .map(|text| (format!("garbage {text:?}"), text.to_owned()))
    .to_vec();
    let shaped = [
        ("padding", format!("{good}=")),
        ("a padded header", format!("{first}=.{second}.{third}")),
        ("trailing bytes", format!("{good}AAAA")),
        ("a trailing dot", format!("{good}.")),
        ("a trailing line", format!("{good}\n")),
        ("a leading blank", format!(" {good}")),
        ("a scheme", format!("Bearer {good}")),
        ("two tokens", format!("{good}.{good}")),
        ("two tokens in a list", format!("{good},{good}")),
        ("five parts", format!("{first}.{second}.{third}.{second}.{third}")),
        ("swapped parts", format!("{second}.{first}.{third}")),
        ("a cut token", good[..good.len() - 1].to_owned()),
        ("spare bits", format!("{}{spare}", &good[..good.len() - 1])),
        ("no header", format!(".{second}.{third}")),
        ("no claims", format!("{first}..{third}")),
        (
            "the other alphabet",
            format!("{first}.{second}.+/{}", &third[2..]),
        ),
        ("a quoted token", format!("\"{good}\"")),
        (
            "JSON form",
            json!({"protected": first, "payload": second, "signature": third}).to_string(),
        ),
    ];
    bad.extend(shaped.map(|(why, token)| (why.to_owned(), token)));
    let stuffed = with(good_claims(), "padding", json!("x".repeat(64 * 1024)));
    let bodies = [
        ("64 kB", stuffed),
        ("a list", format!("[{claims}]")),
        ("a text", json!(claims).to_string()),
        ("nothing", String::new()),
        ("null", "null".to_owned()),
        ("an object and more", format!("{claims}{{}}")),
        ("a byte order mark", format!("\u{feff}{claims}")),
    ];
    bad.extend(bodies.map(|(why, body)| (format!("claims: {why}"), signed(ring, &header, body))));
    bad.push(("claims: no text".to_owned(), signed(ring, &header, [0xFF, 0xFE])));
    bad
}

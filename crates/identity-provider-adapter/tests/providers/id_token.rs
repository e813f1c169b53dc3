//! ID tokens that Google did not make, or not for this: each row is one.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use hexmart_application::identity::{ExternalIdentity, IdentityProvider};
use hexmart_application::platform::Clock as _;
use hexmart_domain::identity::Provider;
use hexmart_fakes::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::liar::Liar;
use crate::shop::{Verdict, adapter, redemption_of, request, settings, verdict};
use crate::world::{Counted, SetClock};

/// The key of whom the shop asks.
pub(crate) static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(&Counted::from(100)).unwrap());
/// Somebody else's.
pub(crate) static OTHER: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(&Counted::from(200)).unwrap());

/// A Google whose every word the test chooses.
pub(crate) struct Issuer {
    pub(crate) liar: Liar,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) google: Arc<dyn IdentityProvider>,
}

impl Issuer {
    pub(crate) fn start() -> Self {
        let (liar, clock) = (Liar::start(), Arc::new(SetClock::new()));
        let settings = settings(Provider::Google, Some(liar.url()));
        let google = adapter(settings, Provider::Google, &clock);
        let issuer = Self { liar, clock, google };
        issuer.publish(&json!({ "keys": [KEY.jwk()] }));
        issuer
    }

    pub(crate) fn publish(&self, keys: &Value) {
        self.liar.answer("/oauth2/v3/certs", 200, keys.to_string());
    }

    /// What a token for this sign-in says.
    pub(crate) fn claims(&self) -> Value {
        let now = self.clock.now().timestamp();
        json!({
            "iss": self.liar.url(),
            "azp": "shop-at-google",
            "aud": "shop-at-google",
            "sub": "110169484474386276334",
            "email": "minji.kim@example.com",
            "email_verified": true,
            "name": "김민지",
            "nonce": request(Provider::Google).nonce,
            "iat": now,
            "exp": now + 3600,
        })
    }

    /// The claims with one of them replaced, or left out.
    pub(crate) fn claims_but(&self, name: &str, value: Option<Value>) -> Value {
        let mut claims = self.claims();
        let fields = claims.as_object_mut().unwrap();
        match value {
            Some(value) => fields.insert(name.to_owned(), value),
            None => fields.remove(name),
        };
        claims
    }

    pub(crate) async fn redeem(&self, id_token: &str) -> Result<ExternalIdentity, Verdict> {
        let answer = json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
        self.liar.answer("/token", 200, answer.to_string());
        let redemption = redemption_of(Provider::Google, "code".to_owned());
        let outcome = self.google.redeem(&redemption).await;
        outcome.map_err(|error| verdict(&error))
    }
}

pub(crate) fn signed(claims: &Value) -> String {
    KEY.sign(&KEY.header(), &claims.to_string()).unwrap()
}

fn header_but(name: &str, value: Value) -> Value {
    let mut header = KEY.header();
    header[name] = value;
    header
}

/// A token signed by HMAC with a secret that everybody knows.
fn hmac(secret: &[u8], claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(header_but("alg", json!("HS256")).to_string());
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

fn unsigned(alg: &str, claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(header_but("alg", json!(alg)).to_string());
    format!("{header}.{}.", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// Tokens whose header or signature is wrong, around claims that are right.
fn forged(claims: &Value) -> Vec<(&'static str, String)> {
    let payload = claims.to_string();
    let good = signed(claims);
    let parts: Vec<&str> = good.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let modulus = KEY.jwk()["n"].as_str().unwrap().to_owned();
    let mut altered = claims.clone();
    altered["sub"] = json!("1");
    let altered = URL_SAFE_NO_PAD.encode(altered.to_string());
    let with = |header: &Value| KEY.sign(header, &payload).unwrap();
    let by_other = |header: &Value| OTHER.sign(header, &payload).unwrap();
    let no_key_id = json!({ "alg": "RS256", "typ": "JWT" });
    vec![
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("one part", head.to_owned()),
        ("two parts", format!("{head}.{body}")),
        ("four parts", format!("{good}.{signature}")),
        ("alg none", unsigned("none", claims)),
        ("alg None", unsigned("None", claims)),
        (
            "alg nONE with a signature",
            with(&header_but("alg", json!("nONE"))),
        ),
        ("no alg", with(&json!({ "kid": KEY.id() }))),
        (
            "HS256 by the modulus as it is written",
            hmac(modulus.as_bytes(), claims),
        ),
        (
            "HS256 by the modulus",
            hmac(&URL_SAFE_NO_PAD.decode(&modulus).unwrap(), claims),
        ),
        (
            "HS256 by the whole key",
            hmac(KEY.jwk().to_string().as_bytes(), claims),
        ),
        ("HS256 by nothing", hmac(b"", claims)),
        (
            "RS384 on an RS256 signature",
            with(&header_but("alg", json!("RS384"))),
        ),
        (
            "PS256 on an RS256 signature",
            with(&header_but("alg", json!("PS256"))),
        ),
        (
            "ES256 on an RS256 signature",
            with(&header_but("alg", json!("ES256"))),
        ),
        ("another key under this id", by_other(&KEY.header())),
        ("another key under its own id", by_other(&OTHER.header())),
        (
            "another key that came along",
            by_other(&header_but("jwk", OTHER.jwk())),
        ),
        ("a key that came along", with(&header_but("jwk", KEY.jwk()))),
        (
            "a link to keys",
            with(&header_but("jku", json!("https://evil.example.com/keys"))),
        ),
        (
            "a link to a certificate",
            with(&header_but("x5u", json!("https://evil.example.com/cert"))),
        ),
        ("a certificate", with(&header_but("x5c", json!(["MIIB"])))),
        (
            "an extension that must be understood",
            with(&header_but("crit", json!(["exp"]))),
        ),
        ("no key id", with(&no_key_id)),
        ("an empty key id", with(&header_but("kid", json!("")))),
        (
            "a path for a key id",
            with(&header_but("kid", json!("../../../dev/null"))),
        ),
        ("a number for a key id", with(&header_but("kid", json!(1)))),
        (
            "a key id of 10 kB",
            with(&header_but("kid", json!("k".repeat(10_000)))),
        ),
        ("no signature", format!("{head}.{body}.")),
        ("half a signature", format!("{head}.{body}.{}", &signature[..100])),
        (
            "the signature of other claims",
            format!("{head}.{altered}.{signature}"),
        ),
        (
            "a padded signature",
            format!(
                "{head}.{body}.{}",
                URL_SAFE.encode(URL_SAFE_NO_PAD.decode(signature).unwrap())
            ),
        ),
        ("a line break behind", format!("{good}\n")),
        ("64 kB", KEY.sign(&KEY.header(), &" ".repeat(65_536)).unwrap()),
        (
            "a header that is none",
            format!("{}.{body}.{signature}", URL_SAFE_NO_PAD.encode("[]")),
        ),
    ]
}

/// Tokens whose signature is right, and a claim wrong.
fn untrue(issuer: &Issuer) -> Vec<(String, String)> {
    let now = issuer.clock.now().timestamp();
    let base = issuer.liar.url();
    let rows = [
        ("iss", Some(json!("https://evil.example.com"))),
        ("iss", Some(json!(format!("{base}/")))),
        ("iss", Some(json!(base.to_uppercase()))),
        ("iss", Some(json!(""))),
        ("iss", Some(json!([base]))),
        ("iss", None),
        ("aud", Some(json!("another-shop"))),
        ("aud", Some(json!("SHOP-AT-GOOGLE"))),
        ("aud", Some(json!(["shop-at-google"]))),
        ("aud", Some(json!(["another-shop", "shop-at-google"]))),
        ("aud", None),
        ("azp", Some(json!("another-shop"))),
        ("exp", Some(json!(now - 10))),
        ("exp", Some(json!(now - 86_400))),
        ("exp", Some(json!(0))),
        ("exp", Some(json!(-1))),
        ("exp", Some(json!((now + 3600).to_string()))),
        ("exp", Some(json!(1e300))),
        ("exp", None),
        ("iat", Some(json!(now + 11))),
        ("iat", Some(json!("now"))),
        ("iat", None),
        ("nbf", Some(json!(now + 11))),
        ("nonce", Some(json!("nonce-of-somebody-else"))),
        ("nonce", Some(json!(""))),
        ("nonce", Some(json!(["nonce-of-the-sign-in"]))),
        ("nonce", None),
        ("sub", Some(json!(""))),
        ("sub", Some(json!("1 2"))),
        ("sub", Some(json!("9".repeat(256)))),
        ("sub", Some(json!(110_169_484))),
        ("sub", Some(json!(["1"]))),
        ("sub", None),
        ("email", Some(json!(["minji.kim@example.com"]))),
        ("email_verified", Some(json!("true"))),
        ("email_verified", Some(json!(1))),
    ];
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|(name, value)| {
            let what = format!(
                "{name} = {}",
                value.as_ref().map_or("none".to_owned(), Value::to_string)
            );
            (what, signed(&issuer.claims_but(name, value)))
        })
        .collect();
    let twice = issuer.claims().to_string().replacen('{', r#"{"sub":"1","#, 1);
    for payload in [twice.as_str(), "", "null", "[]", "{", "{}"] {
        let token = KEY.sign(&KEY.header(), payload).unwrap();
        rows.push((format!("the payload {payload:.9}"), token));
    }
    rows
}

#[tokio::test]
async fn a_token_that_google_signed_for_this_says_who_came() {
    let issuer = Issuer::start();
    let came = issuer.redeem(&signed(&issuer.claims())).await.unwrap();
    assert_eq!(came.subject, "110169484474386276334");
    assert_eq!(came.verified_email.unwrap().as_str(), "minji.kim@example.com");
    assert_eq!(came.nickname.as_deref(), Some("김민지"));
}

#[tokio::test]
async fn a_forged_token_is_nobody() {
    let issuer = Issuer::start();
    for (what, token) in forged(&issuer.claims()) {
        assert_eq!(issuer.redeem(&token).await, Err(Verdict::Refused), "{what}");
    }
}

#[tokio::test]
async fn a_token_with_an_untrue_claim_is_nobody() {
    let issuer = Issuer::start();
    for (what, token) in untrue(&issuer) {
        assert_eq!(issuer.redeem(&token).await, Err(Verdict::Refused), "{what}");
    }
}

#[tokio::test]
async fn a_token_is_not_read_when_it_is_far_too_long() {
    let issuer = Issuer::start();
    let padded = |length| signed(&issuer.claims_but("hd", Some(json!("x".repeat(length)))));
    assert!(issuer.redeem(&padded(8 * 1024)).await.is_ok());
    assert_eq!(issuer.redeem(&padded(16 * 1024)).await, Err(Verdict::Refused));
}

#[tokio::test]
async fn what_google_may_leave_out_or_write_otherwise_is_fine() {
    let issuer = Issuer::start();
    let now = issuer.clock.now().timestamp();
    let bare = issuer.liar.url().replace("http://", "");
    for (name, value) in [
        ("iss", Some(json!(bare))),
        ("azp", None),
        ("exp", Some(json!(now - 9))),
        ("iat", Some(json!(now + 10))),
        ("nbf", Some(json!(now))),
        ("name", None),
        ("hd", Some(json!("example.com"))),
    ] {
        let token = signed(&issuer.claims_but(name, value));
        let came = issuer
            .redeem(&token)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(came.verified_email.is_some(), "{name}");
    }
}

#[tokio::test]
async fn an_address_that_google_did_not_prove_does_not_count() {
    let issuer = Issuer::start();
    for (name, value) in [
        ("email_verified", Some(json!(false))),
        ("email_verified", None),
        ("email", Some(json!("nobody"))),
        ("email", None),
    ] {
        let came = issuer.redeem(&signed(&issuer.claims_but(name, value))).await;
        assert_eq!(came.unwrap().verified_email, None, "{name}");
    }
}

#[tokio::test]
async fn without_an_id_token_nobody_came() {
    let issuer = Issuer::start();
    let answer = json!({ "access_token": "at", "token_type": "Bearer" });
    issuer.liar.answer("/token", 200, answer.to_string());
    let redemption = redemption_of(Provider::Google, "code".to_owned());
    let error = issuer.google.redeem(&redemption).await.unwrap_err();
    assert_eq!(verdict(&error), Verdict::Refused);
}

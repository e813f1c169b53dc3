//! What a code is worth, and what a token opens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hexmart_domain::identity::Provider;
use hexmart_fakes::Persona;
use serde_json::{Value, json};

use crate::served::{Answer, PATHS, Paths, Served, but, query};

fn bearer(token: &str) -> Vec<(&'static str, String)> {
    vec![("authorization", format!("Bearer {token}"))]
}

fn get_as(served: &Served, path: &str, token: &str) -> Answer {
    let headers = bearer(token);
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    served.get(path, &headers)
}

#[test]
fn naver_answers_errors_with_200_and_numbers_as_texts() {
    let served = Served::start();
    let paths = &PATHS[1];
    let code = paths.code(&served);
    let good = served.post(paths.token, &Paths::form(&code));
    assert_eq!(good.json()["expires_in"], json!("3600"));
    let again = served.post(paths.token, &Paths::form(&code));
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["error"], json!("invalid_request"));
}

#[test]
fn naver_takes_a_query_as_well() {
    let served = Served::start();
    let paths = &PATHS[1];
    let code = paths.code(&served);
    let form = query(&Paths::form(&code));
    let answer = served.get(&format!("{}?{form}", paths.token), &[]);
    assert!(answer.json()["access_token"].is_string());
}

#[test]
fn a_wrong_form_is_worth_nothing() {
    let served = Served::start();
    for paths in PATHS {
        let mut rows = vec![
            ("grant_type", None, "unsupported_grant_type"),
            ("grant_type", Some("password"), "unsupported_grant_type"),
            ("client_id", None, "invalid_client"),
            ("client_id", Some("another shop"), "invalid_client"),
            ("client_secret", None, "invalid_client"),
            ("client_secret", Some("the shop's secre"), "invalid_client"),
            ("client_secret", Some("The shop's secret"), "invalid_client"),
            ("code", None, "invalid_request"),
        ];
        if paths.provider == Provider::Naver {
            rows.push(("state", None, "invalid_request"));
        } else {
            rows.push(("redirect_uri", None, "invalid_request"));
            rows.push(("code", Some("another code"), "invalid_grant"));
            rows.push((
                "code_verifier",
                Some("nobody asked for one, so it fits nothing"),
                "invalid_grant",
            ));
        }
        for (name, value, error) in rows {
            let code = paths.code(&served);
            let answer = served.post(paths.token, &but(&Paths::form(&code), name, value));
            assert_eq!(
                answer.json()["error"],
                json!(error),
                "{name}={value:?}, {:?}",
                paths.provider
            );
            let naver = paths.provider == Provider::Naver;
            assert_eq!(
                answer.status == 200,
                naver,
                "{name}={value:?}, {:?}",
                paths.provider
            );
        }
    }
}

#[test]
fn a_code_of_one_provider_is_nothing_to_another() {
    let served = Served::start();
    for from in &PATHS {
        for to in PATHS.iter().filter(|to| to.provider != from.provider) {
            let code = from.code(&served);
            let answer = served.post(to.token, &Paths::form(&code));
            assert!(
                answer.json()["error"].is_string(),
                "{:?} to {:?}",
                from.provider,
                to.provider
            );
        }
    }
}

#[test]
fn a_form_that_says_a_thing_twice_is_refused() {
    let served = Served::start();
    for paths in PATHS {
        let code = paths.code(&served);
        let mut form = Paths::form(&code);
        form.push(("code", &code));
        let answer = served.post(paths.token, &form);
        assert_eq!(answer.json()["error"], json!("invalid_request"));
    }
}

#[test]
fn a_token_opens_its_own_provider_for_an_hour() {
    let served = Served::start();
    let tokens = PATHS.map(|paths| {
        let code = paths.code(&served);
        let answer = served.post(paths.token, &Paths::form(&code)).json();
        answer["access_token"].as_str().unwrap().to_owned()
    });
    for (place, paths) in PATHS.iter().enumerate().take(2) {
        for (other, token) in tokens.iter().enumerate() {
            let status = get_as(&served, paths.me, token).status;
            assert_eq!(status, if other == place { 200 } else { 401 });
        }
        assert_eq!(served.get(paths.me, &[]).status, 401);
        assert_eq!(get_as(&served, paths.me, "").status, 401);
    }
    served.clock.advance(TimeDelta::seconds(3601));
    assert_eq!(get_as(&served, PATHS[0].me, &tokens[0]).status, 401);
}

#[test]
fn kakao_writes_as_kakao_does() {
    let served = Served::start();
    let paths = &PATHS[0];
    let code = paths.code(&served);
    let answer = served.post(paths.token, &Paths::form(&code)).json();
    assert_eq!(answer["token_type"], json!("bearer"));
    let me = get_as(&served, paths.me, answer["access_token"].as_str().unwrap()).json();
    let persona = Persona::Verified;
    assert_eq!(me["id"].to_string(), persona.subject(Provider::Kakao));
    assert_eq!(me["properties"]["nickname"], json!(persona.nickname()));
    assert_eq!(me["kakao_account"]["email"], json!(persona.email()));
    assert_eq!(me["kakao_account"]["is_email_valid"], json!(true));
    assert_eq!(me["kakao_account"]["is_email_verified"], json!(true));
}

/// A part of a token, read without a look at the signature.
fn part(token: &str, place: usize) -> Value {
    let text = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

#[test]
fn google_signs_with_the_key_that_it_publishes() {
    let served = Served::start();
    let paths = &PATHS[2];
    let code = paths.code(&served);
    let answer = served.post(paths.token, &Paths::form(&code)).json();
    let token = answer["id_token"].as_str().unwrap();
    let discovery = served.get("/google/.well-known/openid-configuration", &[]).json();
    let keys = served.get("/google/oauth2/v3/certs", &[]).json();
    assert_eq!(
        discovery["jwks_uri"],
        json!(format!("{}/google/oauth2/v3/certs", served.server.url()))
    );
    let key = &keys["keys"][0];
    let header = part(token, 0);
    assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &key["kid"]));
    let (message, signature) = token.rsplit_once('.').unwrap();
    let component = |name: &str| key[name].as_str().unwrap();
    let public = jsonwebtoken::DecodingKey::from_rsa_components(component("n"), component("e")).unwrap();
    let verified = jsonwebtoken::crypto::verify(
        signature,
        message.as_bytes(),
        &public,
        jsonwebtoken::Algorithm::RS256,
    );
    assert!(verified.unwrap());
    let claims = part(token, 1);
    assert_eq!(claims["iss"], discovery["issuer"]);
    assert_eq!(claims["aud"], json!("shop"));
    assert_eq!(claims["email_verified"], json!(true));
    assert_eq!(claims.get("nonce"), None);
    // Nobody asked for the profile.
    assert_eq!(claims.get("name"), None);
}

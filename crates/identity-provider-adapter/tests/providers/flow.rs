//! Signing in as it should be, and as people are.

use hexmart_application::identity::{ExternalIdentity, ProviderError};
use hexmart_domain::identity::{Email, Provider};
use hexmart_fakes::Persona;
use url::Url;

use crate::shop::{
    Shop, Verdict, adapter, agreed, callback, callback_of, parameter, redemption_of, redirect_uri, request,
    settings, verdict,
};
use crate::world::SetClock;

async fn sign_in(shop: &Shop, provider: Provider, persona: Persona) -> ExternalIdentity {
    let adapter = shop.adapter(provider);
    adapter.redeem(&agreed(&*adapter, persona)).await.unwrap()
}

fn as_known(provider: Provider, persona: Persona, email: Option<&str>) -> ExternalIdentity {
    ExternalIdentity {
        provider,
        subject: persona.subject(provider),
        verified_email: email.map(|email| Email::parse(email).unwrap()),
        nickname: Some(persona.nickname().to_owned()),
    }
}

#[tokio::test]
async fn kakao_says_who_came() {
    let shop = Shop::open();
    let (who, provider) = (Persona::Verified, Provider::Kakao);
    let came = sign_in(&shop, provider, who).await;
    assert!(came == as_known(provider, who, who.email()));
}

#[tokio::test]
async fn naver_says_who_came_and_vouches_for_no_address() {
    let shop = Shop::open();
    let (who, provider) = (Persona::Verified, Provider::Naver);
    let came = sign_in(&shop, provider, who).await;
    assert!(came == as_known(provider, who, None));
}

#[tokio::test]
async fn google_says_who_came() {
    let shop = Shop::open();
    let (who, provider) = (Persona::Verified, Provider::Google);
    let came = sign_in(&shop, provider, who).await;
    assert!(came == as_known(provider, who, who.email()));
}

#[tokio::test]
async fn the_same_person_comes_back_and_another_is_another() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let first = sign_in(&shop, provider, Persona::Verified).await;
        assert!(first == sign_in(&shop, provider, Persona::Verified).await);
        assert_ne!(
            first.subject,
            sign_in(&shop, provider, Persona::Second).await.subject
        );
    }
}

#[tokio::test]
async fn without_an_address_or_with_an_unproved_one_there_is_none() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        for who in [Persona::NoEmail, Persona::UnverifiedEmail] {
            let came = sign_in(&shop, provider, who).await;
            assert!(came == as_known(provider, who, None), "{provider:?} {who:?}");
        }
    }
}

#[test]
fn whoever_refuses_comes_back_without_a_code() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let back = callback(&*shop.adapter(provider), Persona::Refuses);
        assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
        assert_eq!(parameter(&back, "state"), Some(request(provider).state));
        assert_eq!(parameter(&back, "code"), None);
    }
}

#[test]
fn a_state_comes_back_to_the_letter() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let mut request = request(provider);
        request.state = "a+b c&d=e#f%20/?가".to_owned();
        let back = callback_of(&*shop.adapter(provider), &request, Persona::Verified);
        assert_eq!(parameter(&back, "state"), Some(request.state));
    }
}

#[tokio::test]
async fn a_shop_with_a_wrong_key_is_told_so() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let redemption = agreed(&*shop.adapter(provider), Persona::Verified);
        let mut secretless = shop.settings(provider);
        secretless.client_secret = "another secret".into();
        let mut stranger = shop.settings(provider);
        stranger.client_id = "another shop".to_owned();
        for wrong in [secretless, stranger] {
            let wrong = adapter(wrong, provider, &shop.clock);
            let error = wrong.redeem(&redemption).await.unwrap_err();
            assert_eq!(verdict(&error), Verdict::Misconfigured, "{provider:?}");
        }
    }
}

#[test]
fn nobody_is_asked_for_a_code_that_was_not_given() {
    let shop = Shop::open();
    let adapter = shop.adapter(Provider::Kakao);
    callback(&*adapter, Persona::Verified);
    assert_eq!(shop.calls("/fake/kakao/oauth/authorize"), 1);
    assert_eq!(shop.calls("/fake/kakao/oauth/token"), 0);
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_unavailable() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    for provider in Provider::ALL {
        let settings = settings(provider, Some(base.clone()));
        let adapter = adapter(settings, provider, &std::sync::Arc::new(SetClock::new()));
        let error = adapter
            .redeem(&redemption_of(provider, "code".to_owned()))
            .await
            .unwrap_err();
        assert!(matches!(error, ProviderError::Unavailable(_)), "{provider:?}");
    }
}

#[test]
fn without_a_base_url_the_browser_goes_to_the_provider_itself() {
    let clock = std::sync::Arc::new(SetClock::new());
    let pkce = ["code_challenge", "code_challenge_method"];
    for (provider, address, more) in [
        (
            Provider::Kakao,
            "https://kauth.kakao.com/oauth/authorize",
            pkce.to_vec(),
        ),
        (
            Provider::Naver,
            "https://nid.naver.com/oauth2.0/authorize",
            vec![],
        ),
        (
            Provider::Google,
            "https://accounts.google.com/o/oauth2/v2/auth",
            [&pkce[..], &["scope", "nonce"]].concat(),
        ),
    ] {
        let adapter = adapter(settings(provider, None), provider, &clock);
        let url: Url = adapter.authorization_url(&request(provider)).parse().unwrap();
        assert_eq!(url.as_str().split('?').next(), Some(address));
        let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let expected = [
            &["response_type", "client_id", "redirect_uri", "state"],
            &more[..],
        ]
        .concat();
        assert_eq!(names, expected);
        assert_eq!(parameter(&url, "redirect_uri"), Some(redirect_uri(provider)));
        assert!(!url.as_str().contains(&request(provider).code_verifier));
    }
}

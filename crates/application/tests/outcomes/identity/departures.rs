//! Going to a provider, and coming back once.

use std::time::Duration;

use hexmart_application::identity::{Arrival, Caller, Departure, Federation, FederationError, Return};
use hexmart_domain::identity::Provider;
use hexmart_domain::shared::Language;

use crate::world::{BACK, World, somebody};

async fn depart(world: &World) -> Departure {
    world.kakao.knows("good", somebody("4711"));
    world.identity.begin(Provider::Kakao, BACK, None).await.unwrap()
}

fn comeback(departure: &Departure) -> Return {
    Return {
        state: departure.state.clone(),
        code: "good".to_owned(),
        binding: departure.binding.clone(),
        language: Language::Korean,
    }
}

async fn complete(world: &World, provider: Provider, comeback: Return) -> Result<Arrival, FederationError> {
    world
        .identity
        .complete(provider, comeback, &Caller::local())
        .await
}

/// Checks that nobody arrived, and that no provider was asked.
async fn assert_invalid(world: &World, provider: Provider, comeback: Return) {
    let answer = complete(world, provider, comeback).await;
    assert!(
        matches!(answer, Err(FederationError::InvalidReturn)),
        "{answer:?}"
    );
    let accounts = world.storage.accounts.page(None, None, 10).await.unwrap();
    assert!(accounts.is_empty(), "{accounts:?}");
    assert_eq!(world.kakao.redeemed.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn only_known_providers_and_redirects_are_gone_to() {
    let world = World::new();
    assert_eq!(world.identity.providers(), [Provider::Kakao, Provider::Naver]);
    let answer = world.identity.begin(Provider::Google, BACK, None).await;
    assert!(matches!(answer, Err(FederationError::NotSetUp)), "{answer:?}");
    let departure = depart(&world).await;
    let answer = complete(&world, Provider::Google, comeback(&departure)).await;
    assert!(matches!(answer, Err(FederationError::NotSetUp)), "{answer:?}");
    for elsewhere in [
        "",
        "https://evil.example/",
        &format!("{BACK}/"),
        &BACK.to_uppercase(),
    ] {
        let answer = world.identity.begin(Provider::Kakao, elsewhere, None).await;
        assert!(
            matches!(answer, Err(FederationError::UnknownRedirect)),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn the_provider_gets_back_what_it_was_sent() {
    let world = World::new();
    let departure = depart(&world).await;
    complete(&world, Provider::Kakao, comeback(&departure))
        .await
        .unwrap();
    let redeemed = world.kakao.redeemed.lock().unwrap();
    assert_eq!(redeemed.len(), 1);
    let sent: Vec<_> = departure.authorization_url.split(' ').collect();
    let back = &redeemed[0];
    assert_eq!(sent, [&back.state, &back.nonce, &back.code_verifier]);
    assert_eq!((back.code.as_str(), back.redirect_uri.as_str()), ("good", BACK));
    // RFC 7636, 4.1: a verifier has 43 characters at least.
    assert!(back.code_verifier.len() >= 43);
    let secrets = [&back.state, &back.nonce, &back.code_verifier, &departure.binding];
    let distinct: std::collections::BTreeSet<_> = secrets.into_iter().collect();
    assert_eq!(distinct.len(), secrets.len());
}

#[tokio::test]
async fn a_departure_has_one_return() {
    let world = World::new();
    let departure = depart(&world).await;
    complete(&world, Provider::Kakao, comeback(&departure))
        .await
        .unwrap();
    let again = complete(&world, Provider::Kakao, comeback(&departure)).await;
    assert!(matches!(again, Err(FederationError::InvalidReturn)), "{again:?}");
    assert_eq!(world.kakao.redeemed.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn of_returns_at_once_one_arrives() {
    let world = World::new();
    let departure = depart(&world).await;
    let returns = (0..5).map(|_| complete(&world, Provider::Kakao, comeback(&departure)));
    let answers = futures_util::future::join_all(returns).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(world.kakao.redeemed.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_return_of_another_browser_or_provider_uses_the_departure_up() {
    let tampered: [fn(Return) -> Return; 3] = [
        |back| Return {
            binding: String::new(),
            ..back
        },
        |back| Return {
            binding: back.state.clone(),
            ..back
        },
        |back| Return {
            binding: back.binding.to_uppercase(),
            ..back
        },
    ];
    for tamper in tampered {
        let world = World::new();
        let departure = depart(&world).await;
        assert_invalid(&world, Provider::Kakao, tamper(comeback(&departure))).await;
        assert_invalid(&world, Provider::Kakao, comeback(&departure)).await;
    }
    let world = World::new();
    let departure = depart(&world).await;
    assert_invalid(&world, Provider::Naver, comeback(&departure)).await;
    assert_invalid(&world, Provider::Kakao, comeback(&departure)).await;
}

#[tokio::test]
async fn a_state_that_nobody_was_given_is_worth_nothing() {
    let world = World::new();
    let departure = depart(&world).await;
    for state in ["", "00", &departure.binding, &departure.state.to_uppercase()] {
        let back = Return {
            state: state.to_owned(),
            ..comeback(&departure)
        };
        assert_invalid(&world, Provider::Kakao, back).await;
    }
    // The true one was not touched.
    complete(&world, Provider::Kakao, comeback(&departure))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_binding_of_another_departure_does_not_fit() {
    let world = World::new();
    let (victim, attacker) = (depart(&world).await, depart(&world).await);
    let foisted = Return {
        binding: victim.binding.clone(),
        ..comeback(&attacker)
    };
    assert_invalid(&world, Provider::Kakao, foisted).await;
}

#[tokio::test]
async fn a_return_after_ten_minutes_is_too_late() {
    for (early, good) in [(true, true), (false, false)] {
        let world = World::new();
        let departure = depart(&world).await;
        let end = world.now() + Duration::from_mins(10);
        world.turn_to(if early { end - crate::given::TICK } else { end });
        if good {
            complete(&world, Provider::Kakao, comeback(&departure))
                .await
                .unwrap();
        } else {
            assert_invalid(&world, Provider::Kakao, comeback(&departure)).await;
        }
    }
}

#[tokio::test]
async fn what_a_provider_says_no_to_writes_nothing() {
    let world = World::new();
    for (code, is_refusal) in [("bad", true), ("down", false), ("keys", false)] {
        let departure = depart(&world).await;
        let back = Return {
            code: code.to_owned(),
            ..comeback(&departure)
        };
        let answer = complete(&world, Provider::Kakao, back).await;
        let expected = match answer {
            Err(FederationError::Refused) => is_refusal,
            Err(FederationError::Unavailable(_)) => !is_refusal,
            _ => false,
        };
        assert!(expected, "{code}: {answer:?}");
    }
    let accounts = world.storage.accounts.page(None, None, 10).await.unwrap();
    assert!(accounts.is_empty(), "{accounts:?}");
}

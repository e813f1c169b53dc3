//! Providers that are slow or broken.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{IdentityProvider, ProviderError, Redemption};
use hexmart_domain::identity::Provider;
use hexmart_fakes::Persona;
use tokio::time::Instant;

use crate::liar::Liar;
use crate::shop::{Shop, adapter, agreed, redemption_of, settings, token_path};
use crate::world::SetClock;

/// Waits until a question has arrived, which takes real time, and skips all the time from then on: nothing else happens.
async fn given_up(
    adapter: Arc<dyn IdentityProvider>,
    redemption: Redemption,
    arrived: impl Fn() -> bool,
) -> (ProviderError, Duration) {
    let begun = Instant::now();
    let waiting = tokio::spawn(async move { adapter.redeem(&redemption).await });
    while !arrived() {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    let error = waiting.await.unwrap().unwrap_err();
    let waited = begun.elapsed();
    tokio::time::resume();
    (error, waited)
}

fn assert_after_five_seconds(error: &ProviderError, waited: Duration, provider: Provider) {
    assert!(matches!(error, ProviderError::Unavailable(_)), "{provider:?}");
    assert!(waited >= Duration::from_secs(5), "{provider:?} {waited:?}");
    assert!(waited < Duration::from_secs(6), "{provider:?} {waited:?}");
}

#[tokio::test]
async fn a_provider_that_never_answers_is_given_up_after_five_seconds() {
    for provider in Provider::ALL {
        let shop = Shop::open();
        let adapter = shop.adapter(provider);
        let redemption = agreed(&*adapter, Persona::Hang);
        let path = format!("/fake/{}{}", provider.as_str(), token_path(provider));
        let (error, waited) = given_up(adapter, redemption, || shop.calls(&path) > 0).await;
        assert_after_five_seconds(&error, waited, provider);
        let calls = shop.fakes.calls();
        let token_call = calls.iter().find(|call| call.path == path);
        assert_eq!(token_call.unwrap().status, None, "{provider:?}");
    }
}

#[tokio::test]
async fn a_provider_that_never_comes_to_an_end_is_given_up_as_well() {
    for provider in Provider::ALL {
        let liar = Liar::start();
        let half = "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"access_token\":";
        liar.begin(token_path(provider), half);
        let clock = Arc::new(SetClock::new());
        let adapter = adapter(settings(provider, Some(liar.url())), provider, &clock);
        let redemption = redemption_of(provider, "code".to_owned());
        let arrived = || liar.count(token_path(provider)) > 0;
        let (error, waited) = given_up(adapter, redemption, arrived).await;
        assert_after_five_seconds(&error, waited, provider);
    }
}

#[tokio::test]
async fn a_broken_provider_is_unavailable() {
    let shop = Shop::open();
    for provider in Provider::ALL {
        let adapter = shop.adapter(provider);
        let redemption = agreed(&*adapter, Persona::Breaks);
        let error = adapter.redeem(&redemption).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unavailable(_)), "{provider:?}");
    }
}

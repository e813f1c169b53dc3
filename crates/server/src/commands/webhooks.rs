use hexmart_application::webhooks::{WebhookError, Webhooks};
use hexmart_domain::webhooks::{DeliveryState, WebhookEndpoint};

use super::shop::{OpenShop, open};
use crate::cli::{DeliveryIdsArgs, ShopArgs, WebhookIdArgs};
use crate::failure::{Exit, Failure};
use crate::terminal;

/// The most failed deliveries that are shown of each webhook.
const MOST: u64 = 20;

fn failed(error: WebhookError) -> Failure {
    match error {
        WebhookError::Store(error) => Failure::of_store("cannot look after webhooks", &error),
        refusal => {
            Failure::new(Exit::Failed, refusal.to_string()).cure("hexmart webhooks list shows what there is")
        }
    }
}

/// Lists endpoints, and the newest deliveries that did not arrive.
pub(super) async fn list(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args).await?;
    let webhooks = shop.webhooks();
    let endpoints = webhooks.endpoints().await;
    let endpoints = endpoints.map_err(|error| failed(error.into()))?;
    for endpoint in &endpoints {
        show(&*webhooks, endpoint).await?;
    }
    if endpoints.is_empty() {
        terminal::say("no webhooks")?;
    }
    Ok(())
}

async fn show(webhooks: &dyn Webhooks, endpoint: &WebhookEndpoint) -> Result<(), Failure> {
    let sheet = &endpoint.sheet;
    let events: Vec<_> = sheet.events.iter().collect();
    let state = match (sheet.enabled, endpoint.failing_since) {
        (false, _) => "not enabled".to_owned(),
        (true, Some(since)) => format!("failing since {since}"),
        (true, None) => "well".to_owned(),
    };
    terminal::say(&format!(
        "{} {} {}: {state}",
        endpoint.id,
        sheet.url.as_str(),
        events.join(",")
    ))?;
    let lost = webhooks.deliveries(endpoint.id, Some(DeliveryState::Failed), None, MOST);
    for delivery in lost.await.map_err(failed)? {
        let why = delivery.last_error.unwrap_or_default();
        terminal::say(&format!(
            "  {} {} made {} tried {} times: {why}",
            delivery.id, delivery.kind, delivery.created_at, delivery.tries
        ))?;
    }
    Ok(())
}

/// Puts a test on its way.
pub(super) async fn test(args: WebhookIdArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args.shop).await?;
    let delivery = shop.webhooks().test(args.id).await.map_err(failed)?;
    terminal::say(&format!("{} is on its way", delivery.id))
}

/// Puts deliveries on their way again.
pub(super) async fn replay(args: DeliveryIdsArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args.shop).await?;
    let webhooks = shop.webhooks();
    for id in args.ids {
        webhooks.replay(id).await.map_err(failed)?;
        terminal::say(&format!("{id} is on its way again"))?;
    }
    Ok(())
}

use std::sync::Arc;

use hexmart_domain::shared::{Instant, UserId, WebhookId};
use hexmart_domain::webhooks::WebhookEndpoint;

use super::{WebhookService, event};
use crate::platform::{Abort, AuditAction, note, transact};
use crate::webhooks::WebhookError;

impl WebhookService {
    pub(super) async fn add(
        &self,
        actor: Option<UserId>,
        endpoint: WebhookEndpoint,
    ) -> Result<WebhookEndpoint, WebhookError> {
        let vault = Arc::clone(&self.vault);
        transact(&*self.store, "add_webhook", move |uow| {
            let (endpoint, vault) = (endpoint.clone(), Arc::clone(&vault));
            Box::pin(async move {
                if uow.webhooks().all().await?.len() >= WebhookEndpoint::MOST {
                    return Err(Abort::Refused(WebhookError::TooMany));
                }
                uow.webhooks().add(&endpoint).await?;
                let made = event(actor, AuditAction::WebhookMade, &endpoint, endpoint.created_at);
                note(uow, made, &*vault).await?;
                Ok(endpoint)
            })
        })
        .await
    }

    /// Changes an endpoint, if it still is as the caller saw it.
    pub(super) async fn save<F>(
        &self,
        id: WebhookId,
        seen: Option<i64>,
        (actor, action, now): (Option<UserId>, AuditAction, Instant),
        change: F,
    ) -> Result<WebhookEndpoint, WebhookError>
    where
        F: Fn(WebhookEndpoint) -> WebhookEndpoint + Send + Sync + 'static,
    {
        let (vault, change) = (Arc::clone(&self.vault), Arc::new(change));
        transact(&*self.store, "change_webhook", move |uow| {
            let (vault, change) = (Arc::clone(&vault), Arc::clone(&change));
            Box::pin(async move {
                let before = uow.webhooks().find(id).await?;
                let before = before.ok_or(Abort::Refused(WebhookError::Unknown))?;
                if seen.is_some_and(|seen| seen != before.version) {
                    return Err(Abort::Refused(WebhookError::Stale));
                }
                let after = change(before);
                uow.webhooks().save(&after).await?;
                note(uow, event(actor, action, &after, now), &*vault).await?;
                Ok(after)
            })
        })
        .await
    }

    pub(super) async fn take_away(&self, actor: Option<UserId>, id: WebhookId) -> Result<(), WebhookError> {
        let (vault, now) = (Arc::clone(&self.vault), self.mint.now());
        transact(&*self.store, "remove_webhook", move |uow| {
            let vault = Arc::clone(&vault);
            Box::pin(async move {
                let endpoint = uow.webhooks().find(id).await?;
                let endpoint = endpoint.ok_or(Abort::Refused(WebhookError::Unknown))?;
                uow.webhooks().remove(&endpoint).await?;
                let removed = event(actor, AuditAction::WebhookRemoved, &endpoint, now);
                note(uow, removed, &*vault).await?;
                Ok(())
            })
        })
        .await
    }
}

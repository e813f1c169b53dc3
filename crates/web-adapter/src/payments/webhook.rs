use actix_web::http::StatusCode;
use hexmart_application::payments::WebhookMessage;
use hexmart_domain::payments::Provider;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{Nothing, json};

/// A message as the provider makes it.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "a message is documented here and never read as a value")]
pub(crate) struct ProviderMessage(Vec<u8>);

/// Hear what a payment provider says
///
/// For the provider alone. A message is a hint: the provider is asked whether it is so. Whatever it was, it is answered with
/// 200, so that it is not sent again; a forged one is not, and neither is one that cannot be kept.
#[utoipa::path(post, path = "/commerce/webhooks/payments/{provider}/", operation_id = "hear_payment_provider", tag = "payments",
    params(("provider" = String, Path, description = "Which provider", example = "toss")),
    request_body(content = ProviderMessage, description = "At most 64 KiB, of whatever type", content_type = "application/json"),
    responses((status = 200, description = "It was heard.", body = Nothing)))]
pub(crate) async fn hear(mut call: Call) -> Answer {
    let provider = Provider::from_word(call.segment("provider"));
    let provider = provider.ok_or_else(|| Problem::of(Code::NotFound))?;
    let body = call.message().await?.to_vec();
    let headers = call.request.headers().iter();
    let message = WebhookMessage {
        headers: headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body,
        now: call.state.services.clock.now(),
    };
    let payments = call.state.services.payments.clone();
    let command = async move { payments.hear(provider, message).await };
    call.state.detached(command).await?;
    json(StatusCode::OK, 2, &Nothing {})
}

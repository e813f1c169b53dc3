use hexmart_domain::webhooks::{
    EventPatterns, EventPatternsError, WebhookDescription, WebhookSheet, WebhookUrl,
};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::body::{Fault, Form, flag, text, words};
use crate::problem::Problem;

/// All that is said about an endpoint.
#[derive(ToSchema)]
#[schema(as = WebhookSheet)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct WebhookSheetBody {
    /// Where events are sent: HTTPS, on the public internet.
    #[schema(max_length = 500, example = "https://erp.example.com/hooks/hexmart")]
    url: String,
    #[schema(min_length = 1, max_length = 200, example = "ERP")]
    description: Option<String>,
    /// Names of events, groups such as `order.*`, or `*` for all.
    #[schema(min_items = 1, max_items = 30, example = json!(["order.*", "stock.low"]))]
    events: Vec<String>,
    /// Whether it is sent anything; it is unless said otherwise.
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

/// More patterns than there are events say nothing more.
const MOST: usize = 30;

fn patterns(raw: &RawValue) -> Result<EventPatterns, Fault> {
    let words = words(raw)?;
    if words.len() > MOST {
        return Err(Fault::TooMany { most: MOST });
    }
    EventPatterns::parse(words).map_err(|error| match error {
        EventPatternsError::Nothing => Fault::Required,
        EventPatternsError::Unknown(_) => Fault::UnknownEvent,
    })
}

pub(super) fn read(body: &[u8]) -> Result<WebhookSheet, Problem> {
    let mut form = Form::of(body)?;
    let url = form.required("url", |raw| {
        WebhookUrl::parse(&text(raw)?).map_err(Fault::WebhookUrl)
    });
    let description = form.optional("description", |raw| Ok(WebhookDescription::parse(text(raw)?)?));
    let events = form.required("events", patterns);
    let enabled = form.optional("enabled", flag).unwrap_or(true);
    let sheet = url.zip(events).map(|(url, events)| WebhookSheet {
        url,
        description,
        events,
        enabled,
    });
    form.finish_strict(sheet)
}

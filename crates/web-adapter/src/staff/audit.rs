use actix_web::http::StatusCode;
use hexmart_application::platform::AuditEntry;
use hexmart_domain::shared::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::cursor_page::with_one_more;
use crate::query::Query;
use crate::wire::{self, example, json};

/// One page of the audit log.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditList<'a> {
    entries: Vec<AuditEntryBody<'a>>,
    page: AuditPageBody,
}

/// How long a page may be, and where the next one starts.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
struct AuditPageBody {
    #[schema(example = 30)]
    size: u64,
    /// `after` of the next page; null on the last one.
    #[schema(example = 30)]
    next_after: Option<i64>,
}

/// One thing that somebody did.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct AuditEntryBody<'a> {
    /// Its place in the log, from 1.
    #[schema(example = 1)]
    position: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    at: Instant,
    /// Who did it; null for the command line.
    #[schema(example = example::user_id)]
    actor: Option<String>,
    #[schema(example = "account.role_changed")]
    action: &'static str,
    /// To what.
    #[schema(example = example::user_id)]
    subject: &'a str,
    /// Why or how.
    #[schema(example = "operator")]
    note: &'a str,
}

impl<'a> From<&'a AuditEntry> for AuditEntryBody<'a> {
    fn from(entry: &'a AuditEntry) -> Self {
        let event = &entry.event;
        Self {
            position: entry.position,
            at: event.at,
            actor: event.actor.map(|actor| actor.to_string()),
            action: event.action.as_str(),
            subject: &event.subject,
            note: &event.note,
        }
    }
}

/// Read the audit log
#[utoipa::path(get, path = "/commerce/staff/audit/", operation_id = "list_audit", tag = "staff",
    params(
        ("after" = Option<u64>, Query, description = "Only what stands behind this position; 0 unless said", minimum = 0),
        ("page_size" = Option<u64>, Query, description = "Entries per page; 30 unless said", minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "The page, oldest first.", body = AuditList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let after = query.number("after", 0..=i64::MAX.unsigned_abs(), 0);
    let size = query.page_size();
    query.finish_strict()?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut entries = call
        .state
        .services
        .audit
        .after(after, with_one_more(size))
        .await?;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = entries.len() <= length;
    entries.truncate(length);
    let next_after = entries.last().filter(|_| !is_last).map(|entry| entry.position);
    let body = AuditList {
        entries: entries.iter().map(AuditEntryBody::from).collect(),
        page: AuditPageBody { size, next_after },
    };
    json(StatusCode::OK, 4096, &body)
}

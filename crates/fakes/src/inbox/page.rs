use std::fmt::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::{Channel, Letter};
use crate::html::{self, escape};
use crate::state::State;

#[derive(Deserialize)]
pub(crate) struct Filter {
    to: Option<String>,
}

/// `GET /fake/inbox/`: a page for those who ask for HTML, JSON for all others.
pub(crate) async fn show(state: Data<State>, request: HttpRequest, filter: Query<Filter>) -> HttpResponse {
    let letters = state.inbox.letters(filter.to.as_deref());
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        return page(&letters);
    }
    HttpResponse::Ok()
        .insert_header((VARY, "Accept"))
        .json(json!({ "messages": letters }))
}

fn page(letters: &[Letter]) -> HttpResponse {
    let mut body = String::new();
    if letters.is_empty() {
        body.push_str("<p>아직 아무것도 없습니다. · Nothing yet.</p>\n");
    }
    for letter in letters {
        let channel = match letter.channel {
            Channel::Mail => "메일 mail",
            Channel::Sms => "문자 text message",
        };
        // Writing to a text never fails.
        let _written = writeln!(
            body,
            "<article>\n<h2>{}</h2>\n<p>{channel} → {} · <time>{}</time></p>\n<pre>{}</pre>\n</article>",
            escape(letter.subject.as_deref().unwrap_or("–")),
            escape(&letter.to),
            letter.at.to_rfc3339(),
            escape(&letter.body),
        );
    }
    let mut answer = html::page(StatusCode::OK, "받은 편지함 · Inbox", &body);
    answer
        .headers_mut()
        .insert(VARY, actix_web::http::header::HeaderValue::from_static("Accept"));
    answer
}

//! What people see of a provider.

use std::fmt::Write as _;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use hexmart_domain::identity::Provider;
use url::Url;

use crate::authorize::Refusal;
use crate::grants::Grant;
use crate::html::{self, escape};
use crate::persona::Persona;

fn name(provider: Provider) -> &'static str {
    match provider {
        Provider::Kakao => "카카오 Kakao",
        Provider::Naver => "네이버 Naver",
        Provider::Google => "구글 Google",
    }
}

/// The page that asks. `query` is the question itself, which each choice repeats.
pub(crate) fn page(provider: Provider, grant: &Grant, redirect_uri: &Url, query: &str) -> HttpResponse {
    let title = format!("{} (모의 서버 · fake)", name(provider));
    let mut body = format!(
        "<p>누구로 로그인할까요? · Who signs in?</p>\n<p><code>{}</code> → <code>{}</code></p>\n<ul>\n",
        escape(&grant.client),
        escape(redirect_uri.as_str()),
    );
    for persona in Persona::ALL {
        let (korean, english) = persona.description();
        // Writing to a text never fails.
        let _written = writeln!(
            body,
            "<li><a href=\"?{}&amp;persona={}\">{}</a> – {korean} · {english}</li>",
            escape(query),
            persona.as_str(),
            persona.nickname(),
        );
    }
    body.push_str("</ul>\n");
    html::page(StatusCode::OK, &title, &body)
}

/// The page of a question that is not put to anybody.
pub(crate) fn refusal(provider: Provider, refusal: Refusal) -> HttpResponse {
    let title = format!("{} (모의 서버 · fake)", name(provider));
    let code = match (provider, refusal) {
        (Provider::Kakao, Refusal::Client) => "KOE101",
        (Provider::Kakao, Refusal::Redirect) => "KOE006",
        (Provider::Google, Refusal::Redirect) => "redirect_uri_mismatch",
        (Provider::Naver | Provider::Google, Refusal::Client) => "invalid_client",
        (Provider::Naver, Refusal::Redirect) | (_, Refusal::Request(_)) => "invalid_request",
    };
    let detail = match refusal {
        Refusal::Request(parameter) => parameter,
        Refusal::Client => "client_id",
        Refusal::Redirect => "redirect_uri",
    };
    let body = format!(
        "<p>잘못된 요청입니다. · The request is wrong.</p>\n<p><code>{code}</code>: <code>{detail}</code></p>\n"
    );
    html::page(StatusCode::BAD_REQUEST, &title, &body)
}

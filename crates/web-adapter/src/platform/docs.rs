use std::future::{Ready, ready};
use std::sync::{Arc, LazyLock};

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use utoipa_swagger_ui::Config;

use crate::call::{Answer, Call};
use crate::openapi::openapi_json;
use crate::problem::{Code, Problem};

/// What the page may do: run its own script, which writes styles and shows images of its own, and call this API.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

static DOCUMENT: LazyLock<String> = LazyLock::new(openapi_json);
static UI: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::new(["/openapi.json"])));

/// This document.
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "platform",
    responses((status = 200, description = "The OpenAPI document.", body = Object)))]
pub(crate) fn openapi(_: Call) -> Ready<Answer> {
    let json = HeaderValue::from_static("application/json");
    ready(Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, json))
        .body(DOCUMENT.as_str())))
}

/// This document, as a page to read and try.
#[utoipa::path(get, path = "/docs/", operation_id = "docs", tag = "platform",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
pub(crate) fn docs(Call { request, .. }: Call) -> Ready<Answer> {
    if request.path().ends_with('/') {
        return ready(file("index.html"));
    }
    // The page names its files relative to itself.
    ready(Ok(HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, HeaderValue::from_static("/docs/")))
        .finish()))
}

/// A file of the page.
#[utoipa::path(get, path = "/docs/{file}", operation_id = "docs_file", tag = "platform",
    params(("file" = String, Path, description = "Its name", example = "swagger-ui.css")),
    responses((status = 200, description = "The file.", body = String, content_type = "*/*")))]
pub(crate) fn docs_file(Call { segments, .. }: Call) -> Ready<Answer> {
    ready(file(segments.get("file")))
}

fn file(name: &str) -> Answer {
    let found = utoipa_swagger_ui::serve(name, Arc::clone(&UI));
    let found = found.map_err(|error| Problem::internal(error.to_string()))?;
    let file = found.ok_or_else(|| Problem::of(Code::NotFound))?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
    Ok(response
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE)))
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}

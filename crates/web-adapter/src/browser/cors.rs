//! Which pages may call the API (<https://fetch.spec.whatwg.org/#http-cors-protocol>).
//!
//! Not actix-cors: a middleware would stand outside of [`dispatch`](crate::dispatch), and its refusals would be no
//! problems. There are no cookies, so that `Access-Control-Allow-Credentials` is never sent.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpRequest, HttpResponse};

use super::Origin;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const SENT: HeaderValue = HeaderValue::from_static(
    "Accept-Language, Authorization, Cart-Token, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id",
);
const SHOWN: HeaderValue = HeaderValue::from_static(
    "Cart-Token, Content-Language, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, \
     X-Request-Id",
);
/// How long a browser remembers what it may do, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The site on the list whose page sent the request.
fn site<'a>(sites: &'a [Origin], request: &HttpRequest) -> Option<&'a Origin> {
    let sent = request.headers().get(ORIGIN)?;
    sites.iter().find(|site| site.header() == sent)
}

/// What a browser is answered that asks what it may do on behalf of a page of a listed site. Whoever else asks is
/// answered as everybody: the address does not know this method.
pub(crate) fn preflight(sites: &[Origin], request: &HttpRequest) -> Option<HttpResponse> {
    let asks =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return None;
    }
    site(sites, request)?;
    Some(
        HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, SENT))
            .insert_header((ACCESS_CONTROL_MAX_AGE, REMEMBERED))
            .finish(),
    )
}

/// Lets the page of a listed site read the answer.
pub(crate) fn share(sites: &[Origin], request: &HttpRequest, headers: &mut HeaderMap) {
    if sites.is_empty() {
        return;
    }
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(site) = site(sites, request) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, site.header().clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    }
}

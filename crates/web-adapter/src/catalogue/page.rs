use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, LINK};
use serde::Serialize;
use utoipa::ToSchema;

/// Which page it is, and where the next one starts.
#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct PageBody {
    /// Products per page.
    #[schema(example = 30)]
    pub(super) size: u64,
    /// Its number, from 1; null where the page was asked for by cursor.
    #[schema(example = 1)]
    pub(super) index: Option<u64>,
    /// The cursor of the next page; null on the last one, and in lists that have none.
    pub(super) next_cursor: Option<String>,
    /// Whether there is a next page.
    pub(super) has_more: bool,
    /// How many products there are on all pages; null unless that was asked.
    #[schema(example = 60)]
    pub(super) total: Option<u64>,
}

/// The address of another page of the same list: the same query with another place in it.
pub(super) fn address(path: &str, query: &str, place: &str, at: &str) -> String {
    let mut address = format!("{path}?");
    for pair in query.split('&') {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if !matches!(name, "" | "cursor" | "page_index") {
            address.push_str(pair);
            address.push('&');
        }
    }
    address.push_str(place);
    address.push('=');
    address.push_str(at);
    address
}

/// Says where the next page is (RFC 8288), unless the query has bytes that no header takes.
pub(super) fn link_next(response: &mut HttpResponse, address: &str) {
    if let Ok(link) = HeaderValue::try_from(format!("<{address}>; rel=\"next\"")) {
        response.headers_mut().insert(LINK, link);
    }
}

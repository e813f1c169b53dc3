//! Products and the tree of categories over HTTP.

pub(crate) mod assortment;
pub(crate) mod categories;
pub(crate) mod create;
pub(crate) mod deals;
pub(crate) mod edit;
pub(crate) mod etag;
mod facets;
pub(crate) mod fields;
mod filters;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod media;
mod page;
mod params;
pub(crate) mod parts;
pub(crate) mod pictures;
pub(crate) mod search;
pub(crate) mod sheet;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod variants;

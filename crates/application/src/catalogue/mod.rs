//! Products: creating them, listing them, showing one.

mod inbound;
mod ports;
mod service;

pub use inbound::{
    Browse, BrowseError, Catalogue, CreateProductError, CreatedProduct, ListedProduct, NewProduct, PageAt,
    ProductPage, ShowProductError, ShownProduct,
};
pub use ports::{CatalogueQueries, NameFilter, ProductCard, ProductDetail, ProductRepository, Window};
pub use service::CatalogueService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockCatalogue;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockCatalogueQueries, MockProductRepository};

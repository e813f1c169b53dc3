//! Products: creating and editing them, listing them, showing one; their pictures, and the tree they hang in.

mod feed;
mod freshness;
mod inbound;
mod listing;
mod queries;
mod repositories;
mod service;

pub use feed::{ChangeFeed, FeedEntry, FeedPage};
pub use freshness::{AlwaysFresh, Freshness};
pub use inbound::{
    Browse, BrowseError, Catalogue, Categories, CategoriesError, CreateProductError, CreatedProduct,
    EditProduct, EditProductError, ListedProduct, Merchandising, NewCategory, NewPicture, NewProduct, PageAt,
    Particulars, PictureError, PictureOrder, PlacedCategory, ProductPage, ProductSheet, ShowProductError,
    ShownProduct, ShownVariant, VariantPlan,
};
pub use listing::{ListFilter, ListSort, Mark, NameFilter, Window};
pub use queries::{
    CatalogueQueries, Counters, ProductCard, ProductDetail, ProductHistory, SellerBadge, VariantStock,
};
pub use repositories::{CategoryRepository, CounterChange, ProductRepository};
pub use service::{CatalogueService, CategoriesService, MerchandisingService, catalogue_jobs, picture_key};

pub(crate) use service::{
    Drafts, PictureFailure, PictureFiles, add_draft, editor, fitted, keep_stocked, opening, save_edited,
};

#[cfg(any(test, feature = "testing"))]
pub use feed::MockChangeFeed;
#[cfg(any(test, feature = "testing"))]
pub use inbound::{MockCatalogue, MockCategories, MockMerchandising};
#[cfg(any(test, feature = "testing"))]
pub use queries::MockCatalogueQueries;
#[cfg(any(test, feature = "testing"))]
pub use repositories::{MockCategoryRepository, MockProductRepository};

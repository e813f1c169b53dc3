use async_trait::async_trait;
use hexmart_domain::catalogue::{Description, Price, Product, ProductName};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{ProductId, Quantity, UserId};
use thiserror::Error;

use super::{NameFilter, ProductCard};
use crate::marketplace::Authority;
use crate::platform::StoreError;

/// What can be done with the catalogue.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Creates a product and opens its stock ledger, in one transaction.
    async fn create_product(
        &self,
        product: NewProduct,
        authority: Authority,
    ) -> Result<CreatedProduct, CreateProductError>;

    /// Creates many, all or none, in the order given. For seeds and imports; at most about a thousand at once.
    async fn create_products(
        &self,
        products: Vec<NewProduct>,
        authority: Authority,
    ) -> Result<Vec<CreatedProduct>, CreateProductError>;

    /// One page of the list, oldest first.
    async fn browse(&self, browse: Browse) -> Result<ProductPage, BrowseError>;

    /// One product, priced for the viewer.
    async fn show(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
    ) -> Result<ShownProduct, ShowProductError>;
}

/// What a product is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProduct {
    /// What it is called.
    pub name: ProductName,
    /// What there is to say about it.
    pub description: Description,
    /// What one piece costs.
    pub price: Price,
    /// Pieces it starts with.
    pub stock: Quantity,
}

/// A product as it was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedProduct {
    /// The product.
    pub product: Product,
    /// Pieces it starts with.
    pub stock: Quantity,
}

/// Which page of which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browse {
    /// Only names that contain this.
    pub name: Option<NameFilter>,
    /// Products per page, 1 to [`Browse::MAX_SIZE`].
    pub size: u64,
    /// Where the page starts.
    pub at: PageAt,
}

impl Browse {
    /// The largest page.
    pub const MAX_SIZE: u64 = 200;
    /// How far into a list a page can be asked for by number; further on, each page would cost more than the last.
    pub const MAX_SKIP: u64 = 10_000;
}

/// Where a page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAt {
    /// At the page of this number, from 1.
    Index(u64),
    /// Behind this product.
    After(ProductId),
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPage {
    /// Its products.
    pub products: Vec<ListedProduct>,
    /// The product behind which the next page starts; none on the last page.
    pub next: Option<ProductId>,
}

/// A product with what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProduct {
    /// The product.
    pub card: ProductCard,
    /// What it costs, without coupons.
    pub quote: Quote,
}

/// A product with what it costs the viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownProduct {
    /// The product.
    pub card: ProductCard,
    /// What it costs, with the viewer's best coupon.
    pub quote: Quote,
}

/// Why products were not created.
#[derive(Debug, Clone, Error)]
pub enum CreateProductError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there is no page.
#[derive(Debug, Clone, Error)]
pub enum BrowseError {
    /// The page exists, but lies deeper than [`Browse::MAX_SKIP`]: it starts behind this product.
    #[error("page {index} is too deep to be asked for by number")]
    TooDeep {
        /// The page that was asked for.
        index: u64,
        /// Behind which product it starts.
        after: ProductId,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a product is not shown.
#[derive(Debug, Clone, Error)]
pub enum ShowProductError {
    /// There is none.
    #[error("there is no such product")]
    UnknownProduct,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

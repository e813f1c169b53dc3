use async_trait::async_trait;
use hexmart_domain::catalogue::{
    Attribute, Category, Description, EditError, Lifecycle, MatrixError, OptionGroup, Price, Product,
    ProductName, Sku, Tag, Variant, VariantDraft,
};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{CategoryId, ProductId, Quantity, UserId};
use thiserror::Error;

use crate::catalogue::{ListFilter, ListSort, Mark, ProductCard, ProductDetail};
use crate::marketplace::Authority;
use crate::platform::{StoreError, UniqueKey};

/// What everybody can do with the catalogue, and how products come into it.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Creates a product and opens the stock ledgers of its variants, in one transaction.
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

    /// One page of the list.
    async fn browse(&self, browse: Browse) -> Result<ProductPage, BrowseError>;

    /// One product, priced for the viewer.
    async fn show(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
    ) -> Result<ShownProduct, ShowProductError>;

    /// The listed ones of these products, in the order asked for, without coupons.
    async fn cards(&self, products: &[ProductId]) -> Result<Vec<ListedProduct>, StoreError>;

    /// The products with the highest discounts, at most 200.
    async fn best_deals(&self, limit: u64) -> Result<Vec<ListedProduct>, StoreError>;
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
    /// Pieces it starts with, if it has no options.
    pub stock: Quantity,
    /// Everything else.
    pub particulars: Particulars,
}

impl NewProduct {
    /// A product of nothing but the essentials.
    pub fn plain(name: ProductName, description: Description, price: Price, stock: Quantity) -> Self {
        Self {
            name,
            description,
            price,
            stock,
            particulars: Particulars::default(),
        }
    }
}

/// What need not be said about a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// Under which number it is kept; its id when nothing is said. Not beside variants, which have their own.
    pub sku: Option<Sku>,
    /// Where it hangs in the tree.
    pub category: Option<CategoryId>,
    /// Words it shares with others.
    pub tags: Vec<Tag>,
    /// What can be compared.
    pub attributes: Vec<Attribute>,
    /// What can be chosen, and what is sold; none for a product without options.
    pub variants: Option<VariantPlan>,
    /// What is decided about it; to be on sale when nothing is said.
    pub lifecycle: Option<Lifecycle>,
}

/// Options and the variants they make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantPlan {
    /// What can be chosen.
    pub options: Vec<OptionGroup>,
    /// What is sold.
    pub variants: Vec<VariantDraft>,
}

/// A product as it was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedProduct {
    /// The product.
    pub product: Product,
    /// Pieces it starts with, all variants together.
    pub stock: Quantity,
}

/// Which page of which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browse {
    /// Which products. [`ListFilter::categories`] is filled from `category`.
    pub filter: ListFilter,
    /// Only in this category or below it.
    pub category: Option<CategoryId>,
    /// In which order.
    pub sort: ListSort,
    /// Products per page, 1 to [`Browse::MAX_SIZE`].
    pub size: u64,
    /// Where the page starts.
    pub at: PageAt,
    /// Whether to count all products that pass.
    pub with_total: bool,
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
    /// Behind this place.
    After(Mark),
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPage {
    /// Its products.
    pub products: Vec<ListedProduct>,
    /// The place behind which the next page starts; none on the last page.
    pub next: Option<Mark>,
    /// How many products there are on all pages, if that was asked.
    pub total: Option<u64>,
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
    pub detail: ProductDetail,
    /// What it costs, with the viewer's best coupon.
    pub quote: Quote,
    /// Its variants, each with what it costs the viewer.
    pub variants: Vec<ShownVariant>,
    /// The way to its category, the root first.
    pub category_path: Vec<Category>,
}

/// A variant with what it costs the viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownVariant {
    /// The variant.
    pub variant: Variant,
    /// Pieces that can be had.
    pub available: Quantity,
    /// What it costs.
    pub quote: Quote,
}

/// Why products were not created.
#[derive(Debug, Clone, Error)]
pub enum CreateProductError {
    /// There is no such category.
    #[error("there is no such category")]
    UnknownCategory,
    /// Another variant of the same seller has a SKU of these products.
    #[error("the SKU is taken")]
    SkuTaken,
    /// Options and variants do not go together.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    /// Whoever creates it may not decide that about it.
    #[error(transparent)]
    Refused(#[from] EditError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CreateProductError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::Sku) => Self::SkuTaken,
            other => Self::Store(other),
        }
    }
}

/// Why there is no page.
#[derive(Debug, Clone, Error)]
pub enum BrowseError {
    /// The page exists, but lies deeper than [`Browse::MAX_SKIP`]: it starts behind this place.
    #[error("page {index} is too deep to be asked for by number")]
    TooDeep {
        /// The page that was asked for.
        index: u64,
        /// Behind which place it starts.
        after: Mark,
    },
    /// There is no such category.
    #[error("there is no such category")]
    UnknownCategory,
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

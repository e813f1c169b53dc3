#![cfg_attr(
    any(test, feature = "testing"),
    expect(
        clippy::ref_option_ref,
        reason = "mockall hands optional words to its matchers by reference"
    )
)]

use async_trait::async_trait;
use hexmart_domain::catalogue::{
    AltText, EditError, MatrixError, Picture, PicturesError, Product, ProductEdit,
};
use hexmart_domain::shared::{PictureId, ProductId};
use thiserror::Error;

use super::{Browse, BrowseError, ProductPage, VariantPlan};
use crate::catalogue::{ProductHistory, VariantStock};
use crate::marketplace::Authority;
use crate::media::{ObjectError, PictureFault};
use crate::platform::{StoreError, UniqueKey};

/// What those who keep the catalogue can do: the shop's people with every product, sellers with their own. To a seller
/// another's product does not exist.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Merchandising: Send + Sync {
    /// A product with all that can be edited about it, whatever its state.
    async fn sheet(&self, product: ProductId, authority: Authority)
    -> Result<ProductSheet, EditProductError>;

    /// One page of a list in which products of every state can be. A seller sees its own alone.
    async fn assortment(&self, browse: Browse, authority: Authority) -> Result<ProductPage, BrowseError>;

    /// Edits a product, and writes the history of it; the same product when the edit changes nothing.
    async fn edit(&self, edit: EditProduct, authority: Authority) -> Result<ProductSheet, EditProductError>;

    /// What was changed about a product, newest first, before a version, at most `limit`; of one field if it is named.
    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
        authority: Authority,
    ) -> Result<ProductHistory, EditProductError>;

    /// Adds a picture behind the others; answers it. Nothing is left behind when it fails.
    async fn add_picture(
        &self,
        picture: NewPicture,
        authority: Authority,
    ) -> Result<(ProductSheet, Picture), PictureError>;

    /// Orders the pictures, and says what they show; those that are not named are removed.
    async fn arrange_pictures(
        &self,
        order: PictureOrder,
        authority: Authority,
    ) -> Result<ProductSheet, PictureError>;
}

/// A product as those see it who keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSheet {
    /// The product.
    pub product: Product,
    /// The stock of its variants, in their order.
    pub stock: Vec<VariantStock>,
}

/// A wanted edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditProduct {
    /// Of which product.
    pub product: ProductId,
    /// The version that the editor saw; none to edit whatever is there.
    pub expected: Option<i64>,
    /// What is to be different. Its `matrix` is made from `variants`.
    pub edit: ProductEdit,
    /// The options and variants it is to have. An existing variant is told by its SKU and keeps its stock; if none has
    /// the SKU of the first one of today, the first new one of the plan takes its place and its stock. If none is new,
    /// the first one of the plan does, and neither may have any.
    pub variants: Option<VariantPlan>,
}

/// A picture to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPicture {
    /// To which product.
    pub product: ProductId,
    /// The file.
    pub file: Vec<u8>,
    /// What it shows.
    pub alt: Option<AltText>,
}

/// Pictures as they are to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureOrder {
    /// Of which product.
    pub product: ProductId,
    /// The version that the editor saw; none to order whatever is there.
    pub expected: Option<i64>,
    /// The pictures that stay, in their order, with what they show.
    pub pictures: Vec<(PictureId, Option<AltText>)>,
}

/// Why a product stays as it is.
#[derive(Debug, Clone, Error)]
pub enum EditProductError {
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// The product was changed since the editor saw it; it has this version now.
    #[error("the product was changed meanwhile")]
    Outdated {
        /// The version it has.
        version: i64,
    },
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] EditError),
    /// Options and variants do not go together.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    /// A variant that is to go has stock.
    #[error("a variant that has stock cannot go")]
    VariantInStock {
        /// Its SKU.
        sku: String,
    },
    /// There is no such category.
    #[error("there is no such category")]
    UnknownCategory,
    /// Another variant of the same seller has the SKU.
    #[error("the SKU is taken")]
    SkuTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for EditProductError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::Sku) => Self::SkuTaken,
            other => Self::Store(other),
        }
    }
}

/// Why pictures stay as they are.
#[derive(Debug, Clone, Error)]
pub enum PictureError {
    /// The file is no picture for us.
    #[error(transparent)]
    Fault(#[from] PictureFault),
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] PicturesError),
    /// The product could not be edited.
    #[error(transparent)]
    Product(#[from] EditProductError),
    /// The files could not be kept.
    #[error(transparent)]
    Objects(#[from] ObjectError),
}

impl From<StoreError> for PictureError {
    fn from(error: StoreError) -> Self {
        Self::Product(error.into())
    }
}

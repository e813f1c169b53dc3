//! What the shop offers: products with their variants and pictures, and the tree of categories.

mod attribute;
mod category;
mod change;
mod edit;
mod forest;
mod lifecycle;
mod matrix;
mod picture;
mod price;
mod product;
mod sku;

pub use attribute::{
    Attribute, AttributeName, AttributeText, AttributeValue, AttributesError, check_attributes,
};
pub use category::{Category, CategoryLabel, CategoryName};
pub use change::{FieldChange, ProductChange};
pub use edit::{EditError, Editor, ProductEdit};
pub use forest::{Forest, ForestError, Place};
pub use lifecycle::{Lifecycle, ProductState};
pub use matrix::{MatrixError, OptionGroup, OptionName, OptionValue, Variant, VariantDraft, arrange};
pub use picture::{AltText, Picture, PicturesError};
pub use price::{Price, PriceError};
pub use product::{Description, Product, ProductName, Tag, TagsError, check_tags};
pub use sku::{Sku, SkuError};

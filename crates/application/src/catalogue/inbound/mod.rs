//! What can be done with the catalogue: by shoppers, by those who keep it, and with its tree.

mod catalogue;
mod categories;
mod merchandising;

pub use catalogue::{
    Browse, BrowseError, Catalogue, CreateProductError, CreatedProduct, ListedProduct, NewProduct, PageAt,
    Particulars, ProductPage, ShowProductError, ShownProduct, ShownVariant, VariantPlan,
};
pub use categories::{Categories, CategoriesError, NewCategory, PlacedCategory};
pub use merchandising::{
    EditProduct, EditProductError, Merchandising, NewPicture, PictureError, PictureOrder, ProductSheet,
};

#[cfg(any(test, feature = "testing"))]
pub use catalogue::MockCatalogue;
#[cfg(any(test, feature = "testing"))]
pub use categories::MockCategories;
#[cfg(any(test, feature = "testing"))]
pub use merchandising::MockMerchandising;

use hexmart_domain::shared::{CategoryId, Instant, ProductId, SellerId};

/// What the index knows of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDocument {
    /// Which product: a document replaces an earlier one of the same product.
    pub product: ProductId,
    /// What it is called; ranks above everything else.
    pub name: String,
    /// What there is to say about it.
    pub description: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its category and all those above it, the outermost first.
    pub category_path: Vec<CategoryId>,
    /// What those categories are called, in every language.
    pub category_names: Vec<String>,
    /// Who sells it; none when the shop itself does.
    pub seller: Option<SellerId>,
    /// What it costs after its discount, before coupons, scaled by 10,000.
    pub sale_price: i64,
    /// Its discount in hundredths of a percent; 0 without one.
    pub deal: i64,
    /// Whether a piece can be had.
    pub in_stock: bool,
    /// When it came into the catalogue.
    pub created_at: Instant,
    /// Pieces that were sold.
    pub sales: i64,
    /// People who wish for it.
    pub likes: i64,
    /// The mean of its stars in hundredths; 0 without any.
    pub stars: i64,
}

/// One thing for an index to learn. Learning it twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexChange {
    /// The product is like this now.
    Upsert(Box<SearchDocument>),
    /// The product is not to be found any more.
    Remove(ProductId),
}

impl IndexChange {
    /// What it is about.
    pub fn product(&self) -> ProductId {
        match self {
            Self::Upsert(document) => document.product,
            Self::Remove(product) => *product,
        }
    }
}

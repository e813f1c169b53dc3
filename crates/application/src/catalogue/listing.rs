use hexmart_domain::catalogue::{Lifecycle, Tag};
use hexmart_domain::shared::{CategoryId, Instant, ProductId, fold_case};

use crate::marketplace::Ownership;

/// Which products a list shows. What is none does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListFilter {
    /// What was decided about them; what everybody sees is [`Lifecycle::OnSale`]. Never empty.
    pub lifecycles: Vec<Lifecycle>,
    /// Only names that contain this.
    pub name: Option<NameFilter>,
    /// Only these.
    pub among: Option<Vec<ProductId>>,
    /// Only in one of these categories: a category and all below it.
    pub categories: Option<Vec<CategoryId>>,
    /// Only what this owner sells.
    pub owner: Option<Ownership>,
    /// Costs at least this after the discount, scaled by 10,000.
    pub price_from: Option<i64>,
    /// Costs at most this after the discount, scaled by 10,000.
    pub price_to: Option<i64>,
    /// Whether a piece can be had, of whatever variant.
    pub in_stock: Option<bool>,
    /// Whether a discount runs.
    pub on_sale: Option<bool>,
    /// Has this tag, folded.
    pub tag: Option<Tag>,
    /// Came into the catalogue at this instant or later.
    pub created_from: Option<Instant>,
    /// Came into the catalogue before this instant.
    pub created_to: Option<Instant>,
}

impl Default for ListFilter {
    /// What everybody sees.
    fn default() -> Self {
        Self {
            lifecycles: vec![Lifecycle::OnSale],
            name: None,
            among: None,
            categories: None,
            owner: None,
            price_from: None,
            price_to: None,
            in_stock: None,
            on_sale: None,
            tag: None,
            created_from: None,
            created_to: None,
        }
    }
}

/// In which order; among equals always the oldest first, or with [`ListSort::Recent`] and [`ListSort::PriceDown`] and all
/// others that begin with the most, the newest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ListSort {
    /// The oldest first.
    #[default]
    Oldest,
    /// The newest first.
    Recent,
    /// The cheapest first, after the discount.
    PriceUp,
    /// The dearest first, after the discount.
    PriceDown,
    /// The highest discount first.
    Discount,
    /// What sold most first.
    Sales,
    /// What most people wish for first.
    Popularity,
    /// The best stars first.
    Stars,
}

impl ListSort {
    /// Every order.
    pub const ALL: [Self; 8] = [
        Self::Oldest,
        Self::Recent,
        Self::PriceUp,
        Self::PriceDown,
        Self::Discount,
        Self::Sales,
        Self::Popularity,
        Self::Stars,
    ];

    /// Whether it runs from the smallest to the largest, by its own measure and then by id.
    pub const fn is_ascending(self) -> bool {
        matches!(self, Self::Oldest | Self::PriceUp)
    }
}

/// Part of a name, compared without regard to case; every character stands for itself, `%` and `_` too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameFilter(String);

impl NameFilter {
    /// A filter for names that contain `part`; none when it is empty.
    pub fn containing(part: &str) -> Option<Self> {
        (!part.is_empty()).then(|| Self(fold_case(part)))
    }

    /// What the folded name must contain.
    pub fn folded(&self) -> &str {
        &self.0
    }
}

/// A place in a sorted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// What the list is sorted by, of the product: its price after the discount scaled by 10,000, its discount in hundredths of
    /// a percent, its count, its mean of stars in hundredths; 0 where the id alone decides.
    pub key: i64,
    /// Which product.
    pub product: ProductId,
}

/// Which stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Only what comes behind this place.
    pub after: Option<Mark>,
    /// How many to leave out from there.
    pub skip: u64,
    /// How many at most.
    pub limit: u64,
}

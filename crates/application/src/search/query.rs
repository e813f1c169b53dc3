use hexmart_domain::shared::{CategoryId, ProductId, SellerId};

use super::FeedPosition;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchQuery {
    /// The words, as they were typed; at most [`SearchQuery::MAX_TEXT`] characters.
    pub text: String,
    /// What else a product must be.
    pub filter: SearchFilter,
    /// What comes first.
    pub sort: SearchSort,
    /// How many hits to leave out, at most [`SearchQuery::MAX_SKIP`].
    pub skip: u64,
    /// How many hits to answer, at most 200.
    pub limit: u64,
}

impl SearchQuery {
    /// The longest text that is looked for, in characters.
    pub const MAX_TEXT: usize = 200;
    /// How far into the hits one can go.
    pub const MAX_SKIP: u64 = 10_000;
}

/// What a hit must be, beside matching the words. What is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SearchFilter {
    /// In this category or below it.
    pub category: Option<CategoryId>,
    /// Sold by this seller.
    pub seller: Option<SellerId>,
    /// Costs at least this, scaled by 10,000.
    pub price_from: Option<i64>,
    /// Costs at most this, scaled by 10,000.
    pub price_to: Option<i64>,
    /// Whether a piece can be had.
    pub in_stock: Option<bool>,
    /// Whether a discount runs.
    pub on_sale: Option<bool>,
    /// Has this tag.
    pub tag: Option<String>,
}

/// What comes first among hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SearchSort {
    /// What matches best; among equals what sells most, then what is newest.
    #[default]
    Relevance,
    /// The newest.
    Recent,
    /// The cheapest.
    PriceUp,
    /// The dearest.
    PriceDown,
    /// The highest discount.
    Discount,
    /// What sells most.
    Sales,
    /// What most people wish for.
    Popularity,
    /// The best stars.
    Stars,
}

/// Where one price band ends and the next begins, in whole units of the currency: below 10,000, 10,000 to below 30,000
/// and so on, and from 1,000,000.
pub const PRICE_BANDS: [i64; 6] = [10_000, 30_000, 50_000, 100_000, 300_000, 1_000_000];

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchHits {
    /// The hits, best first.
    pub products: Vec<ProductId>,
    /// How many there are altogether.
    pub total: u64,
    /// How they spread.
    pub facets: Facets,
}

/// How all hits spread, each list with the largest count first (price bands in their order), at most 50 entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By category; a hit counts in its category and in all above it.
    pub categories: Vec<Facet<CategoryId>>,
    /// By seller; what the shop itself sells is not counted.
    pub sellers: Vec<Facet<SellerId>>,
    /// By price band: the number of the band, counted from 0 at the cheapest. See [`PRICE_BANDS`].
    pub price_bands: Vec<Facet<usize>>,
    /// How many can be had.
    pub in_stock: u64,
}

/// How many hits share something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet<T> {
    /// What they share.
    pub value: T,
    /// How many.
    pub count: u64,
}

/// What somebody may be about to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The text to look for.
    pub text: String,
    /// In how many products it occurs, roughly: more is more likely.
    pub weight: u64,
}

/// Products whose names contain a text, as far as the index knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameCandidates {
    /// In the order of their ids.
    pub products: Vec<ProductId>,
    /// Whether more lie behind the last one.
    pub more: bool,
    /// What is not in the index yet is in the feed behind this position.
    pub known_to: FeedPosition,
}

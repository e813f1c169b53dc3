//! Products, the tree of categories, lists, and the feed of what changed.

mod categories;
mod feed;
mod list;
mod products;
mod queries;
mod views;

pub(crate) use feed::{Fed, is_noticed};

use hexmart_application::catalogue::{CounterChange, Counters};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::Product;
use hexmart_domain::reviews::ReviewTally;
use hexmart_domain::shared::{SellerId, fold_case};

/// A product as it lies in its table.
#[derive(Clone)]
pub(crate) struct ProductRow {
    product: Product,
    /// Its name in the form that filters compare.
    folded_name: String,
    /// Whether a discount ran when it was written, and nobody noticed its end yet.
    is_deal: bool,
}

impl From<&Product> for ProductRow {
    fn from(product: &Product) -> Self {
        Self {
            folded_name: fold_case(product.name.as_str()),
            is_deal: product.deal(product.updated_at).is_some(),
            product: product.clone(),
        }
    }
}

impl ProductRow {
    pub(crate) fn product(&self) -> &Product {
        &self.product
    }

    fn owner(&self) -> Ownership {
        self.product.seller.map_or(Ownership::Shop, Ownership::Seller)
    }
}

/// The SKUs of a product, as they must be unique.
fn sku_keys(product: &Product) -> impl Iterator<Item = (Option<SellerId>, String)> {
    let skus = product.variants.iter().map(|variant| variant.sku.key());
    skus.map(|sku| (product.seller, sku))
}

/// What was counted about a product: the sum of the stars, not their mean, so that nothing is lost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally(CounterChange);

impl Tally {
    /// Never below zero.
    fn plus(self, change: CounterChange) -> Self {
        let sum = |own: i64, more: i64| own.saturating_add(more).max(0);
        Self(CounterChange {
            sales: sum(self.0.sales, change.sales),
            likes: sum(self.0.likes, change.likes),
            ratings: sum(self.0.ratings, change.ratings),
            stars: sum(self.0.stars, change.stars),
        })
    }

    /// How many wish for it.
    pub(crate) const fn wishers(self) -> i64 {
        self.0.likes
    }

    /// Whether reviews and wishes are counted as they are.
    pub(crate) fn agrees(self, reviews: &ReviewTally, wishers: i64) -> bool {
        (self.0.ratings, self.0.stars, self.0.likes) == (reviews.count(), reviews.stars(), wishers)
    }

    /// The mean is the sum in half hundredths and half a hundredth on top, by twice the count: rounded half-up.
    fn counters(self) -> Counters {
        let CounterChange {
            sales,
            likes,
            ratings,
            stars,
        } = self.0;
        let halves = stars.saturating_mul(200).saturating_add(ratings);
        Counters {
            sales,
            likes,
            ratings,
            stars: halves.checked_div(ratings.saturating_mul(2)).unwrap_or(0),
        }
    }
}

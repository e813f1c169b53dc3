//! Counting anew what is counted as it happens.

use hexmart_domain::reviews::ReviewTally;
use hexmart_domain::shared::ProductId;

use crate::tables::Tables;

impl Tables {
    /// Products of which something else is counted than there is.
    pub(super) fn miscounted_products(&self) -> impl Iterator<Item = ProductId> {
        self.products.keys().copied().filter(|product| {
            let of_product = self.reviews.values().filter(|review| review.product == *product);
            let recount = of_product.map(|review| ReviewTally::of(review));
            let recount = recount.fold(ReviewTally::default(), ReviewTally::plus);
            let counted = self.review_tallies.get(product);
            let counted = counted.map_or_else(ReviewTally::default, |tally| **tally);
            let tally = self.tallies.get(product).map(|tally| **tally).unwrap_or_default();
            counted != recount || !tally.agrees(&recount, self.wishers(*product))
        })
    }
}

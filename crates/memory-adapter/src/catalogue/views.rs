//! What is shown of a product.

use hexmart_application::catalogue::{
    Counters, ListSort, Mark, ProductCard, ProductDetail, SellerBadge, VariantStock,
};
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Product, Variant};
use hexmart_domain::shared::{Instant, Percentage, ProductId, Quantity, SellerId, UserId};

use super::list::{hundredths, ten_thousandths};
use super::{ProductRow, Tally};
use crate::tables::Tables;

impl Tables {
    /// What a list shows of a product, whatever its state.
    pub(crate) fn product_card(&self, product: ProductId, now: Instant) -> Option<ProductCard> {
        let row = self.products.get(&product)?;
        Some(self.card(row, self.mark(row, ListSort::Oldest, now), now))
    }

    pub(super) fn card(&self, row: &ProductRow, mark: Mark, now: Instant) -> ProductCard {
        let product = &row.product;
        ProductCard {
            id: product.id,
            name: product.name.as_str().to_owned(),
            description: product.description.as_str().to_owned(),
            price: product.price,
            available: self.available(product),
            discount: product.deal(now),
            seller: product.seller,
            category: product.category,
            lifecycle: product.lifecycle,
            picture: product.pictures.first().cloned(),
            variants: u32::try_from(product.variants.len()).unwrap_or(u32::MAX),
            counters: self.counters(product.id),
            mark,
            created_at: product.created_at,
            updated_at: product.updated_at,
        }
    }

    pub(super) fn detail(&self, row: &ProductRow, viewer: Option<UserId>, now: Instant) -> ProductDetail {
        let product = &row.product;
        let variant = |variant: &Variant| (variant.clone(), pieces(self.sellable(variant.item).1));
        ProductDetail {
            card: self.card(row, self.mark(row, ListSort::Oldest, now), now),
            seller: product.seller.and_then(|seller| self.badge(seller)),
            tags: product.tags.clone(),
            attributes: product.attributes.clone(),
            options: product.options.clone(),
            variants: product.variants.iter().map(variant).collect(),
            pictures: product.pictures.clone(),
            coupon: viewer.and_then(|viewer| self.best_coupon(viewer, now)),
        }
    }

    pub(super) fn document(&self, row: &ProductRow, now: Instant) -> SearchDocument {
        let product = &row.product;
        let counters = self.counters(product.id);
        SearchDocument {
            product: product.id,
            name: product.name.as_str().to_owned(),
            description: product.description.as_str().to_owned(),
            tags: product.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            category_path: product.category.into_iter().collect(),
            category_names: Vec::new(),
            seller: product.seller,
            sale_price: ten_thousandths(product.sale_price(now)),
            deal: hundredths(product.deal(now)),
            in_stock: self.is_in_stock(product),
            created_at: product.created_at,
            sales: counters.sales,
            likes: counters.likes,
            stars: counters.stars,
        }
    }

    /// The product with the stock of its variants.
    pub(super) fn sheet(&self, row: &ProductRow) -> (Product, Vec<VariantStock>) {
        let stock = row.product.variants.iter().map(|variant| {
            let (on_hand, available) = self.sellable(variant.item);
            VariantStock {
                item: variant.item,
                on_hand: pieces(on_hand),
                available: pieces(available),
            }
        });
        (row.product.clone(), stock.collect())
    }

    /// Of all variants together, wherever they can be sold, as of their newest events.
    fn available(&self, product: &Product) -> Quantity {
        let variants = product.variants.iter();
        pieces(variants.map(|variant| self.sellable(variant.item).1).sum())
    }

    pub(super) fn is_in_stock(&self, product: &Product) -> bool {
        self.available(product) > Quantity::ZERO
    }

    pub(super) fn counters(&self, product: ProductId) -> Counters {
        let tally = self.tallies.get(&product);
        tally.map_or_else(Tally::default, |tally| **tally).counters()
    }

    fn badge(&self, seller: SellerId) -> Option<SellerBadge> {
        let seller = self.counted(self.sellers.get(&seller)?);
        Some(SellerBadge {
            id: seller.id,
            company: seller.company.as_str().to_owned(),
            followers: seller.followers,
        })
    }

    /// The highest percentage among the viewer's own coupons that nobody redeemed and that can be used at `now`.
    fn best_coupon(&self, viewer: UserId, now: Instant) -> Option<Percentage> {
        let own = self
            .coupons
            .range((viewer, String::new())..)
            .take_while(|((owner, _), _)| *owner == viewer);
        own.filter(|(_, coupon)| coupon.usable_at(now) && !self.redemptions.contains_key(&coupon.id))
            .map(|(_, coupon)| coupon.percentage)
            .max()
    }
}

/// A count of pieces; more than a quantity holds are all it holds.
fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap_or(Quantity::MAX)
}

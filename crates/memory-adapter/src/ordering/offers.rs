//! What is on offer, for attempts and for questions alike.

use hexmart_application::ordering::Offer;
use hexmart_domain::catalogue::{Product, Variant};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::shared::{Instant, ItemId};

use crate::catalogue::ProductRow;
use crate::tables::{Changes, Tables};

impl Tables {
    /// What an item is and costs; none when there is no such item.
    pub(super) fn offer(&self, item: ItemId, now: Instant) -> Option<Offer> {
        let product = self.products.get(&**self.items.get(&item)?)?.product();
        let seller = product.seller.and_then(|seller| self.sellers.get(&seller));
        let (_, available) = self.sellable(item);
        offer(product, item, seller.map(|seller| &**seller), available, now)
    }
}

impl Changes {
    /// What an item is and costs, and will be in the commit: the attempt rests on the product.
    pub(super) fn offer(&mut self, stored: &Tables, item: ItemId, now: Instant) -> Option<Offer> {
        let product = self.items.get(&stored.items, &item)?;
        let row = self.products.get(&stored.products, &product)?;
        let product = ProductRow::product(&row);
        let seller = product
            .seller
            .and_then(|seller| self.sellers.get(&stored.sellers, &seller));
        let holdings = self.holdings_of(stored, item);
        let available = holdings.iter().map(|(holding, _)| holding.available.get()).sum();
        offer(product, item, seller.as_deref(), available, now)
    }
}

fn offer(
    product: &Product,
    item: ItemId,
    seller: Option<&Seller>,
    available: i64,
    now: Instant,
) -> Option<Offer> {
    let variant = product.variants.iter().find(|variant| variant.item == item)?;
    Some(Offer {
        product: product.id,
        item,
        name: product.name.as_str().to_owned(),
        sku: variant.sku.as_str().to_owned(),
        options: choices(product, variant),
        price: variant.price.unwrap_or(product.price),
        discount: product.deal(now),
        available,
        lifecycle: product.lifecycle,
        category: product.category,
        picture: product.pictures.first().map(|picture| picture.id),
        seller: product.seller,
        seller_name: seller.map(|seller| seller.company.as_str().to_owned()),
    })
}

/// What is chosen, as "Size: XL".
fn choices(product: &Product, variant: &Variant) -> Vec<String> {
    let chosen = product.options.iter().zip(&variant.values);
    chosen
        .map(|(option, value)| format!("{}: {}", option.name.as_str(), value.as_str()))
        .collect()
}

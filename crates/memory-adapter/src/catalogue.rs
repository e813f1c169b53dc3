use std::collections::BTreeSet;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, NameFilter, ProductCard, ProductDetail, ProductRepository, Window,
};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Instant, Percentage, ProductId, UserId};

use crate::store::Memory;
use crate::tables::{ProductRow, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl ProductRepository for MemoryUnit<'_> {
    /// All ids are checked before the first row is staged: all or none.
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        let mut ids = BTreeSet::new();
        for product in products {
            let first_of_batch = ids.insert(product.id);
            if !first_of_batch || self.either(|tables| tables.products.contains_key(&product.id)) {
                return Err(StoreError::Duplicate(UniqueKey::Id));
            }
        }
        let rows = products
            .iter()
            .map(|product| (product.id, product.clone().into()));
        self.staged.products.extend(rows);
        Ok(())
    }

    async fn exists(&mut self, product: ProductId) -> Result<bool, StoreError> {
        Ok(self.either(|tables| tables.products.contains_key(&product)))
    }
}

#[async_trait]
impl CatalogueQueries for Memory {
    async fn browse(
        &self,
        filter: Option<NameFilter>,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let tables = self.shared.read();
        let rows = tables.list(filter.as_ref(), window.after);
        let rows = rows.skip(to_usize(window.skip)).take(to_usize(window.limit));
        Ok(rows.map(|row| tables.card(row, now)).collect())
    }

    async fn product_at(
        &self,
        filter: Option<NameFilter>,
        skip: u64,
    ) -> Result<Option<ProductId>, StoreError> {
        let tables = self.shared.read();
        let row = tables.list(filter.as_ref(), None).nth(to_usize(skip));
        Ok(row.map(|row| row.product.id))
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let tables = self.shared.read();
        let detail = tables.products.get(&product).map(|row| ProductDetail {
            card: tables.card(row, now),
            coupon: viewer.and_then(|viewer| tables.best_coupon(viewer, now)),
        });
        Ok(detail)
    }
}

impl Tables {
    /// The products behind `after` that pass the filter, in the order of their ids.
    fn list<'t>(
        &'t self,
        filter: Option<&'t NameFilter>,
        after: Option<ProductId>,
    ) -> impl Iterator<Item = &'t ProductRow> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.products.range((start, Bound::Unbounded)).map(|(_, row)| row);
        rows.filter(move |row| filter.is_none_or(|filter| row.folded_name.contains(filter.folded())))
    }

    /// Stock as of the newest event; a discount only if it is the newest of its chain, and applies.
    fn card(&self, row: &ProductRow, now: Instant) -> ProductCard {
        let product = &row.product;
        let level = self
            .stock_level(StockKey::at_default(product.id))
            .unwrap_or_default();
        let terms = self.latest_discount(product.id).map(|discount| discount.terms);
        ProductCard {
            id: product.id,
            name: product.name.as_str().to_owned(),
            description: product.description.as_str().to_owned(),
            price: product.price,
            available: level.available(),
            discount: terms
                .filter(|terms| terms.apply_at(now))
                .map(|terms| terms.percentage),
            created_at: product.created_at,
            updated_at: product.updated_at,
        }
    }

    /// The highest percentage among the viewer's own coupons that can be used at `now`.
    fn best_coupon(&self, viewer: UserId, now: Instant) -> Option<Percentage> {
        let own = self
            .coupons
            .range((viewer, String::new())..)
            .take_while(|((owner, _), _)| *owner == viewer);
        own.filter(|(_, coupon)| coupon.usable_at(now))
            .map(|(_, coupon)| coupon.percentage)
            .max()
    }
}

/// A count of rows; more than fit into memory are all there are.
fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

use std::collections::BTreeSet;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, NameFilter, ProductCard, ProductDetail, ProductRepository, Window,
};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Instant, Percentage, ProductId, UserId, fold_case};

use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;
use crate::unit::MemoryUnit;

/// A product, with its name in the form that filters compare.
pub(crate) struct ProductRow {
    product: Product,
    folded_name: String,
}

impl From<Product> for ProductRow {
    fn from(product: Product) -> Self {
        Self {
            folded_name: fold_case(product.name.as_str()),
            product,
        }
    }
}

impl ProductRow {
    fn owner(&self) -> Ownership {
        self.product.seller.map_or(Ownership::Shop, Ownership::Seller)
    }
}

#[async_trait]
impl ProductRepository for MemoryUnit<'_> {
    /// All ids are checked before the first row is staged: all or none.
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let mut ids = BTreeSet::new();
        for product in products {
            let first_of_batch = ids.insert(product.id);
            if !first_of_batch || mine.products.has(&stored.products, &product.id) {
                return Err(StoreError::Duplicate(UniqueKey::Id));
            }
        }
        for product in products {
            let row = product.clone().into();
            mine.products.put(&stored.products, &product.id, row);
        }
        Ok(())
    }

    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        let (mine, stored) = self.look();
        let row = mine.products.get(&stored.products, &product);
        Ok(row.map(|row| row.owner()))
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

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.products.get(&product).map(|row| row.owner()))
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
        let rows = self
            .products
            .range((start, Bound::Unbounded))
            .map(|(_, row)| &**row);
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

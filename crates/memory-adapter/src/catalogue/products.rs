use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::catalogue::{CounterChange, ProductRepository};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::catalogue::{Lifecycle, Product, ProductChange, Sku};
use hexmart_domain::shared::{CategoryId, Instant, ProductId, SellerId, UserId};

use super::{ProductRow, sku_keys};
use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

#[async_trait]
impl ProductRepository for MemoryUnit<'_> {
    /// All keys are checked before the first row is staged: all or none.
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let (mut ids, mut skus) = (BTreeSet::new(), BTreeSet::new());
        for product in products {
            if !ids.insert(product.id) || mine.products.has(&stored.products, &product.id) {
                return Err(StoreError::Duplicate(UniqueKey::Id));
            }
        }
        for key in products.iter().flat_map(sku_keys) {
            if mine.skus.has(&stored.skus, &key) || !skus.insert(key) {
                return Err(StoreError::Duplicate(UniqueKey::Sku));
            }
        }
        for product in products {
            mine.put_product(&stored, None, product);
        }
        Ok(())
    }

    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        let (mine, stored) = self.look();
        let row = mine.products.get(&stored.products, &product);
        let row = row.filter(|row| row.product.lifecycle != Lifecycle::Deleted);
        Ok(row.map(|row| row.owner()))
    }

    async fn find(&mut self, id: ProductId) -> Result<Option<Product>, StoreError> {
        let (mine, stored) = self.look();
        let row = mine.products.get(&stored.products, &id);
        Ok(row.map(|row| row.product.clone()))
    }

    async fn taken(&mut self, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        let (mine, stored) = self.look();
        let ids: BTreeSet<_> = ids.iter().copied().collect();
        let taken = ids
            .into_iter()
            .filter(|id| mine.products.has(&stored.products, id));
        Ok(taken.collect())
    }

    async fn find_by_skus(
        &mut self,
        seller: Option<SellerId>,
        skus: &[Sku],
    ) -> Result<Vec<Product>, StoreError> {
        let (mine, stored) = self.look();
        let holders = skus
            .iter()
            .filter_map(|sku| mine.skus.get(&stored.skus, &(seller, sku.key())));
        let ids: BTreeSet<_> = holders.map(|holder| *holder).collect();
        let rows = ids
            .iter()
            .filter_map(|id| mine.products.get(&stored.products, id));
        Ok(rows.map(|row| row.product.clone()).collect())
    }

    /// The version is looked at first, as with accounts.
    async fn save(&mut self, products: &[Product]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for product in products {
            let before = mine.products.get(&stored.products, &product.id);
            let before = before.filter(|before| before.product.version.saturating_add(1) == product.version);
            let before = before.ok_or(StoreError::Conflict)?;
            let mut own = BTreeSet::new();
            for key in sku_keys(product) {
                let holder = mine.skus.get(&stored.skus, &key);
                if holder.is_some_and(|holder| *holder != product.id) || !own.insert(key) {
                    return Err(StoreError::Duplicate(UniqueKey::Sku));
                }
            }
            mine.put_product(&stored, Some(&before.product), product);
        }
        Ok(())
    }

    async fn note(&mut self, changes: &[ProductChange]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for change in changes {
            mine.note_change(&stored, change.clone());
        }
        Ok(())
    }

    /// What is counted lies in a table of its own: counting and editing do not hinder each other. Of two who count at once,
    /// the slower one loses its commit, and counts again.
    async fn count(&mut self, product: ProductId, change: CounterChange) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let Some(row) = mine.products.get(&stored.products, &product) else {
            return Ok(false);
        };
        let tally = mine.tallies.get(&stored.tallies, &product);
        let tally = tally.map_or_else(Default::default, |tally| *tally).plus(change);
        mine.tallies.put(&stored.tallies, &product, tally);
        mine.feed(product, row.product.updated_at);
        Ok(true)
    }

    async fn hangs_on(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        Ok(!mine.hanging_on(&stored, &[category]).is_empty())
    }

    async fn rehang(
        &mut self,
        from: CategoryId,
        to: CategoryId,
        actor: Option<UserId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let hanging = mine.hanging_on(&stored, &[from]);
        for ProductRow { product, .. } in hanging.iter().map(|row| &**row) {
            let moved = Product {
                category: Some(to),
                ..product.clone()
            };
            if let Some((moved, fields)) = moved.succeeding(product, now) {
                mine.put_product(&stored, Some(product), &moved);
                let change = ProductChange {
                    product: moved.id,
                    version: moved.version,
                    actor,
                    changed_at: now,
                    fields,
                };
                mine.note_change(&stored, change);
            }
        }
        Ok(to_u64(hanging.len()))
    }

    async fn feed(&mut self, categories: &[CategoryId], now: Instant) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let hanging = mine.hanging_on(&stored, categories);
        for row in &hanging {
            mine.feed(row.product.id, now);
        }
        Ok(to_u64(hanging.len()))
    }

    /// Lists look at the discount itself; that its end was noticed is written down to notice it once.
    async fn lapse_deals(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let is_over = move |row: &ProductRow| {
            let terms = row.product.discount.filter(|_| row.is_deal);
            terms.is_some_and(|terms| terms.ends_at <= now)
        };
        let mut over = mine.products.every(&stored.products, is_over);
        over.truncate(to_usize(limit));
        for row in &over {
            let row = ProductRow {
                is_deal: false,
                ..ProductRow::clone(row)
            };
            mine.feed(row.product.id, now);
            mine.products.put(&stored.products, &row.product.id.clone(), row);
        }
        Ok(to_u64(over.len()))
    }
}

impl Changes {
    /// Remembers that lists show something else of a product.
    pub(crate) fn feed(&mut self, product: ProductId, at: Instant) {
        self.fed.insert(product, at);
    }

    /// Writes a product in place of what it was before, its SKUs and items, and feeds it.
    fn put_product(&mut self, stored: &Tables, before: Option<&Product>, product: &Product) {
        for key in before.into_iter().flat_map(sku_keys) {
            self.skus.remove(&stored.skus, &key);
        }
        for key in sku_keys(product) {
            self.skus.put(&stored.skus, &key, product.id);
        }
        for variant in before.into_iter().flat_map(|before| &before.variants) {
            self.items.remove(&stored.items, &variant.item);
        }
        for variant in &product.variants {
            self.items.put(&stored.items, &variant.item, product.id);
        }
        self.products.put(&stored.products, &product.id, product.into());
        self.feed(product.id, product.updated_at);
    }

    fn note_change(&mut self, stored: &Tables, change: ProductChange) {
        let place = (change.product, change.version);
        self.changes.put(&stored.changes, &place, change);
    }

    /// The products on any of these categories, whatever their state.
    pub(super) fn hanging_on(&mut self, stored: &Tables, categories: &[CategoryId]) -> Vec<Arc<ProductRow>> {
        let categories = categories.to_vec();
        let hangs = move |row: &ProductRow| row.product.category.is_some_and(|on| categories.contains(&on));
        self.products.every(&stored.products, hangs)
    }
}

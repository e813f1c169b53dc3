use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::Product;
use hexmart_domain::identity::Account;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::{ProductId, UserId, fold_case};

/// Everything that is stored, or that one attempt wants to store. The keys are the business keys that must be unique;
/// their order is the order in which lists and chains are read.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) products: BTreeMap<ProductId, ProductRow>,
    pub(crate) stock: BTreeMap<(StockKey, i64), StockEvent>,
    pub(crate) discounts: BTreeMap<(ProductId, i64), Discount>,
    /// By owner, then by code without regard to case.
    pub(crate) coupons: BTreeMap<(UserId, String), Coupon>,
    /// Who owns a code, without regard to case.
    pub(crate) codes: BTreeMap<String, UserId>,
    /// By address, without regard to case.
    pub(crate) accounts: BTreeMap<String, Account>,
}

/// A product, with its name in the form that filters compare.
pub(crate) struct ProductRow {
    pub(crate) product: Product,
    pub(crate) folded_name: String,
}

impl From<Product> for ProductRow {
    fn from(product: Product) -> Self {
        Self {
            folded_name: fold_case(product.name.as_str()),
            product,
        }
    }
}

impl Tables {
    /// The level of a chain after its newest event.
    pub(crate) fn stock_level(&self, key: StockKey) -> Option<StockLevel> {
        let (_, newest) = self.stock.range((key, 0)..=(key, i64::MAX)).next_back()?;
        Some(StockLevel::default().evolve(newest))
    }

    /// The newest discount of a product.
    pub(crate) fn latest_discount(&self, product: ProductId) -> Option<&Discount> {
        let (_, newest) = self
            .discounts
            .range((product, 0)..=(product, i64::MAX))
            .next_back()?;
        Some(newest)
    }

    /// Takes all of `staged` or, when one of its keys was taken in the meantime, nothing.
    ///
    /// A lost race, even for a key that is a duplicate by now: the attempt runs again, reads what came first, and
    /// answers for itself. Rows that were only read need no check, because rows never change; a chain that grew since
    /// it was read shows in the version that the attempt wants to append.
    pub(crate) fn commit(&mut self, staged: Self) -> Result<(), StoreError> {
        let free = are_free(&self.products, &staged.products)
            && are_free(&self.stock, &staged.stock)
            && are_free(&self.discounts, &staged.discounts)
            && are_free(&self.coupons, &staged.coupons)
            && are_free(&self.codes, &staged.codes)
            && are_free(&self.accounts, &staged.accounts);
        if !free {
            return Err(StoreError::Conflict);
        }
        self.products.extend(staged.products);
        self.stock.extend(staged.stock);
        self.discounts.extend(staged.discounts);
        self.coupons.extend(staged.coupons);
        self.codes.extend(staged.codes);
        self.accounts.extend(staged.accounts);
        Ok(())
    }
}

fn are_free<K: Ord, V>(table: &BTreeMap<K, V>, staged: &BTreeMap<K, V>) -> bool {
    staged.keys().all(|key| !table.contains_key(key))
}

/// Tables that everybody shares. A guard must not live across an `.await`.
#[derive(Default)]
pub(crate) struct Shared(RwLock<Tables>);

impl Shared {
    /// For reading; a panic elsewhere leaves the tables whole, because each change checks first and then only inserts.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For changing.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

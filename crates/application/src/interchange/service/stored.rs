//! What is stored of what a batch speaks of.

use std::collections::{HashMap, HashSet};

use hexmart_domain::catalogue::{Product, Sku};
use hexmart_domain::shared::{ProductId, SellerId};

use super::checking::Checked;
use super::planning::Terms;
use crate::interchange::{RecordFault, Reject};
use crate::marketplace::Authority;
use crate::platform::{StoreError, UnitOfWork};

/// Whose a SKU is.
type SkuKey = (Option<SellerId>, String);

/// What is stored of what a batch speaks of.
pub(super) struct Stored {
    products: Vec<Product>,
    /// Places among the products.
    by_sku: HashMap<SkuKey, usize>,
    sellers: HashSet<SellerId>,
    /// Ids that records name and products have, other than those that their SKUs have.
    taken: HashSet<ProductId>,
}

/// SKUs, or ids, that are looked for together.
const LOOKED_FOR: usize = 1_000;

impl Stored {
    pub(super) async fn find(
        uow: &mut dyn UnitOfWork,
        batch: &[Result<Checked, Reject>],
        terms: &Terms,
    ) -> Result<Self, StoreError> {
        let mut skus: HashMap<Option<SellerId>, Vec<Sku>> = HashMap::new();
        for record in batch.iter().flatten() {
            let seller = record.seller.or(terms.seller);
            let mut seen = HashSet::new();
            let each = record.skus().filter(|sku| seen.insert(sku.key())).cloned();
            skus.entry(seller).or_default().extend(each);
        }
        let mut stored = Self {
            products: Vec::new(),
            by_sku: HashMap::new(),
            sellers: HashSet::new(),
            taken: HashSet::new(),
        };
        for (seller, skus) in skus {
            if let Some(seller) = seller
                && uow.sellers().find(seller).await?.is_some()
            {
                stored.sellers.insert(seller);
            }
            for skus in skus.chunks(LOOKED_FOR) {
                for product in uow.products().find_by_skus(seller, skus).await? {
                    stored.keep(seller, product);
                }
            }
        }
        let strange = stored.strange_ids(batch, terms);
        for ids in strange.chunks(LOOKED_FOR) {
            stored.taken.extend(uow.products().taken(ids).await?);
        }
        Ok(stored)
    }

    /// The ids that records name and that the products of their SKUs do not have: none in a file that this shop gave out.
    fn strange_ids(&self, batch: &[Result<Checked, Reject>], terms: &Terms) -> Vec<ProductId> {
        let strange = batch.iter().flatten().filter_map(|record| {
            let own = self.by_sku(record.seller.or(terms.seller), &record.sku);
            record.id.filter(|id| own.is_none_or(|product| product.id != *id))
        });
        strange.collect()
    }

    /// A product can be found by several of its SKUs; it is kept once for all.
    fn keep(&mut self, seller: Option<SellerId>, product: Product) {
        let place = self.products.len();
        for variant in &product.variants {
            self.by_sku.insert((seller, variant.sku.key()), place);
        }
        self.products.push(product);
    }

    /// Whose the record's product is.
    pub(super) fn owner_of(&self, record: &Checked, terms: &Terms) -> Result<Option<SellerId>, RecordFault> {
        let seller = record.seller.or(terms.seller);
        if let Authority::Seller { seller: own, .. } = terms.authority
            && seller != Some(own)
        {
            return Err(RecordFault::new("seller", "is another"));
        }
        match seller {
            Some(seller) if !self.sellers.contains(&seller) => {
                Err(RecordFault::new("seller", "there is no such seller"))
            }
            seller => Ok(seller),
        }
    }

    fn by_sku(&self, seller: Option<SellerId>, sku: &Sku) -> Option<&Product> {
        let place = self.by_sku.get(&(seller, sku.key()))?;
        self.products.get(*place)
    }

    /// The product that the record speaks of; none when it is new.
    pub(super) fn product_of(
        &self,
        record: &Checked,
        seller: Option<SellerId>,
        terms: &Terms,
    ) -> Result<Option<&Product>, RecordFault> {
        let product = self.by_sku(seller, &record.sku);
        let taken = |field: String, product: &Product| {
            RecordFault::new(field, &format!("belongs to a variant of {}", product.id))
        };
        if let Some(product) = product
            && product.principal().is_none_or(|first| first.sku != record.sku)
        {
            return Err(taken("sku".to_owned(), product));
        }
        for (place, variant) in record.variants.iter().enumerate() {
            if let Some(other) = self.by_sku(seller, &variant.sku)
                && product.is_none_or(|product| product.id != other.id)
            {
                return Err(taken(format!("variants[{place}].sku"), other));
            }
        }
        match (record.id, product) {
            (Some(id), Some(product)) if id == product.id => Ok(Some(product)),
            (Some(id), _) if self.taken.contains(&id) => {
                Err(RecordFault::new("id", "is that of another product"))
            }
            // Who moves in brings the ids along; any other that no product has is from elsewhere, and means nothing here.
            (Some(_), Some(product)) if terms.moves_in => {
                let reason = format!("the product of this SKU is {}", product.id);
                Err(RecordFault::new("id", &reason))
            }
            _ => Ok(product),
        }
    }
}

//! A Milly shop as if it were a file of products.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{
    Batch, FileFault, FileFormat, FileRecord, FileSurvey, LegacyDiscount, LegacyInventory, LegacyProduct,
    LegacyShop, ProductFile, ProductRecord, RecordFault, RecordReader,
};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Percentage, ProductId};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

/// The products of a Milly shop. What a file counts in bytes and lines, this counts in products.
///
/// A product's id here is made of its id there and of the instant when it came into the catalogue: it is the same however
/// often it is made, and sorts as if it had been made here. Its id there is its SKU. Of its stock the newest total is told,
/// not the way there: Milly's events name nobody who wanted them and need not add up, and a ledger is only worth
/// something when all of it holds.
pub struct MillyProducts {
    shop: Arc<dyn LegacyShop>,
    inventory: LegacyInventory,
    fingerprint: [u8; 32],
}

impl fmt::Debug for MillyProducts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MillyProducts")
    }
}

impl MillyProducts {
    /// Of a shop with this inventory, known by `name`: where an import of the same name stopped, the next one goes on.
    pub fn of(shop: Arc<dyn LegacyShop>, inventory: LegacyInventory, name: &str) -> Self {
        Self {
            shop,
            inventory,
            fingerprint: Sha256::digest(name).into(),
        }
    }
}

#[async_trait]
impl ProductFile for MillyProducts {
    fn survey(&self) -> FileSurvey {
        FileSurvey {
            format: FileFormat::Ndjson,
            fingerprint: self.fingerprint,
            bytes: self.inventory.products,
            records: self.inventory.products,
        }
    }

    async fn read(&self, bytes: u64, _lines: u64, batch: usize) -> Result<Box<dyn RecordReader>, FileFault> {
        let after = match bytes.checked_sub(1) {
            Some(before) => self
                .shop
                .place(before)
                .await
                .map_err(|error| unreadable(&error))?,
            None => None,
        };
        Ok(Box::new(Reading {
            shop: Arc::clone(&self.shop),
            after,
            done: bytes,
            most: u64::try_from(batch).unwrap_or(u64::MAX),
        }))
    }
}

fn unreadable(error: &dyn fmt::Display) -> FileFault {
    FileFault::Unreadable(error.to_string())
}

struct Reading {
    shop: Arc<dyn LegacyShop>,
    after: Option<String>,
    done: u64,
    most: u64,
}

#[async_trait]
impl RecordReader for Reading {
    async fn next(&mut self) -> Result<Option<Batch>, FileFault> {
        let products = self.shop.products(self.after.clone(), self.most).await;
        let products = products.map_err(|error| unreadable(&error))?;
        let Some(last) = products.last() else {
            return Ok(None);
        };
        self.after = Some(last.id.clone());
        let mut records = Vec::with_capacity(products.len());
        for product in products {
            self.done += 1;
            records.push(FileRecord {
                line: self.done,
                raw: product.id.clone(),
                product: record(product),
            });
        }
        Ok(Some(Batch {
            records,
            bytes: self.done,
            lines: self.done,
        }))
    }
}

fn record(product: LegacyProduct) -> Result<ProductRecord, RecordFault> {
    Ok(ProductRecord {
        id: Some(id_of(&product).to_string()),
        discount: product.discount.as_ref().map(terms).transpose()?,
        sku: product.id,
        created_at: Some(product.created_at.to_rfc3339()),
        name: Some(product.name),
        description: Some(product.description),
        price: Some(product.price),
        stock: Some(product.stock.to_string()),
        ..ProductRecord::default()
    })
}

fn id_of(product: &LegacyProduct) -> ProductId {
    let digest = Sha256::digest(&product.id);
    let mut random = [0; 10];
    for (byte, from) in random.iter_mut().zip(digest) {
        *byte = from;
    }
    ProductId::mint(product.created_at, random)
}

fn terms(discount: &LegacyDiscount) -> Result<DiscountTerms, RecordFault> {
    let share: Decimal = discount
        .percentage
        .parse()
        .or(Err(RecordFault::new("discount", "is not a number")))?;
    Ok(DiscountTerms {
        percentage: Percentage::try_from(share).map_err(|error| RecordFault::new("discount", &error))?,
        starts_at: discount.starts_at,
        ends_at: discount.ends_at,
    })
}

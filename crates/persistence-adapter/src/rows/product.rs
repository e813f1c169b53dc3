use std::collections::BTreeSet;

use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Description, Lifecycle, Product, ProductName};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Percentage, SellerId, fold_case};
use rust_decimal::Decimal;

use crate::columns::{At, Key, percentage, price, scaled};
use crate::particulars::{self, Particulars};
use crate::schema::{product_pictures, product_tags, products, variants};

/// A product that is new.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = products, treat_none_as_default_value = false)]
pub(crate) struct ProductRow {
    pub(crate) id: Key,
    seller_id: Option<Key>,
    created_at: At,
    stocked: i64,
    #[diesel(embed)]
    pub(crate) state: ProductState,
}

/// What an edit of a product writes.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ProductState {
    category_id: Option<Key>,
    lifecycle: &'static str,
    name: String,
    name_folded: String,
    description: String,
    price: i64,
    currency: String,
    pub(crate) updated_at: At,
    discount_percentage: Option<i64>,
    discount_starts_at: Option<At>,
    discount_ends_at: Option<At>,
    pub(crate) particulars: Option<String>,
    variants: i64,
    version: i64,
    sale_price: i64,
    deal: i64,
}

impl ProductRow {
    /// The row of a product with so many chains that have something available.
    pub(crate) fn new(product: &Product, stocked: i64) -> Result<Self, StoreError> {
        Ok(Self {
            id: product.id.into(),
            seller_id: product.seller.map(Key::from),
            created_at: At(product.created_at),
            stocked,
            state: ProductState::new(product)?,
        })
    }
}

impl ProductState {
    fn new(product: &Product) -> Result<Self, StoreError> {
        let money = product.price.money();
        let terms = product.discount;
        Ok(Self {
            category_id: product.category.map(Key::from),
            lifecycle: product.lifecycle.as_str(),
            name: product.name.as_str().to_owned(),
            name_folded: fold_case(product.name.as_str()),
            description: product.description.as_str().to_owned(),
            price: scaled(money.amount()),
            currency: money.currency().code().to_owned(),
            updated_at: At(product.updated_at),
            discount_percentage: terms.map(|terms| scaled(terms.percentage.get())),
            discount_starts_at: terms.map(|terms| At(terms.starts_at)),
            discount_ends_at: terms.map(|terms| At(terms.ends_at)),
            particulars: particulars::close(product)?,
            variants: i64::try_from(product.variants.len()).unwrap_or(i64::MAX),
            version: product.version,
            sale_price: scaled(product.sale_price(product.updated_at).amount()),
            deal: product.deal(product.updated_at).map_or(0, hundredths),
        })
    }
}

impl ProductState {
    /// How long what somebody typed is, in bytes.
    pub(crate) fn typed(&self) -> usize {
        let particulars = self.particulars.as_ref().map_or(0, String::len);
        self.name.len() + self.name_folded.len() + self.description.len() + particulars
    }
}

/// A percentage in hundredths of a percent.
fn hundredths(share: Percentage) -> i64 {
    scaled(share.get() * Decimal::ONE_HUNDRED) / scaled(Decimal::ONE)
}

/// Among whose variants a SKU is unique: a seller's, or with no id at all those of the shop itself.
pub(crate) fn owner_key(seller: Option<SellerId>) -> Key {
    seller.map_or(Key::NONE, Key::from)
}

/// A variant, as it is found by its SKU or its product.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = variants)]
pub(crate) struct VariantRow {
    pub(crate) item_id: Key,
    pub(crate) product_id: Key,
    pub(crate) owner_key: Key,
    /// Of the characters of a SKU alone: letters, digits, `-`, `_`, `.` and `/`.
    pub(crate) sku_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = product_tags)]
pub(crate) struct TagRow {
    pub(crate) tag: String,
    pub(crate) product_id: Key,
}

#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = product_pictures)]
pub(crate) struct PictureRow {
    pub(crate) id: Key,
    pub(crate) product_id: Key,
}

/// The rows of other tables by which products are found.
#[derive(Debug, Clone, Default)]
pub(crate) struct SideRows {
    pub(crate) variants: Vec<VariantRow>,
    pub(crate) tags: Vec<TagRow>,
    pub(crate) pictures: Vec<PictureRow>,
}

impl SideRows {
    pub(crate) fn of<'p>(products: impl IntoIterator<Item = &'p Product>) -> Self {
        let mut rows = Self::default();
        for product in products {
            let product_id = Key::from(product.id);
            let owner_key = owner_key(product.seller);
            rows.variants
                .extend(product.variants.iter().map(|variant| VariantRow {
                    item_id: variant.item.into(),
                    product_id,
                    owner_key,
                    sku_key: variant.sku.key(),
                }));
            rows.tags.extend(product.tags.iter().map(|tag| TagRow {
                tag: tag.as_str().to_owned(),
                product_id,
            }));
            rows.pictures
                .extend(product.pictures.iter().map(|picture| PictureRow {
                    id: picture.id.into(),
                    product_id,
                }));
        }
        rows
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.variants.is_empty() && self.tags.is_empty() && self.pictures.is_empty()
    }

    /// The items of the variants, whatever their order.
    pub(crate) fn items(&self) -> BTreeSet<Key> {
        self.variants.iter().map(|row| row.item_id).collect()
    }

    /// What is here and not in `others`.
    pub(crate) fn without(&self, others: &Self) -> Self {
        fn missing<T: Clone + PartialEq>(from: &[T], others: &[T]) -> Vec<T> {
            from.iter().filter(|row| !others.contains(row)).cloned().collect()
        }
        Self {
            variants: missing(&self.variants, &others.variants),
            tags: missing(&self.tags, &others.tags),
            pictures: missing(&self.pictures, &others.pictures),
        }
    }

    pub(crate) fn append(&mut self, mut others: Self) {
        self.variants.append(&mut others.variants);
        self.tags.append(&mut others.tags);
        self.pictures.append(&mut others.pictures);
    }
}

/// A product with all that can be edited about it, as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = products)]
pub(crate) struct StoredProduct {
    pub(crate) id: Key,
    seller_id: Option<Key>,
    category_id: Option<Key>,
    lifecycle: String,
    name: String,
    description: String,
    price: i64,
    currency: String,
    created_at: At,
    updated_at: At,
    discount_percentage: Option<i64>,
    discount_starts_at: Option<At>,
    discount_ends_at: Option<At>,
    particulars: Option<String>,
    version: i64,
}

impl StoredProduct {
    pub(crate) fn product(self) -> Result<Product, StoreError> {
        let id = self.id.id();
        let Particulars {
            tags,
            attributes,
            options,
            variants,
            pictures,
        } = particulars::open(id, &self.currency, self.particulars.as_deref())?;
        let terms = match (
            self.discount_percentage,
            self.discount_starts_at,
            self.discount_ends_at,
        ) {
            (Some(share), Some(starts_at), Some(ends_at)) => Some(DiscountTerms {
                percentage: percentage("products", share)?,
                starts_at: starts_at.0,
                ends_at: ends_at.0,
            }),
            _ => None,
        };
        let corrupt = |what: &str| StoreError::corrupt("products", what);
        Ok(Product {
            id,
            name: ProductName::parse(self.name).map_err(|_wrong| corrupt("name"))?,
            seller: self.seller_id.map(Key::id),
            description: Description::parse(self.description).map_err(|_wrong| corrupt("description"))?,
            price: price(self.price, &self.currency)?,
            discount: terms,
            category: self.category_id.map(Key::id),
            tags,
            attributes,
            options,
            variants,
            pictures,
            lifecycle: Lifecycle::from_word(&self.lifecycle).ok_or_else(|| corrupt("lifecycle"))?,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

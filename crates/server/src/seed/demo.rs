//! The catalogue of the demo: `demo.json`, with a drawn picture for each product.

use std::collections::HashMap;
use std::time::Duration;

use hexmart_application::catalogue::{
    CreatedProduct, ListFilter, ListSort, NewCategory, NewPicture, NewProduct, Particulars, VariantPlan,
    Window,
};
use hexmart_application::marketplace::Authority;
use hexmart_application::pricing::SetDiscount;
use hexmart_domain::catalogue::{
    AltText, Attribute, AttributeName, AttributeText, AttributeValue, CategoryLabel, CategoryName, Lifecycle,
    OptionGroup, OptionName, OptionValue, Place, Price, Sku, Tag, VariantDraft, check_tags,
};
use hexmart_domain::shared::{CategoryId, Percentage, Quantity};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::product;
use crate::failure::{Exit, Failure};
use crate::wiring::{CURRENCY, Shop};

const CATALOGUE: &str = include_str!("demo.json");
/// On the authority of the shop itself.
const SHOP: Authority = Authority::Shop(None);

#[derive(Deserialize)]
struct Demo {
    categories: Vec<Branch>,
    products: Vec<Sample>,
}

/// A category; parents come before their children.
#[derive(Deserialize)]
struct Branch {
    key: String,
    parent: Option<String>,
    ko: String,
    en: String,
}

/// One product of the demo.
#[derive(Deserialize)]
struct Sample {
    sku: String,
    name: String,
    description: String,
    /// In whole won.
    price: i64,
    stock: i64,
    category: String,
    /// In per cent.
    discount: Option<i64>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    attributes: Vec<Trait>,
    #[serde(default)]
    options: Vec<Choice>,
    #[serde(default)]
    variants: Vec<Chosen>,
}

#[derive(Deserialize)]
struct Trait {
    name: String,
    value: serde_json::Value,
}

#[derive(Deserialize)]
struct Choice {
    name: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
struct Chosen {
    sku: String,
    values: Vec<String>,
    price: Option<i64>,
    stock: i64,
}

/// So long one server may take to put it in, before another one begins.
const TERM: Duration = Duration::from_mins(1);

/// Puts the demo catalogue into a shop that has no products. Its pictures take longer than everything else.
pub(crate) async fn fill(shop: &Shop, with_pictures: bool) -> Result<(), Failure> {
    if !is_empty(shop).await? {
        return Ok(());
    }
    // Of the servers that find the shop empty, one does it.
    let failed = |error| Failure::of_store("cannot write the demo catalogue", &error);
    let leases = &shop.storage.leases;
    let lease = leases
        .acquire("demo", shop.mint.holder(), shop.mint.now(), TERM)
        .await;
    let Some(lease) = lease.map_err(failed)? else {
        return Ok(());
    };
    // Another one may have done it between the look and the lease.
    let filled = match is_empty(shop).await {
        Ok(true) => write(shop, with_pictures).await,
        other => other.map(|_| ()),
    };
    leases.release(&lease).await.map_err(failed)?;
    filled
}

async fn write(shop: &Shop, with_pictures: bool) -> Result<(), Failure> {
    let demo: Demo = serde_json::from_str(CATALOGUE).map_err(|error| broken(&error))?;
    let categories = plant(shop, &demo.categories).await?;
    let products = demo
        .products
        .iter()
        .map(|sample| sample.product(&categories))
        .collect::<Result<Vec<_>, _>>()?;
    let created = shop
        .catalogue
        .create_products(products, SHOP)
        .await
        .map_err(|error| broken(&error))?;
    for (seed, (created, sample)) in (1..).zip(created.iter().zip(&demo.products)) {
        reduce(shop, created, sample).await?;
        if with_pictures {
            picture(shop, created, seed).await?;
        }
    }
    tracing::info!(products = created.len(), "put demo products into the empty shop");
    Ok(())
}

/// Looks past everything that is kept in memory: another server may have just begun to fill the shop.
async fn is_empty(shop: &Shop) -> Result<bool, Failure> {
    let everything = ListFilter {
        lifecycles: Lifecycle::ALL.to_vec(),
        ..ListFilter::default()
    };
    let first = Window {
        after: None,
        skip: 0,
        limit: 1,
    };
    let queries = &shop.storage.catalogue;
    let found = queries
        .browse(&everything, ListSort::Oldest, first, shop.mint.now())
        .await;
    let found = found.map_err(|error| Failure::of_store("cannot read the catalogue", &error))?;
    Ok(found.is_empty())
}

/// Plants what is not there of the tree: somebody may have begun and been stopped. Answers the categories by their keys.
async fn plant(shop: &Shop, branches: &[Branch]) -> Result<HashMap<String, CategoryId>, Failure> {
    let (mut planted, all) = (HashMap::new(), shop.categories.all().await);
    let all = all.map_err(|error| Failure::of_store("cannot read the categories", &error))?;
    for branch in branches {
        let label = |text: &str| CategoryLabel::parse(text).map_err(|error| broken(&error));
        let parent = branch
            .parent
            .as_ref()
            .and_then(|parent| planted.get(parent))
            .copied();
        let mut known = all.iter().map(|placed| &placed.category);
        let known = known.find(|known| known.parent == parent && known.name.ko.as_str() == branch.ko);
        if let Some(known) = known {
            planted.insert(branch.key.clone(), known.id);
            continue;
        }
        let category = NewCategory {
            name: CategoryName {
                ko: label(&branch.ko)?,
                en: Some(label(&branch.en)?),
            },
            place: parent.map_or(Place::LastRoot, Place::LastChildOf),
        };
        let placed = shop
            .categories
            .create(category)
            .await
            .map_err(|error| broken(&error))?;
        planted.insert(branch.key.clone(), placed.category.id);
    }
    Ok(planted)
}

async fn reduce(shop: &Shop, created: &CreatedProduct, sample: &Sample) -> Result<(), Failure> {
    let Some(share) = sample.discount else {
        return Ok(());
    };
    let discount = SetDiscount {
        product: created.product.id,
        percentage: Percentage::try_from(Decimal::from(share)).map_err(|error| broken(&error))?,
        authority: SHOP,
    };
    shop.pricing
        .set_discount(discount)
        .await
        .map(|_| ())
        .map_err(|error| broken(&error))
}

async fn picture(shop: &Shop, created: &CreatedProduct, seed: u64) -> Result<(), Failure> {
    let picture = NewPicture {
        product: created.product.id,
        file: hexmart_media_adapter::demo_picture(seed),
        alt: AltText::parse(created.product.name.as_str()).ok(),
    };
    shop.merchandising
        .add_picture(picture, SHOP)
        .await
        .map(|_| ())
        .map_err(|error| broken(&error))
}

fn broken(error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Failed, "cannot write the demo catalogue").because(error)
}

impl Sample {
    fn product(&self, categories: &HashMap<String, CategoryId>) -> Result<NewProduct, Failure> {
        let plain = product(&self.name, &self.description, self.price, self.stock)?;
        let tags = self.tags.iter().map(Tag::parse).collect::<Result<_, _>>();
        let attributes = self.attributes.iter().map(Trait::attribute);
        Ok(NewProduct {
            particulars: Particulars {
                sku: Some(Sku::parse(&self.sku).map_err(|error| broken(&error))?),
                category: categories.get(&self.category).copied(),
                tags: check_tags(tags.map_err(|error| broken(&error))?).map_err(|error| broken(&error))?,
                attributes: attributes.collect::<Result<_, _>>()?,
                variants: self.plan()?,
                lifecycle: None,
            },
            ..plain
        })
    }

    fn plan(&self) -> Result<Option<VariantPlan>, Failure> {
        if self.options.is_empty() {
            return Ok(None);
        }
        Ok(Some(VariantPlan {
            options: self.options.iter().map(Choice::group).collect::<Result<_, _>>()?,
            variants: self
                .variants
                .iter()
                .map(Chosen::draft)
                .collect::<Result<_, _>>()?,
        }))
    }
}

impl Trait {
    fn attribute(&self) -> Result<Attribute, Failure> {
        let value = match &self.value {
            serde_json::Value::Bool(flag) => AttributeValue::Flag(*flag),
            serde_json::Value::Number(number) => AttributeValue::Number(
                number
                    .to_string()
                    .parse()
                    .map_err(|error: rust_decimal::Error| broken(&error))?,
            ),
            other => {
                let text = other.as_str().unwrap_or_default();
                AttributeValue::Text(AttributeText::parse(text).map_err(|error| broken(&error))?)
            }
        };
        let name = AttributeName::parse(&self.name).map_err(|error| broken(&error))?;
        Ok(Attribute { name, value })
    }
}

impl Choice {
    fn group(&self) -> Result<OptionGroup, Failure> {
        Ok(OptionGroup {
            name: OptionName::parse(&self.name).map_err(|error| broken(&error))?,
            values: values(&self.values)?,
        })
    }
}

impl Chosen {
    fn draft(&self) -> Result<VariantDraft, Failure> {
        let price = self.price.map(|price| Price::new(Decimal::from(price), CURRENCY));
        Ok(VariantDraft {
            sku: Sku::parse(&self.sku).map_err(|error| broken(&error))?,
            values: values(&self.values)?,
            price: price.transpose().map_err(|error| broken(&error))?,
            stock: Quantity::try_from(self.stock).map_err(|error| broken(&error))?,
        })
    }
}

fn values(texts: &[String]) -> Result<Vec<OptionValue>, Failure> {
    let values = texts.iter().map(OptionValue::parse).collect::<Result<_, _>>();
    values.map_err(|error| broken(&error))
}

#[cfg(test)]
#[path = "demo_tests.rs"]
mod tests;

use actix_web::http::StatusCode;
use hexmart_application::catalogue::ProductSheet;
use hexmart_domain::catalogue::{Product, Variant};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Currency, Instant, ItemId, ProductId, Quantity};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{AttributeBody, OptionBody, PictureBody, words};
use crate::call::{Answer, Call};
use crate::version;
use crate::wire::{self, Number, example, json};

/// A product as those see it who keep it.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductSheet)]
pub(crate) struct ProductSheetBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    /// Who sells it; null when the shop itself does.
    #[schema(example = example::seller_id)]
    seller_id: Option<String>,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    /// What one piece costs, before any reduction.
    #[schema(value_type = f64, example = 10_000)]
    price: Number,
    /// What prices are counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// The newest discount, whether it applies yet, or still.
    discount: Option<SheetDiscountBody>,
    /// The SKU of the first variant.
    #[schema(example = "EAR-01")]
    sku: &'a str,
    /// Where it hangs in the tree.
    #[schema(example = example::category_id)]
    category: Option<String>,
    #[schema(example = json!(["블루투스"]))]
    tags: Vec<&'a str>,
    attributes: Vec<AttributeBody<'a>>,
    options: Vec<OptionBody<'a>>,
    /// What is sold, at least one.
    variants: Vec<SheetVariantBody<'a>>,
    /// What it looks like, the main picture first.
    pictures: Vec<PictureBody<'a>>,
    /// What was decided: `on_sale`, `discontinued`, `private`, `blocked` or `deleted`.
    #[schema(example = "on_sale")]
    state: &'static str,
    /// How often it was changed, from 1; the `ETag` says the same.
    #[schema(example = 3)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// A discount.
#[derive(Serialize, ToSchema)]
#[schema(as = SheetDiscount)]
struct SheetDiscountBody {
    #[schema(value_type = f64, example = 10)]
    percentage: Number,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    starts_at: Instant,
    /// The first instant at which it does not apply any more.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-12-20T05:36:02.148000Z")]
    ends_at: Instant,
}

/// A variant with its stock.
#[derive(Serialize, ToSchema)]
#[schema(as = SheetVariant)]
struct SheetVariantBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    #[schema(example = "EAR-01-R")]
    sku: &'a str,
    /// What it is of each option.
    #[schema(example = json!(["빨강"]))]
    values: Vec<&'a str>,
    /// What one piece costs; null when what the product does.
    #[schema(value_type = Option<f64>, example = 11_000)]
    price: Option<Number>,
    /// Pieces that lie there, promised ones included.
    #[schema(example = 100)]
    stock: i64,
    /// Pieces that can be had.
    #[schema(example = 98)]
    available: i64,
}

/// Show a product's sheet
///
/// All that can be edited about a product, whatever its state, for those who keep it.
#[utoipa::path(get, path = "/commerce/products/{product_id}/sheet/", operation_id = "show_product_sheet", tag = "catalogue",
    params(("product_id" = String, Path, description = "Which product", example = example::product_id)),
    responses((status = 200, description = "The sheet.", body = ProductSheetBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let (product, authority) = (call.product_id()?, call.authority()?);
    let merchandising = &call.state.services.merchandising;
    answer(&merchandising.sheet(product, authority).await?)
}

/// A sheet with its version.
pub(super) fn answer(sheet: &ProductSheet) -> Answer {
    let ProductSheet { product, .. } = sheet;
    let price = product.price.money();
    let body = ProductSheetBody {
        id: product.id,
        seller_id: product.seller.map(|seller| seller.to_string()),
        name: product.name.as_str(),
        description: product.description.as_str(),
        price: price.into(),
        currency: price.currency(),
        discount: product.discount.map(SheetDiscountBody::from),
        sku: product
            .principal()
            .map(|first| first.sku.as_str())
            .unwrap_or_default(),
        category: product.category.map(|category| category.to_string()),
        tags: product
            .tags
            .iter()
            .map(hexmart_domain::catalogue::Tag::as_str)
            .collect(),
        attributes: product.attributes.iter().map(AttributeBody::from).collect(),
        options: product.options.iter().map(OptionBody::from).collect(),
        variants: variants(product, sheet),
        pictures: PictureBody::all(&product.pictures)?,
        state: product.lifecycle.as_str(),
        version: product.version,
        created_at: product.created_at,
        updated_at: product.updated_at,
    };
    version::tagged(json(StatusCode::OK, 2048, &body)?, product.version)
}

fn variants<'a>(product: &'a Product, sheet: &ProductSheet) -> Vec<SheetVariantBody<'a>> {
    let with_stock = |variant: &'a Variant| {
        let stock = sheet.stock.iter().find(|stock| stock.item == variant.item);
        SheetVariantBody {
            item_id: variant.item,
            sku: variant.sku.as_str(),
            values: words(&variant.values),
            price: variant.price.map(|price| price.money().into()),
            stock: stock.map_or(Quantity::ZERO, |stock| stock.on_hand).get(),
            available: stock.map_or(Quantity::ZERO, |stock| stock.available).get(),
        }
    };
    product.variants.iter().map(with_stock).collect()
}

impl From<DiscountTerms> for SheetDiscountBody {
    fn from(terms: DiscountTerms) -> Self {
        Self {
            percentage: terms.percentage.into(),
            starts_at: terms.starts_at,
            ends_at: terms.ends_at,
        }
    }
}

use hexmart_application::catalogue::{SellerBadge, ShownProduct, ShownVariant};
use hexmart_domain::catalogue::{Category, Tag};
use hexmart_domain::shared::{CategoryId, Currency, Instant, ItemId, Language, ProductId, SellerId};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::{Audience, fresh};
use super::parts::{AttributeBody, OptionBody, PictureBody, words};
use super::summary::CountersBody;
use crate::call::{Answer, Call};
use crate::language::asked_for;
use crate::problem::{Code, Problem};
use crate::wire::{self, Number, example};

/// What a product takes in JSON, roughly, in bytes, and what each of its variants does.
const PRODUCT_SIZE: usize = 1_536;
const VARIANT_SIZE: usize = 256;

/// A product with what it costs the caller.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductDetail)]
pub(crate) struct ProductDetailBody<'a> {
    product: ProductBody<'a>,
    /// Taken off by the discount; 0 without one.
    #[schema(value_type = f64, example = 2_000)]
    product_discount_amount: Number,
    /// The same as `coupon_discount_amount`, as older clients spell it.
    #[schema(value_type = f64, example = 1_800, deprecated)]
    cupon_discount_amount: Number,
    /// Taken off, after the discount, by the caller's best coupon; 0 without one.
    #[schema(value_type = f64, example = 1_800)]
    coupon_discount_amount: Number,
    #[schema(value_type = f64, example = 16_200)]
    final_price: Number,
    /// The same as `final_price`, as some clients know it.
    #[schema(value_type = f64, example = 16_200)]
    total_amount: Number,
}

/// The product itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Product)]
pub(crate) struct ProductBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    #[schema(value_type = f64, example = 20_000)]
    price: Number,
    /// What prices are counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// Pieces that can be had, of all variants together.
    #[schema(example = 100)]
    stock_count: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
    /// `on_sale`, `sold_out` or `discontinued`.
    #[schema(example = "on_sale")]
    state: &'static str,
    /// Who sells it; null when the shop itself does.
    seller: Option<SellerBadgeBody<'a>>,
    /// The way to its category, the root first; empty when it hangs nowhere.
    category_path: Vec<CategoryStep<'a>>,
    #[schema(example = json!(["블루투스"]))]
    tags: Vec<&'a str>,
    /// What can be compared.
    attributes: Vec<AttributeBody<'a>>,
    /// What can be chosen.
    options: Vec<OptionBody<'a>>,
    /// What is sold, at least one.
    variants: Vec<VariantBody<'a>>,
    /// What it looks like, the main picture first.
    pictures: Vec<PictureBody<'a>>,
    counters: CountersBody,
}

/// Who sells a product.
#[derive(Serialize, ToSchema)]
#[schema(as = SellerBadge)]
struct SellerBadgeBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::seller_id)]
    id: SellerId,
    #[schema(example = "하나상회")]
    company_name: &'a str,
    #[schema(example = 128)]
    followers: i64,
}

/// A category on the way to that of a product.
#[derive(Serialize, ToSchema)]
struct CategoryStep<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::category_id)]
    id: CategoryId,
    /// What it is called in the language of `Accept-Language`, or the nearest there is.
    #[schema(example = "음향기기")]
    name: &'a str,
}

/// A variant with what it costs the caller.
#[derive(Serialize, ToSchema)]
#[schema(as = Variant)]
struct VariantBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    id: ItemId,
    #[schema(example = "EAR-01-R")]
    sku: &'a str,
    /// What it is of each option.
    #[schema(example = json!(["빨강"]))]
    values: Vec<&'a str>,
    #[schema(value_type = f64, example = 20_000)]
    price: Number,
    /// Taken off by the discount; 0 without one.
    #[schema(value_type = f64, example = 2_000)]
    discount_amount: Number,
    /// Taken off, after the discount, by the caller's best coupon; 0 without one.
    #[schema(value_type = f64, example = 1_800)]
    coupon_discount_amount: Number,
    #[schema(value_type = f64, example = 16_200)]
    final_price: Number,
    /// Pieces that can be had.
    #[schema(example = 100)]
    stock_count: i64,
    #[schema(example = true)]
    in_stock: bool,
}

/// Show a product
///
/// Whoever signed in sees the prices with the best of their coupons.
#[utoipa::path(get, path = "/commerce/products/{product_id}/", operation_id = "show_product", tag = "catalogue",
    params(("product_id" = String, Path, description = "Which product", example = example::product_id)),
    responses(
        (status = 200, description = "The product.", body = ProductDetailBody<'_>,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn show(call: Call) -> Answer {
    let named = call.segment("product_id");
    let product = if is_former_id(named) {
        successor(&call, named).await?
    } else {
        call.product_id()?
    };
    let shown = call.state.services.catalogue.show(product, call.user()).await?;
    let body = ProductDetailBody::of(&shown, asked_for(&call.request))?;
    let size = PRODUCT_SIZE + shown.variants.len() * VARIANT_SIZE;
    fresh(&call.request, Audience::Caller, size, &body)
}

/// Whether a text is an id that a product had in a Milly shop, which is its SKU since it was taken over: 13 digits, a
/// hyphen, four digits.
fn is_former_id(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-')
        .is_some_and(|(made_at, chance)| digits(made_at, 13) && digits(chance, 4))
}

async fn successor(call: &Call, former: &str) -> Result<ProductId, Problem> {
    let found = call.state.services.interchange.product_of_sku(former).await?;
    found.ok_or_else(|| Problem::of(Code::ProductNotFound))
}

impl<'a> ProductDetailBody<'a> {
    fn of(shown: &'a ShownProduct, language: Language) -> Result<Self, Problem> {
        let quote = shown.quote;
        Ok(Self {
            product: ProductBody::of(shown, language)?,
            product_discount_amount: quote.discount_amount.into(),
            cupon_discount_amount: quote.coupon_amount.into(),
            coupon_discount_amount: quote.coupon_amount.into(),
            final_price: quote.final_price.into(),
            total_amount: quote.final_price.into(),
        })
    }
}

impl<'a> ProductBody<'a> {
    fn of(shown: &'a ShownProduct, language: Language) -> Result<Self, Problem> {
        let (detail, price) = (&shown.detail, shown.quote.price);
        let card = &detail.card;
        let step = |category| CategoryStep::of(category, language);
        Ok(Self {
            id: card.id,
            name: &card.name,
            description: &card.description,
            price: price.into(),
            currency: price.currency(),
            stock_count: card.available.get(),
            created_at: card.created_at,
            updated_at: card.updated_at,
            state: card.state().as_str(),
            seller: detail.seller.as_ref().map(SellerBadgeBody::from),
            category_path: shown.category_path.iter().map(step).collect(),
            tags: detail.tags.iter().map(Tag::as_str).collect(),
            attributes: detail.attributes.iter().map(AttributeBody::from).collect(),
            options: detail.options.iter().map(OptionBody::from).collect(),
            variants: shown.variants.iter().map(VariantBody::from).collect(),
            pictures: PictureBody::all(&detail.pictures)?,
            counters: card.counters.into(),
        })
    }
}

impl<'a> CategoryStep<'a> {
    fn of(category: &'a Category, language: Language) -> Self {
        Self {
            id: category.id,
            name: category.name.in_language(language).as_str(),
        }
    }
}

impl<'a> From<&'a SellerBadge> for SellerBadgeBody<'a> {
    fn from(seller: &'a SellerBadge) -> Self {
        Self {
            id: seller.id,
            company_name: &seller.company,
            followers: seller.followers,
        }
    }
}

impl<'a> From<&'a ShownVariant> for VariantBody<'a> {
    fn from(shown: &'a ShownVariant) -> Self {
        let ShownVariant {
            variant,
            available,
            quote,
        } = shown;
        let stock_count = available.get();
        Self {
            id: variant.item,
            sku: variant.sku.as_str(),
            values: words(&variant.values),
            price: quote.price.into(),
            discount_amount: quote.discount_amount.into(),
            coupon_discount_amount: quote.coupon_amount.into(),
            final_price: quote.final_price.into(),
            stock_count,
            in_stock: stock_count > 0,
        }
    }
}

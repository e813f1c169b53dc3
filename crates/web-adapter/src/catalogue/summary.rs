use hexmart_application::catalogue::{Counters, ListedProduct};
use hexmart_domain::catalogue::{AltText, Picture};
use hexmart_domain::shared::ProductId;
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::PictureUrls;
use crate::problem::Problem;
use crate::wire::{self, Number, example};

/// What a product takes in JSON, roughly, in bytes.
const PRODUCT_SIZE: usize = 640;

/// A product in a list, with what it costs everybody.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductSummary<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    #[schema(value_type = f64, example = 10_000)]
    price: Number,
    /// Pieces that can be had, of all variants together.
    #[schema(example = 100)]
    stock_count: i64,
    /// Taken off by the discount; 0 without one.
    #[schema(value_type = f64, example = 1_000)]
    discount_amount: Number,
    #[schema(value_type = f64, example = 9_000)]
    final_price: Number,
    /// Who sells it; null when the shop itself does.
    #[schema(example = example::seller_id)]
    seller_id: Option<String>,
    /// Where it hangs in the tree.
    #[schema(example = example::category_id)]
    category: Option<String>,
    /// `on_sale` or `sold_out`; to those who keep the catalogue also `discontinued`, `private`, `blocked` or `deleted`.
    #[schema(example = "on_sale")]
    state: &'static str,
    /// How many variants it has, from 1.
    #[schema(example = 1)]
    variants: u32,
    /// Its main picture.
    picture: Option<CardPictureBody<'a>>,
    counters: CountersBody,
}

/// The main picture of a product, small.
#[derive(Serialize, ToSchema)]
#[schema(as = CardPicture)]
struct CardPictureBody<'a> {
    /// What it shows, for those who do not see it.
    #[schema(example = "흰 이어폰과 충전 케이스")]
    alt: Option<&'a str>,
    urls: PictureUrls,
}

/// What was counted about a product.
#[derive(Serialize, ToSchema)]
#[schema(as = Counters)]
pub(super) struct CountersBody {
    /// Pieces sold.
    #[schema(example = 1_204)]
    sales: i64,
    /// People who wish for it.
    #[schema(example = 310)]
    likes: i64,
    /// Reviews with stars.
    #[schema(example = 87)]
    ratings: i64,
    /// The mean of their stars; 0 without any.
    #[schema(value_type = f64, example = 4.35)]
    stars: Number,
}

impl<'a> ProductSummary<'a> {
    pub(crate) fn of(listed: &'a ListedProduct) -> Result<Self, Problem> {
        let ListedProduct { card, quote } = listed;
        Ok(Self {
            id: card.id,
            name: &card.name,
            description: &card.description,
            price: quote.price.into(),
            stock_count: card.available.get(),
            discount_amount: quote.discount_amount.into(),
            final_price: quote.final_price.into(),
            seller_id: card.seller.map(|seller| seller.to_string()),
            category: card.category.map(|category| category.to_string()),
            state: card.state().as_str(),
            variants: card.variants,
            picture: card.picture.as_ref().map(CardPictureBody::of).transpose()?,
            counters: card.counters.into(),
        })
    }

    pub(super) fn all(products: &'a [ListedProduct]) -> Result<Vec<Self>, Problem> {
        products.iter().map(Self::of).collect()
    }
}

/// What so many products take in JSON, roughly, in bytes.
pub(super) const fn size_of(products: &[ListedProduct]) -> usize {
    (products.len() + 1).saturating_mul(PRODUCT_SIZE)
}

impl<'a> CardPictureBody<'a> {
    fn of(picture: &'a Picture) -> Result<Self, Problem> {
        Ok(Self {
            alt: picture.alt.as_ref().map(AltText::as_str),
            urls: PictureUrls::of(picture)?,
        })
    }
}

impl From<Counters> for CountersBody {
    fn from(counters: Counters) -> Self {
        Self {
            sales: counters.sales,
            likes: counters.likes,
            ratings: counters.ratings,
            stars: Number::hundredths(counters.stars),
        }
    }
}

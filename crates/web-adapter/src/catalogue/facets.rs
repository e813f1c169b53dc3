use hexmart_application::search::{Facet, FoundFacets, PRICE_BANDS};
use hexmart_domain::catalogue::Category;
use hexmart_domain::shared::{CategoryId, Language, SellerId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{self, example};

/// How all hits spread.
#[derive(Serialize, ToSchema)]
#[schema(as = Facets)]
pub(super) struct FacetsBody<'a> {
    /// The largest first; a hit counts in its category and in all above it.
    categories: Vec<CategoryFacet<'a>>,
    /// The largest first; what the shop itself sells is not counted.
    sellers: Vec<SellerFacet>,
    /// The cheapest first.
    price_bands: Vec<PriceBand>,
    /// How many can be had.
    #[schema(example = 57)]
    in_stock: u64,
}

/// How many hits are in a category.
#[derive(Serialize, ToSchema)]
struct CategoryFacet<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::category_id)]
    id: CategoryId,
    /// What it is called in the language of `Accept-Language`, or the nearest there is.
    #[schema(example = "음향기기")]
    name: &'a str,
    #[schema(example = 12)]
    count: u64,
}

/// How many hits a seller sells.
#[derive(Serialize, ToSchema)]
struct SellerFacet {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::seller_id)]
    id: SellerId,
    #[schema(example = 12)]
    count: u64,
}

/// How many hits cost so much.
#[derive(Serialize, ToSchema)]
struct PriceBand {
    /// The least that they cost.
    #[schema(example = 10_000)]
    from: i64,
    /// What they cost less than; null in the dearest band.
    #[schema(example = 30_000)]
    to: Option<i64>,
    #[schema(example = 12)]
    count: u64,
}

impl<'a> FacetsBody<'a> {
    pub(super) fn of(facets: &'a FoundFacets, language: Language) -> Self {
        let category = |(category, count): &'a (Category, u64)| CategoryFacet {
            id: category.id,
            name: category.name.in_language(language).as_str(),
            count: *count,
        };
        let seller = |facet: &Facet<SellerId>| SellerFacet {
            id: facet.value,
            count: facet.count,
        };
        Self {
            categories: facets.categories.iter().map(category).collect(),
            sellers: facets.sellers.iter().map(seller).collect(),
            price_bands: facets.price_bands.iter().map(PriceBand::of).collect(),
            in_stock: facets.in_stock,
        }
    }
}

impl PriceBand {
    fn of(facet: &Facet<usize>) -> Self {
        let start = facet
            .value
            .checked_sub(1)
            .and_then(|below| PRICE_BANDS.get(below));
        Self {
            from: start.copied().unwrap_or(0),
            to: PRICE_BANDS.get(facet.value).copied(),
            count: facet.count,
        }
    }
}

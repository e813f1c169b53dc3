use thiserror::Error;

use super::{Attribute, Lifecycle, OptionGroup, Picture, Price, Sku, Variant};
use crate::pricing::{DiscountTerms, Quote};
use crate::shared::{
    CategoryId, Instant, ItemId, Money, Percentage, ProductId, SellerId, fold_case, text_value,
};

text_value! {
    /// What a product is called, in one line.
    ProductName, max 255, One
}

text_value! {
    /// What there is to say about a product.
    Description, max 20_000, Many
}

text_value! {
    /// A word that products share.
    Tag, max 50, One
}

/// Something the catalogue offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Which one.
    pub id: ProductId,
    /// What it is called.
    pub name: ProductName,
    /// Who sells it; none when the shop itself does.
    pub seller: Option<SellerId>,
    /// What there is to say about it.
    pub description: Description,
    /// What one piece costs, before any reduction.
    pub price: Price,
    /// The newest discount of its chain, whether it applies yet, or still.
    pub discount: Option<DiscountTerms>,
    /// Where it hangs in the tree.
    pub category: Option<CategoryId>,
    /// Words it shares with others, folded, each once.
    pub tags: Vec<Tag>,
    /// What can be compared.
    pub attributes: Vec<Attribute>,
    /// What can be chosen.
    pub options: Vec<OptionGroup>,
    /// What is sold: at least one, the first of which is stocked under the product's own id.
    pub variants: Vec<Variant>,
    /// What it looks like, the main picture first.
    pub pictures: Vec<Picture>,
    /// What was decided about it.
    pub lifecycle: Lifecycle,
    /// How often it was changed, from 1.
    pub version: i64,
    /// When it came into the catalogue.
    pub created_at: Instant,
    /// When it was last edited.
    pub updated_at: Instant,
}

/// Why tags do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at most {} tags", Tag::MOST)]
pub struct TagsError;

impl Tag {
    /// The most a product has.
    pub const MOST: usize = 30;

    /// The form that is kept: tags are the same whatever their case.
    #[must_use]
    pub fn folded(&self) -> Self {
        Self(fold_case(&self.0))
    }
}

/// The tags as they are kept: folded, each once, in the order given.
pub fn check_tags(tags: Vec<Tag>) -> Result<Vec<Tag>, TagsError> {
    let mut kept: Vec<Tag> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = tag.folded();
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    if kept.len() > Tag::MOST {
        Err(TagsError)
    } else {
        Ok(kept)
    }
}

impl Product {
    /// A product on sale with nothing but the essentials: one variant under the product's own id.
    pub fn plain(
        id: ProductId,
        seller: Option<SellerId>,
        name: ProductName,
        description: Description,
        price: Price,
        now: Instant,
    ) -> Self {
        let variant = Variant {
            item: ItemId::from(id),
            sku: Sku::of_id(id),
            values: Vec::new(),
            price: None,
        };
        Self {
            id,
            name,
            seller,
            description,
            price,
            discount: None,
            category: None,
            tags: Vec::new(),
            attributes: Vec::new(),
            options: Vec::new(),
            variants: vec![variant],
            pictures: Vec::new(),
            lifecycle: Lifecycle::OnSale,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The share that its discount takes off at `now`.
    pub fn deal(&self, now: Instant) -> Option<Percentage> {
        self.discount
            .filter(|terms| terms.apply_at(now))
            .map(|terms| terms.percentage)
    }

    /// What one piece costs everybody at `now`: the price less the discount.
    pub fn sale_price(&self, now: Instant) -> Money {
        Quote::of(self.price, self.deal(now), None).final_price
    }

    /// The variant that is stocked under the product's own id.
    pub fn principal(&self) -> Option<&Variant> {
        self.variants.first()
    }
}

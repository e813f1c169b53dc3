#![cfg_attr(
    any(test, feature = "testing"),
    expect(
        clippy::ref_option_ref,
        reason = "mockall hands optional words to its matchers by reference"
    )
)]

use async_trait::async_trait;
use hexmart_domain::catalogue::{
    Attribute, Forest, Lifecycle, OptionGroup, Picture, Price, Product, ProductChange, ProductState, Tag,
    Variant,
};
use hexmart_domain::shared::{
    CategoryId, Instant, ItemId, Percentage, PictureId, ProductId, Quantity, SellerId, UserId,
};

use super::{ListFilter, ListSort, Mark, Window};
use crate::marketplace::Ownership;
use crate::platform::StoreError;
use crate::search::SearchDocument;

/// Questions about the catalogue, each answered in one round trip.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CatalogueQueries: Send + Sync {
    /// The products that pass the filter and lie in the window, in the order of the sort.
    ///
    /// - MUST show each product's stock as of its newest events, all variants together, and the discount that applies at
    ///   `now`.
    /// - MUST break ties by id, so that a window after a mark neither skips nor repeats one.
    /// - MUST take a discount that is over for none in the filter `on_sale`; may sort it late by what lapsed just now.
    async fn browse(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError>;

    /// The mark of the product `skip` places (from 0) into the list, without reading what lies before it.
    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        now: Instant,
    ) -> Result<Option<Mark>, StoreError>;

    /// How many products pass the filter.
    async fn total(&self, filter: &ListFilter, now: Instant) -> Result<u64, StoreError>;

    /// One product, with the discount that applies at `now` and the best of the viewer's coupons usable at `now`;
    /// none unless its [`Lifecycle::is_public`].
    ///
    /// MUST regard nobody's coupons when there is no viewer, and never another user's.
    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError>;

    /// Whose the product is, unless it is deleted; none when there is no such product.
    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError>;

    /// A product with all that can be edited about it, whatever its state, and the stock of its variants in their order.
    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError>;

    /// What was changed about a product, the newest first, before the version `before` (none: from the newest), at most
    /// `limit`; of one field if it is named.
    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError>;

    /// The whole tree of categories.
    async fn forest(&self) -> Result<Forest, StoreError>;

    /// What an index is to know of these products as of `now`, those that are not listed left out. The path holds the
    /// product's own category alone; whoever indexes fills it up.
    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError>;

    /// The same of all products that are listed, in the order of their ids, behind `after`, at most `limit`.
    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError>;

    /// Products of an owner in whatever state but deleted, in the order of their ids, behind `after`, at most `limit`,
    /// with the stock of their variants: for exports. No owner: those of everybody.
    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError>;

    /// Those of the pictures that belong to a product, or to a review.
    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError>;
}

/// A product in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductCard {
    /// Which one.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
    /// What there is to say about it.
    pub description: String,
    /// What one piece costs, before any reduction.
    pub price: Price,
    /// Pieces that can be had, of all variants together.
    pub available: Quantity,
    /// The discount that applies.
    pub discount: Option<Percentage>,
    /// Who sells it; none when the shop itself does.
    pub seller: Option<SellerId>,
    /// Where it hangs in the tree.
    pub category: Option<CategoryId>,
    /// What was decided about it.
    pub lifecycle: Lifecycle,
    /// Its main picture.
    pub picture: Option<Picture>,
    /// How many variants it has, from 1.
    pub variants: u32,
    /// What was counted about it.
    pub counters: Counters,
    /// Where it stands in a list of the sort that was asked for.
    pub mark: Mark,
    /// When it came into the catalogue.
    pub created_at: Instant,
    /// When it was last edited.
    pub updated_at: Instant,
}

impl ProductCard {
    /// How it stands.
    pub fn state(&self) -> ProductState {
        ProductState::of(self.lifecycle, self.available > Quantity::ZERO)
    }
}

/// What was counted about a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Pieces sold.
    pub sales: i64,
    /// People who wish for it.
    pub likes: i64,
    /// Reviews with stars.
    pub ratings: i64,
    /// The mean of their stars in hundredths, rounded half-up; 0 without any.
    pub stars: i64,
}

/// A product on its own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDetail {
    /// What a list shows of it.
    pub card: ProductCard,
    /// Who sells it; none when the shop itself does.
    pub seller: Option<SellerBadge>,
    /// Words it shares with others.
    pub tags: Vec<Tag>,
    /// What can be compared.
    pub attributes: Vec<Attribute>,
    /// What can be chosen.
    pub options: Vec<OptionGroup>,
    /// What is sold, at least one.
    pub variants: Vec<(Variant, Quantity)>,
    /// What it looks like.
    pub pictures: Vec<Picture>,
    /// The best coupon of the viewer.
    pub coupon: Option<Percentage>,
}

/// What a product's page says of its seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerBadge {
    /// Which.
    pub id: SellerId,
    /// What the company is called.
    pub company: String,
    /// How many follow it.
    pub followers: i64,
}

/// The stock of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VariantStock {
    /// Which.
    pub item: ItemId,
    /// Pieces that lie there, promised ones included.
    pub on_hand: Quantity,
    /// Pieces that can be had.
    pub available: Quantity,
}

/// What was changed about a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductHistory {
    /// The changes, newest first.
    pub changes: Vec<ProductChange>,
    /// Whether older ones follow.
    pub more: bool,
}

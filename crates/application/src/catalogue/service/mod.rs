//! The use cases of the catalogue.

mod browsing;
mod categories;
mod creation;
mod jobs;
mod merchandising;
mod named;
mod picture_files;
mod pictures;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::{Forest, Variant};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{ProductId, UserId};

use super::{
    Browse, BrowseError, Catalogue, CatalogueQueries, ChangeFeed, CreateProductError, CreatedProduct,
    Freshness, ListFilter, ListSort, ListedProduct, NewProduct, ProductCard, ProductDetail, ProductPage,
    ShowProductError, ShownProduct, ShownVariant, Window,
};
use crate::marketplace::Authority;
use crate::platform::{Mint, Store, StoreError};
use crate::search::SearchIndex;

pub use categories::CategoriesService;
pub(crate) use creation::{Drafts, add as add_draft, opening};
pub use jobs::catalogue_jobs;
pub use merchandising::MerchandisingService;
pub(crate) use merchandising::{editor, fitted, keep_stocked, save_edited};
pub use picture_files::picture_key;
pub(crate) use picture_files::{PictureFailure, PictureFiles};

/// The use cases of shoppers, and of bringing products in.
pub struct CatalogueService {
    store: Arc<dyn Store>,
    queries: Arc<dyn CatalogueQueries>,
    feed: Arc<dyn ChangeFeed>,
    index: Option<Arc<dyn SearchIndex>>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for CatalogueService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CatalogueService")
    }
}

impl CatalogueService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        queries: Arc<dyn CatalogueQueries>,
        feed: Arc<dyn ChangeFeed>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            queries,
            feed,
            index: None,
            freshness,
            mint,
        }
    }

    /// Looks names up in an index instead of reading them all.
    #[must_use]
    pub fn with_index(mut self, index: Arc<dyn SearchIndex>) -> Self {
        self.index = Some(index);
        self
    }
}

#[async_trait]
impl Catalogue for CatalogueService {
    async fn create_product(
        &self,
        product: NewProduct,
        authority: Authority,
    ) -> Result<CreatedProduct, CreateProductError> {
        let mut created = self.create_products(vec![product], authority).await?;
        created
            .pop()
            .ok_or_else(|| StoreError::backend("a product was created and lost").into())
    }

    async fn create_products(
        &self,
        products: Vec<NewProduct>,
        authority: Authority,
    ) -> Result<Vec<CreatedProduct>, CreateProductError> {
        let drafts = creation::draft(products, authority, &self.mint)?;
        let created = creation::write(&*self.store, drafts).await?;
        for created in &created {
            self.freshness.product_changed(created.product.id);
        }
        Ok(created)
    }

    async fn browse(&self, browse: Browse) -> Result<ProductPage, BrowseError> {
        browsing::page(self, browse).await
    }

    async fn show(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
    ) -> Result<ShownProduct, ShowProductError> {
        let now = self.mint.now();
        let detail = self
            .queries
            .detail(product, viewer, now)
            .await?
            .ok_or(ShowProductError::UnknownProduct)?;
        // Most shops and products have no tree: nothing is asked then.
        let forest = match detail.card.category {
            Some(_) => self.queries.forest().await?,
            None => Forest::default(),
        };
        Ok(shown(detail, &forest))
    }

    async fn cards(&self, products: &[ProductId]) -> Result<Vec<ListedProduct>, StoreError> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let filter = ListFilter {
            among: Some(products.to_vec()),
            ..ListFilter::default()
        };
        let window = Window {
            after: None,
            skip: 0,
            limit: u64::try_from(products.len()).unwrap_or(u64::MAX),
        };
        let cards = self
            .queries
            .browse(&filter, ListSort::Oldest, window, self.mint.now())
            .await?;
        let place = |card: &ProductCard| products.iter().position(|id| *id == card.id);
        let mut listed: Vec<_> = cards.into_iter().map(listed).collect();
        listed.sort_by_key(|listed| place(&listed.card));
        Ok(listed)
    }

    async fn best_deals(&self, limit: u64) -> Result<Vec<ListedProduct>, StoreError> {
        let filter = ListFilter {
            on_sale: Some(true),
            ..ListFilter::default()
        };
        let window = Window {
            after: None,
            skip: 0,
            limit,
        };
        let now = self.mint.now();
        let cards = self
            .queries
            .browse(&filter, ListSort::Discount, window, now)
            .await?;
        Ok(cards.into_iter().map(listed).collect())
    }
}

fn listed(card: ProductCard) -> ListedProduct {
    ListedProduct {
        quote: Quote::of(card.price, card.discount, None),
        card,
    }
}

fn shown(detail: ProductDetail, forest: &Forest) -> ShownProduct {
    let (discount, coupon) = (detail.card.discount, detail.coupon);
    let price_of = |variant: &Variant| variant.price.unwrap_or(detail.card.price);
    let variants = detail
        .variants
        .iter()
        .map(|(variant, available)| ShownVariant {
            quote: Quote::of(price_of(variant), discount, coupon),
            variant: variant.clone(),
            available: *available,
        })
        .collect();
    let path = |category| forest.path(category).into_iter().cloned().collect();
    ShownProduct {
        quote: Quote::of(detail.card.price, discount, coupon),
        variants,
        category_path: detail.card.category.map(path).unwrap_or_default(),
        detail,
    }
}

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockLevel, decide};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Instant, ProductId, SellerId, UserId};

use super::{
    Browse, BrowseError, Catalogue, CatalogueQueries, CreateProductError, CreatedProduct, ListedProduct,
    NameFilter, NewProduct, PageAt, ProductCard, ProductPage, ShowProductError, ShownProduct, Window,
};
use crate::marketplace::Authority;
use crate::platform::{Abort, Mint, Store, StoreError, transact};

/// The catalogue's use cases.
pub struct CatalogueService {
    store: Arc<dyn Store>,
    queries: Arc<dyn CatalogueQueries>,
    mint: Mint,
}

impl fmt::Debug for CatalogueService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CatalogueService")
    }
}

impl CatalogueService {
    /// Joins the ports.
    pub fn new(store: Arc<dyn Store>, queries: Arc<dyn CatalogueQueries>, mint: Mint) -> Self {
        Self { store, queries, mint }
    }

    fn draft(id: ProductId, new: NewProduct, seller: Option<SellerId>, now: Instant) -> CreatedProduct {
        let NewProduct {
            name,
            description,
            price,
            stock,
        } = new;
        let product = Product {
            id,
            name,
            seller,
            description,
            price,
            created_at: now,
            updated_at: now,
        };
        CreatedProduct { product, stock }
    }

    /// What a page that lies too deep answers: how to get there, or nothing when it lies behind the end.
    async fn beyond(
        &self,
        name: Option<NameFilter>,
        index: u64,
        skip: u64,
    ) -> Result<ProductPage, BrowseError> {
        let last = self.queries.product_at(name.clone(), skip).await?;
        let before = self.queries.product_at(name, skip - 1).await?;
        match (last, before) {
            (Some(_), Some(after)) => Err(BrowseError::TooDeep { index, after }),
            _ => Ok(ProductPage {
                products: Vec::new(),
                next: None,
            }),
        }
    }

    fn opening(
        &self,
        created: &CreatedProduct,
        actor: Option<UserId>,
        now: Instant,
    ) -> Result<StockEvent, StoreError> {
        let context = StockContext {
            operation: self.mint.id(now),
            actor,
            now,
        };
        let open = StockCommand::Open(created.stock);
        decide(
            StockKey::at_default(created.product.id),
            &StockLevel::default(),
            open,
            context,
        )
        .map_err(StoreError::backend)
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
        let now = self.mint.now();
        // Ids of one instant differ by chance alone; sorted, they list the products in the order given.
        let mut ids: Vec<_> = products.iter().map(|_| self.mint.id(now)).collect();
        ids.sort_unstable();
        let created: Vec<_> = ids
            .into_iter()
            .zip(products)
            .map(|(id, new)| Self::draft(id, new, authority.seller(), now))
            .collect();
        let events: Vec<_> = created
            .iter()
            .map(|created| self.opening(created, authority.user(), now))
            .collect::<Result<_, _>>()?;
        let rows: Vec<_> = created.iter().map(|created| created.product.clone()).collect();
        let write = Arc::new((rows, events));
        transact(&*self.store, "create_product", move |uow| {
            let write = Arc::clone(&write);
            Box::pin(async move {
                uow.products().add(&write.0).await?;
                uow.stock().append(&write.1).await?;
                Ok::<_, Abort<CreateProductError>>(())
            })
        })
        .await?;
        Ok(created)
    }

    async fn browse(&self, browse: Browse) -> Result<ProductPage, BrowseError> {
        let now = self.mint.now();
        let Browse { name, size, at } = browse;
        // One more than shown tells whether there is a next page, without counting.
        let limit = size + 1;
        let window = match at {
            PageAt::After(after) => Window {
                after: Some(after),
                skip: 0,
                limit,
            },
            PageAt::Index(index) => {
                let skip = index.saturating_sub(1).saturating_mul(size);
                if skip > Browse::MAX_SKIP {
                    return self.beyond(name, index, skip).await;
                }
                Window {
                    after: None,
                    skip,
                    limit,
                }
            }
        };
        let cards = self.queries.browse(name, window, now).await?;
        Ok(page_of(cards, size))
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
        let quote = Quote::of(detail.card.price, detail.card.discount, detail.coupon);
        Ok(ShownProduct {
            card: detail.card,
            quote,
        })
    }
}

fn page_of(mut cards: Vec<ProductCard>, size: u64) -> ProductPage {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = cards.len() > size;
    cards.truncate(size);
    let next = cards.last().filter(|_| more).map(|card| card.id);
    let products = cards
        .into_iter()
        .map(|card| ListedProduct {
            quote: Quote::of(card.price, card.discount, None),
            card,
        })
        .collect();
    ProductPage { products, next }
}

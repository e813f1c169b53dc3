use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::{CategoryName, Forest, ForestError, Place};
use hexmart_domain::shared::{CategoryId, UserId};

use crate::catalogue::{
    CatalogueQueries, Categories, CategoriesError, Freshness, NewCategory, PlacedCategory,
};
use crate::platform::{Abort, Mint, Store, StoreError, transact};

/// The use cases of the tree.
pub struct CategoriesService {
    store: Arc<dyn Store>,
    queries: Arc<dyn CatalogueQueries>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for CategoriesService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CategoriesService")
    }
}

impl CategoriesService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        queries: Arc<dyn CatalogueQueries>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            queries,
            freshness,
            mint,
        }
    }

    /// Changes the forest by `grow`, a pure decision, and feeds the products below `touched`; what they are found by has
    /// changed.
    async fn change<G>(
        &self,
        name: &'static str,
        category: CategoryId,
        touches_products: bool,
        grow: G,
    ) -> Result<PlacedCategory, CategoriesError>
    where
        G: Fn(&Forest) -> Result<Forest, ForestError> + Clone + Send + Sync + 'static,
    {
        let now = self.mint.now();
        let placed = transact(&*self.store, name, move |uow| {
            let grow = grow.clone();
            Box::pin(async move {
                let before = uow.categories().forest().await?;
                let after = grow(&before).map_err(|refusal| Abort::Refused(refusal.into()))?;
                uow.categories().save(&before, &after).await?;
                if touches_products {
                    uow.products().feed(&after.subtree(category), now).await?;
                }
                let gone = || StoreError::backend("a category was changed and lost");
                placed(&after, category).ok_or_else(|| Abort::<CategoriesError>::Store(gone()))
            })
        })
        .await;
        self.freshness.catalogue_changed();
        placed
    }
}

fn placed(forest: &Forest, category: CategoryId) -> Option<PlacedCategory> {
    let path = forest.path(category);
    let depth = path.len().checked_sub(1)?;
    path.last().map(|category| PlacedCategory {
        category: (*category).clone(),
        depth,
    })
}

#[async_trait]
impl Categories for CategoriesService {
    async fn all(&self) -> Result<Vec<PlacedCategory>, StoreError> {
        let forest = self.queries.forest().await?;
        let placed = |(depth, category): (_, &_)| PlacedCategory {
            category: Clone::clone(category),
            depth,
        };
        Ok(forest.in_order().into_iter().map(placed).collect())
    }

    async fn create(&self, category: NewCategory) -> Result<PlacedCategory, CategoriesError> {
        let now = self.mint.now();
        let id = self.mint.id(now);
        let NewCategory { name, place } = category;
        let grow = move |forest: &Forest| forest.plant(id, name.clone(), place, now);
        self.change("create_category", id, false, grow).await
    }

    async fn rename(
        &self,
        category: CategoryId,
        name: CategoryName,
    ) -> Result<PlacedCategory, CategoriesError> {
        let grow = move |forest: &Forest| forest.rename(category, name.clone());
        self.change("rename_category", category, true, grow).await
    }

    async fn relocate(&self, category: CategoryId, place: Place) -> Result<PlacedCategory, CategoriesError> {
        let grow = move |forest: &Forest| forest.relocate(category, place);
        self.change("move_category", category, true, grow).await
    }

    async fn remove(
        &self,
        category: CategoryId,
        heir: Option<CategoryId>,
        actor: Option<UserId>,
    ) -> Result<u64, CategoriesError> {
        let now = self.mint.now();
        let removed = transact(&*self.store, "remove_category", move |uow| {
            Box::pin(async move {
                let before = uow.categories().forest().await?;
                let after = before
                    .fell(category)
                    .map_err(|refusal| Abort::Refused(CategoriesError::from(refusal)))?;
                let moved = match heir {
                    Some(heir) if after.get(heir).is_none() => {
                        return Err(Abort::Refused(CategoriesError::UnknownHeir));
                    }
                    Some(heir) => uow.products().rehang(category, heir, actor, now).await?,
                    None if uow.products().hangs_on(category).await? => {
                        return Err(Abort::Refused(CategoriesError::InUse));
                    }
                    None => 0,
                };
                uow.categories().save(&before, &after).await?;
                Ok(moved)
            })
        })
        .await;
        self.freshness.catalogue_changed();
        removed
    }
}

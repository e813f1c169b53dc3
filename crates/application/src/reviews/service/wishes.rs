use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::reviews::Wish;
use hexmart_domain::shared::{Instant, ProductId, UserId};

use crate::catalogue::{CounterChange, Freshness};
use crate::platform::{Abort, Mint, Store, StoreError, UnitOfWork, transact};
use crate::reviews::{WishCard, WishChange, WishError, WishMark, WishQueries, Wishes, Wishing};

/// The use cases of wishes.
pub struct WishService {
    store: Arc<dyn Store>,
    wishes: Arc<dyn WishQueries>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for WishService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WishService")
    }
}

impl WishService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        wishes: Arc<dyn WishQueries>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            wishes,
            freshness,
            mint,
        }
    }
}

#[async_trait]
impl Wishes for WishService {
    async fn change(
        &self,
        account: UserId,
        product: ProductId,
        change: WishChange,
    ) -> Result<Wishing, WishError> {
        let now = self.mint.now();
        let changed = transact(&*self.store, "change_wish", move |uow| {
            Box::pin(async move {
                match change {
                    WishChange::Add => add(uow, account, product, now).await?,
                    WishChange::Remove => remove(uow, account, product, now).await?,
                    WishChange::Notices(notices) => {
                        if !uow.wishes().set_notices(account, product, notices).await? {
                            return Err(Abort::Refused(WishError::UnknownWish));
                        }
                    }
                }
                let wish = uow.wishes().find(account, product).await?;
                Ok(Wishing {
                    is_wished: wish.is_some(),
                    notices: wish.is_some_and(|wish| wish.notices),
                    wishers: uow.wishes().count(product).await?,
                })
            })
        })
        .await;
        self.freshness.product_changed(product);
        changed
    }

    async fn own(
        &self,
        account: UserId,
        after: Option<WishMark>,
        limit: u64,
    ) -> Result<Vec<WishCard>, StoreError> {
        self.wishes
            .of_account(account, after, limit, self.mint.now())
            .await
    }
}

/// What is sold out can be wished for: that it comes back is what many wish.
async fn add(
    uow: &mut dyn UnitOfWork,
    account: UserId,
    product: ProductId,
    now: Instant,
) -> Result<(), Abort<WishError>> {
    let offering = uow.wishes().offering(product, now).await?;
    let offering = offering.filter(|offering| offering.lifecycle.is_public());
    let offering = offering.ok_or(Abort::Refused(WishError::UnknownProduct))?;
    let wish = Wish {
        account,
        product,
        since: now,
        notices: true,
        seen: offering.glance(),
    };
    if uow.wishes().add(&wish).await? {
        count(uow, product, 1).await?;
    }
    Ok(())
}

/// Of what nobody sees any more a wish can be taken back, too.
async fn remove(
    uow: &mut dyn UnitOfWork,
    account: UserId,
    product: ProductId,
    now: Instant,
) -> Result<(), Abort<WishError>> {
    if uow.wishes().remove(account, product).await? {
        count(uow, product, -1).await?;
        return Ok(());
    }
    let offering = uow.wishes().offering(product, now).await?;
    let known = offering.filter(|offering| offering.lifecycle.is_public());
    known.map(drop).ok_or(Abort::Refused(WishError::UnknownProduct))
}

async fn count(uow: &mut dyn UnitOfWork, product: ProductId, likes: i64) -> Result<(), StoreError> {
    let change = CounterChange {
        likes,
        ..CounterChange::default()
    };
    uow.products().count(product, change).await?;
    Ok(())
}

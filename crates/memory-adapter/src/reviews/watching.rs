use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{Offering, WishRepository};
use hexmart_application::search::FeedPosition;
use hexmart_domain::reviews::{Glance, Wish};
use hexmart_domain::shared::{Instant, ProductId, UserId};

use crate::to_usize;
use crate::unit::MemoryUnit;

#[async_trait]
impl WishRepository for MemoryUnit<'_> {
    /// Rests on the product and on its stock.
    async fn offering(&mut self, product: ProductId, now: Instant) -> Result<Option<Offering>, StoreError> {
        let (mine, stored) = self.look();
        let Some(row) = mine.products.get(&stored.products, &product) else {
            return Ok(None);
        };
        let product = row.product();
        let mut in_stock = false;
        for variant in &product.variants {
            let holdings = mine.holdings_of(&stored, variant.item);
            in_stock |= holdings.iter().any(|(holding, _)| holding.available.get() > 0);
        }
        Ok(Some(Offering {
            name: product.name.as_str().to_owned(),
            lifecycle: product.lifecycle,
            in_stock,
            price: product.price,
            discount: product.deal(now),
        }))
    }

    async fn add(&mut self, wish: &Wish) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine
            .wishes
            .add(&stored.wishes, &(wish.product, wish.account), wish.clone()))
    }

    async fn remove(&mut self, account: UserId, product: ProductId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.wishes.remove(&stored.wishes, &(product, account)).is_some())
    }

    async fn find(&mut self, account: UserId, product: ProductId) -> Result<Option<Wish>, StoreError> {
        let (mine, stored) = self.look();
        let wish = mine.wishes.get(&stored.wishes, &(product, account));
        Ok(wish.map(Arc::unwrap_or_clone))
    }

    async fn set_notices(
        &mut self,
        account: UserId,
        product: ProductId,
        notices: bool,
    ) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let place = (product, account);
        let Some(wish) = mine.wishes.get(&stored.wishes, &place) else {
            return Ok(false);
        };
        let wish = Wish {
            notices,
            ..Arc::unwrap_or_clone(wish)
        };
        mine.wishes.put(&stored.wishes, &place, wish);
        Ok(true)
    }

    /// It was counted as it happened.
    async fn count(&mut self, product: ProductId) -> Result<i64, StoreError> {
        let (mine, stored) = self.look();
        let tally = mine.tallies.get(&stored.tallies, &product);
        Ok(tally.map_or(0, |tally| tally.wishers()))
    }

    async fn outdated(
        &mut self,
        product: ProductId,
        now: Glance,
        limit: u64,
    ) -> Result<Vec<Wish>, StoreError> {
        let (mine, stored) = self.look();
        let wishes = mine.wishes.every(&stored.wishes, move |wish| {
            wish.product == product && wish.seeing(now) != wish.seen
        });
        let wishes = wishes.into_iter().map(Arc::unwrap_or_clone);
        Ok(wishes.take(to_usize(limit)).collect())
    }

    async fn look(&mut self, wishes: &[Wish], now: Glance) -> Result<(), StoreError> {
        let (mine, stored) = MemoryUnit::look(self);
        for wish in wishes {
            let place = (wish.product, wish.account);
            let kept = mine.wishes.get(&stored.wishes, &place);
            let kept = kept.filter(|kept| kept.seen == wish.seen);
            let kept = kept.ok_or(StoreError::Conflict)?;
            let seen = Wish {
                seen: kept.seeing(now),
                ..Arc::unwrap_or_clone(kept)
            };
            mine.wishes.put(&stored.wishes, &place, seen);
        }
        Ok(())
    }

    async fn read_to(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        let (mine, stored) = MemoryUnit::look(self);
        let position = mine.wishes_read_to.get(&stored.wishes_read_to, &());
        Ok(position.map(|position| *position))
    }

    async fn note_read_to(&mut self, position: FeedPosition) -> Result<(), StoreError> {
        let (mine, stored) = MemoryUnit::look(self);
        mine.wishes_read_to.put(&stored.wishes_read_to, &(), position);
        Ok(())
    }
}

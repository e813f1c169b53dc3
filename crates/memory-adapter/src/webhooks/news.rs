use std::collections::BTreeSet;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use hexmart_application::webhooks::NewsRepository;
use hexmart_domain::shared::ProductId;

use crate::unit::MemoryUnit;

#[async_trait]
impl NewsRepository for MemoryUnit<'_> {
    async fn position(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.told_to.get(&stored.told_to, &()).map(|position| *position))
    }

    async fn advance(&mut self, from: Option<FeedPosition>, to: FeedPosition) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let position = mine.told_to.get(&stored.told_to, &());
        if position.map(|position| *position) != from {
            return Err(StoreError::Conflict);
        }
        mine.told_to.put(&stored.told_to, &(), to);
        Ok(())
    }

    async fn sold_out(&mut self, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        let (mine, stored) = self.look();
        let among: BTreeSet<_> = among.iter().copied().collect();
        let known = among
            .into_iter()
            .filter(|product| mine.sold_out.has(&stored.sold_out, product));
        Ok(known.collect())
    }

    async fn remember(&mut self, sold_out: &[ProductId], available: &[ProductId]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for product in sold_out {
            mine.sold_out.put(&stored.sold_out, product, ());
        }
        for product in available {
            mine.sold_out.remove(&stored.sold_out, product);
        }
        Ok(())
    }
}

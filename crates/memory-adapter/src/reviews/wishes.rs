use std::cmp::Reverse;
use std::collections::BTreeSet;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{WishCard, WishMark, WishQueries};
use hexmart_domain::reviews::Wish;
use hexmart_domain::shared::{Instant, ProductId, UserId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::{to_u64, to_usize};

#[async_trait]
impl WishQueries for Memory {
    async fn of_account(
        &self,
        account: UserId,
        after: Option<WishMark>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<WishCard>, StoreError> {
        let tables = self.shared.read();
        let own = tables.wishes.values().filter(|wish| wish.account == account);
        let mut cards: Vec<_> = own.filter_map(|wish| tables.wish_card(wish, now)).collect();
        let place = |mark: WishMark| (mark.since, mark.product);
        cards.sort_by_key(|card| Reverse(place(card.mark())));
        cards.retain(|card| after.is_none_or(|after| place(card.mark()) < place(after)));
        cards.truncate(to_usize(limit));
        Ok(cards)
    }

    async fn wished(&self, products: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        let tables = self.shared.read();
        let wished = products
            .iter()
            .copied()
            .filter(|product| tables.wishers(*product) > 0);
        Ok(wished.collect())
    }

    async fn wished_after(&self, after: Option<ProductId>, limit: u64) -> Result<Vec<ProductId>, StoreError> {
        let tables = self.shared.read();
        let wished: BTreeSet<_> = tables.wishes.keys().map(|(product, _)| *product).collect();
        let behind = wished
            .into_iter()
            .filter(|product| after.is_none_or(|after| *product > after));
        Ok(behind.take(to_usize(limit)).collect())
    }
}

impl Tables {
    /// How many wish for a product.
    pub(super) fn wishers(&self, product: ProductId) -> i64 {
        let wishes = self.wishes.keys().filter(|(wished, _)| *wished == product);
        i64::try_from(to_u64(wishes.count())).unwrap_or(i64::MAX)
    }

    fn wish_card(&self, wish: &Wish, now: Instant) -> Option<WishCard> {
        let product = self.product_card(wish.product, now)?;
        product.lifecycle.is_public().then_some(WishCard {
            product,
            since: wish.since,
            notices: wish.notices,
        })
    }
}

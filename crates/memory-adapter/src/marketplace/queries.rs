use std::collections::BTreeMap;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::marketplace::{SellerCard, SellerQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::marketplace::{Seller, SellerState};
use hexmart_domain::shared::{Instant, SellerId, UserId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;

#[async_trait]
impl SellerQueries for Memory {
    async fn card(&self, id: SellerId, viewer: Option<UserId>) -> Result<Option<SellerCard>, StoreError> {
        let tables = self.shared.read();
        let seller = tables.sellers.get(&id);
        Ok(seller.and_then(|seller| tables.seller_card(seller, viewer)))
    }

    async fn by_id(&self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.sellers.get(&id).map(|seller| tables.counted(seller)))
    }

    async fn of_account(&self, account: UserId) -> Result<Option<Seller>, StoreError> {
        let tables = self.shared.read();
        let id = tables.seller_accounts.get(&account);
        let seller = id.and_then(|id| tables.sellers.get(&**id));
        Ok(seller.map(|seller| tables.counted(seller)))
    }

    async fn page(
        &self,
        state: Option<SellerState>,
        after: Option<SellerId>,
        limit: u64,
    ) -> Result<Vec<Seller>, StoreError> {
        let tables = self.shared.read();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = tables.sellers.range((start, Bound::Unbounded));
        let wanted = behind.filter(|(_, seller)| state.is_none_or(|state| seller.state == state));
        let page = wanted.take(to_usize(limit));
        Ok(page.map(|(_, seller)| tables.counted(seller)).collect())
    }

    async fn followed_by(&self, account: UserId, limit: u64) -> Result<Vec<SellerCard>, StoreError> {
        let tables = self.shared.read();
        let cards = tables
            .sellers
            .values()
            .filter_map(|seller| tables.seller_card(seller, Some(account)));
        let followed = cards.filter(|card| card.is_followed);
        Ok(followed.take(to_usize(limit)).collect())
    }
}

impl Tables {
    fn followers_of(&self, id: SellerId) -> Option<&BTreeMap<UserId, Instant>> {
        self.followers.get(&id).map(|followers| &**followers)
    }

    /// The seller with the number of its followers.
    pub(crate) fn counted(&self, seller: &Seller) -> Seller {
        Seller {
            followers: self
                .followers_of(seller.id)
                .map_or(0, |all| super::to_i64(all.len())),
            ..seller.clone()
        }
    }

    /// What everybody sees of an approved seller, who sells since it was decided on.
    fn seller_card(&self, seller: &Seller, viewer: Option<UserId>) -> Option<SellerCard> {
        if seller.state != SellerState::Approved {
            return None;
        }
        let followers = self.followers_of(seller.id);
        let is_followed = viewer
            .zip(followers)
            .is_some_and(|(viewer, all)| all.contains_key(&viewer));
        Some(SellerCard {
            id: seller.id,
            company: seller.company.clone(),
            followers: followers.map_or(0, |all| super::to_i64(all.len())),
            is_followed,
            since: seller.decided_at.unwrap_or(seller.applied_at),
        })
    }
}

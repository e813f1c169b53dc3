use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::marketplace::SellerRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::shared::{Instant, SellerId, UserId, fold_case};

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl SellerRepository for MemoryUnit<'_> {
    /// All keys are checked before the first is taken.
    async fn add(&mut self, seller: &Seller) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if mine.sellers.has(&stored.sellers, &seller.id) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        if mine.seller_accounts.has(&stored.seller_accounts, &seller.account) {
            return Err(StoreError::Duplicate(UniqueKey::SellerAccount));
        }
        mine.check_company(&stored, seller)?;
        mine.seller_accounts
            .put(&stored.seller_accounts, &seller.account, seller.id);
        mine.put_seller(&stored, seller);
        Ok(())
    }

    async fn find(&mut self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.seller(&stored, id))
    }

    async fn find_by_account(&mut self, account: UserId) -> Result<Option<Seller>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine.seller_accounts.get(&stored.seller_accounts, &account);
        Ok(id.and_then(|id| mine.seller(&stored, *id)))
    }

    /// The version is looked at first, as with accounts.
    async fn save(&mut self, seller: &Seller) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.sellers.get(&stored.sellers, &seller.id);
        let before = before.filter(|before| before.version.saturating_add(1) == seller.version);
        let before = before.ok_or(StoreError::Conflict)?;
        mine.check_company(&stored, seller)?;
        mine.companies.remove(&stored.companies, &name_key(&before));
        mine.put_seller(&stored, seller);
        Ok(())
    }

    async fn follow(&mut self, seller: SellerId, follower: UserId, now: Instant) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let followers = mine.followers.get(&stored.followers, &seller);
        let mut followers = followers.map(Arc::unwrap_or_clone).unwrap_or_default();
        if followers.contains_key(&follower) {
            return Ok(false);
        }
        followers.insert(follower, now);
        mine.followers.put(&stored.followers, &seller, followers);
        Ok(true)
    }

    async fn unfollow(&mut self, seller: SellerId, follower: UserId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let followers = mine.followers.get(&stored.followers, &seller);
        let mut followers = followers.map(Arc::unwrap_or_clone).unwrap_or_default();
        let did = followers.remove(&follower).is_some();
        if did {
            mine.followers.put(&stored.followers, &seller, followers);
        }
        Ok(did)
    }
}

/// In which form the name of a company must be unique.
fn name_key(seller: &Seller) -> String {
    fold_case(seller.company.as_str())
}

impl Changes {
    /// Whether the name is free, or this seller's own already.
    fn check_company(&mut self, stored: &Tables, seller: &Seller) -> Result<(), StoreError> {
        let holder = self.companies.get(&stored.companies, &name_key(seller));
        if holder.is_some_and(|holder| *holder != seller.id) {
            return Err(StoreError::Duplicate(UniqueKey::CompanyName));
        }
        Ok(())
    }

    /// Writes the row, without the number of followers, and its name.
    fn put_seller(&mut self, stored: &Tables, seller: &Seller) {
        let row = Seller {
            followers: 0,
            ..seller.clone()
        };
        self.companies
            .put(&stored.companies, &name_key(seller), seller.id);
        self.sellers.put(&stored.sellers, &seller.id, row);
    }

    fn seller(&mut self, stored: &Tables, id: SellerId) -> Option<Seller> {
        let seller = self.sellers.get(&stored.sellers, &id)?;
        let followers = self.followers.get(&stored.followers, &id);
        Some(Seller {
            followers: followers.map_or(0, |followers| super::to_i64(followers.len())),
            ..Arc::unwrap_or_clone(seller)
        })
    }
}

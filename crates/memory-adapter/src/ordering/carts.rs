use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::ordering::CartRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{Cart, CartOwner};
use hexmart_domain::shared::{Instant, UserId};

use crate::tables::{Changes, Hash, Tables};
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

/// Whose a cart is, in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OwnerKey {
    User(UserId),
    Guest(Hash),
}

impl From<CartOwner> for OwnerKey {
    fn from(owner: CartOwner) -> Self {
        match owner {
            CartOwner::User(user) => Self::User(user),
            CartOwner::Guest(hash) => Self::Guest(hash),
        }
    }
}

#[async_trait]
impl CartRepository for MemoryUnit<'_> {
    async fn of(&mut self, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine.carts_of.get(&stored.carts_of, &(*owner).into());
        let cart = id.and_then(|id| mine.carts.get(&stored.carts, &id));
        Ok(cart.map(Arc::unwrap_or_clone))
    }

    /// Of two first carts of one owner, both may pass here; the slower one loses its commit.
    async fn save(&mut self, cart: &Cart) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.carts.get(&stored.carts, &cart.id);
        if before.map_or(0, |before| before.version).saturating_add(1) != cart.version {
            return Err(StoreError::Conflict);
        }
        let owner = cart.owner.into();
        let holder = mine.carts_of.get(&stored.carts_of, &owner);
        if holder.is_some_and(|holder| *holder != cart.id) {
            return Err(StoreError::Conflict);
        }
        mine.carts_of.put(&stored.carts_of, &owner, cart.id);
        mine.carts.put(&stored.carts, &cart.id, cart.clone());
        Ok(())
    }

    async fn remove(&mut self, cart: &Cart) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.carts.get(&stored.carts, &cart.id);
        if before.is_none_or(|before| before.version != cart.version) {
            return Err(StoreError::Conflict);
        }
        mine.remove_cart(&stored, cart);
        Ok(())
    }

    async fn forget(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let is_left =
            move |cart: &Cart| matches!(cart.owner, CartOwner::Guest(_)) && cart.updated_at < before;
        let mut left = mine.carts.every(&stored.carts, is_left);
        left.truncate(to_usize(limit));
        for cart in &left {
            mine.remove_cart(&stored, cart);
        }
        Ok(to_u64(left.len()))
    }
}

impl Changes {
    fn remove_cart(&mut self, stored: &Tables, cart: &Cart) {
        self.carts_of.remove(&stored.carts_of, &cart.owner.into());
        self.carts.remove(&stored.carts, &cart.id);
    }
}

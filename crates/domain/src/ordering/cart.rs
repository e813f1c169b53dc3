use thiserror::Error;

use crate::shared::{CartId, CouponId, Instant, ItemId, ProductId, Quantity, UserId};

/// Whose cart it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CartOwner {
    /// Somebody who signed in: one cart each.
    User(UserId),
    /// Somebody who holds the token of which this is the hash.
    Guest([u8; 32]),
}

/// What somebody is about to buy. Prices are not kept: they are those of the moment somebody looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// Which. An order remembers it, so that a cart is bought once; what comes after is another cart.
    pub id: CartId,
    /// Whose.
    pub owner: CartOwner,
    /// What is in it, in the order in which it was put there; each item once.
    pub lines: Vec<CartLine>,
    /// The coupon that is to be redeemed.
    pub coupon: Option<CouponId>,
    /// How often it was changed; 0 for one that was never saved. The optimistic lock.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// An item in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CartLine {
    /// Of which product.
    pub product: ProductId,
    /// Which of its variants.
    pub item: ItemId,
    /// How many pieces, from 1 to [`Cart::MOST_PIECES`].
    pub quantity: Quantity,
    /// Since when it is there.
    pub added_at: Instant,
}

/// Why a cart stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CartError {
    /// A line is of at least one piece, and at most [`Cart::MOST_PIECES`].
    #[error("a line has 1 to {} pieces", Cart::MOST_PIECES)]
    Pieces,
    /// There are [`Cart::MOST_LINES`] lines already.
    #[error("a cart has at most {} lines", Cart::MOST_LINES)]
    Full,
    /// There is no such item in it.
    #[error("the cart has no such item")]
    UnknownItem,
}

impl Cart {
    /// The most lines.
    pub const MOST_LINES: usize = 100;
    /// The most pieces of one item.
    pub const MOST_PIECES: i64 = 999;

    /// A cart with nothing in it.
    pub const fn empty(id: CartId, owner: CartOwner, now: Instant) -> Self {
        Self {
            id,
            owner,
            lines: Vec::new(),
            coupon: None,
            version: 0,
            updated_at: now,
        }
    }

    /// The line of an item.
    pub fn line(&self, item: ItemId) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.item == item)
    }

    /// The cart with more of an item: its line grows, or there is a new one at the end.
    pub fn with(mut self, wanted: CartLine) -> Result<Self, CartError> {
        let full = self.lines.len() >= Self::MOST_LINES;
        if let Some(line) = self.lines.iter_mut().find(|line| line.item == wanted.item) {
            line.quantity = pieces(line.quantity.get() + wanted.quantity.get())?;
        } else if full {
            return Err(CartError::Full);
        } else {
            pieces(wanted.quantity.get())?;
            self.lines.push(wanted);
        }
        Ok(self)
    }

    /// The cart with another number of pieces of an item.
    pub fn set(mut self, item: ItemId, quantity: Quantity) -> Result<Self, CartError> {
        let quantity = pieces(quantity.get())?;
        let line = self.lines.iter_mut().find(|line| line.item == item);
        line.ok_or(CartError::UnknownItem)?.quantity = quantity;
        Ok(self)
    }

    /// The cart without these items, some of which may be gone already.
    #[must_use]
    pub fn without(mut self, items: &[ItemId]) -> Self {
        self.lines.retain(|line| !items.contains(&line.item));
        self
    }

    /// The cart with everything of another one, as when somebody signs in who had filled a cart before.
    ///
    /// Nothing is lost for being too much: pieces are added up to [`Self::MOST_PIECES`], and lines beyond
    /// [`Self::MOST_LINES`] are kept, although no more can be added by hand then.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        for theirs in &other.lines {
            match self.lines.iter_mut().find(|line| line.item == theirs.item) {
                Some(line) => {
                    let sum = (line.quantity.get() + theirs.quantity.get()).min(Self::MOST_PIECES);
                    line.quantity = Quantity::try_from(sum).unwrap_or(line.quantity);
                }
                None => self.lines.push(*theirs),
            }
        }
        self
    }
}

fn pieces(count: i64) -> Result<Quantity, CartError> {
    if (1..=Cart::MOST_PIECES).contains(&count) {
        Quantity::try_from(count).or(Err(CartError::Pieces))
    } else {
        Err(CartError::Pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(item: u128, quantity: i64) -> CartLine {
        CartLine {
            product: ProductId::from_uuid(Uuid::from_u128(item)),
            item: ItemId::from_uuid(Uuid::from_u128(item)),
            quantity: Quantity::try_from(quantity).unwrap(),
            added_at: DateTime::UNIX_EPOCH,
        }
    }

    fn cart(lines: &[(u128, i64)]) -> Cart {
        let id = CartId::from_uuid(Uuid::nil());
        let empty = Cart::empty(id, CartOwner::Guest([0; 32]), DateTime::UNIX_EPOCH);
        Cart {
            lines: lines
                .iter()
                .map(|(item, quantity)| line(*item, *quantity))
                .collect(),
            ..empty
        }
    }

    fn pieces_of(cart: &Cart, item: u128) -> i64 {
        cart.line(ItemId::from_uuid(Uuid::from_u128(item)))
            .map_or(0, |line| line.quantity.get())
    }

    #[test]
    fn what_is_added_again_grows() {
        let cart = cart(&[(1, 2)]).with(line(1, 3)).unwrap();
        assert_eq!((cart.lines.len(), pieces_of(&cart, 1)), (1, 5));
        assert_eq!(cart.with(line(1, 995)), Err(CartError::Pieces));
    }

    #[test]
    fn a_line_is_of_one_piece_at_least() {
        assert_eq!(cart(&[]).with(line(1, 0)), Err(CartError::Pieces));
        let item = ItemId::from_uuid(Uuid::from_u128(1));
        assert_eq!(cart(&[(1, 2)]).set(item, Quantity::ZERO), Err(CartError::Pieces));
        assert_eq!(
            cart(&[]).set(item, Quantity::try_from(1).unwrap()),
            Err(CartError::UnknownItem)
        );
    }

    #[test]
    fn a_cart_ends_somewhere() {
        let full: Vec<_> = (1..=100).map(|item| (item, 1)).collect();
        assert_eq!(cart(&full).with(line(101, 1)), Err(CartError::Full));
        assert!(cart(&full).with(line(100, 1)).is_ok());
    }

    proptest! {
        /// I59: what was in either is in both together, once, though that is often more than a cart is filled with by hand.
        #[test]
        fn merging_loses_no_line(
            mine in prop::collection::btree_map(1_u128..300, 1_i64..=999, 0..100),
            theirs in prop::collection::btree_map(1_u128..300, 1_i64..=999, 0..100),
        ) {
            let list = |lines: &std::collections::BTreeMap<u128, i64>| lines.iter().map(|(item, count)| (*item, *count)).collect::<Vec<_>>();
            let merged = cart(&list(&mine)).merge(&cart(&list(&theirs)));
            for item in 1..300 {
                let sum = mine.get(&item).unwrap_or(&0) + theirs.get(&item).unwrap_or(&0);
                prop_assert_eq!(pieces_of(&merged, item), sum.min(999));
                prop_assert!(merged.lines.iter().filter(|line| line.item.as_uuid().as_u128() == item).count() <= 1);
            }
        }
    }
}

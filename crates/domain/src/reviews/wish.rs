use crate::shared::{Instant, Money, ProductId, UserId};

/// How a product stands for somebody who wishes for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// Whether it can be bought: it is on sale, and something of it is left.
    pub on_offer: bool,
    /// What a piece costs after the discount that applies.
    pub price: Money,
}

/// Something that somebody wishes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Who.
    pub account: UserId,
    /// What.
    pub product: ProductId,
    /// Since when.
    pub since: Instant,
    /// Whether they want to hear when it is there again, or costs less.
    pub notices: bool,
    /// How it stood when somebody last looked on their behalf.
    pub seen: Glance,
}

/// What there is to tell somebody of what they wish for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishNews {
    /// It can be bought again.
    BackInStock {
        /// What it costs.
        price: Money,
    },
    /// It costs less than it did.
    PriceDropped {
        /// What it cost.
        from: Money,
        /// What it costs.
        to: Money,
    },
}

impl Wish {
    /// How it will have been seen once somebody looked: of what cannot be bought the price is not looked at, so that what
    /// comes back is compared with what it cost when it left.
    pub const fn seeing(&self, now: Glance) -> Glance {
        if now.on_offer {
            now
        } else {
            Glance {
                on_offer: false,
                price: self.seen.price,
            }
        }
    }

    /// What there is to tell, when it stands like this now. One thing at a time: what is there again is not told to be
    /// cheaper as well. A price that rises is no news, but the next fall is told from there.
    pub fn news(&self, now: Glance) -> Option<WishNews> {
        let (before, price) = (self.seen.price, now.price);
        if !self.notices || !now.on_offer {
            None
        } else if !self.seen.on_offer {
            Some(WishNews::BackInStock { price })
        } else if before.currency() == price.currency() && price.amount() < before.amount() {
            Some(WishNews::PriceDropped {
                from: before,
                to: price,
            })
        } else {
            None
        }
    }
}

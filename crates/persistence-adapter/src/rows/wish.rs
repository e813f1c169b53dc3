use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::reviews::{Glance, Wish};
use hexmart_domain::shared::Currency;

use crate::columns::{At, Key, money, scaled};
use crate::schema::wishes;

/// A wish as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = wishes)]
pub(crate) struct WishRow {
    product_id: Key,
    account_id: Key,
    wished_at: At,
    notices: bool,
    #[diesel(embed)]
    seen: GlanceRow,
}

/// How a product was seen.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = wishes)]
pub(crate) struct GlanceRow {
    pub(crate) on_offer: bool,
    pub(crate) price: i64,
    pub(crate) currency: String,
}

impl From<Glance> for GlanceRow {
    fn from(glance: Glance) -> Self {
        Self {
            on_offer: glance.on_offer,
            price: scaled(glance.price.amount()),
            currency: glance.price.currency().code().to_owned(),
        }
    }
}

impl From<&Wish> for WishRow {
    fn from(wish: &Wish) -> Self {
        Self {
            product_id: wish.product.into(),
            account_id: wish.account.into(),
            wished_at: At(wish.since),
            notices: wish.notices,
            seen: wish.seen.into(),
        }
    }
}

impl WishRow {
    pub(crate) fn wish(self) -> Result<Wish, StoreError> {
        let wrong = |_wrong| StoreError::corrupt("wishes", "currency");
        let currency: Currency = self.seen.currency.parse().map_err(wrong)?;
        Ok(Wish {
            account: self.account_id.id(),
            product: self.product_id.id(),
            since: self.wished_at.0,
            notices: self.notices,
            seen: Glance {
                on_offer: self.seen.on_offer,
                price: money(self.seen.price, currency),
            },
        })
    }
}

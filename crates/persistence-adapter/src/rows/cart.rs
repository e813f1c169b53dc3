use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::ordering::{Cart, CartLine, CartOwner};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, Print, from_text, quantity, to_text};
use crate::schema::carts;

/// A cart as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = carts, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct CartRow {
    pub(crate) id: Key,
    owner_id: Option<Key>,
    token_hash: Option<Print>,
    lines: String,
    coupon_id: Option<Key>,
    pub(crate) version: i64,
    updated_at: At,
}

/// An item in `carts.lines`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineDocument {
    product: String,
    item: String,
    quantity: i64,
    added_at: String,
}

impl CartRow {
    pub(crate) fn new(cart: &Cart) -> Result<Self, StoreError> {
        let (owner_id, token_hash) = owner_columns(&cart.owner);
        let lines: Vec<_> = cart.lines.iter().map(LineDocument::from).collect();
        Ok(Self {
            id: cart.id.into(),
            owner_id,
            token_hash,
            lines: serde_json::to_string(&lines).map_err(StoreError::backend)?,
            coupon_id: cart.coupon.map(Key::from),
            version: cart.version,
            updated_at: At(cart.updated_at),
        })
    }

    pub(crate) fn cart(self) -> Result<Cart, StoreError> {
        let lines: Vec<LineDocument> = serde_json::from_str(&self.lines).map_err(wrong)?;
        let owner = match (self.owner_id, self.token_hash) {
            (Some(user), None) => CartOwner::User(user.id()),
            (None, Some(token)) => CartOwner::Guest(*token.0.as_bytes()),
            _ => return Err(wrong("an owner")),
        };
        Ok(Cart {
            id: self.id.id(),
            owner,
            lines: lines
                .into_iter()
                .map(LineDocument::line)
                .collect::<Result<_, _>>()?,
            coupon: self.coupon_id.map(Key::id),
            version: self.version,
            updated_at: self.updated_at.0,
        })
    }
}

/// The columns by which the cart of an owner is found, one of which is empty.
pub(crate) fn owner_columns(owner: &CartOwner) -> (Option<Key>, Option<Print>) {
    match owner {
        CartOwner::User(user) => (Some(Key::from(*user)), None),
        CartOwner::Guest(token) => (None, Some(Print(Fingerprint::from_bytes(*token)))),
    }
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("carts", what.to_string())
}

impl From<&CartLine> for LineDocument {
    fn from(line: &CartLine) -> Self {
        Self {
            product: line.product.to_string(),
            item: line.item.to_string(),
            quantity: line.quantity.get(),
            added_at: to_text(line.added_at),
        }
    }
}

impl LineDocument {
    fn line(self) -> Result<CartLine, StoreError> {
        Ok(CartLine {
            product: self.product.parse().map_err(wrong)?,
            item: self.item.parse().map_err(wrong)?,
            quantity: quantity(self.quantity)?,
            added_at: from_text(&self.added_at).ok_or_else(|| wrong("added at"))?,
        })
    }
}

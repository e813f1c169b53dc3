use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::{LineAmounts, LineSnapshot, LineState, OrderLine, Pick};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::Currency;
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, money, quantity, scaled};
use crate::schema::order_lines;

/// A line of an order as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines, treat_none_as_default_value = false)]
pub(crate) struct LineRow {
    pub(crate) order_id: Key,
    pub(crate) place: i64,
    id: Key,
    product_id: Key,
    item_id: Key,
    seller_id: Option<Key>,
    unit_price: i64,
    unit_discount: i64,
    unit_coupon: i64,
    snapshot: String,
    #[diesel(embed)]
    pub(crate) change: LineChangeRow,
}

/// What becomes of a line.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_lines, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct LineChangeRow {
    state: String,
    asked_from: Option<String>,
    quantity: i64,
    list: i64,
    discount: i64,
    coupon: i64,
    payable: i64,
    picks: String,
    delivered_at: Option<At>,
}

/// What is in `order_lines.snapshot`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotDocument {
    name: String,
    sku: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seller: Option<String>,
}

/// An entry of `order_lines.picks`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PickDocument {
    item: String,
    location: String,
    warehouse: String,
    distance: Option<u32>,
    quantity: i64,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("order_lines", what.to_string())
}

fn state(word: &str) -> Result<LineState, StoreError> {
    LineState::from_word(word).ok_or_else(|| wrong("state"))
}

impl LineRow {
    pub(crate) fn new(order: Key, place: i64, line: &OrderLine) -> Result<Self, StoreError> {
        let snapshot = SnapshotDocument::from(&line.snapshot);
        Ok(Self {
            order_id: order,
            place,
            id: line.id.into(),
            product_id: line.product.into(),
            item_id: line.item.into(),
            seller_id: line.seller.map(Key::from),
            unit_price: scaled(line.quote.price.amount()),
            unit_discount: scaled(line.quote.discount_amount.amount()),
            unit_coupon: scaled(line.quote.coupon_amount.amount()),
            snapshot: serde_json::to_string(&snapshot).map_err(StoreError::backend)?,
            change: LineChangeRow::new(line)?,
        })
    }

    pub(crate) fn open(self, currency: Currency) -> Result<OrderLine, StoreError> {
        let snapshot: SnapshotDocument = serde_json::from_str(&self.snapshot).map_err(wrong)?;
        let [price, discount_amount, coupon_amount] =
            [self.unit_price, self.unit_discount, self.unit_coupon].map(|amount| money(amount, currency));
        let less = price.checked_sub(discount_amount);
        let final_price = less
            .and_then(|less| less.checked_sub(coupon_amount))
            .map_err(wrong)?;
        let change = self.change;
        let picks: Vec<PickDocument> = serde_json::from_str(&change.picks).map_err(wrong)?;
        Ok(OrderLine {
            id: self.id.id(),
            product: self.product_id.id(),
            item: self.item_id.id(),
            seller: self.seller_id.map(Key::id),
            snapshot: snapshot.read()?,
            quantity: quantity(change.quantity)?,
            quote: Quote {
                price,
                discount_amount,
                coupon_amount,
                final_price,
            },
            amounts: LineAmounts {
                list: money(change.list, currency),
                discount: money(change.discount, currency),
                coupon: money(change.coupon, currency),
                payable: money(change.payable, currency),
            },
            state: state(&change.state)?,
            asked_from: change.asked_from.as_deref().map(state).transpose()?,
            picks: picks
                .into_iter()
                .map(PickDocument::read)
                .collect::<Result<_, _>>()?,
            delivered_at: change.delivered_at.map(|at| at.0),
        })
    }
}

impl LineChangeRow {
    fn new(line: &OrderLine) -> Result<Self, StoreError> {
        let picks: Vec<_> = line.picks.iter().map(PickDocument::from).collect();
        Ok(Self {
            state: line.state.as_str().to_owned(),
            asked_from: line.asked_from.map(|from| from.as_str().to_owned()),
            quantity: line.quantity.get(),
            list: scaled(line.amounts.list.amount()),
            discount: scaled(line.amounts.discount.amount()),
            coupon: scaled(line.amounts.coupon.amount()),
            payable: scaled(line.amounts.payable.amount()),
            picks: serde_json::to_string(&picks).map_err(StoreError::backend)?,
            delivered_at: line.delivered_at.map(At),
        })
    }
}

impl From<&LineSnapshot> for SnapshotDocument {
    fn from(snapshot: &LineSnapshot) -> Self {
        let category = snapshot.category.as_ref();
        Self {
            name: snapshot.name.clone(),
            sku: snapshot.sku.clone(),
            options: snapshot.options.clone(),
            category: category.map(|(id, name)| (id.to_string(), name.clone())),
            picture: snapshot.picture.map(|picture| picture.to_string()),
            seller: snapshot.seller.clone(),
        }
    }
}

impl SnapshotDocument {
    fn read(self) -> Result<LineSnapshot, StoreError> {
        let category = self.category.map(|(id, name)| Ok((id.parse()?, name)));
        let picture = self.picture.map(|picture| picture.parse());
        Ok(LineSnapshot {
            name: self.name,
            sku: self.sku,
            options: self.options,
            category: category
                .transpose()
                .map_err(|error: hexmart_domain::shared::IdError| wrong(error))?,
            picture: picture.transpose().map_err(wrong)?,
            seller: self.seller,
        })
    }
}

impl From<&Pick> for PickDocument {
    fn from(pick: &Pick) -> Self {
        Self {
            item: pick.key.item.to_string(),
            location: pick.key.location.to_string(),
            warehouse: pick.warehouse.to_string(),
            distance: pick.distance,
            quantity: pick.quantity.get(),
        }
    }
}

impl PickDocument {
    fn read(self) -> Result<Pick, StoreError> {
        Ok(Pick {
            key: StockKey {
                item: self.item.parse().map_err(wrong)?,
                location: self.location.parse().map_err(wrong)?,
            },
            warehouse: self.warehouse.parse().map_err(wrong)?,
            distance: self.distance,
            quantity: quantity(self.quantity)?,
        })
    }
}

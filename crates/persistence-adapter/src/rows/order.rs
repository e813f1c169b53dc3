use diesel::prelude::*;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::ordering::{
    AppliedCoupon, Courier, DeliveryNote, Order, OrderEvent, OrderNumber, Shipment, TrackingNumber,
};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::address::Document as AddressDocument;
use super::{LineRow, OrderEventRow};
use crate::columns::{At, Key, from_text, money, percentage, scaled, to_text};
use crate::schema::orders;
use crate::sealing;

/// An order as it lies in its row, without its lines.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct OrderRow {
    pub(crate) id: Key,
    number: String,
    buyer_id: Key,
    cart_id: Option<Key>,
    state: String,
    destination_sealed: Vec<u8>,
    coupon: Option<String>,
    shipping_fee: i64,
    currency: String,
    shipments: String,
    pay_by: At,
    placed_at: At,
    paid_at: Option<At>,
    paid: Option<i64>,
    pub(crate) version: i64,
    updated_at: At,
}

/// Everything that is written of an order.
#[derive(Debug, Clone)]
pub(crate) struct OrderRows {
    pub(crate) order: OrderRow,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) events: Vec<OrderEventRow>,
}

/// What is sealed in `orders.destination_sealed`.
#[derive(Serialize, Deserialize)]
struct Destination {
    address: AddressDocument,
    note: Option<String>,
}

/// What is in `orders.coupon`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CouponDocument {
    id: String,
    code: String,
    percentage: i64,
}

/// A parcel in `orders.shipments`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShipmentDocument {
    id: String,
    lines: Vec<String>,
    courier: String,
    tracking: String,
    dispatched_at: String,
}

/// Where the destination of an order is sealed for.
pub(crate) const fn destination_place(id: Key) -> Place {
    Place {
        table: "orders",
        column: "destination_sealed",
        row: id.bytes(),
    }
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("orders", what.to_string())
}

impl OrderRows {
    pub(crate) fn seal(order: &Order, events: &[OrderEvent], vault: &dyn Vault) -> Result<Self, StoreError> {
        let lines = (0..).zip(&order.lines);
        Ok(Self {
            order: OrderRow::seal(order, vault)?,
            lines: lines
                .map(|(place, line)| LineRow::new(order.id.into(), place, line))
                .collect::<Result<_, _>>()?,
            events: events.iter().map(OrderEventRow::from).collect(),
        })
    }
}

impl OrderRow {
    fn seal(order: &Order, vault: &dyn Vault) -> Result<Self, StoreError> {
        let id = Key::from(order.id);
        let destination = Destination {
            address: AddressDocument::from(&order.deliver_to),
            note: order.note.as_ref().map(|note| note.as_str().to_owned()),
        };
        let coupon = order.coupon.as_ref().map(CouponDocument::from);
        let coupon = coupon.map(|coupon| serde_json::to_string(&coupon)).transpose();
        let shipments: Vec<_> = order.shipments.iter().map(ShipmentDocument::from).collect();
        Ok(Self {
            id,
            number: order.number.as_str().to_owned(),
            buyer_id: order.buyer.into(),
            cart_id: order.cart.map(Key::from),
            state: order.state().get().as_str().to_owned(),
            destination_sealed: sealing::seal(vault, destination_place(id), &destination)?,
            coupon: coupon.map_err(StoreError::backend)?,
            shipping_fee: scaled(order.shipping_fee.amount()),
            currency: order.shipping_fee.currency().code().to_owned(),
            shipments: serde_json::to_string(&shipments).map_err(StoreError::backend)?,
            pay_by: At(order.pay_by),
            placed_at: At(order.placed_at),
            paid_at: order.paid_at.map(At),
            paid: order.paid.map(|paid| scaled(paid.amount())),
            version: order.version,
            updated_at: At(order.updated_at),
        })
    }

    fn open(self, lines: Vec<LineRow>, vault: &dyn Vault) -> Result<Order, StoreError> {
        let currency: Currency = self.currency.parse().map_err(wrong)?;
        let Destination { address, note } =
            sealing::open(vault, destination_place(self.id), self.destination_sealed)?;
        let coupon = self.coupon.as_deref().map(serde_json::from_str::<CouponDocument>);
        let coupon = coupon.transpose().map_err(wrong)?;
        let shipments: Vec<ShipmentDocument> = serde_json::from_str(&self.shipments).map_err(wrong)?;
        let in_currency = |amount: i64| -> Money { money(amount, currency) };
        Ok(Order {
            id: self.id.id(),
            number: OrderNumber::parse(&self.number).map_err(wrong)?,
            buyer: self.buyer_id.id(),
            cart: self.cart_id.map(Key::id),
            deliver_to: address.read().map_err(wrong)?,
            note: note.map(DeliveryNote::parse).transpose().map_err(wrong)?,
            lines: lines
                .into_iter()
                .map(|line| line.open(currency))
                .collect::<Result<_, _>>()?,
            coupon: coupon.map(CouponDocument::read).transpose()?,
            shipping_fee: in_currency(self.shipping_fee),
            shipments: shipments
                .into_iter()
                .map(ShipmentDocument::read)
                .collect::<Result<_, _>>()?,
            pay_by: self.pay_by.0,
            placed_at: self.placed_at.0,
            paid_at: self.paid_at.map(|at| at.0),
            paid: self.paid.map(in_currency),
            version: self.version,
            updated_at: self.updated_at.0,
        })
    }
}

/// The orders of rows, each of which is a line beside its order: in the order in which they first appear, with their lines
/// in theirs.
pub(crate) fn open_orders(
    rows: Vec<(OrderRow, LineRow)>,
    vault: &dyn Vault,
) -> Result<Vec<Order>, StoreError> {
    let mut orders: Vec<(OrderRow, Vec<LineRow>)> = Vec::new();
    for (order, line) in rows {
        match orders.last_mut() {
            Some((last, lines)) if last.id == order.id => lines.push(line),
            _ => orders.push((order, vec![line])),
        }
    }
    let open = |(order, mut lines): (OrderRow, Vec<LineRow>)| {
        lines.sort_by_key(|line| line.place);
        order.open(lines, vault)
    };
    orders.into_iter().map(open).collect()
}

impl From<&AppliedCoupon> for CouponDocument {
    fn from(coupon: &AppliedCoupon) -> Self {
        Self {
            id: coupon.id.to_string(),
            code: coupon.code.as_str().to_owned(),
            percentage: scaled(coupon.percentage.get()),
        }
    }
}

impl CouponDocument {
    fn read(self) -> Result<AppliedCoupon, StoreError> {
        Ok(AppliedCoupon {
            id: self.id.parse().map_err(wrong)?,
            code: CouponCode::parse(&self.code).map_err(wrong)?,
            percentage: percentage("orders", self.percentage)?,
        })
    }
}

impl From<&Shipment> for ShipmentDocument {
    fn from(shipment: &Shipment) -> Self {
        Self {
            id: shipment.id.to_string(),
            lines: shipment.lines.iter().map(ToString::to_string).collect(),
            courier: shipment.courier.as_str().to_owned(),
            tracking: shipment.tracking.as_str().to_owned(),
            dispatched_at: to_text(shipment.dispatched_at),
        }
    }
}

impl ShipmentDocument {
    fn read(self) -> Result<Shipment, StoreError> {
        let lines = self.lines.iter().map(|line| line.parse());
        Ok(Shipment {
            id: self.id.parse().map_err(wrong)?,
            lines: lines.collect::<Result<_, _>>().map_err(wrong)?,
            courier: Courier::parse(self.courier).map_err(wrong)?,
            tracking: TrackingNumber::parse(self.tracking).map_err(wrong)?,
            dispatched_at: from_text(&self.dispatched_at).ok_or_else(|| wrong("dispatched at"))?,
        })
    }
}

use thiserror::Error;

use super::{LineAmounts, LineState, OrderTotals, TotalsError, total};
use crate::identity::PostalAddress;
use crate::inventory::StockKey;
use crate::pricing::{CouponCode, Quote};
use crate::shared::{
    CartId, CategoryId, CouponId, Instant, ItemId, Money, OrderId, OrderLineId, Percentage, PictureId,
    ProductId, Quantity, SellerId, ShipmentId, TextError, UserId, WarehouseId, text_value,
};

text_value! {
    /// What a buyer says to the courier.
    personal DeliveryNote, max 200, One
}

text_value! {
    /// Who carries a parcel, such as `cjlogistics`.
    Courier, max 50, One
}

text_value! {
    /// Under which number a courier knows a parcel.
    TrackingNumber, max 50, One
}

text_value! {
    /// Why an order is called off, or a refund is wanted.
    OrderReason, max 500, Many
}

/// What people call an order by: the day of its placement in the shop's time zone, and eight letters and digits that nobody
/// can guess, as `20261120-7F3K9QXM`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// Crockford's alphabet: nothing that is read as something else.
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// A number of a day, given as `20261120`, and chance.
    pub fn mint(day: &str, random: [u8; 8]) -> Self {
        let letters = random.iter().map(|byte| {
            let place = usize::from(byte & 31);
            char::from(Self::ALPHABET.get(place).copied().unwrap_or(b'0'))
        });
        Self(day.chars().chain(['-']).chain(letters).collect())
    }

    /// A number as it is stored or typed; letters in any case.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim().to_ascii_uppercase();
        let malformed = TextError::Malformed {
            expected: "an order number such as 20261120-7F3K9QXM",
        };
        let (day, letters) = text.split_once('-').ok_or_else(|| malformed.clone())?;
        let is_number = day.len() == 8
            && day.bytes().all(|byte| byte.is_ascii_digit())
            && letters.len() == 8
            && letters.bytes().all(|byte| Self::ALPHABET.contains(&byte));
        if is_number { Ok(Self(text)) } else { Err(malformed) }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody bought, or is about to pay for. What it says of products is what they were when it was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: OrderId,
    /// What people call it by.
    pub number: OrderNumber,
    /// Who bought it.
    pub buyer: UserId,
    /// The cart it was, if it was one: no cart becomes two orders.
    pub cart: Option<CartId>,
    /// Where it goes.
    pub deliver_to: PostalAddress,
    /// What the courier is to know.
    pub note: Option<DeliveryNote>,
    /// What was bought, at least one line; each item once.
    pub lines: Vec<OrderLine>,
    /// What was redeemed.
    pub coupon: Option<AppliedCoupon>,
    /// For the way to the buyer.
    pub shipping_fee: Money,
    /// What left.
    pub shipments: Vec<Shipment>,
    /// Until when it can be paid for.
    pub pay_by: Instant,
    /// When it was placed.
    pub placed_at: Instant,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// What was paid for it; nothing as long as it was not.
    pub paid: Option<Money>,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A coupon that an order redeems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedCoupon {
    /// Which.
    pub id: CouponId,
    /// What its holder calls it.
    pub code: CouponCode,
    /// The share of the already discounted prices.
    pub percentage: Percentage,
}

/// An item of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Which.
    pub id: OrderLineId,
    /// Of which product.
    pub product: ProductId,
    /// Which of its variants.
    pub item: ItemId,
    /// Who sells it; none when the shop itself does.
    pub seller: Option<SellerId>,
    /// What the product was.
    pub snapshot: LineSnapshot,
    /// How many pieces.
    pub quantity: Quantity,
    /// What one piece costs, and how that comes about.
    pub quote: Quote,
    /// What all pieces cost.
    pub amounts: LineAmounts,
    /// How it stands.
    pub state: LineState,
    /// How it stood when a refund was asked for.
    pub asked_from: Option<LineState>,
    /// Where the pieces are taken from.
    pub picks: Vec<Pick>,
    /// When it arrived.
    pub delivered_at: Option<Instant>,
}

/// What a product was when it was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSnapshot {
    /// What it was called.
    pub name: String,
    /// Under which number.
    pub sku: String,
    /// What was chosen, as "Size: XL".
    pub options: Vec<String>,
    /// Where it hung in the tree, and what that was called.
    pub category: Option<(CategoryId, String)>,
    /// What it looked like.
    pub picture: Option<PictureId>,
    /// What its seller was called.
    pub seller: Option<String>,
}

/// Pieces of a line that are taken from one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// From which chain.
    pub key: StockKey,
    /// In which building.
    pub warehouse: WarehouseId,
    /// How far that is from the buyer, in metres; unknown where nobody measured.
    pub distance: Option<u32>,
    /// How many.
    pub quantity: Quantity,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Which.
    pub id: ShipmentId,
    /// What is in it.
    pub lines: Vec<OrderLineId>,
    /// Who carries it.
    pub courier: Courier,
    /// Under which number.
    pub tracking: TrackingNumber,
    /// When it left.
    pub dispatched_at: Instant,
}

/// How an order stands, as its lines tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderState(LineState);

impl OrderState {
    /// The state of the line that is furthest behind among those that are neither called off nor refunded; when none is
    /// left, the last of the others by code.
    pub fn of(lines: impl IntoIterator<Item = LineState>) -> Self {
        let (mut live, mut gone) = (None, LineState::Cancelled);
        for state in lines {
            if state.is_live() {
                live = Some(live.map_or(state, |lowest: LineState| lowest.min(state)));
            } else {
                gone = gone.max(state);
            }
        }
        Self(live.unwrap_or(gone))
    }

    /// The state, by the same word that lines have.
    pub const fn get(self) -> LineState {
        self.0
    }
}

/// Why an order stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OrderError {
    /// There is no such line.
    #[error("the order has no such line")]
    UnknownLine,
    /// It has left, or will not any more.
    #[error("the address can be changed until something has left")]
    AddressSettled,
    /// The number of pieces can be changed until the order is paid.
    #[error("the number of pieces can be changed until the order is paid")]
    QuantitySettled,
    /// A line has at least one piece, and at most as many as a cart's.
    #[error("a line has 1 to {} pieces", super::Cart::MOST_PIECES)]
    Pieces,
    /// The amounts are beyond what can be reckoned.
    #[error(transparent)]
    Totals(#[from] TotalsError),
}

impl Order {
    /// How it stands.
    pub fn state(&self) -> OrderState {
        OrderState::of(self.lines.iter().map(|line| line.state))
    }

    /// The line of an id.
    pub fn line(&self, id: OrderLineId) -> Result<&OrderLine, OrderError> {
        self.lines
            .iter()
            .find(|line| line.id == id)
            .ok_or(OrderError::UnknownLine)
    }

    /// What it costs as it stands: the lines that are neither called off nor refunded, and the way to the buyer as long as
    /// there is any such line, or something has left.
    pub fn totals(&self) -> Result<OrderTotals, TotalsError> {
        let live = || self.lines.iter().filter(|line| line.state.is_live());
        let keeps_fee = live().next().is_some() || !self.shipments.is_empty();
        let fee = if keeps_fee {
            self.shipping_fee
        } else {
            Money::zero(self.shipping_fee.currency())
        };
        total(live().map(|line| &line.amounts), fee)
    }

    /// Whether the address can still be changed: nothing has left, and something is to.
    pub fn can_change_address(&self) -> bool {
        let settled = |state: LineState| {
            state.is_live()
                && !matches!(
                    state,
                    LineState::PendingPayment | LineState::Paid | LineState::Preparing
                )
        };
        let any_live = self.lines.iter().any(|line| line.state.is_live());
        any_live && !self.lines.iter().any(|line| settled(line.state))
    }

    /// Whether anybody still can pay for it.
    pub fn is_payable(&self) -> bool {
        self.state().get() == LineState::PendingPayment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_as_far_as_the_last_of_its_lines() {
        use LineState::{Cancelled, Confirmed, Delivered, Paid, RefundRequested, Refunded};
        for (lines, state) in [
            (vec![Delivered, Paid, Cancelled], Paid),
            (vec![Confirmed, Delivered], Delivered),
            (vec![Cancelled, Refunded], Refunded),
            (vec![Cancelled], Cancelled),
            (vec![Confirmed, RefundRequested], Confirmed),
        ] {
            assert_eq!(OrderState::of(lines.clone()).get(), state, "{lines:?}");
        }
    }

    #[test]
    fn a_number_is_read_back_in_any_case() {
        let number = OrderNumber::mint("20261120", [0, 1, 10, 31, 32, 99, 200, 255]);
        assert_eq!(number.as_str(), "20261120-01AZ038Z");
        assert_eq!(OrderNumber::parse(&number.as_str().to_lowercase()), Ok(number));
        for wrong in [
            "",
            "20261120",
            "20261120-01AZ038",
            "2026112O-01AZ038Z",
            "20261120-01AZ038U",
        ] {
            assert!(OrderNumber::parse(wrong).is_err(), "{wrong}");
        }
    }
}

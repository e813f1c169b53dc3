//! Typed identifiers: a `UUIDv7` inside, a prefix and 26 Crockford-base32 characters on the wire.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use thiserror::Error;
use uuid::{Builder, Uuid, Variant};

use super::Instant;

/// Crockford's alphabet: no I, L, O or U. Its order is ASCII order, so texts sort as the ids do.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits in groups of five.
const ENCODED_LEN: usize = 26;

/// What an id identifies; gives the prefix of its text form.
pub trait Kind: 'static {
    /// Leading characters of the text form, such as `PROD`.
    const PREFIX: &'static str;
}

/// The identifier of one `K`. Ids of one kind sort by the time they were made.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an id of the asked kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// The prefix of another kind, or none.
    #[error("an id of this kind starts with {expected}")]
    WrongKind {
        /// The prefix that was expected.
        expected: &'static str,
    },
    /// Not 26 characters of the alphabet that hold 128 bits.
    #[error("not an id")]
    Malformed,
}

impl<K> Id<K> {
    /// Wraps the stored form.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }

    /// The stored form.
    pub const fn as_uuid(&self) -> Uuid {
        self.uuid
    }

    /// Makes a new id (`UUIDv7`, RFC 9562) from the time and ten random bytes.
    ///
    /// The twelve bits behind the milliseconds carry the fraction of the millisecond (RFC 9562, 6.2, method 3), so
    /// ids sort by creation to a quarter of a microsecond and 62 random bits remain.
    pub fn mint(now: Instant, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        // A leap second reads as more than a second of nanoseconds; the remainder keeps the fraction in 12 bits.
        let fraction = (now.timestamp_subsec_nanos() % 1_000_000) * 4096 / 1_000_000;
        let [fraction_low, fraction_high, ..] = fraction.to_le_bytes();
        let mut bytes = random;
        let [first, second, ..] = &mut bytes;
        (*first, *second) = (fraction_high, fraction_low);
        Self::from_uuid(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
}

impl<K> Id<K> {
    /// An id that sorts by the time of another, told apart from others of that time by eight bytes. The same of both makes
    /// the same id: so is something that is done twice done once.
    pub fn beside<L>(other: Id<L>, apart: [u8; 8]) -> Self {
        let time = other.as_uuid().as_u128() >> 64;
        let bits = (time << 64) | u128::from(u64::from_be_bytes(apart));
        Self::from_uuid(
            Builder::from_u128(bits)
                .with_variant(Variant::RFC4122)
                .into_uuid(),
        )
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; ENCODED_LEN];
        let mut rest = self.uuid.as_u128();
        for character in text.iter_mut().rev() {
            let group = usize::try_from(rest & 31).unwrap_or(0);
            *character = ALPHABET.get(group).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        f.write_str(K::PREFIX)?;
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = IdError;

    /// Accepts exactly the form that [`Display`](fmt::Display) writes: no blanks, no lower case, no look-alikes, so
    /// that one thing never has two addresses.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let digits = text
            .strip_prefix(K::PREFIX)
            .ok_or(IdError::WrongKind { expected: K::PREFIX })?;
        if digits.len() != ENCODED_LEN {
            return Err(IdError::Malformed);
        }
        let mut value: u128 = 0;
        for (place, digit) in digits.bytes().enumerate() {
            let group = ALPHABET
                .iter()
                .position(|known| *known == digit)
                .ok_or(IdError::Malformed)?;
            if place == 0 && group > 7 {
                return Err(IdError::Malformed);
            }
            value = (value << 5) | u128::try_from(group).unwrap_or(0);
        }
        Ok(Self::from_uuid(Uuid::from_u128(value)))
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// Derived implementations would ask the same of `K`, which is only a name.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

macro_rules! define_ids {
    ($($(#[$doc:meta])* $kind:ident / $id:ident: $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {}
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        #[doc = concat!("Identifies one ", stringify!($kind), ".")]
        pub type $id = Id<$kind>;
    )*};
}

define_ids! {
    /// Something the catalogue offers.
    Product / ProductId: "PROD";
    /// A sellable unit with a stock ledger; a product without variants is its own item.
    Item / ItemId: "ITEM";
    /// A place in the catalogue's tree.
    Category / CategoryId: "CAT";
    /// A picture of a product.
    Picture / PictureId: "PIC";
    /// One run of an import.
    Import / ImportId: "IMP";
    /// A place where stock lies.
    Location / LocationId: "LOC";
    /// A price reduction of one product.
    Discount / DiscountId: "DISC";
    /// A price reduction that one user holds. The spelling of the prefix is what clients know.
    Coupon / CouponId: "CUPON";
    /// An account.
    User / UserId: "USER";
    /// One sign-in, kept alive by refreshing.
    Session / SessionId: "SESS";
    /// A key that a machine calls with.
    ApiKey / ApiKeyId: "APIKEY";
    /// A place where parcels go.
    Address / AddressId: "ADDR";
    /// Somebody who sells in the shop.
    Seller / SellerId: "SELLER";
    /// A building with racks.
    Warehouse / WarehouseId: "WH";
    /// Pieces on their way from one location to another.
    Transfer / TransferId: "MOVE";
    /// What somebody is about to buy.
    Cart / CartId: "CART";
    /// What somebody bought, or is about to pay for.
    Order / OrderId: "ORD";
    /// One item of an order.
    OrderLine / OrderLineId: "LINE";
    /// Something that a courier carries.
    Shipment / ShipmentId: "SHIP";
    /// One attempt to pay.
    Payment / PaymentId: "PAY";
    /// Money that goes back.
    Refund / RefundId: "REFUND";
    /// What somebody says of a product that they bought.
    Review / ReviewId: "REV";
    /// Somebody collects money for something.
    Campaign / CampaignId: "CAMP";
    /// What somebody gave to a campaign.
    Pledge / PledgeId: "PLEDGE";
    /// A reward of a campaign.
    Tier / TierId: "TIER";
    /// An entry of a seller's account with the shop.
    Settlement / SettlementId: "SETTLE";
    /// Where somebody wants to hear of events.
    Webhook / WebhookId: "HOOK";
    /// Something that happened, as others hear of it.
    Event / EventId: "EVT";
    /// One event on its way to one endpoint.
    Delivery / DeliveryId: "DLVR";
    /// A message to somebody.
    Notification / NotificationId: "NOTE";
    /// One attempt to write, by which an unknown outcome is found again.
    Operation / OperationId: "OP";
}

impl From<ProductId> for ItemId {
    fn from(product: ProductId) -> Self {
        Self::from_uuid(product.as_uuid())
    }
}

impl LocationId {
    /// The rack where everything lies when nothing else is said.
    pub const DEFAULT: Self = Self::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}

impl WarehouseId {
    /// The building of the default rack.
    pub const DEFAULT: Self = Self::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0002));
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    #[test]
    fn an_id_beside_another_is_made_once() {
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        let [early, late] =
            [1_700_000_000_000_000, 1_700_000_000_001_000].map(|micros| ProductId::mint(at(micros), [9; 10]));
        let beside = |other, apart| OrderId::beside::<Product>(other, apart);
        assert_eq!(beside(early, [1; 8]), beside(early, [1; 8]));
        assert_ne!(beside(early, [1; 8]), beside(early, [2; 8]));
        assert!(beside(early, [255; 8]) < beside(late, [0; 8]));
        assert_eq!(beside(early, [255; 8]).as_uuid().get_version_num(), 7);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let discount = DiscountId::from_uuid(Uuid::from_u128(7)).to_string();
        assert_eq!(
            discount.parse::<ProductId>(),
            Err(IdError::WrongKind { expected: "PROD" })
        );
    }

    #[test]
    fn only_the_canonical_text_is_an_id() {
        let text = ProductId::from_uuid(Uuid::from_u128(u128::MAX)).to_string();
        assert_eq!(text, "PROD7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        for wrong in [
            "PROD",
            "",
            "PROD8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            &format!("{text} "),
            &format!("{text}0"),
        ] {
            assert!(wrong.parse::<ProductId>().is_err(), "{wrong:?}");
        }
        assert_eq!(
            text.to_lowercase().replace("prod", "PROD").parse::<ProductId>(),
            Err(IdError::Malformed)
        );
    }

    proptest! {
        #[test]
        fn text_and_id_say_the_same(value: u128) {
            let id = ProductId::from_uuid(Uuid::from_u128(value));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn ids_and_their_texts_sort_by_creation(
            micros in 0_i64..4_000_000_000_000_000, later in 1_i64..1_000_000_000, a: [u8; 10], b: [u8; 10],
        ) {
            let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
            let (first, second) = (ProductId::mint(at(micros), a), ProductId::mint(at(micros + later), b));
            prop_assert!(first < second);
            prop_assert!(first.to_string() < second.to_string());
        }
    }
}

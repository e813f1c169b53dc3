//! Valid values of the domain, each with an id of its own, at fixed instants.

mod catalogue;
mod funding;
mod identity;
mod interchange;
mod inventory;
mod marketplace;
mod ordering;
mod payments;
mod platform;
mod points;
mod reviews;
mod webhooks;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta};
use hexmart_application::inventory::StockDecision;
use hexmart_application::platform::{Clock, Entropy, Mint};
use hexmart_domain::catalogue::{Description, Price, Product, ProductName};
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockLevel, decide};
use hexmart_domain::pricing::{Coupon, CouponCode, Discount, Validity};
use hexmart_domain::shared::{Currency, Id, Instant, Percentage, ProductId, Quantity, StockDelta, UserId};
use rust_decimal::Decimal;

pub use catalogue::{
    attribute, born, category_name, in_full, in_sizes, picture, sku, tag, variant, with_sku,
};
pub use funding::{campaign, campaign_in_full, final_date, pledge, pledge_for, pocket, tier, whole_won};
pub use identity::{
    account, account_in_full, address, api_key, code, email_of_its_own, first_token, hash, identity,
    in_state, next_token, person, phone, postal_address, provider_attempt, saved_address, session,
    unverified,
};
pub use interchange::import_run;
pub use inventory::{commanded, commanding, rack, warehouse, warehouse_in_full};
pub use marketplace::{company, seller, sheet};
pub use ordering::{
    cart, cart_line, guest, hand, order, order_in_full, order_line, order_line_in_full, order_number, parcel,
    small_order, won,
};
pub use payments::{failure, merchant_uid, payment, payment_in_full, refund};
pub use platform::{Ring, audit_event, completed_request, job_run, lane, message};
pub use points::{cause, day, points, present, reference, spending};
pub use reviews::{glance, rated, review, review_in_full, stars, why, wish};
pub use webhooks::{delivery, webhook};

/// The smallest step of time.
pub const TICK: TimeDelta = TimeDelta::microseconds(1);

/// The present of every promise, down to a microsecond that is easily lost.
pub fn now() -> Instant {
    DateTime::from_timestamp_micros(1_790_000_000_123_457).unwrap()
}

/// An id that nobody else has; later ones sort behind earlier ones.
pub fn id<K>() -> Id<K> {
    id_at(now())
}

/// An id that nobody else has, of something that was made at this instant.
pub fn id_at<K>(at: Instant) -> Id<K> {
    Id::mint(at, CountingEntropy.bytes())
}

/// Two ids that differ in their last bit alone.
pub fn twin_ids<K>() -> (Id<K>, Id<K>) {
    let bytes = CountingEntropy.bytes();
    let mut twin = bytes;
    twin[9] ^= 1;
    (Id::mint(now(), bytes), Id::mint(now(), twin))
}

/// A clock that stands, and dice that count.
pub fn mint() -> Mint {
    Mint::new(Arc::new(StandingClock), Arc::new(CountingEntropy))
}

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Instant {
        now()
    }
}

struct CountingEntropy;

/// The next number that nobody else has. Steps of two keep the last bit free, for twins.
fn count() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(2);
    COUNT.fetch_add(2, Ordering::Relaxed)
}

impl Entropy for CountingEntropy {
    fn bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&count().to_be_bytes());
        bytes
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[24..].copy_from_slice(&count().to_be_bytes());
        bytes
    }
}

/// A product of one name among many.
pub fn product() -> Product {
    named("무선 이어폰 Pro")
}

/// A product of this name.
pub fn named(name: &str) -> Product {
    identified(id(), name)
}

/// A product of this id.
pub fn identified(id: ProductId, name: &str) -> Product {
    let name = ProductName::parse(name).unwrap();
    let description = Description::parse("하루 종일 들리는 소리").unwrap();
    Product::plain(id, None, name, description, price("129000", "KRW"), now())
}

/// A price.
pub fn price(amount: &str, currency: &str) -> Price {
    let currency: Currency = currency.parse().unwrap();
    Price::new(amount.parse().unwrap(), currency).unwrap()
}

/// A percentage.
pub fn percentage(text: &str) -> Percentage {
    Percentage::try_from(text.parse::<Decimal>().unwrap()).unwrap()
}

/// A count of pieces.
pub fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

/// The first event of a product's chain.
pub fn opening(product: &Product, count: i64) -> StockEvent {
    first_event(StockKey::at_default(product.id), count)
}

/// The first event of a chain.
pub fn first_event(key: StockKey, count: i64) -> StockEvent {
    let open = StockCommand::Open(pieces(count));
    decide(key, &StockLevel::default(), open, &context()).unwrap()
}

/// The event that changes a chain of this level.
pub fn adjusted(key: StockKey, level: &StockLevel, change: i64) -> StockEvent {
    decide(key, level, adjust(change), &context()).unwrap()
}

/// The decision to change a chain, whatever its level.
pub fn adjusting(key: StockKey, change: i64) -> StockDecision {
    let context = context();
    Arc::new(move |level| decide(key, level, adjust(change), &context))
}

/// A new operation of somebody.
pub fn context() -> StockContext {
    StockContext::plain(id(), Some(id()), now())
}

fn adjust(change: i64) -> StockCommand {
    StockCommand::Adjust(StockDelta::try_from(change).unwrap())
}

/// A discount that takes the place of `latest`.
pub fn discount(product: ProductId, latest: Option<&Discount>, percent: &str) -> Discount {
    Discount::replacing(latest, id(), product, percentage(percent), now())
}

/// A coupon that is usable now, with a code of its own.
pub fn coupon(owner: UserId, percent: &str) -> Coupon {
    let id = id();
    Coupon {
        id,
        owner,
        code: CouponCode::generated(id),
        percentage: percentage(percent),
        validity: Validity::new(now() - TimeDelta::days(1), now() + TimeDelta::days(1)).unwrap(),
        active: true,
        created_at: now(),
    }
}

/// The same coupon with another code.
pub fn coded(coupon: &Coupon, code: &str) -> Coupon {
    Coupon {
        code: CouponCode::parse(code).unwrap(),
        ..coupon.clone()
    }
}

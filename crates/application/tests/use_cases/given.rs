use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use chrono::DateTime;
use hexmart_application::catalogue::{AlwaysFresh, Counters, Freshness, Mark, ProductCard};
use hexmart_application::platform::{Mint, MockClock, MockEntropy, StoreError};
use hexmart_domain::catalogue::{Description, Lifecycle, Price, Product, ProductName};
use hexmart_domain::shared::{Currency, Id, Instant, Percentage, Quantity};
use rust_decimal::Decimal;

/// What the clock says.
pub(crate) fn now() -> Instant {
    DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap()
}

/// The id that is made of these dice.
pub(crate) fn id<K>(dice: u8) -> Id<K> {
    Id::mint(now(), [dice; 10])
}

/// A clock that stands at [`now`], finer than a microsecond, and dice that show 1, 2, 3 …: the ids that a use case
/// makes are `id(1)`, `id(2)`, `id(3)` …
pub(crate) fn mint() -> Mint {
    let mut clock = MockClock::new();
    clock
        .expect_now()
        .returning(|| now() + chrono::TimeDelta::nanoseconds(789));
    let mut entropy = MockEntropy::new();
    let dice = AtomicU8::new(1);
    entropy
        .expect_bytes()
        .returning(move || [dice.fetch_add(1, Ordering::Relaxed); 10]);
    entropy.expect_secret().returning(|| [7; 32]);
    Mint::new(Arc::new(clock), Arc::new(entropy))
}

pub(crate) fn percentage(number: i64) -> Percentage {
    Percentage::try_from(Decimal::from(number)).unwrap()
}

pub(crate) fn price(won: i64) -> Price {
    Price::new(Decimal::from(won), Currency::KRW).unwrap()
}

pub(crate) fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

/// A product in a list, for 10,000 won less 10 %.
pub(crate) fn card(dice: u8) -> ProductCard {
    ProductCard {
        id: id(dice),
        name: "이어폰".to_owned(),
        description: "소리".to_owned(),
        price: price(10_000),
        available: pieces(3),
        discount: Some(percentage(10)),
        seller: None,
        category: None,
        lifecycle: Lifecycle::OnSale,
        picture: None,
        variants: 1,
        counters: Counters::default(),
        mark: mark(dice),
        created_at: now(),
        updated_at: now(),
    }
}

/// Where the card of these dice stands in a list by age.
pub(crate) fn mark(dice: u8) -> Mark {
    Mark {
        key: 0,
        product: id(dice),
    }
}

/// A product of the shop for 10,000 won.
pub(crate) fn product(dice: u8) -> Product {
    let name = ProductName::parse("이어폰").unwrap();
    let description = Description::parse("소리").unwrap();
    Product::plain(id(dice), None, name, description, price(10_000), now())
}

/// Nothing is kept in memory.
pub(crate) fn fresh() -> Arc<dyn Freshness> {
    Arc::new(AlwaysFresh)
}

/// A store that cannot be reached.
pub(crate) fn unavailable() -> StoreError {
    StoreError::unavailable("connection refused")
}

//! Values that ports answer in these tests.

use chrono::DateTime;
use hexmart_application::catalogue::{
    Counters, CreatedProduct, ListedProduct, Mark, NewProduct, ProductCard, ProductDetail, ShownProduct,
    ShownVariant,
};
use hexmart_domain::catalogue::{Description, Lifecycle, Price, Product, ProductName};
use hexmart_domain::identity::{AccountState, Credential, Principal, Role, Scope, Scopes};
use hexmart_domain::inventory::{StockEvent, StockEventKind, StockKey, StockTerms};
use hexmart_domain::pricing::{Discount, Quote};
use hexmart_domain::shared::{self, Currency, Id, Instant, Percentage, Quantity};
use rust_decimal::Decimal;

pub(crate) const PRODUCT: &str = "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const USER: &str = "USER01KAFXN1QM4C8N4R2B3M6YQ0ZQ";

pub(crate) const SELLER: &str = "SELLER01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const SELLER_USER: &str = "USER01KAFXN1QM4C8N4R2B3M6YQ0ZR";
pub(crate) const SESSION: &str = "SESS01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const ADDRESS: &str = "ADDR01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const API_KEY: &str = "APIKEY01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const ITEM: &str = "ITEM01KAFXN1QM4C8N4R2B3M6YQ0ZS";
pub(crate) const CATEGORY: &str = "CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const PICTURE: &str = "PIC01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const IMPORT: &str = "IMP01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const CART: &str = "CART01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const ORDER: &str = "ORD01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const LINE: &str = "LINE01KAFXN1QM4C8N4R2B3M6YQ0ZP";
/// The line of [`SELLER`].
pub(crate) const SOLD_LINE: &str = "LINE01KAFXN1QM4C8N4R2B3M6YQ0ZQ";
pub(crate) const SETTLEMENT: &str = "SETTLE01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const SHIPMENT: &str = "SHIP01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const PAYMENT: &str = "PAY01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const REFUND: &str = "REFUND01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const REVIEW: &str = "REV01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const CAMPAIGN: &str = "CAMP01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const TIER: &str = "TIER01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const PLEDGE: &str = "PLEDGE01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const WAREHOUSE: &str = "WH01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const WEBHOOK: &str = "HOOK01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const DELIVERY: &str = "DLVR01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const RACK: &str = "LOC01KAFXN1QM4C8N4R2B3M6YQ0ZP";
pub(crate) const OTHER_RACK: &str = "LOC01KAFXN1QM4C8N4R2B3M6YQ0ZQ";
/// How the present is written.
pub(crate) const NOW: &str = "2026-11-20T05:36:02.148000Z";

/// 2026-11-20T05:36:02.148Z.
pub(crate) fn now() -> Instant {
    DateTime::from_timestamp_millis(1_795_152_962_148).unwrap()
}

/// An id of any kind, the same for the same number.
pub(crate) fn id<K>(number: u8) -> Id<K> {
    Id::mint(now(), [number; 10])
}

pub(crate) fn price(text: &str) -> Price {
    Price::new(text.parse().unwrap(), Currency::KRW).unwrap()
}

pub(crate) fn percentage(text: &str) -> Percentage {
    Percentage::try_from(text.parse::<Decimal>().unwrap()).unwrap()
}

pub(crate) fn quantity(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

/// Whom a word proves as a token: `user`, `operator`, `staff`, `admin`; `unverified`; `seller` (approved); `key` and
/// `bare-key` (of an administrator, with all scopes and with none). Everything else proves nobody, as the tokens of
/// dormant and erased accounts do.
pub(crate) fn caller(token: &str) -> Option<Principal> {
    let session = Credential::Session(SESSION.parse().unwrap());
    let key = |scopes| Credential::ApiKey(id(9), scopes);
    let (user, role, state, credential) = match token {
        "unverified" => (USER, Role::User, AccountState::Unverified, session),
        "unverified-staff" => (USER, Role::Staff, AccountState::Unverified, session),
        "seller" => (SELLER_USER, Role::User, AccountState::Active, session),
        "key" => (
            USER,
            Role::Admin,
            AccountState::Active,
            key(Scope::ALL.into_iter().collect()),
        ),
        "bare-key" => (USER, Role::Admin, AccountState::Active, key(Scopes::default())),
        word => (USER, Role::from_word(word)?, AccountState::Active, session),
    };
    Some(Principal {
        user: user.parse().unwrap(),
        role,
        state,
        credential,
    })
}

/// A product with everything that can be known about one, as it was before anybody edited it.
pub(crate) fn product() -> Product {
    let name = ProductName::parse("무선 이어폰").unwrap();
    let description = Description::parse("블루투스").unwrap();
    Product {
        version: 3,
        ..Product::plain(
            PRODUCT.parse().unwrap(),
            None,
            name,
            description,
            price("10000"),
            now(),
        )
    }
}

/// What creating a product answers.
pub(crate) fn created(new: NewProduct) -> CreatedProduct {
    let product = Product {
        name: new.name,
        description: new.description,
        price: new.price,
        ..product()
    };
    CreatedProduct {
        product,
        stock: new.stock,
    }
}

fn card(amount: &str, discount: Option<&str>) -> ProductCard {
    let id = PRODUCT.parse().unwrap();
    ProductCard {
        id,
        name: "무선 이어폰".to_owned(),
        description: "소음 차단 \"블루투스\"".to_owned(),
        price: price(amount),
        available: quantity(100),
        discount: discount.map(percentage),
        seller: None,
        category: None,
        lifecycle: Lifecycle::OnSale,
        picture: None,
        variants: 1,
        counters: Counters::default(),
        mark: Mark { key: 0, product: id },
        created_at: now(),
        updated_at: now(),
    }
}

pub(crate) fn listed(amount: &str, discount: Option<&str>) -> ListedProduct {
    let card = card(amount, discount);
    let quote = Quote::of(card.price, card.discount, None);
    ListedProduct { card, quote }
}

pub(crate) fn shown(amount: &str, discount: Option<&str>, coupon: Option<&str>) -> ShownProduct {
    let card = card(amount, discount);
    let quote = Quote::of(card.price, card.discount, coupon.map(percentage));
    let available = card.available;
    let variants = product().variants;
    let detail = ProductDetail {
        card,
        seller: None,
        tags: Vec::new(),
        attributes: Vec::new(),
        options: Vec::new(),
        variants: variants
            .iter()
            .map(|variant| (variant.clone(), available))
            .collect(),
        pictures: Vec::new(),
        coupon: coupon.map(percentage),
    };
    let shown_variant = |variant| ShownVariant {
        variant,
        available,
        quote,
    };
    ShownProduct {
        detail,
        quote,
        variants: variants.into_iter().map(shown_variant).collect(),
        category_path: Vec::new(),
    }
}

pub(crate) fn stock_event(on_hand: i64, reserved: i64, version: i64) -> StockEvent {
    StockEvent {
        key: StockKey::at_default(id::<shared::Product>(1)),
        version,
        kind: StockEventKind::Adjusted,
        change: 1,
        reserved_change: 0,
        on_hand_after: quantity(on_hand),
        reserved_after: quantity(reserved),
        terms: StockTerms::default(),
        reason: None,
        reference: None,
        operation: id(2),
        actor: None,
        recorded_at: now(),
    }
}

pub(crate) fn discount(percent: &str) -> Discount {
    Discount::replacing(None, id(4), id(1), percentage(percent), now())
}

//! Carts, orders, payments and warehouses that ports answer in these tests.

use hexmart_application::inventory::{ChainLevel, Transferred};
use hexmart_application::ordering::{CartCoupon, DeskLine, Obstacle, Offer, PricedCart, PricedLine};
use hexmart_application::payments::{Checkout, Started};
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::identity::{Phone, PostalCode, RealName};
use hexmart_domain::inventory::{
    Coordinates, Rack, RackName, RackPosition, StockEvent, StockEventKind, StockKey, StockLevel, StockReason,
    StockTerms, Warehouse, WarehouseAddress, WarehouseContact, WarehouseName,
};
use hexmart_domain::ordering::{
    AppliedCoupon, Cart, CartLine, CartOwner, Courier, DeliveryNote, LineSnapshot, LineState, Order,
    OrderEvent, OrderEventKind, OrderLine, OrderNumber, OrderReason, Party, Pick, Shipment, TrackingNumber,
    price_lines, total,
};
use hexmart_domain::payments::{
    MerchantUid, Payment, PaymentKey, PaymentPurpose, PaymentState, Provider, Refund, RefundReason,
    RefundState, Tender,
};
use hexmart_domain::pricing::{CouponCode, Quote};
use hexmart_domain::settlement::{SellerStatistics, SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{Currency, Money, Quantity};

use crate::people::book;
use crate::samples::{
    CART, CATEGORY, ITEM, LINE, ORDER, OTHER_RACK, PAYMENT, PICTURE, PRODUCT, RACK, REFUND, SELLER,
    SETTLEMENT, SHIPMENT, SOLD_LINE, USER, WAREHOUSE, id, now, percentage, price, quantity, stock_event,
};

pub(crate) fn won(amount: i64) -> Money {
    Money::new(amount.into(), Currency::KRW)
}

fn offer() -> Offer {
    Offer {
        product: PRODUCT.parse().unwrap(),
        item: ITEM.parse().unwrap(),
        name: "무선 이어폰".to_owned(),
        sku: "EAR-1".to_owned(),
        options: vec!["색상: 흰색".to_owned()],
        price: price("20000"),
        discount: Some(percentage("10")),
        available: 5,
        lifecycle: Lifecycle::OnSale,
        category: None,
        picture: Some(PICTURE.parse().unwrap()),
        seller: Some(SELLER.parse().unwrap()),
        seller_name: Some("하나상회".to_owned()),
    }
}

fn quote() -> Quote {
    Quote::of(price("20000"), Some(percentage("10")), Some(percentage("10")))
}

/// A cart with something that can be had, something of which less can, and something that is gone.
pub(crate) fn priced_cart() -> PricedCart {
    let items = [ITEM.parse().unwrap(), id(6), id(7)];
    let lines = items.map(|item| CartLine {
        product: PRODUCT.parse().unwrap(),
        item,
        quantity: quantity(2),
        added_at: now(),
    });
    let amounts = price_lines(&[(quote(), quantity(2))]).unwrap();
    let bare = |item, obstacle| PricedLine {
        item,
        quantity: quantity(2),
        offer: None,
        quote: None,
        amounts: None,
        obstacle: Some(obstacle),
    };
    let [first, second, third] = items;
    PricedCart {
        cart: Cart {
            id: CART.parse().unwrap(),
            owner: CartOwner::User(USER.parse().unwrap()),
            lines: lines.to_vec(),
            coupon: Some(id(4)),
            version: 3,
            updated_at: now(),
        },
        lines: vec![
            PricedLine {
                item: first,
                quantity: quantity(2),
                offer: Some(offer()),
                quote: Some(quote()),
                amounts: amounts.first().copied(),
                obstacle: None,
            },
            bare(second, Obstacle::Short { available: 1 }),
            bare(third, Obstacle::NotForSale),
        ],
        coupon: Some(CartCoupon {
            code: CouponCode::parse("WELCOME10").unwrap(),
            percentage: percentage("10"),
            usable: true,
        }),
        totals: Some(total(amounts.iter(), won(0)).unwrap()),
    }
}

fn line(number: &str, seller: Option<&str>, state: LineState) -> OrderLine {
    let amounts = price_lines(&[(quote(), quantity(2))]).unwrap();
    OrderLine {
        id: number.parse().unwrap(),
        product: PRODUCT.parse().unwrap(),
        item: ITEM.parse().unwrap(),
        seller: seller.map(|seller| seller.parse().unwrap()),
        snapshot: LineSnapshot {
            name: "무선 이어폰".to_owned(),
            sku: "EAR-1".to_owned(),
            options: vec!["색상: 흰색".to_owned()],
            category: Some((CATEGORY.parse().unwrap(), "이어폰".to_owned())),
            picture: Some(PICTURE.parse().unwrap()),
            seller: seller.map(|_| "하나상회".to_owned()),
        },
        quantity: quantity(2),
        quote: quote(),
        amounts: *amounts.first().unwrap(),
        state,
        asked_from: None,
        picks: vec![Pick {
            key: key(),
            warehouse: WAREHOUSE.parse().unwrap(),
            distance: Some(12_400),
            quantity: quantity(2),
        }],
        delivered_at: None,
    }
}

/// A paid order of two lines, one of the shop and one of a seller, which has left.
pub(crate) fn order() -> Order {
    Order {
        id: ORDER.parse().unwrap(),
        number: OrderNumber::parse("20261120-7F3K9QXM").unwrap(),
        buyer: USER.parse().unwrap(),
        cart: Some(CART.parse().unwrap()),
        deliver_to: book().entries.first().unwrap().address.clone(),
        note: Some(DeliveryNote::parse("문 앞에 놓아 주세요").unwrap()),
        lines: vec![
            line(LINE, None, LineState::Paid),
            line(SOLD_LINE, Some(SELLER), LineState::Dispatched),
        ],
        coupon: Some(AppliedCoupon {
            id: id(4),
            code: CouponCode::parse("WELCOME10").unwrap(),
            percentage: percentage("10"),
        }),
        shipping_fee: won(3000),
        shipments: vec![Shipment {
            id: SHIPMENT.parse().unwrap(),
            lines: vec![SOLD_LINE.parse().unwrap()],
            courier: Courier::parse("cjlogistics").unwrap(),
            tracking: TrackingNumber::parse("123456789012").unwrap(),
            dispatched_at: now(),
        }],
        pay_by: now(),
        placed_at: now(),
        paid_at: Some(now()),
        paid: Some(won(67_800)),
        version: 2,
        updated_at: now(),
    }
}

pub(crate) fn timeline() -> Vec<OrderEvent> {
    let event = |place, line: Option<&str>, kind| OrderEvent {
        order: ORDER.parse().unwrap(),
        version: 1,
        place,
        line: line.map(|line| line.parse().unwrap()),
        kind,
        party: Party::Buyer,
        actor: Some(USER.parse().unwrap()),
        reason: Some(OrderReason::parse("선물").unwrap()),
        at: now(),
    };
    let moved = OrderEventKind::Moved {
        from: LineState::PendingPayment,
        to: LineState::Paid,
    };
    let resized = OrderEventKind::Resized {
        from: quantity(1),
        to: quantity(2),
    };
    vec![
        event(0, None, OrderEventKind::Placed),
        event(1, Some(LINE), resized),
        event(2, None, OrderEventKind::Readdressed),
        event(3, Some(LINE), moved),
    ]
}

pub(crate) fn desk_line(state: LineState) -> DeskLine {
    let line = line(SOLD_LINE, Some(SELLER), state);
    let order = Order {
        lines: vec![line.clone()],
        ..order()
    };
    DeskLine { line, order }
}

/// A payment that was captured, and of which something went back.
pub(crate) fn payment(state: PaymentState) -> Payment {
    Payment {
        id: PAYMENT.parse().unwrap(),
        purpose: PaymentPurpose::Order(ORDER.parse().unwrap()),
        attempt: 1,
        buyer: USER.parse().unwrap(),
        provider: Some(Provider::Sandbox),
        merchant_uid: MerchantUid::parse("3f9k2m7q0x5c8v1b6n4t").unwrap(),
        amount: won(67_800),
        points: 0,
        state,
        key: Some(PaymentKey::parse("secret-key").unwrap()),
        transaction: Some("tx-1".to_owned()),
        method: Some("카드".to_owned()),
        receipt_url: Some("https://receipt.example/1".to_owned()),
        failure: None,
        refunds: vec![Refund {
            id: REFUND.parse().unwrap(),
            tender: Tender::Provider,
            amount: won(1000),
            reason: RefundReason::parse("배송 지연").unwrap(),
            state: RefundState::Succeeded,
            requested_at: now(),
            settled_at: Some(now()),
            failure: None,
        }],
        ask_at: None,
        asked: 0,
        expires_at: now(),
        captured_at: Some(now()),
        created_at: now(),
        version: 4,
        updated_at: now(),
    }
}

pub(crate) fn warehouse() -> Warehouse {
    Warehouse {
        id: WAREHOUSE.parse().unwrap(),
        name: WarehouseName::parse("이천 센터").unwrap(),
        address: Some(WarehouseAddress::parse("경기도 이천시 마장면 1").unwrap()),
        postal_code: Some(PostalCode::parse("17384").unwrap()),
        coordinates: Some(Coordinates::from_degrees(37.25, 127.5).unwrap()),
        contact: Some(WarehouseContact {
            name: RealName::parse("김창고").unwrap(),
            phone: Phone::parse("010-9876-5432").unwrap(),
        }),
        available: true,
        version: 2,
        created_at: now(),
        updated_at: now(),
    }
}

pub(crate) fn rack() -> Rack {
    Rack {
        id: RACK.parse().unwrap(),
        warehouse: WAREHOUSE.parse().unwrap(),
        name: RackName::parse("A-03").unwrap(),
        position: Some(RackPosition::parse("2층").unwrap()),
        version: 1,
    }
}

pub(crate) fn key() -> StockKey {
    StockKey {
        item: ITEM.parse().unwrap(),
        location: RACK.parse().unwrap(),
    }
}

pub(crate) fn chain() -> ChainLevel {
    ChainLevel {
        key: key(),
        warehouse: WAREHOUSE.parse().unwrap(),
        product: Some(PRODUCT.parse().unwrap()),
        level: StockLevel {
            version: 7,
            on_hand: quantity(100),
            reserved: quantity(2),
            terms: StockTerms {
                ceiling: Some(quantity(500)),
                low: Some(Quantity::ZERO),
            },
        },
    }
}

/// An entry that says all that one can.
pub(crate) fn entry(kind: StockEventKind) -> StockEvent {
    let order: hexmart_domain::shared::OrderId = ORDER.parse().unwrap();
    StockEvent {
        key: key(),
        kind,
        reserved_change: -1,
        terms: chain().level.terms,
        reason: Some(StockReason::parse("정기 입고").unwrap()),
        reference: Some(order.as_uuid()),
        actor: Some(USER.parse().unwrap()),
        ..stock_event(150, 2, 7)
    }
}

pub(crate) fn transferred() -> Transferred {
    let into = StockEvent {
        key: StockKey {
            location: OTHER_RACK.parse().unwrap(),
            ..key()
        },
        ..entry(StockEventKind::TransferredIn)
    };
    Transferred {
        id: id(8),
        out: entry(StockEventKind::TransferredOut),
        into,
    }
}

pub(crate) fn started() -> Started {
    Started {
        payment: payment(PaymentState::Prepared),
        checkout: Checkout {
            parameters: vec![("orderId".to_owned(), "3f9k2m7q0x5c8v1b6n4t".to_owned())],
        },
    }
}

pub(crate) fn settlement() -> Settlement {
    Settlement {
        id: SETTLEMENT.parse().unwrap(),
        seller: SELLER.parse().unwrap(),
        kind: SettlementKind::Sale,
        order: ORDER.parse().unwrap(),
        line: SOLD_LINE.parse().unwrap(),
        gross: won(35_910),
        commission: won(897),
        net: won(35_013),
        points: 35_013,
        business_date: "2026-11-20".parse().unwrap(),
        at: now(),
    }
}

pub(crate) fn statistics() -> SellerStatistics {
    let tally = |profit: i64, sent| SellerTally {
        profit: profit.into(),
        sent,
        unsent: 2,
        unpaid: 1,
    };
    SellerStatistics {
        total: tally(450, 9),
        month: tally(250, 3),
        growth: Some(25.into()),
    }
}

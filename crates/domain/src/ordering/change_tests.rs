use super::*;
use crate::catalogue::Price;
use crate::identity::{AddressLine, PostalCode, RealName};
use crate::ordering::{AppliedCoupon, LineSnapshot, OrderNumber};
use crate::pricing::{CouponCode, Quote};
use crate::shared::{Currency, ItemId, LocationId, Percentage, WarehouseId};
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

fn number<K>(value: u128) -> crate::shared::Id<K> {
    crate::shared::Id::from_uuid(Uuid::from_u128(value))
}

fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

fn won(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::KRW)
}

fn pick(item: u128, location: u128, count: i64) -> Pick {
    Pick {
        key: StockKey {
            item: ItemId::from_uuid(Uuid::from_u128(item)),
            location: LocationId::from_uuid(Uuid::from_u128(location)),
        },
        warehouse: WarehouseId::DEFAULT,
        distance: None,
        quantity: pieces(count),
    }
}

fn line(place: u128, price: i64, count: i64) -> OrderLine {
    let quote = Quote::of(
        Price::new(Decimal::from(price), Currency::KRW).unwrap(),
        None,
        None,
    );
    let amounts = price_lines(&[(quote, pieces(count))]).unwrap().remove(0);
    OrderLine {
        id: number(place),
        product: number(place),
        item: number(place),
        seller: None,
        snapshot: LineSnapshot {
            name: "A thing".to_owned(),
            sku: "T-1".to_owned(),
            options: Vec::new(),
            category: None,
            picture: None,
            seller: None,
        },
        quantity: pieces(count),
        quote,
        amounts,
        state: LineState::PendingPayment,
        asked_from: None,
        picks: vec![pick(place, 1, count)],
        delivered_at: None,
    }
}

fn order(lines: Vec<OrderLine>) -> Order {
    let coupon = AppliedCoupon {
        id: number(1),
        code: CouponCode::parse("TEN").unwrap(),
        percentage: Percentage::try_from(Decimal::TEN).unwrap(),
    };
    Order {
        id: number(9),
        number: OrderNumber::mint("20261120", [0; 8]),
        buyer: number(1),
        cart: None,
        deliver_to: PostalAddress {
            recipient: RealName::parse("홍길동").unwrap(),
            phone: None,
            postal_code: PostalCode::parse("04524").unwrap(),
            line: AddressLine::parse("세종대로 110").unwrap(),
            detail: None,
        },
        note: None,
        lines,
        coupon: Some(coupon),
        shipping_fee: won(3000),
        shipments: Vec::new(),
        pay_by: DateTime::UNIX_EPOCH + TimeDelta::minutes(30),
        placed_at: DateTime::UNIX_EPOCH,
        paid_at: None,
        paid: None,
        version: 1,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

fn by(party: Party) -> Hand {
    Hand {
        party,
        actor: None,
        reason: None,
        now: DateTime::UNIX_EPOCH + TimeDelta::minutes(1),
    }
}

fn take(order: &Order, lines: &[u128], wanted: LineStep, party: Party) -> Result<OrderChange, StepError> {
    let lines: Vec<_> = lines.iter().map(|line| number(*line)).collect();
    order.step(&lines, wanted, &by(party), RefundPolicy::default())
}

fn paid(lines: Vec<OrderLine>) -> Order {
    let order = order(lines);
    let change = order.step_all(
        LineState::PendingPayment,
        LineStep::Pay,
        &by(Party::System),
        RefundPolicy::default(),
    );
    change.unwrap().unwrap().order
}

#[test]
fn a_placed_order_promises_itself_what_it_was_allocated() {
    let change = order(vec![line(1, 1000, 2), line(2, 500, 1)]).placed(&by(Party::Buyer));
    assert_eq!(
        change.stock,
        [
            (pick(1, 1, 0).key, StockCommand::Reserve(pieces(2))),
            (pick(2, 1, 0).key, StockCommand::Reserve(pieces(1)))
        ]
    );
}

#[test]
fn a_payment_claims_what_was_promised() {
    let order = order(vec![line(1, 1000, 2)]);
    let change = take(&order, &[1], LineStep::Pay, Party::System).unwrap();
    assert_eq!(
        change.stock,
        [(pick(1, 1, 0).key, StockCommand::Claim(pieces(2)))]
    );
    assert_eq!((change.order.paid, change.refund), (Some(won(5000)), None));
    assert_eq!(change.order.version, 2);
}

#[test]
fn calling_off_before_payment_costs_and_refunds_nothing() {
    let order = order(vec![line(1, 1000, 2)]);
    let change = take(&order, &[1], LineStep::Cancel, Party::Buyer).unwrap();
    assert_eq!(
        change.stock,
        [(pick(1, 1, 0).key, StockCommand::Release(pieces(2)))]
    );
    assert_eq!(change.refund, None);
    assert!(change.frees_coupon);
    assert_eq!(change.order.totals().unwrap().total, won(0));
}

#[test]
fn the_fee_goes_back_with_the_last_line_if_nothing_left() {
    let order = paid(vec![line(1, 1000, 2), line(2, 500, 1)]);
    let first = take(&order, &[1], LineStep::Cancel, Party::Buyer).unwrap();
    assert_eq!((first.refund, first.frees_coupon), (Some(won(2000)), false));
    assert_eq!(
        first.stock,
        [(pick(1, 1, 0).key, StockCommand::Return(pieces(2)))]
    );
    let last = take(&first.order, &[2], LineStep::Cancel, Party::Seller).unwrap();
    assert_eq!((last.refund, last.frees_coupon), (Some(won(3500)), true));
}

#[test]
fn the_fee_is_kept_once_something_left() {
    let order = paid(vec![line(1, 1000, 2)]);
    let parcel = (
        Courier::parse("cj").unwrap(),
        TrackingNumber::parse("1234").unwrap(),
    );
    let sent = order
        .dispatch(number(3), &[number(1)], parcel, &by(Party::Seller))
        .unwrap()
        .order;
    let asked = take(&sent, &[1], LineStep::RequestRefund, Party::Buyer)
        .unwrap()
        .order;
    let back = take(&asked, &[1], LineStep::CompleteRefund, Party::Seller).unwrap();
    assert_eq!((back.refund, back.frees_coupon), (Some(won(2000)), false));
    assert_eq!(back.order.totals().unwrap().total, won(3000));
}

#[test]
fn a_withdrawn_refund_leaves_the_line_where_it_was() {
    let order = paid(vec![line(1, 1000, 2)]);
    let packed = take(&order, &[1], LineStep::Prepare, Party::Seller)
        .unwrap()
        .order;
    let asked = take(&packed, &[1], LineStep::RequestRefund, Party::Buyer)
        .unwrap()
        .order;
    let again = take(&asked, &[1], LineStep::WithdrawRefund, Party::Buyer)
        .unwrap()
        .order;
    assert_eq!(
        (again.lines[0].state, again.lines[0].asked_from),
        (LineState::Preparing, None)
    );
}

#[test]
fn a_confirmed_line_counts_as_sold() {
    let order = paid(vec![line(1, 1000, 2)]);
    let there = take(&order, &[1], LineStep::Deliver, Party::Seller)
        .unwrap()
        .order;
    assert_eq!(there.lines[0].delivered_at, Some(by(Party::Seller).now));
    let done = take(&there, &[1], LineStep::Confirm, Party::Buyer).unwrap();
    assert_eq!(done.sold, [(number(1), pieces(2))]);
}

#[test]
fn a_step_of_several_lines_is_taken_by_all_or_none() {
    let order = paid(vec![line(1, 1000, 2), line(2, 500, 1)]);
    let packed = take(&order, &[1], LineStep::Prepare, Party::Seller)
        .unwrap()
        .order;
    let refused = take(&packed, &[1, 2], LineStep::Prepare, Party::Seller);
    let refusal = LineRefusal::WrongState {
        from: LineState::Preparing,
    };
    assert_eq!(
        refused,
        Err(StepError::Line {
            line: number(1),
            refusal
        })
    );
    assert_eq!(
        take(&order, &[7], LineStep::Prepare, Party::Seller),
        Err(OrderError::UnknownLine.into())
    );
    assert_eq!(
        take(&order, &[], LineStep::Prepare, Party::Seller),
        Err(StepError::NoLines)
    );
}

/// The table of the toy shop: stock 18 beside a line of 2, which never was about the stock but about the difference.
#[test]
fn another_number_of_pieces_moves_the_difference() {
    let order = order(vec![line(1, 1000, 2)]);
    let resize = |to: i64, more: &[Pick]| order.resize(number(1), pieces(to), more, &by(Party::Buyer));
    let key = pick(1, 1, 0).key;
    assert_eq!(
        resize(3, &[pick(1, 1, 1)]).unwrap().stock,
        [(key, StockCommand::Reserve(pieces(1)))]
    );
    assert_eq!(
        resize(18, &[pick(1, 1, 16)]).unwrap().stock,
        [(key, StockCommand::Reserve(pieces(16)))]
    );
    let fewer = resize(1, &[]).unwrap();
    assert_eq!(fewer.stock, [(key, StockCommand::Release(pieces(1)))]);
    assert_eq!(fewer.order.totals().unwrap().total, won(4000));
    assert_eq!(fewer.order.lines[0].picks, [pick(1, 1, 1)]);
    assert_eq!(resize(0, &[]), Err(OrderError::Pieces));
    assert_eq!(resize(1000, &[]), Err(OrderError::Pieces));
    let settled = paid(vec![line(1, 1000, 2)]);
    assert_eq!(
        settled.resize(number(1), pieces(1), &[], &by(Party::Buyer)),
        Err(OrderError::QuantitySettled)
    );
}

#[test]
fn an_address_can_change_until_something_left() {
    let order = paid(vec![line(1, 1000, 2), line(2, 500, 1)]);
    let address = order.deliver_to.clone();
    let packed = take(&order, &[1], LineStep::Prepare, Party::Seller)
        .unwrap()
        .order;
    assert!(packed.readdress(address.clone(), &by(Party::Buyer)).is_ok());
    let sent = take(&packed, &[1], LineStep::Dispatch, Party::Seller)
        .unwrap()
        .order;
    assert_eq!(
        sent.readdress(address, &by(Party::Buyer)),
        Err(OrderError::AddressSettled)
    );
}

proptest! {
    /// Whoever wants whatever of it: what was promised ends once, money goes back as often as pieces do, and never more than
    /// was paid.
    #[test]
    fn stock_and_money_agree_whatever_happens(
        wishes in prop::collection::vec((1_u128..4, 0_usize..9, 0_usize..3), 0..60),
    ) {
        let mut order = paid(vec![line(1, 1000, 2), line(2, 333, 3), line(3, 7, 1)]);
        let (mut refunded, mut returned) = (Decimal::ZERO, Vec::new());
        for (of, wanted, party) in wishes {
            let party = [Party::Buyer, Party::Seller, Party::System][party];
            if let Ok(change) = take(&order, &[of], LineStep::ALL[wanted], party) {
                refunded += change.refund.map_or(Decimal::ZERO, |money| money.amount());
                returned.extend(change.stock);
                order = change.order;
            }
        }
        let kept = order.totals().unwrap().total.amount();
        prop_assert_eq!(order.paid.unwrap().amount(), kept + refunded);
        for line in &order.lines {
            let backs = returned.iter().filter(|(key, _)| key.item == line.item).count();
            prop_assert_eq!(backs, usize::from(!line.state.is_live()));
        }
    }
}

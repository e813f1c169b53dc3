//! Ports of a purchase that do whatever they are asked.

use hexmart_application::inventory::ItemTotal;
use hexmart_application::ordering::TrackingEvent;
use hexmart_application::platform::Answered;
use hexmart_application::settlement::SettlementPeriod;
use hexmart_domain::inventory::StockEventKind;
use hexmart_domain::ordering::{CartOwner, LineState};
use hexmart_domain::payments::{PaymentState, Provider};

use crate::fixture::Ports;
use crate::purchases::{
    chain, desk_line, entry, order, payment, priced_cart, rack, settlement, started, statistics, timeline,
    transferred, warehouse,
};
use crate::samples::{ITEM, now};

/// Lets everybody buy.
pub(crate) fn open(ports: &mut Ports) {
    fill_carts(ports);
    take_orders(ports);
    take_money(ports);
    keep_accounts(ports);
    keep_stock(ports);
}

fn fill_carts(ports: &mut Ports) {
    let carts = &mut ports.carts;
    carts
        .expect_open()
        .returning(|| Ok((priced_cart(), "told-once".to_owned())));
    carts.expect_guest().returning(|_| CartOwner::Guest([7; 32]));
    carts.expect_show().returning(|_| Ok(priced_cart()));
    carts.expect_add().returning(|_, _, _| Ok(priced_cart()));
    carts.expect_set().returning(|_, _, _, _| Ok(priced_cart()));
    carts.expect_remove().returning(|_, _, _| Ok(priced_cart()));
    carts.expect_apply_coupon().returning(|_, _, _| Ok(priced_cart()));
    carts.expect_merge().returning(|_, _| Ok(priced_cart()));
    carts.expect_reorder().returning(|_, _, _| Ok(priced_cart()));
}

fn take_orders(ports: &mut Ports) {
    let done = || Ok(Answered::Done(order()));
    let (ordering, desk) = (&mut ports.ordering, &mut ports.order_desk);
    ordering.expect_place().returning(move |_, _, _| done());
    ordering.expect_own().returning(|_, _, _, _| Ok(vec![order()]));
    ordering.expect_show().returning(|_, _| Ok(Some(order())));
    ordering.expect_timeline().returning(|_, _| Ok(Some(timeline())));
    ordering.expect_track().returning(|_, _, _| {
        Ok(vec![TrackingEvent {
            at: now(),
            place: "옥천HUB".to_owned(),
            what: "간선상차".to_owned(),
        }])
    });
    ordering
        .expect_cancel()
        .returning(|_, _, _| Ok(Answered::Done(order())));
    ordering.expect_request_refund().returning(|_, _| Ok(order()));
    ordering.expect_withdraw_refund().returning(|_, _| Ok(order()));
    ordering.expect_confirm().returning(|_, _| Ok(order()));
    ordering.expect_readdress().returning(|_, _, _, _| Ok(order()));
    ordering.expect_resize().returning(|_, _, _, _, _| Ok(order()));
    desk.expect_lines()
        .returning(|_, _, _, _| Ok(vec![desk_line(LineState::Paid)]));
    desk.expect_prepare().returning(|_, _| Ok(order()));
    desk.expect_dispatch().returning(|_, _, _, _| Ok(order()));
    desk.expect_deliver().returning(|_, _| Ok(order()));
    desk.expect_call_off()
        .returning(|_, _, _| Ok(Answered::Done(order())));
    desk.expect_refund()
        .returning(|_, _, _| Ok(Answered::Done(order())));
    desk.expect_orders().returning(|_, _, _| Ok(vec![order()]));
    desk.expect_order().returning(|_| Ok(Some((order(), timeline()))));
    desk.expect_order_in_full()
        .returning(|_, _, _| Ok(Some((order(), timeline()))));
    desk.expect_placed_today().returning(|| Ok(12));
}

fn take_money(ports: &mut Ports) {
    let payments = &mut ports.payments;
    payments
        .expect_providers()
        .returning(|| vec![Provider::Toss, Provider::Sandbox]);
    payments
        .expect_start()
        .returning(|_, _, _, _| Ok(Answered::Done(started())));
    payments
        .expect_confirm()
        .returning(|_, _, _, _| Ok(payment(PaymentState::Captured)));
    payments
        .expect_show()
        .returning(|_, _| Ok(Some(payment(PaymentState::Captured))));
    payments
        .expect_of_order()
        .returning(|_, _| Ok(Some(vec![payment(PaymentState::Captured)])));
    payments
        .expect_page()
        .returning(|_, _, _| Ok(vec![payment(PaymentState::Captured)]));
    payments
        .expect_refund()
        .returning(|_, _, _, _| Ok(Answered::Done(payment(PaymentState::Captured))));
    payments.expect_hear().returning(|_, _| Ok(()));
}

fn keep_accounts(ports: &mut Ports) {
    let accounts = &mut ports.seller_accounts;
    accounts
        .expect_period()
        .returning(|from, until| SettlementPeriod {
            from: from.unwrap_or_else(|| "2026-11-01".parse().unwrap()),
            until: until.unwrap_or_else(|| "2026-11-20".parse().unwrap()),
        });
    accounts
        .expect_statement()
        .returning(|_, _, _, _| Ok(vec![settlement()]));
    accounts.expect_statistics().returning(|_| Ok(statistics()));
}

fn keep_stock(ports: &mut Ports) {
    let warehousing = &mut ports.warehousing;
    warehousing.expect_add_warehouse().returning(|_| Ok(warehouse()));
    warehousing
        .expect_change_warehouse()
        .returning(|_, _, _| Ok(warehouse()));
    warehousing
        .expect_warehouse()
        .returning(|_| Ok(Some((warehouse(), vec![rack()]))));
    warehousing
        .expect_warehouses()
        .returning(|_, _, _| Ok(vec![warehouse()]));
    warehousing.expect_add_rack().returning(|_, _, _| Ok(rack()));
    warehousing
        .expect_change_rack()
        .returning(|_, _, _, _| Ok(rack()));
    warehousing
        .expect_move_stock()
        .returning(|_, _, _| Ok(Answered::Done(entry(StockEventKind::Received))));
    warehousing
        .expect_transfer()
        .returning(|_, _, _| Ok(Answered::Done(transferred())));
    warehousing.expect_of_item().returning(|_, _| Ok(vec![chain()]));
    warehousing
        .expect_on_rack()
        .returning(|_, _, _| Ok(vec![chain()]));
    warehousing.expect_in_warehouse().returning(|_, _, _| {
        Ok(vec![ItemTotal {
            item: ITEM.parse().unwrap(),
            product: None,
            on_hand: 100,
            reserved: 2,
        }])
    });
    warehousing
        .expect_ledger()
        .returning(|_, _, _| Ok(vec![entry(StockEventKind::Received)]));
}

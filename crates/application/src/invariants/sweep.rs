use std::collections::HashMap;

use hexmart_domain::ordering::{LineState, Order};

use super::sellers::Recount;
use super::stock::Promises;
use super::{Breach, Rule, funding, orders, payments, tenders, wallets};
use crate::ordering::OrderFilter;
use crate::platform::{Storage, StoreError};

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Orders that were looked at.
    pub orders: u64,
    /// Campaigns that were looked at.
    pub campaigns: u64,
    /// What is not as it must be, at most as many as were asked for.
    pub breaches: Vec<Breach>,
}

const PAGE: u64 = 200;

/// Looks at everything; stops when `most` breaches are found.
///
/// A shop that goes on meanwhile is looked at in several glances, and may look wrong between two of them: a breach that a
/// second sweep does not find was none.
pub async fn sweep(storage: &Storage, most: usize) -> Result<Swept, StoreError> {
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut swept = Swept::default();
    for fault in storage.stock.faults(limit).await? {
        let subject = format!("{} at {}", fault.key.item, fault.key.location);
        let what = format!("entry {} does not extend the one before it", fault.version);
        swept
            .breaches
            .push(Breach::new(Rule::LedgerAddsUp, &subject, what));
    }
    for product in storage.stock.miscounted(limit).await? {
        let what = "its availability is not what its stock says";
        swept
            .breaches
            .push(Breach::new(Rule::AvailabilityIsCounted, &product, what));
    }
    swept.breaches.extend(wallets::faults(storage, limit).await?);
    swept.breaches.extend(miscounted(storage, limit).await?);
    let (mut promises, mut redeemed, mut carts) = (Promises::default(), HashMap::new(), HashMap::new());
    let (mut recount, mut before) = (Recount::default(), None);
    loop {
        let page = storage
            .orders
            .orders(&OrderFilter::default(), before, PAGE)
            .await?;
        let Some(last) = page.last() else {
            break;
        };
        before = Some(last.id);
        for order in &page {
            swept.orders += 1;
            swept.breaches.extend(of_order(storage, order).await?);
            promises.add(order);
            recount.add(order);
            if let Some(twin) = order.cart.and_then(|cart| carts.insert(cart, order.id)) {
                let what = format!("its cart became {twin} too");
                swept
                    .breaches
                    .push(Breach::new(Rule::OneOrderPerCart, &order.id, what));
            }
            if let Some(coupon) = order.coupon.as_ref().filter(|_| keeps_coupon(order)) {
                redeemed.insert(order.id, coupon.id);
            }
        }
        if swept.breaches.len() >= most {
            break;
        }
    }
    if swept.breaches.len() < most {
        swept
            .breaches
            .extend(promises.faults(&storage.stock.reserved().await?));
        swept.breaches.extend(tenders::faults(storage).await?);
        swept.breaches.extend(recount.faults(storage).await?);
        for (coupon, order) in storage.orders.redemptions().await? {
            if redeemed.remove(&order) != Some(coupon) {
                let what = format!("{order} redeemed it and does not any more");
                swept
                    .breaches
                    .push(Breach::new(Rule::CouponsAreRedeemedOnce, &coupon, what));
            }
        }
        swept.breaches.extend(redeemed.into_iter().map(|(order, coupon)| {
            let what = format!("{order} redeems it and it is free");
            Breach::new(Rule::CouponsAreRedeemedOnce, &coupon, what)
        }));
    }
    let (campaigns, breaches) = funding::faults(storage, most).await?;
    swept.campaigns = campaigns;
    swept.breaches.extend(breaches);
    swept.breaches.truncate(most);
    swept.breaches.sort();
    Ok(swept)
}

async fn miscounted(storage: &Storage, limit: u64) -> Result<Vec<Breach>, StoreError> {
    let mut breaches = Vec::new();
    for product in storage.reviews.miscounted(limit).await? {
        let what = "its stars, reviews or wishes are not counted as they are";
        breaches.push(Breach::new(Rule::ReviewsAreCounted, &product, what));
    }
    for review in storage.reviews.misliked(limit).await? {
        let what = "its likes are not counted as they are";
        breaches.push(Breach::new(Rule::LikesAreCounted, &review, what));
    }
    Ok(breaches)
}

async fn of_order(storage: &Storage, order: &Order) -> Result<Vec<Breach>, StoreError> {
    let timeline = storage.orders.timeline(order.id).await?;
    let attempts = storage.payments.of_order(order.id).await?;
    let mut breaches = orders::faults(order, &timeline);
    breaches.extend(payments::faults(order, &attempts));
    Ok(breaches)
}

/// An order gives its coupon back when all of it was called off.
fn keeps_coupon(order: &Order) -> bool {
    order.lines.iter().any(|line| line.state != LineState::Cancelled)
}

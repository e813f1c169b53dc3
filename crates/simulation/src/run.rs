use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use hexmart_application::invariants::sweep;
use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::OrderFilter;
use hexmart_application::points::PointsSettings;
use hexmart_domain::payments::PaymentState;
use hexmart_domain::shared::{ItemId, UserId};
use rust_decimal::Decimal;

use crate::buyer::Buyer;
use crate::failure::Failure;
use crate::scheduler::Scheduler;
use crate::shop::Shop;
use crate::world::World;

/// How large a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People who buy at once.
    pub buyers: usize,
    /// How often each does.
    pub checkouts: usize,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Orders that were placed.
    pub orders: usize,
    /// Orders that were paid.
    pub paid: usize,
    /// Payments that gave money back.
    pub refunded: usize,
}

/// Opens a shop in which everything fails that can, lets people buy there, heals it, waits until nothing is left to do, and
/// looks whether stock, orders and money agree. The same seed is the same run.
pub fn run(seed: u64, size: Size) -> Result<Outcome, Failure> {
    let world = World::new(seed);
    let shop = Shop::open(&world, PointsSettings::default());
    let trade = trade(&world, &shop, size).map_err(|failure| failure.of_seed(seed))?;
    let outcome = on_one_thread(&world, audit(Arc::clone(&shop), trade));
    outcome
        .and_then(|outcome| outcome)
        .map_err(|failure| failure.of_seed(seed))
}

/// What was on the shelves before.
struct Trade {
    items: Vec<ItemId>,
    pieces: Vec<i64>,
}

fn trade(world: &Arc<World>, shop: &Arc<Shop>, size: Size) -> Result<Trade, Failure> {
    // A few things, of which one or two run out.
    let pieces: Vec<i64> = (0..6)
        .map(|_| i64::try_from(world.dice.below(size.buyers * 2)).unwrap_or_default())
        .collect();
    let (opening, stock) = (Arc::clone(shop), pieces.clone());
    let items = on_one_thread(world, async move {
        opening.stock_up(&stock, Authority::Shop(None)).await
    })??;
    let failures = Arc::new(Mutex::new(Vec::new()));
    let buying = Arc::new(Mutex::new(size.buyers));
    let mut scheduler = Scheduler::new(Arc::clone(world));
    for _ in 0..size.buyers {
        let (shop, items) = (Arc::clone(shop), items.clone());
        let (failures, buying) = (Arc::clone(&failures), Arc::clone(&buying));
        scheduler.spawn(async move {
            let bought = buy(shop, items, size.checkouts).await;
            failures
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(bought.err());
            *buying.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        });
    }
    // Two processes that both believe they have the lease.
    for _ in 0..2 {
        scheduler.spawn(keep_house(Arc::clone(shop), Arc::clone(&buying)));
    }
    scheduler
        .run()
        .map_err(|_deadlock| Failure::new("nobody can go on"))?;
    let first = failures
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .first()
        .cloned();
    first.map_or(Ok(Trade { items, pieces }), Err)
}

async fn buy(shop: Arc<Shop>, items: Vec<ItemId>, checkouts: usize) -> Result<(), Failure> {
    let mint = shop.world.mint();
    let who: UserId = mint.id(mint.now());
    let coupon = shop.give_coupon(who).await?;
    let buyer = Buyer {
        shop,
        who,
        items,
        coupon: Some(coupon),
    };
    buyer.shop_around(checkouts).await
}

/// Runs the jobs while anybody buys, then without trouble until two hours brought nothing to do any more.
async fn keep_house(shop: Arc<Shop>, buying: Arc<Mutex<usize>>) {
    let anybody = || *buying.lock().unwrap_or_else(PoisonError::into_inner) > 0;
    while anybody() {
        shop.world.sleep(TimeDelta::seconds(60)).await;
        shop.housekeeping().await;
    }
    shop.world.heal();
    let mut quiet = 0;
    for _ in 0..200 {
        shop.world.sleep(TimeDelta::minutes(20)).await;
        quiet = if shop.housekeeping().await == 0 {
            quiet + 1
        } else {
            0
        };
        if quiet > 6 {
            break;
        }
    }
}

async fn audit(shop: Arc<Shop>, trade: Trade) -> Result<Outcome, Failure> {
    let swept = sweep(&shop.storage, 10).await.map_err(Failure::setup)?;
    if let Some(breach) = swept.breaches.first() {
        return Err(Failure::new(breach.to_string()));
    }
    let mut outcome = Outcome::default();
    let (mut before, mut sold) = (None, vec![0; trade.items.len()]);
    loop {
        let page = shop
            .storage
            .orders
            .orders(&OrderFilter::default(), before, 200)
            .await;
        let page = page.map_err(Failure::setup)?;
        let Some(last) = page.last() else {
            break;
        };
        before = Some(last.id);
        for order in page {
            outcome.orders += 1;
            outcome.paid += usize::from(order.paid_at.is_some());
            if order.is_payable() {
                return Err(Failure::new(format!(
                    "{} waits for its payment for ever",
                    order.id
                )));
            }
            for line in order.lines.iter().filter(|line| line.state.is_live()) {
                let place = trade.items.iter().position(|item| *item == line.item);
                if let Some(count) = place.and_then(|place| sold.get_mut(place)) {
                    *count += line.quantity.get();
                }
            }
            outcome.refunded += money(&shop, &order).await?;
        }
    }
    stock(&shop, &trade, &sold).await?;
    Ok(outcome)
}

/// What the provider really has of an order is what the order costs as it stands. Answers how many payments gave something
/// back.
async fn money(shop: &Shop, order: &hexmart_domain::ordering::Order) -> Result<usize, Failure> {
    let payments = shop
        .storage
        .payments
        .of_order(order.id)
        .await
        .map_err(Failure::setup)?;
    let (mut kept, mut refunded) = (Decimal::ZERO, 0);
    shop.none_taken_after_all(&payments)?;
    for payment in &payments {
        let entry = shop.provider.entry(&payment.merchant_uid);
        let Some(entry) = entry.filter(|entry| entry.charges > 0) else {
            if payment.state == PaymentState::Captured {
                return Err(Failure::new(format!("{} was never paid", payment.id)));
            }
            continue;
        };
        if entry.charges > 1 {
            return Err(Failure::new(format!(
                "{} was charged {} times",
                payment.id, entry.charges
            )));
        }
        kept += entry.charged.amount() - entry.returned.amount();
        refunded += usize::from(!entry.returned.amount().is_zero());
        if payment.returned() != entry.returned {
            return Err(Failure::new(format!(
                "{} gave back something else than is written",
                payment.id
            )));
        }
    }
    let costs = order.totals().map_err(Failure::setup)?.total.amount();
    if kept != costs {
        return Err(Failure::new(format!(
            "{} costs {costs}, and the provider keeps {kept}",
            order.id
        )));
    }
    Ok(refunded)
}

/// What lies there and what was sold is what lay there before.
async fn stock(shop: &Shop, trade: &Trade, sold: &[i64]) -> Result<(), Failure> {
    for ((item, before), sold) in trade.items.iter().zip(&trade.pieces).zip(sold) {
        let chains = shop
            .storage
            .stock
            .of_item(*item, None)
            .await
            .map_err(Failure::setup)?;
        let here: i64 = chains.iter().map(|chain| chain.level.on_hand.get()).sum();
        let reserved: i64 = chains.iter().map(|chain| chain.level.reserved.get()).sum();
        if here + sold != *before || reserved != 0 {
            return Err(Failure::new(format!(
                "of {before} pieces of {item} {sold} were sold, {here} are there, {reserved} reserved"
            )));
        }
    }
    Ok(())
}

/// Runs one task to its end.
pub(crate) fn on_one_thread<T: Send + 'static>(
    world: &Arc<World>,
    task: impl Future<Output = T> + Send + 'static,
) -> Result<T, Failure> {
    let answer = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&answer);
    let mut scheduler = Scheduler::new(Arc::clone(world));
    scheduler.spawn(async move {
        let answered = task.await;
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answered);
    });
    scheduler
        .run()
        .map_err(|_deadlock| Failure::new("nobody can go on"))?;
    let answered = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    answered.ok_or_else(|| Failure::new("a task ended without an answer"))
}

use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockLevel, decide};
use hexmart_domain::ordering::{Hand, OrderChange};
use hexmart_domain::payments::{Payment, PaymentState, RefundReason};
use hexmart_domain::settlement::counted;
use hexmart_domain::shared::{Money, OrderId, PaymentId, SEOUL, day_of, month_of};

use super::telling;
use crate::catalogue::CounterChange;
use crate::payments::keep;
use crate::platform::{Mint, StoreError, UnitOfWork};

/// Writes what a change of an order brings about, all in the transaction that is open: the order, what moves in the stock,
/// the coupon that is free again, what counts as sold, the refund that is to be asked for, and what others hear of it.
///
/// Answers the payment of which a provider is to give something back: whoever called this has it pursued once the transaction is committed,
/// and if nobody does, the job that looks after payments will.
///
/// [`StoreError::Conflict`] when the stock is not what the order says; that never happens twice, because the order's version
/// decides who ends a promise.
pub(crate) async fn carry_out(
    uow: &mut dyn UnitOfWork,
    change: &OrderChange,
    by: &Hand,
    mint: &Mint,
) -> Result<Option<PaymentId>, StoreError> {
    // Wallets come first, then orders, then stock: no two transactions wait for each other.
    let refunded = match change.refund {
        Some(amount) => refund(uow, change.order.id, amount, by, mint).await?,
        None => None,
    };
    uow.orders().save(change).await?;
    move_stock(uow, change, by, mint).await?;
    for (product, quantity) in &change.sold {
        let sales = CounterChange {
            sales: quantity.get(),
            ..CounterChange::default()
        };
        uow.products().count(*product, sales).await?;
    }
    if let Some(coupon) = change.order.coupon.as_ref().filter(|_| change.frees_coupon) {
        uow.coupons().free(coupon.id, change.order.id).await?;
    }
    // Months of sellers' accounts are months in Seoul, whatever time it is elsewhere.
    let (month, _) = month_of(day_of(by.now, SEOUL));
    for (seller, tally) in counted(change) {
        uow.settlements().count(seller, month, tally).await?;
    }
    let messages = telling::messages(change, mint, by.now)?;
    uow.outbox().enqueue_all(&messages).await?;
    Ok(refunded)
}

/// Appends what the change does to the stock: one look at the levels, one statement for all events.
async fn move_stock(
    uow: &mut dyn UnitOfWork,
    change: &OrderChange,
    by: &Hand,
    mint: &Mint,
) -> Result<(), StoreError> {
    if change.stock.is_empty() {
        return Ok(());
    }
    let mut keys: Vec<_> = change.stock.iter().map(|(key, _)| *key).collect();
    // In one order everywhere, so that no two transactions wait for each other.
    keys.sort_unstable();
    keys.dedup();
    let levels = uow.stock().levels(&keys).await?;
    let events = events(&change.stock, levels, &context(change, by, mint))?;
    uow.stock().append(&events).await
}

/// What all entries of the ledger have in common that a change of an order writes.
pub(super) fn context(change: &OrderChange, by: &Hand, mint: &Mint) -> StockContext {
    StockContext {
        operation: mint.id(by.now),
        actor: by.actor,
        now: by.now,
        reason: None,
        reference: Some(change.order.id.as_uuid()),
    }
}

/// The events of commands, which extend one another where they are about one chain, in the order of the chains.
pub(super) fn events(
    commands: &[(StockKey, StockCommand)],
    mut levels: Vec<(StockKey, StockLevel)>,
    context: &StockContext,
) -> Result<Vec<StockEvent>, StoreError> {
    let mut events = Vec::with_capacity(commands.len());
    for (key, command) in commands {
        let known = levels.iter_mut().find(|(level, _)| level == key);
        let (_, level) =
            known.ok_or_else(|| StoreError::corrupt("order_lines", format!("no ledger of {}", key.item)))?;
        // The order was there first: what it was promised is there, unless somebody was faster.
        let event = decide(*key, level, *command, context).or(Err(StoreError::Conflict))?;
        *level = level.evolve(&event);
        events.push(event);
    }
    events.sort_by_key(|event| (event.key, event.version));
    Ok(events)
}

async fn refund(
    uow: &mut dyn UnitOfWork,
    order: OrderId,
    amount: Money,
    by: &Hand,
    mint: &Mint,
) -> Result<Option<PaymentId>, StoreError> {
    let attempts = uow.payments().of_order(order).await?;
    // What came in vain went back whole in the commit that says that it came: the one that has something left is the one
    // that paid.
    let Some(paid) = attempts
        .iter()
        .filter(|payment| payment.state == PaymentState::Captured)
        .max_by_key(|payment| payment.refundable().amount())
    else {
        return Err(StoreError::corrupt(
            "payments",
            format!("nothing paid for {order}"),
        ));
    };
    let amount = at_most(amount, paid);
    if amount.amount().is_zero() {
        return Ok(None);
    }
    let reason = RefundReason::parse("called off, or sent back").map_err(StoreError::backend)?;
    let refunding = paid
        .refunding(mint.id(by.now), amount, reason, by.now)
        .map_err(StoreError::backend)?;
    let refunding = keep(uow, refunding, mint, by.now).await?;
    Ok(refunding.refund_under_way().map(|_| refunding.id))
}

/// Staff may have given some of it back out of goodwill already.
fn at_most(amount: Money, paid: &Payment) -> Money {
    let left = paid.refundable();
    if amount.amount() > left.amount() {
        left
    } else {
        amount
    }
}

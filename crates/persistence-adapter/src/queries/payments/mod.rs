//! Payments: attempts, and what providers said of them.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::payments::PaymentFilter;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, PaymentState, Provider};
use hexmart_domain::shared::{Instant, OrderId, PaymentId, UserId};

use super::dialect::Database;
use super::{Conn, classify, count, insert_payment, lost, rows, update_payment};
use crate::columns::{At, Key};
use crate::rows::PaymentRow;
use crate::schema::{order_payments, payments, provider_messages};

mod desk;
mod repository;

/// See [`PaymentRepository::add`](hexmart_application::payments::PaymentRepository::add).
async fn add(conn: &mut Conn, payment: &Payment) -> Result<(), StoreError> {
    insert_payment(conn, PaymentRow::new(payment)?)
        .await
        .map_err(lost)
}

/// See [`PaymentRepository::save`](hexmart_application::payments::PaymentRepository::save).
async fn save(conn: &mut Conn, payment: &Payment) -> Result<(), StoreError> {
    update_payment(conn, PaymentRow::new(payment)?)
        .await
        .map_err(lost)
}

/// The attempt of an id.
async fn payment(conn: &mut Conn, id: PaymentId) -> Result<Option<Payment>, StoreError> {
    let row: Option<PaymentRow> = payments::table
        .find(Key::from(id))
        .select(PaymentRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(PaymentRow::payment).transpose()
}

/// The newest attempt of a buyer for this.
async fn newest(
    conn: &mut Conn,
    purpose: PaymentPurpose,
    buyer: UserId,
) -> Result<Option<Payment>, StoreError> {
    let target = Key::from_bytes(purpose.target(buyer).into_bytes());
    let row: Option<PaymentRow> = newest_of(target, buyer)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(PaymentRow::payment).transpose()
}

/// The attempts of a buyer for one target, the newest first.
pub(super) fn newest_of(target: Key, buyer: UserId) -> Listed {
    payments::table
        .select(PaymentRow::as_select())
        .into_boxed()
        .filter(payments::target_id.eq(target))
        .filter(payments::buyer_id.eq(Key::from(buyer)))
        .order(payments::attempt.desc())
        .limit(1)
}

/// The attempts of an order, the oldest first.
async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<Payment>, StoreError> {
    let rows: Vec<PaymentRow> = payments::table
        .filter(payments::target_id.eq(Key::from(order)))
        .order(payments::attempt.asc())
        .select(PaymentRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(PaymentRow::payment).collect()
}

/// The attempt that a provider knows by this.
async fn by_merchant_uid(conn: &mut Conn, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
    let row: Option<PaymentRow> = payments::table
        .filter(payments::merchant_uid.eq(uid.as_str()))
        .select(PaymentRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(PaymentRow::payment).transpose()
}

/// See [`PaymentRepository::pays_for`](hexmart_application::payments::PaymentRepository::pays_for).
async fn pays_for(conn: &mut Conn, order: OrderId, payment: PaymentId) -> Result<(), StoreError> {
    let (order, payment) = (Key::from(order), Key::from(payment));
    let written = diesel::insert_into(order_payments::table)
        .values((
            order_payments::order_id.eq(order),
            order_payments::payment_id.eq(payment),
        ))
        .execute(conn)
        .await
        .map_err(super::pricing::duplicate(UniqueKey::OrderPayment));
    let Err(StoreError::Duplicate(key)) = written else {
        return written.map(drop);
    };
    let paid_by: Key = order_payments::table
        .find(order)
        .select(order_payments::payment_id)
        .first(conn)
        .await
        .map_err(lost)?;
    if paid_by == payment {
        Ok(())
    } else {
        Err(StoreError::Duplicate(key))
    }
}

/// See [`PaymentRepository::heard`](hexmart_application::payments::PaymentRepository::heard).
async fn heard(conn: &mut Conn, provider: Provider, message: &str, now: Instant) -> Result<bool, StoreError> {
    let remembered = diesel::insert_into(provider_messages::table)
        .values((
            provider_messages::provider.eq(provider.as_str()),
            provider_messages::message.eq(message),
            provider_messages::heard_at.eq(At(now)),
        ))
        .execute(conn)
        .await;
    match remembered {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(classify(error)),
    }
}

/// See [`PaymentRepository::forget_messages`](hexmart_application::payments::PaymentRepository::forget_messages).
async fn forget_messages(conn: &mut Conn, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let is_old = provider_messages::heard_at.lt(At(before));
    let last: Option<At> = provider_messages::table
        .filter(is_old)
        .order(provider_messages::heard_at.asc())
        .offset(count(limit.saturating_sub(1)))
        .select(provider_messages::heard_at)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    let gone = if let Some(last) = last {
        let up_to_it = provider_messages::table.filter(provider_messages::heard_at.le(last));
        diesel::delete(up_to_it).execute(conn).await
    } else {
        let all_old = provider_messages::table.filter(is_old);
        diesel::delete(all_old).execute(conn).await
    };
    Ok(rows(gone.map_err(classify)?))
}

pub(super) type Listed = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<payments::table, diesel::dsl::AsSelect<PaymentRow, Database>>,
    Database,
>;

pub(super) fn listed(filter: &PaymentFilter, before: Option<PaymentId>, limit: u64) -> Listed {
    let mut listed = payments::table.select(PaymentRow::as_select()).into_boxed();
    if let Some(before) = before {
        listed = listed.filter(payments::id.lt(Key::from(before)));
    }
    if let Some(buyer) = filter.buyer {
        listed = listed.filter(payments::buyer_id.eq(Key::from(buyer)));
    }
    if let Some(state) = filter.state {
        listed = listed.filter(payments::state.eq(state.as_str()));
    }
    if let Some(provider) = filter.provider {
        listed = listed.filter(payments::provider.eq(provider.as_str()));
    }
    listed.order(payments::id.desc()).limit(count(limit))
}

/// See [`PaymentQueries::payments`](hexmart_application::payments::PaymentQueries::payments).
async fn page(
    conn: &mut Conn,
    filter: &PaymentFilter,
    before: Option<PaymentId>,
    limit: u64,
) -> Result<Vec<Payment>, StoreError> {
    let statement = listed(filter, before, limit);
    let rows: Vec<PaymentRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(PaymentRow::payment).collect()
}

/// The ids of attempts.
type Which = payments::BoxedQuery<'static, Database, Binary>;

/// Attempts whose provider is to be asked, the longest waiting first.
pub(super) fn to_be_asked(now: Instant, limit: u64) -> Which {
    payments::table
        .filter(payments::ask_at.le(At(now)))
        .order(payments::ask_at.asc())
        .limit(count(limit))
        .select(payments::id)
        .into_boxed()
}

/// States in which an attempt waits for its buyer.
const WAITING: [PaymentState; 2] = [PaymentState::Created, PaymentState::Prepared];

/// Attempts that nobody paid in time.
pub(super) fn late(now: Instant, limit: u64) -> Which {
    payments::table
        .filter(payments::state.eq_any(WAITING.map(PaymentState::as_str)))
        .filter(payments::expires_at.le(At(now)))
        .limit(count(limit))
        .select(payments::id)
        .into_boxed()
}

async fn ids(conn: &mut Conn, which: Which) -> Result<Vec<PaymentId>, StoreError> {
    let found: Vec<Key> = which.load(conn).await.map_err(classify)?;
    Ok(found.into_iter().map(Key::id).collect())
}

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{
    DeadLetter, DueMessage, Lane, Lease, OutboxMessage, Outcome, Sealed, StoreError, Vault,
};
use hexmart_domain::shared::{Instant, NotificationId};

use super::among::Among;
use super::lane::Unspared;
use super::{Conn, append_messages, classify, count, dialect, pricing};
use crate::columns::{At, Key, UtcMicros};
use crate::rows::{MessageRow, payload_place};
use crate::schema::{leases, outbox};

const PENDING: &str = MessageRow::PENDING;
const DELIVERED: &str = "DELIVERED";
const DEAD: &str = "DEAD";

/// See [`OutboxRepository::enqueue_all`](hexmart_application::platform::OutboxRepository::enqueue_all). The key orders the
/// messages of an aggregate by their commits: of two that extend the same line, one runs again.
pub(super) async fn enqueue(
    conn: &mut Conn,
    messages: &[OutboxMessage],
    vault: &dyn Vault,
) -> Result<(), StoreError> {
    append_messages(conn, MessageRow::seal_all(messages, vault)?)
        .await
        .map_err(pricing::chain_taken)
}

/// What is due of a topic.
type Due = outbox::BoxedQuery<
    'static,
    dialect::Database,
    (Binary, Binary, Text, Nullable<Binary>, BigInt, UtcMicros),
>;

/// Id, aggregate, topic, sealed payload and tries of a message whose turn it is, and since when.
type DueRow = (Key, Key, String, Option<Vec<u8>>, i64, At);

/// See [`Outbox::due`](hexmart_application::platform::Outbox::due). A statement for each topic: each is read in order by the
/// index, and none sorts all that waits.
pub(crate) async fn due(
    conn: &mut Conn,
    lane: &Lane,
    now: Instant,
    limit: u64,
    vault: &dyn Vault,
) -> Result<Vec<DueMessage>, StoreError> {
    let mut rows: Vec<DueRow> = Vec::new();
    for topic in lane.topics {
        let statement = due_of(lane, topic, now, limit);
        rows.extend(statement.load::<DueRow>(conn).await.map_err(classify)?);
    }
    rows.sort_by_key(|(.., due_at)| due_at.0);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let message = |(id, aggregate, topic, payload, tries, _): DueRow| {
        let wrong = || StoreError::corrupt("outbox", "a payload that does not open");
        let sealed = Sealed(payload.ok_or_else(wrong)?);
        let clear = vault
            .open(payload_place(id), &sealed)
            .map_err(|_closed| wrong())?;
        Ok(DueMessage {
            id: id.id(),
            aggregate: aggregate.bytes(),
            topic,
            payload: String::from_utf8(clear).map_err(|_closed| wrong())?,
            tries: u32::try_from(tries).unwrap_or(u32::MAX),
        })
    };
    rows.into_iter().map(message).collect()
}

/// What is due of one topic of a lane, the longest waiting first.
pub(super) fn due_of(lane: &Lane, topic: &'static str, now: Instant, limit: u64) -> Due {
    let earlier = diesel::alias!(outbox as earlier);
    outbox::table
        .filter(outbox::state.eq(PENDING))
        .filter(outbox::topic.eq(topic))
        .filter(outbox::due_at.le(At(now)))
        .filter(Unspared(lane.spared.clone()))
        .filter(not(exists(
            earlier
                .filter(earlier.field(outbox::aggregate).eq(outbox::aggregate))
                .filter(earlier.field(outbox::state).eq(PENDING))
                .filter(earlier.field(outbox::topic).eq_any(lane.topics))
                .filter(earlier.field(outbox::position).lt(outbox::position)),
        )))
        .order(outbox::due_at.asc())
        .limit(count(limit))
        .select((
            outbox::id,
            outbox::aggregate,
            outbox::topic,
            outbox::payload,
            outbox::tries,
            outbox::due_at,
        ))
        .into_boxed()
}

/// See [`Outbox::settle_all`](hexmart_application::platform::Outbox::settle_all). One statement: between a look at the lease and
/// the write another could take it.
pub(crate) async fn settle(
    conn: &mut Conn,
    lease: &Lease,
    messages: &[NotificationId],
    outcome: &Outcome,
) -> Result<bool, StoreError> {
    if messages.is_empty() {
        return Ok(true);
    }
    let held = leases::table
        .filter(leases::name.eq(lease.name))
        .filter(leases::holder.eq(Key::from_bytes(lease.holder)))
        .filter(leases::fence.eq(lease.fence))
        // A lease that was given back has no end to wait for.
        .filter(leases::ends_at.gt(At(Instant::UNIX_EPOCH)));
    let row = diesel::update(outbox::table)
        .filter(Among::new("outbox.id", messages.iter().copied().map(Key::from)))
        .filter(outbox::state.eq(PENDING))
        .filter(exists(held));
    let tries = outbox::tries.eq(outbox::tries + 1);
    let written = match outcome {
        Outcome::Delivered { at } => {
            row.set((
                tries,
                outbox::state.eq(DELIVERED),
                outbox::payload.eq(None::<Vec<u8>>),
                outbox::settled_at.eq(At(*at)),
            ))
            .execute(conn)
            .await
        }
        Outcome::Retry { at, why } => {
            // Written twice, because the first answer was lost, it is one try all the same.
            row.filter(outbox::due_at.ne(At(*at)))
                .set((tries, outbox::due_at.eq(At(*at)), outbox::why.eq(why)))
                .execute(conn)
                .await
        }
        Outcome::Dead { why } => {
            row.set((tries, outbox::state.eq(DEAD), outbox::why.eq(why)))
                .execute(conn)
                .await
        }
    }
    .map_err(classify)?;
    Ok(written == messages.len())
}

/// See [`Outbox::dead_letters`](hexmart_application::platform::Outbox::dead_letters).
pub(crate) async fn dead_letters(conn: &mut Conn, limit: u64) -> Result<Vec<DeadLetter>, StoreError> {
    let rows: Vec<(Key, String, i64, Option<String>, At)> = outbox::table
        .filter(outbox::state.eq(DEAD))
        .order((outbox::written_at.asc(), outbox::id.asc()))
        .limit(count(limit))
        .select((
            outbox::id,
            outbox::topic,
            outbox::tries,
            outbox::why,
            outbox::written_at,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    let letter = |(id, topic, tries, why, written_at): (Key, String, i64, Option<String>, At)| DeadLetter {
        id: id.id(),
        topic,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        why: why.unwrap_or_default(),
        written_at: written_at.0,
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// See [`Outbox::replay`](hexmart_application::platform::Outbox::replay).
pub(crate) async fn replay(
    conn: &mut Conn,
    message: NotificationId,
    now: Instant,
) -> Result<bool, StoreError> {
    let written = diesel::update(outbox::table)
        .filter(outbox::id.eq(Key::from(message)))
        .filter(outbox::state.eq(DEAD))
        .set((
            outbox::state.eq(PENDING),
            outbox::tries.eq(0),
            outbox::due_at.eq(At(now)),
            outbox::why.eq(None::<String>),
        ))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(written == 1)
}

/// See [`Outbox::purge`](hexmart_application::platform::Outbox::purge).
pub(crate) async fn purge_outbox(conn: &mut Conn, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let old: Vec<Key> = outbox::table
        .filter(outbox::state.eq(DELIVERED))
        .filter(outbox::settled_at.lt(At(before)))
        .order(outbox::settled_at.asc())
        .limit(count(limit))
        .select(outbox::id)
        .load(conn)
        .await
        .map_err(classify)?;
    let gone = diesel::delete(outbox::table)
        .filter(outbox::id.eq_any(old))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

/// Seals at most `limit` payloads behind `after` anew; answers the last row looked at, and how many were sealed.
pub(super) async fn reseal(
    conn: &mut Conn,
    after: Key,
    limit: i64,
    vault: &dyn Vault,
) -> Result<(Option<Key>, u64), StoreError> {
    let rows: Vec<(Key, Option<Vec<u8>>)> = outbox::table
        .filter(outbox::id.gt(after))
        .order(outbox::id.asc())
        .limit(limit)
        .select((outbox::id, outbox::payload))
        .load(conn)
        .await
        .map_err(classify)?;
    let last = rows.last().map(|(id, _)| *id);
    let mut done = 0_u64;
    for (id, payload) in rows {
        let Some(old) = payload.map(Sealed).filter(|old| !vault.is_current(old)) else {
            continue;
        };
        let new = crate::sealing::anew(vault, payload_place(id), &old)?;
        let written = diesel::update(outbox::table)
            .filter(outbox::id.eq(id))
            .filter(outbox::payload.eq(old.0))
            .set(outbox::payload.eq(new))
            .execute(conn)
            .await
            .map_err(classify)?;
        done = done.saturating_add(u64::try_from(written).unwrap_or(0));
    }
    Ok((last, done))
}

use std::time::Duration;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{Lease, StoreError};
use hexmart_domain::shared::Instant;

use super::{Conn, classify, pricing};
use crate::columns::{At, Key};
use crate::schema::leases;

/// See [`Leases::acquire`](hexmart_application::platform::Leases::acquire).
pub(crate) async fn acquire(
    conn: &mut Conn,
    name: &'static str,
    holder: [u8; 16],
    now: Instant,
    term: Duration,
) -> Result<Option<Lease>, StoreError> {
    let key = Key::from_bytes(holder);
    let row: Option<(Key, i64, At)> = leases::table
        .find(name)
        .select((leases::holder, leases::fence, leases::ends_at))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    let lease = |fence| Lease {
        name,
        holder,
        fence,
        until: now + term,
    };
    let Some((present, fence, ends_at)) = row else {
        let lease = lease(1);
        diesel::insert_into(leases::table)
            .values((
                leases::name.eq(name),
                leases::holder.eq(key),
                leases::fence.eq(lease.fence),
                leases::ends_at.eq(At(lease.until)),
            ))
            .execute(conn)
            .await
            .map_err(pricing::chain_taken)?;
        return Ok(Some(lease));
    };
    if present != key && ends_at.0 > now {
        return Ok(None);
    }
    let lease = lease(if present == key {
        fence
    } else {
        fence.saturating_add(1)
    });
    let written = diesel::update(leases::table.find(name))
        .filter(leases::holder.eq(present))
        .filter(leases::fence.eq(fence))
        .set((
            leases::holder.eq(key),
            leases::fence.eq(lease.fence),
            leases::ends_at.eq(At(lease.until)),
        ))
        .execute(conn)
        .await
        .map_err(classify)?;
    if written == 1 {
        Ok(Some(lease))
    } else {
        Err(StoreError::Conflict)
    }
}

/// See [`Leases::release`](hexmart_application::platform::Leases::release). The row stays, for its fence.
pub(crate) async fn release(conn: &mut Conn, lease: &Lease) -> Result<(), StoreError> {
    diesel::update(leases::table.find(lease.name))
        .filter(leases::holder.eq(Key::from_bytes(lease.holder)))
        .filter(leases::fence.eq(lease.fence))
        .set(leases::ends_at.eq(At(Instant::UNIX_EPOCH)))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(())
}

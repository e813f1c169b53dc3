use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{Lease, Leases, StoreError};
use hexmart_domain::shared::Instant;

use crate::store::Memory;
use crate::tables::Tables;

/// A lease as it is stored. The row stays when the lease is given back, for its fence.
pub(crate) struct HeldLease {
    holder: Option<[u8; 16]>,
    fence: i64,
    until: Instant,
}

#[async_trait]
impl Leases for Memory {
    async fn acquire(
        &self,
        name: &'static str,
        holder: [u8; 16],
        now: Instant,
        term: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        let mut tables = self.shared.write();
        let before = tables.leases.get(name);
        let is_renewed = before.is_some_and(|before| before.holder == Some(holder));
        let is_held = before.is_some_and(|before| before.holder.is_some() && before.until > now);
        if is_held && !is_renewed {
            return Ok(None);
        }
        let fence = before.map_or(0, |before| before.fence);
        let fence = if is_renewed {
            fence
        } else {
            fence.saturating_add(1)
        };
        let until = now + term;
        let row = HeldLease {
            holder: Some(holder),
            fence,
            until,
        };
        tables.leases.insert(name, Arc::new(row));
        Ok(Some(Lease {
            name,
            holder,
            fence,
            until,
        }))
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let mut tables = self.shared.write();
        if tables.is_held(lease) {
            let row = HeldLease {
                holder: None,
                fence: lease.fence,
                until: lease.until,
            };
            tables.leases.insert(lease.name, Arc::new(row));
        }
        Ok(())
    }
}

impl Tables {
    /// Whether nobody took the lease over and it was not given back. The fence tells, not the time: a lease that ran out
    /// does no harm as long as nobody else holds it, and there is no clock here to ask.
    pub(super) fn is_held(&self, lease: &Lease) -> bool {
        let row = self.leases.get(lease.name);
        row.is_some_and(|row| row.holder == Some(lease.holder) && row.fence == lease.fence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_contracts::given;

    const TERM: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn who_lost_or_gave_back_a_lease_holds_it_no_more() {
        let memory = Memory::default();
        let acquire = async |holder, now| {
            let lease = memory.acquire("outbox", [holder; 16], now, TERM).await;
            lease.unwrap()
        };
        let is_held = |lease: &Lease| memory.shared.read().is_held(lease);
        let (start, end) = (given::now(), given::now() + TERM);

        let first = acquire(1, start).await.unwrap();
        assert_eq!(acquire(2, end - given::TICK).await, None);
        let second = acquire(2, end).await.unwrap();
        assert_eq!((first.fence, second.fence), (1, 2));
        assert_eq!((is_held(&first), is_held(&second)), (false, true));

        // Too late: it is another's.
        memory.release(&first).await.unwrap();
        assert!(is_held(&second));
        memory.release(&second).await.unwrap();
        assert!(!is_held(&second));
        assert_eq!(acquire(1, start).await.unwrap().fence, 3);
    }
}

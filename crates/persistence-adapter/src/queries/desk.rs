//! The ports of marketplace and platform, over whatever the database's own `Desk` asks and writes with.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::marketplace::{SellerCard, SellerQueries};
use hexmart_application::platform::{
    AuditEntry, AuditQueries, DeadLetter, DueMessage, JobLog, JobRun, Lane, Lease, Leases, Outbox, Outcome,
    StoreError,
};
use hexmart_domain::marketplace::{Seller, SellerState};
use hexmart_domain::shared::{Instant, NotificationId, SellerId, UserId};

use super::super::desk::Desk;
use super::{audit, jobs, leases, marketplace, outbox};

#[async_trait]
impl SellerQueries for Desk {
    async fn card(&self, id: SellerId, viewer: Option<UserId>) -> Result<Option<SellerCard>, StoreError> {
        self.ask(move |conn| marketplace::seller_card(conn, id, viewer).boxed())
            .await
    }

    async fn by_id(&self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { marketplace::seller_by_id(conn, id, &*vault).await }.boxed()
        })
        .await
    }

    async fn of_account(&self, account: UserId) -> Result<Option<Seller>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { marketplace::seller_of_account(conn, account, &*vault).await }.boxed()
        })
        .await
    }

    async fn page(
        &self,
        state: Option<SellerState>,
        after: Option<SellerId>,
        limit: u64,
    ) -> Result<Vec<Seller>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { marketplace::seller_page(conn, state, after, limit, &*vault).await }.boxed()
        })
        .await
    }

    async fn followed_by(&self, account: UserId, limit: u64) -> Result<Vec<SellerCard>, StoreError> {
        self.ask(move |conn| marketplace::followed_by(conn, account, limit).boxed())
            .await
    }
}

#[async_trait]
impl AuditQueries for Desk {
    async fn after(&self, position: i64, limit: u64) -> Result<Vec<AuditEntry>, StoreError> {
        self.ask(move |conn| audit::audit_after(conn, position, limit).boxed())
            .await
    }
}

#[async_trait]
impl Outbox for Desk {
    async fn due(&self, lane: &Lane, now: Instant, limit: u64) -> Result<Vec<DueMessage>, StoreError> {
        let (vault, lane) = (self.vault(), Arc::new(lane.clone()));
        self.ask(move |conn| {
            let (vault, lane) = (Arc::clone(&vault), Arc::clone(&lane));
            async move { outbox::due(conn, &lane, now, limit, &*vault).await }.boxed()
        })
        .await
    }

    async fn settle(
        &self,
        lease: &Lease,
        message: NotificationId,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        self.settle_all(lease, &[message], outcome).await
    }

    async fn settle_all(
        &self,
        lease: &Lease,
        messages: &[NotificationId],
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let (lease, messages, outcome) = (*lease, Arc::<[_]>::from(messages), Arc::new(outcome));
        self.write_one("settle_message", move |conn| {
            let (messages, outcome) = (Arc::clone(&messages), Arc::clone(&outcome));
            async move { outbox::settle(conn, &lease, &messages, &outcome).await }.boxed()
        })
        .await
    }

    async fn dead_letters(&self, limit: u64) -> Result<Vec<DeadLetter>, StoreError> {
        self.ask(move |conn| outbox::dead_letters(conn, limit).boxed())
            .await
    }

    async fn replay(&self, message: NotificationId, now: Instant) -> Result<bool, StoreError> {
        self.write("replay_message", move |transaction| {
            outbox::replay(transaction.parts().0, message, now).boxed()
        })
        .await
    }

    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.write("purge_outbox", move |transaction| {
            outbox::purge_outbox(transaction.parts().0, before, limit).boxed()
        })
        .await
    }
}

#[async_trait]
impl Leases for Desk {
    async fn acquire(
        &self,
        name: &'static str,
        holder: [u8; 16],
        now: Instant,
        term: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        self.write("acquire_lease", move |transaction| {
            leases::acquire(transaction.parts().0, name, holder, now, term).boxed()
        })
        .await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let lease = *lease;
        self.write("release_lease", move |transaction| {
            async move { leases::release(transaction.parts().0, &lease).await }.boxed()
        })
        .await
    }
}

#[async_trait]
impl JobLog for Desk {
    async fn record(&self, run: &JobRun) -> Result<(), StoreError> {
        let run = Arc::new(run.clone());
        self.write("record_job_run", move |transaction| {
            let run = Arc::clone(&run);
            async move { jobs::record(transaction.parts().0, &run).await }.boxed()
        })
        .await
    }

    async fn latest(&self, job: &'static str) -> Result<Option<JobRun>, StoreError> {
        self.ask(move |conn| jobs::latest_run(conn, job).boxed()).await
    }

    async fn recent(&self, limit: u64) -> Result<Vec<JobRun>, StoreError> {
        self.ask(move |conn| jobs::recent_runs(conn, limit).boxed()).await
    }

    async fn purge(&self, before: Instant) -> Result<u64, StoreError> {
        self.write("purge_job_runs", move |transaction| {
            jobs::purge_runs(transaction.parts().0, before).boxed()
        })
        .await
    }
}

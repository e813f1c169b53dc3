//! The outbox and its leases, runs of jobs, the audit log.

mod audit;
mod jobs;
mod leases;
mod outbox;
mod reseal;

pub(crate) use leases::HeldLease;
pub(crate) use outbox::Letter;

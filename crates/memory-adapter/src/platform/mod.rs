//! The outbox and its leases, runs of jobs, the audit log, requests that were carried out.

mod audit;
mod jobs;
mod leases;
mod outbox;
mod requests;
mod reseal;

pub(crate) use leases::HeldLease;
pub(crate) use outbox::Letter;

//! Promises of the outbox, leases, the audit log, the log of jobs, of `RequestRepository` and of `Reseal`.

mod audit;
mod dead_letters;
mod jobs;
mod lanes;
mod leases;
mod lines;
mod outbox;
mod requests;
mod reseal;
mod rotation;

pub use audit::{
    a_refused_attempt_leaves_no_audit_entry, an_audit_entry_is_kept_as_it_was_written,
    an_audit_log_is_read_in_pages, an_audit_log_never_forks,
    audit_entries_of_attempts_that_overlap_make_one_chain, audit_entries_that_race_make_one_chain,
};
pub use dead_letters::{
    a_dead_letter_can_be_replayed, a_dead_letter_holds_up_nobody, dead_letters_are_listed_oldest_first,
};
pub use jobs::{
    a_job_run_is_kept_as_it_was_recorded, job_runs_are_listed_newest_first, old_job_runs_are_forgotten,
    the_latest_run_of_a_job_began_last,
};
pub use lanes::{a_lane_is_held_up_by_nothing_of_another, a_spared_receiver_is_sent_nothing};
pub use leases::{
    a_lease_can_be_given_back, a_lease_is_held_by_one_until_it_runs_out,
    a_lease_that_is_renewed_keeps_its_fence, leases_are_independent, one_of_many_gets_a_lease,
    the_fence_grows_from_holder_to_holder,
};
pub use lines::{
    messages_are_delivered_in_the_order_of_their_commits,
    messages_that_are_written_at_once_are_delivered_once, nobody_jumps_the_queue,
};
pub use outbox::{
    a_failed_message_holds_up_its_aggregate_alone, a_lost_lease_settles_nothing,
    a_message_is_in_the_commit_of_its_attempt, a_message_is_kept_as_it_was_written,
    delivered_messages_are_forgotten, messages_of_an_aggregate_are_due_one_after_the_other,
    messages_that_fare_alike_are_settled_together, the_longest_waiting_message_is_due_first,
    the_order_of_messages_is_that_of_their_writing,
};
pub use requests::{
    a_key_stands_for_one_request, a_refused_attempt_remembers_no_request,
    a_request_is_remembered_as_it_was_answered, old_requests_are_forgotten,
    one_of_many_carries_a_request_out,
};
pub use reseal::what_is_sealed_with_the_newest_key_stays;
pub use rotation::{
    a_change_is_not_undone_by_sealing_anew, everything_is_readable_while_it_is_sealed_anew,
    old_seals_are_renewed_a_few_at_a_time,
};

use std::time::Duration;

use chrono::TimeDelta;
use hexmart_application::platform::{DueMessage, Lease, OutboxMessage, Outcome, Storage};
use hexmart_domain::shared::{Instant, NotificationId};

use crate::given;
use crate::writes::attempt;

/// Puts a message into the outbox, in an attempt of its own.
async fn enqueue(storage: &Storage, message: &OutboxMessage) {
    let written = attempt(storage, message.clone(), |uow, message| {
        Box::pin(async move { uow.outbox().enqueue(&message).await })
    });
    written.await.unwrap();
}

/// The messages that are due, in their order.
async fn due(storage: &Storage, now: Instant) -> Vec<NotificationId> {
    let due = storage.outbox.due(&given::lane(), now, 100).await.unwrap();
    due.iter().map(|message| message.id).collect()
}

/// The lease of the outbox for a minute, unless another holds it.
async fn acquire(storage: &Storage, holder: [u8; 16], now: Instant) -> Option<Lease> {
    let term = Duration::from_mins(1);
    storage.leases.acquire("outbox", holder, now, term).await.unwrap()
}

/// The lease of the outbox from now on.
pub(crate) async fn lease(storage: &Storage) -> Lease {
    acquire(storage, [1; 16], given::now()).await.unwrap()
}

/// Writes down what became of a delivery; answers whether it counted.
pub(crate) async fn settle(
    storage: &Storage,
    lease: &Lease,
    message: NotificationId,
    outcome: Outcome,
) -> bool {
    storage.outbox.settle(lease, message, outcome).await.unwrap()
}

/// What the worker gets of a message that was never tried.
fn untried(message: &OutboxMessage) -> DueMessage {
    DueMessage {
        id: message.id,
        aggregate: message.aggregate,
        topic: message.topic.to_owned(),
        payload: message.payload.clone(),
        tries: 0,
    }
}

/// So many minutes from now.
fn minutes(count: i64) -> Instant {
    given::now() + TimeDelta::minutes(count)
}

/// A failure that is tried again.
fn retry(at: Instant) -> Outcome {
    Outcome::Retry {
        at,
        why: "no answer".to_owned(),
    }
}

/// A failure that is the last.
fn dead(why: &str) -> Outcome {
    Outcome::Dead { why: why.to_owned() }
}

/// A success.
pub(crate) fn delivered(at: Instant) -> Outcome {
    Outcome::Delivered { at }
}

//! Giving back what writing takes when nothing was written for a while.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::sleep;

use crate::embedded::Embedded;

/// Longer than a busy shop pauses between two changes.
const PAUSE: Duration = Duration::from_secs(10);

/// Watches for the end of the changes, of which one was just written; once, however many there are.
pub(crate) fn watch(embedded: &Arc<Embedded>) {
    if !embedded.is_watched.swap(true, Ordering::AcqRel) {
        let written = embedded.written.load(Ordering::Acquire);
        // Whoever drops the index lets go of its locks, not ten seconds later.
        tokio::spawn(wait(Arc::downgrade(embedded), written));
    }
}

async fn wait(embedded: Weak<Embedded>, mut written: u64) {
    loop {
        sleep(PAUSE).await;
        let Some(embedded) = embedded.upgrade() else {
            return;
        };
        let now = embedded.written.load(Ordering::Acquire);
        if now == written {
            tokio::task::spawn_blocking(move || embedded.rest());
            return;
        }
        written = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_writer_rests_after_a_while_and_writes_again() {
        let embedded = Arc::new(Embedded::in_memory().unwrap());
        for position in 1..4 {
            embedded.apply(Vec::new(), position).unwrap();
            watch(&embedded);
            assert!(embedded.is_writing());
            sleep(PAUSE / 2).await;
            assert!(embedded.is_writing());
        }
        sleep(PAUSE * 2).await;
        // The clock stands still for what blocks.
        while embedded.is_writing() {
            tokio::task::yield_now().await;
        }
        embedded.apply(Vec::new(), 4).unwrap();
        assert!(embedded.is_writing());
        assert_eq!(embedded.position().unwrap(), Some(4));
    }
}

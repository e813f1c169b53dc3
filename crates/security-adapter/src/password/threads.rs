//! The threads that hash.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use hexmart_priority::Share;

use super::memory::Memory;

/// One password's worth of work.
pub(super) type Hashing = Box<dyn FnOnce(&mut Memory) + Send>;

/// Starts so many threads, each with memory for a hash of so many blocks of 1 KiB; they end when the sender is dropped.
/// What they are given must be bounded by whoever sends.
pub(super) fn start(threads: NonZeroUsize, blocks: usize) -> Sender<Hashing> {
    let (sender, work) = unbounded();
    for number in 0..threads.get() {
        let work = work.clone();
        let started = thread::Builder::new()
            .name(format!("password-hasher-{number}"))
            .spawn(move || hash_all(&work, Memory::of_blocks(blocks)));
        if let Err(error) = started {
            tracing::error!(%error, "a thread that hashes passwords did not start");
        }
    }
    sender
}

/// How long a thread keeps its memory for the next password.
const IDLE: Duration = Duration::from_secs(1);

fn hash_all(work: &Receiver<Hashing>, mut memory: Memory) {
    hexmart_priority::take(Share::Least);
    while let Some(hashing) = next(work, &mut memory) {
        if catch_unwind(AssertUnwindSafe(|| hashing(&mut memory))).is_err() {
            tracing::error!("hashing a password panicked");
        }
    }
}

/// What to do next; none when nobody is left who could say. While there is nothing for a moment, the memory goes back.
fn next(work: &Receiver<Hashing>, memory: &mut Memory) -> Option<Hashing> {
    match work.recv_timeout(IDLE) {
        Ok(hashing) => Some(hashing),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => {
            memory.give_back();
            work.recv().ok()
        }
    }
}

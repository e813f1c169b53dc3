//! Work that gives way to other work of the same machine: shoppers wait for answers, and nobody waits for the end of an
//! import as they do.

#[cfg(target_os = "linux")]
use rustix::process::{getpriority_process, setpriority_process};

/// How much of a processor a thread takes while others want all of it; while they do not, it takes what it can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// A quarter: for what somebody started and waits for.
    Quarter,
    /// A tenth: for what has to get on in a busy shop, too.
    Tenth,
    /// As good as nothing.
    Least,
}

impl Share {
    /// As a nice value.
    #[cfg(target_os = "linux")]
    const fn nice(self) -> i32 {
        match self {
            Self::Quarter => 5,
            Self::Tenth => 10,
            Self::Least => 19,
        }
    }
}

/// From now on the calling thread takes so much, or less if it did already, and so do the threads that it starts. There is no
/// way back. On Linux a priority belongs to a thread; elsewhere it would be the whole program's, and nothing happens.
#[cfg(target_os = "linux")]
pub fn take(share: Share) {
    // The one who started the program may have asked for less.
    let takes_less = getpriority_process(None).is_ok_and(|nice| nice >= share.nice());
    if takes_less {
        return;
    }
    if let Err(error) = setpriority_process(None, share.nice()) {
        tracing::warn!(%error, "a thread does not give way to other work");
    }
}

/// The same where a priority is the whole program's: nothing happens.
#[cfg(not(target_os = "linux"))]
pub fn take(_share: Share) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::thread;

    use super::{Share, getpriority_process, take};

    #[test]
    fn a_thread_gives_way_with_those_that_it_starts_and_no_other_does() {
        let nice = || getpriority_process(None).unwrap();
        let before = nice();
        let (own, started) = thread::spawn(move || {
            take(Share::Tenth);
            (nice(), thread::spawn(nice).join().unwrap())
        })
        .join()
        .unwrap();
        assert_eq!((own, started), (10.max(before), 10.max(before)));
        assert_eq!(nice(), before);
    }

    #[test]
    fn nobody_takes_more_than_before() {
        let taken = thread::spawn(|| {
            take(Share::Least);
            take(Share::Quarter);
            getpriority_process(None).unwrap()
        });
        assert_eq!(taken.join().unwrap(), 19);
    }
}

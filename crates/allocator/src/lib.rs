//! Where the program's memory comes from, that of the SQLite in it too, and when it goes back.
//!
//! The one crate that says `unsafe`: the allocator is written in C, and nobody else sets its options.

use std::ffi::{c_int, c_long};

use libmimalloc_sys::mi_option_set_default;
use mimalloc::MiMalloc;

/// Requests are many small allocations on several threads, which the system's allocator takes noticeably longer for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// `mi_option_purge_delay` of `mimalloc.h`, which its bindings leave out.
const PURGE_DELAY: c_int = 15;

/// Milliseconds. A second, which the allocator keeps to by itself, is longer than from one commit of the search index to the
/// next, each of which takes some 20 MB and gives them back: a busy server would always hold those of several.
const SOON: c_long = 10;

/// From now on, memory that nobody uses goes back to the system soon: 50 MB less in a server that writes much, at the same
/// speed. `MIMALLOC_PURGE_DELAY` in the environment, in milliseconds, goes before. To be called before there are other
/// threads.
#[expect(unsafe_code, reason = "the options of the allocator have no safe interface")]
pub fn give_back_soon() {
    // SAFETY: sets a number that the allocator reads whenever it gives memory back, and does nothing at an index that it does
    // not know. It must not be set by two threads at once, and at the start of the program there is one.
    unsafe { mi_option_set_default(PURGE_DELAY, SOON) }
}

#[cfg(test)]
mod tests {
    use std::ffi::c_long;

    use libmimalloc_sys::mi_option_get;

    use super::{PURGE_DELAY, SOON, give_back_soon};

    #[expect(unsafe_code, reason = "as above")]
    fn delay() -> c_long {
        // SAFETY: reads a number; nothing sets it meanwhile, for there is one test.
        unsafe { mi_option_get(PURGE_DELAY) }
    }

    /// What it is before tells that the index is still that of the delay.
    #[test]
    fn memory_goes_back_sooner_than_by_itself() {
        assert_eq!(delay(), 1_000);
        give_back_soon();
        assert_eq!(delay(), SOON);
    }
}

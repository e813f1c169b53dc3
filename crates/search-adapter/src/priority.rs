//! Writing gives way to answering.

use std::thread;

use hexmart_application::search::SearchError;
use hexmart_priority::Share;

use crate::error::failed;

/// Does work of the kind that takes its time on a thread of low priority, and waits for it. The threads that tantivy starts
/// from there have the same priority: those that write segments, at each commit, and those that merge them, with the writer.
pub(crate) fn giving_way<T: Send>(
    work: impl FnOnce() -> Result<T, SearchError> + Send,
) -> Result<T, SearchError> {
    thread::scope(|scope| {
        let working = thread::Builder::new()
            .name("search-writer".to_owned())
            .spawn_scoped(scope, || {
                // Not less: a busy shop is searched as well.
                hexmart_priority::take(Share::Tenth);
                work()
            })
            .map_err(failed)?;
        let ended = working.join();
        ended.map_err(|_panic| SearchError::Failed("writing the index panicked".to_owned()))?
    })
}

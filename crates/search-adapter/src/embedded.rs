//! The index behind its port. Everything here blocks.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use hexmart_application::search::{FeedPosition, IndexChange, SearchError};
use tantivy::TantivyError;

use crate::asking::View;
use crate::document::written;
use crate::error::{OpenError, failed, not_built, not_written};
use crate::generation::{Generation, Writer, commit};
use crate::home::{Folder, Locked, Stamp};
use crate::priority::giving_way;
use crate::products::Products;

/// The number of a generation that is not in the folder: nothing was built yet.
const NONE: u64 = 0;

/// The generation that answers, and what keeps it up to date.
pub(crate) struct Embedded {
    /// None in memory.
    pub(crate) folder: Option<Folder>,
    current: RwLock<Current>,
    writing: Mutex<Writing>,
    /// The generation whose position was asked for last: changes follow on that.
    asked: AtomicU64,
    /// How often changes were written.
    pub(crate) written: AtomicU64,
    /// Whether somebody waits for the end of changes.
    pub(crate) is_watched: AtomicBool,
}

struct Current {
    generation: Arc<Generation>,
    as_of: Option<Stamp>,
}

/// The right to write, and who writes.
#[derive(Default)]
pub(crate) struct Writing {
    lock: Option<Locked>,
    writer: Option<(u64, Writer)>,
}

impl Embedded {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let folder = Folder::at(path)?;
        let lock = folder.lock_writer()?;
        let as_of = folder.stamp();
        let generation = match folder.current()?.map(|number| sound(number, &folder)) {
            Some(Ok(generation)) => Ok(generation),
            Some(Err(error)) => {
                tracing::warn!(%error, "the search index is unfit for use and is to be built again");
                Generation::in_memory(NONE)
            }
            None => Generation::in_memory(NONE),
        };
        let generation = generation.map_err(|error| OpenError::Index(error.to_string()))?;
        Ok(Self::of(Some(folder), generation, as_of, lock))
    }

    pub(crate) fn in_memory() -> Result<Self, OpenError> {
        let generation = Generation::in_memory(NONE).map_err(|error| OpenError::Index(error.to_string()))?;
        Ok(Self::of(None, generation, None, None))
    }

    fn of(
        folder: Option<Folder>,
        generation: Generation,
        as_of: Option<Stamp>,
        lock: Option<Locked>,
    ) -> Self {
        let asked = AtomicU64::new(generation.number);
        let generation = Arc::new(generation);
        Self {
            folder,
            current: RwLock::new(Current { generation, as_of }),
            writing: Mutex::new(Writing { lock, writer: None }),
            asked,
            written: AtomicU64::new(0),
            is_watched: AtomicBool::new(false),
        }
    }

    /// The generation that answers now, also when another process has built it.
    fn current(&self) -> Result<Arc<Generation>, SearchError> {
        let Some(folder) = &self.folder else {
            return Ok(self.known());
        };
        let as_of = folder.stamp();
        {
            let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
            if current.as_of == as_of {
                return Ok(Arc::clone(&current.generation));
            }
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = folder.current().map_err(failed)?
            && number != current.generation.number
        {
            let generation = Generation::open(number, &folder.of(number)).map_err(failed)?;
            current.generation = Arc::new(generation);
        }
        current.as_of = as_of;
        Ok(Arc::clone(&current.generation))
    }

    fn known(&self) -> Arc<Generation> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current.generation)
    }

    /// The index as it is now; none as long as it is not built.
    pub(crate) fn view(&self) -> Result<Arc<View>, SearchError> {
        let view = self.current()?.view().map_err(failed)?;
        if view.position.is_none() {
            return Err(not_built());
        }
        Ok(view)
    }

    pub(crate) fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        let generation = self.current()?;
        let view = generation.view().map_err(failed)?;
        self.asked.store(generation.number, Ordering::Release);
        Ok(view.position)
    }

    /// Makes a generation the one that answers.
    pub(crate) fn switch_to(&self, generation: Generation, writing: &mut Writing) -> Result<(), SearchError> {
        // Who wrote the old one writes no more.
        writing.writer = None;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = &self.folder {
            // Not necessarily the one that is known here, which another process may have replaced, or damage.
            let old = folder.current().map_err(failed)?;
            folder.switch_to(generation.number).map_err(failed)?;
            current.as_of = folder.stamp();
            if let Some(old) = old {
                folder.remove(old);
            }
        }
        current.generation = Arc::new(generation);
        Ok(())
    }

    /// The number of the next generation in memory.
    pub(crate) fn next_in_memory(&self) -> u64 {
        self.known().number.saturating_add(1)
    }

    pub(crate) fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes changes and the position as one.
    pub(crate) fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError> {
        let mut writing = self.writing();
        if let Some(folder) = &self.folder
            && writing.lock.is_none()
        {
            writing.lock = folder.lock_writer().map_err(failed)?;
            if writing.lock.is_none() {
                return Err(SearchError::NotTheWriter);
            }
        }
        let mut generation = self.current()?;
        if generation.number != self.asked.load(Ordering::Acquire) {
            return Err(SearchError::Unavailable(
                "it was built anew; ask for its position before you go on".to_owned(),
            ));
        }
        if generation.number == NONE && self.folder.is_some() {
            generation = self.first(&mut writing)?;
        }
        let pen: &mut Writing = &mut writing;
        let written = giving_way(|| write(pen, &generation, changes, position));
        if written.is_err() {
            // Whatever it has taken in is given up.
            writing.writer = None;
        }
        written?;
        self.written.fetch_add(1, Ordering::AcqRel);
        generation.refresh().map_err(failed)?;
        Ok(())
    }

    /// Ends the threads that write, and with them what they keep; the right to write stays.
    pub(crate) fn rest(&self) {
        let mut writing = self.writing();
        self.is_watched.store(false, Ordering::Release);
        if let Some((_, writer)) = writing.writer.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!(%error, "merging segments of the search index failed");
        }
    }

    #[cfg(test)]
    pub(crate) fn is_writing(&self) -> bool {
        self.writing().writer.is_some()
    }

    /// The first generation of a folder.
    fn first(&self, writing: &mut Writing) -> Result<Arc<Generation>, SearchError> {
        let Some(folder) = &self.folder else {
            return Ok(self.known());
        };
        let Some(_lock) = folder.lock_builder().map_err(failed)? else {
            return Err(SearchError::Unavailable("it is being built".to_owned()));
        };
        let number = folder.begin().map_err(failed)?;
        let generation = Generation::create(number, &folder.of(number)).map_err(failed)?;
        self.switch_to(generation, writing)?;
        self.asked.store(number, Ordering::Release);
        Ok(self.known())
    }
}

/// Opens a generation and reads all of it once: damage would otherwise be found one question at a time.
fn sound(number: u64, folder: &Folder) -> tantivy::Result<Generation> {
    let generation = Generation::open(number, &folder.of(number))?;
    if generation.is_sound()? {
        Ok(generation)
    } else {
        Err(TantivyError::InternalError(
            "a file is not as it was written".to_owned(),
        ))
    }
}

fn write(
    writing: &mut Writing,
    generation: &Generation,
    changes: Vec<IndexChange>,
    position: FeedPosition,
) -> Result<(), SearchError> {
    if writing
        .writer
        .as_ref()
        .is_none_or(|(number, _)| *number != generation.number)
    {
        // The old one first: it holds a lock.
        writing.writer = None;
    }
    let (_, writer) = match &mut writing.writer {
        Some(writer) => writer,
        none => none.insert((generation.number, generation.writer().map_err(not_written)?)),
    };
    // Of several changes of a product the last one counts.
    let last: BTreeMap<_, _> = changes
        .into_iter()
        .map(|change| (change.product(), change))
        .collect();
    let products = Products::new(last.keys().copied().collect(), *generation.fields());
    writer.delete_query(Box::new(products)).map_err(failed)?;
    for change in last.into_values() {
        if let IndexChange::Upsert(document) = change {
            writer
                .add_document(written(&document, generation.fields()))
                .map_err(failed)?;
        }
    }
    commit(writer, position).map_err(failed)
}

//! A new index in the making.

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::search::{FeedPosition, IndexRebuild, SearchDocument, SearchError};

use crate::blocking;
use crate::document::written;
use crate::embedded::Embedded;
use crate::error::failed;
use crate::generation::{Generation, Writer, commit};
use crate::home::Locked;
use crate::priority::giving_way;

/// A generation that does not answer yet.
pub(crate) struct Rebuild {
    embedded: Arc<Embedded>,
    making: Option<Making>,
}

struct Making {
    generation: Generation,
    writer: Writer,
    /// None in memory.
    _lock: Option<Locked>,
}

impl Rebuild {
    pub(crate) fn begin(embedded: Arc<Embedded>) -> Result<Self, SearchError> {
        let making = match &embedded.folder {
            None => Making::of(
                Generation::in_memory(embedded.next_in_memory()).map_err(failed)?,
                None,
            )?,
            Some(folder) => {
                let lock = folder.lock_builder().map_err(failed)?;
                if lock.is_none() {
                    return Err(SearchError::Unavailable("it is being built already".to_owned()));
                }
                let number = folder.begin().map_err(failed)?;
                Making::of(
                    Generation::create(number, &folder.of(number)).map_err(failed)?,
                    lock,
                )?
            }
        };
        Ok(Self {
            embedded,
            making: Some(making),
        })
    }

    /// What is being made. Missing only while a call that was given up goes on.
    fn take(&mut self) -> Result<Making, SearchError> {
        let gone = || SearchError::Failed("the building of the index was given up".to_owned());
        self.making.take().ok_or_else(gone)
    }
}

impl Making {
    fn of(generation: Generation, lock: Option<Locked>) -> Result<Self, SearchError> {
        let writer = giving_way(|| generation.builder().map_err(failed))?;
        Ok(Self {
            generation,
            writer,
            _lock: lock,
        })
    }

    fn add(&self, documents: &[SearchDocument]) -> Result<(), SearchError> {
        for document in documents {
            let written = written(document, self.generation.fields());
            self.writer.add_document(written).map_err(failed)?;
        }
        Ok(())
    }

    fn finish(self, embedded: &Embedded, position: FeedPosition) -> Result<(), SearchError> {
        let Self {
            generation,
            mut writer,
            _lock,
        } = self;
        giving_way(|| {
            commit(&mut writer, position).map_err(failed)?;
            generation.join(writer).map_err(failed)
        })?;
        generation.refresh().map_err(failed)?;
        embedded.switch_to(generation, &mut embedded.writing())
    }
}

#[async_trait]
impl IndexRebuild for Rebuild {
    async fn add(&mut self, documents: Vec<SearchDocument>) -> Result<(), SearchError> {
        let making = self.take()?;
        let (making, added) = blocking(move || {
            let added = making.add(&documents);
            Ok((making, added))
        })
        .await?;
        self.making = Some(making);
        added
    }

    async fn finish(mut self: Box<Self>, position: FeedPosition) -> Result<(), SearchError> {
        let making = self.take()?;
        let embedded = Arc::clone(&self.embedded);
        blocking(move || making.finish(&embedded, position)).await
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        let Some(making) = self.making.take() else {
            return;
        };
        let embedded = Arc::clone(&self.embedded);
        let give_up = move || {
            let Making {
                generation,
                writer,
                _lock,
            } = making;
            drop(writer);
            if let Some(folder) = &embedded.folder {
                folder.remove(generation.number);
            }
        };
        // Its threads are waited for, which must not hold up whoever dropped it.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(give_up)),
            Err(_) => give_up(),
        }
    }
}

//! One index from its building to its end: what tantivy keeps, and the view of it that answers questions.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use hexmart_application::search::FeedPosition;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::{
    Index, IndexBuilder, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, SegmentPlugin, TantivyError,
};

use crate::asking::View;
use crate::document::Written;
use crate::fields::{Fields, schema};
use crate::home::{Disk, Stamp};
use crate::segment::Segment;
use crate::vocabulary;

/// Writes products into an index.
pub(crate) type Writer = IndexWriter<Written>;

/// What changes may take in memory before they are written. Tantivy takes no less.
const SMALL: usize = 15_000_000;
/// The same for a whole catalogue: fewer and larger pieces to join in the end.
const LARGE: usize = 40_000_000;
/// The file of tantivy that a commit replaces.
const COMMITTED: &str = "meta.json";
/// Of how many equally large segments one is made. Each costs every question its share.
const SEGMENTS: usize = 6;
/// Segments below so many products are merged as if they were equally large.
const SMALL_SEGMENT: u32 = 20_000;
/// A segment of which more than this share is gone is written anew.
const GONE: f32 = 0.25;

/// An index under one number.
pub(crate) struct Generation {
    pub(crate) number: u64,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// The file that changes with each commit, also of another process; none in memory.
    committed: Option<PathBuf>,
    shown: RwLock<Shown>,
}

struct Shown {
    view: Arc<View>,
    as_of: Option<Stamp>,
}

impl Generation {
    /// A new one in a folder that is there and empty.
    pub(crate) fn create(number: u64, folder: &Path) -> tantivy::Result<Self> {
        Self::of(
            number,
            builder().open_or_create(Disk::open(folder)?)?,
            Some(folder),
        )
    }

    /// A new one in memory.
    pub(crate) fn in_memory(number: u64) -> tantivy::Result<Self> {
        Self::of(number, builder().create_in_ram()?, None)
    }

    /// The one in a folder.
    pub(crate) fn open(number: u64, folder: &Path) -> tantivy::Result<Self> {
        let mut index = Index::open(Disk::open(folder)?)?;
        index.register_plugin(plugin());
        Self::of(number, index, Some(folder))
    }

    /// Whether its files are those that were written.
    pub(crate) fn is_sound(&self) -> tantivy::Result<bool> {
        Ok(self.index.validate_checksum()?.is_empty())
    }

    fn of(number: u64, index: Index, folder: Option<&Path>) -> tantivy::Result<Self> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(TantivyError::SchemaError("the index has another form".to_owned()));
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let nothing = View {
            segments: Vec::new(),
            fields,
            position: None,
        };
        let generation = Self {
            number,
            index,
            reader,
            fields,
            committed: folder.map(|folder| folder.join(COMMITTED)),
            shown: RwLock::new(Shown {
                view: Arc::new(nothing),
                as_of: None,
            }),
        };
        generation.refresh()?;
        Ok(generation)
    }

    /// The index as it was committed last, by whomever.
    pub(crate) fn view(&self) -> tantivy::Result<Arc<View>> {
        let now = self.stamp();
        {
            let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
            if shown.as_of == now {
                return Ok(Arc::clone(&shown.view));
            }
        }
        self.refresh()
    }

    fn stamp(&self) -> Option<Stamp> {
        self.committed.as_deref().and_then(Stamp::of)
    }

    /// Shows what was committed.
    pub(crate) fn refresh(&self) -> tantivy::Result<Arc<View>> {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        // Stamp and position come before what they belong to: what is shown is never older than they say.
        let as_of = self.stamp();
        let payload = self.index.load_metas()?.payload;
        let position = payload.and_then(|position| position.parse().ok());
        self.reader.reload()?;
        let earlier = &shown.view.segments;
        let open = |reader: &tantivy::SegmentReader| {
            let same = |segment: &&Segment| segment.reader.segment_id() == reader.segment_id();
            Segment::open(reader, earlier.iter().find(same), &self.fields)
        };
        let searcher = self.reader.searcher();
        let segments = searcher.segment_readers().iter().map(open);
        let view = Arc::new(View {
            segments: segments.collect::<tantivy::Result<_>>()?,
            fields: self.fields,
            position,
        });
        *shown = Shown {
            view: Arc::clone(&view),
            as_of,
        };
        Ok(view)
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Writes changes, and merges segments when there are many.
    pub(crate) fn writer(&self) -> tantivy::Result<Writer> {
        let writer = self.index.writer_with_options(options(SMALL))?;
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(SEGMENTS);
        merging.set_min_layer_size(SMALL_SEGMENT);
        merging.set_del_docs_ratio_before_merge(GONE);
        writer.set_merge_policy(Box::new(merging));
        Ok(writer)
    }

    /// Writes a whole catalogue, in segments that [`Self::join`] makes one.
    pub(crate) fn builder(&self) -> tantivy::Result<Writer> {
        let writer = self.index.writer_with_options(options(LARGE))?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(writer)
    }

    /// Makes one segment of all, and ends the writing.
    pub(crate) fn join(&self, mut writer: Writer) -> tantivy::Result<()> {
        let segments = self.index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()
    }
}

fn builder() -> IndexBuilder {
    // Without a thread of its own for the stored documents, of which there are none.
    let settings = IndexSettings {
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    Index::builder()
        .schema(schema().0)
        .settings(settings)
        .register_plugin(plugin())
}

fn plugin() -> Arc<dyn SegmentPlugin> {
    Arc::new(vocabulary::Writing(schema().1))
}

fn options(memory: usize) -> IndexWriterOptions {
    IndexWriterOptions::builder()
        .memory_budget_per_thread(memory)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build()
}

/// Commits, together with the position up to which the feed is known then.
pub(crate) fn commit(writer: &mut Writer, position: FeedPosition) -> tantivy::Result<()> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&position.to_string());
    commit.commit()?;
    Ok(())
}

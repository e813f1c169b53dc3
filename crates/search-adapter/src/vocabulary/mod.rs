//! What tantivy does not know of the words of a segment: how to find them by their parts, and by what one types.
//!
//! It is one more file of each segment, made where tantivy makes the others, also when segments are merged.

mod completions;
mod numbers;
mod parts;

use std::any::Any;
use std::io::Write as _;

use tantivy::directory::{CompositeFile, CompositeWrite, FileSlice, OwnedBytes};
use tantivy::index::{Segment, SegmentComponent, SegmentReader};
use tantivy::indexer::DocIdMapping;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};

pub(crate) use completions::Completions;
pub(crate) use parts::{Parts, Standing};

use crate::fields::Fields;

const EXTENSION: &str = "words";

/// The words of a segment.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    pub(crate) name: Parts,
    pub(crate) label: Parts,
    pub(crate) description: Parts,
    pub(crate) completions: Completions,
}

impl Vocabulary {
    /// Reads that of a segment.
    pub(crate) fn of(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let file = CompositeFile::open(&reader.open_read(component())?)?;
        Ok(Self {
            name: Parts::read(sections(&file, fields.name)?),
            label: Parts::read(sections(&file, fields.label)?),
            description: Parts::read(sections(&file, fields.description)?),
            completions: Completions::read(sections(&file, fields.phrase)?),
        })
    }
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Makes the file.
pub(crate) struct Writing(pub(crate) Fields);

impl SegmentPlugin for Writing {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(New {
            fields: self.0,
            products: 0,
        }))
    }

    fn merge(&self, merge: PluginMergeContext<'_>) -> tantivy::Result<()> {
        let products = merge.readers.iter().map(SegmentReader::num_docs).sum();
        write(merge.target_segment, &self.0, products)
    }
}

/// The file of a new segment. It is made of the dictionaries that were written before, so there is nothing to gather.
struct New {
    fields: Fields,
    products: u32,
}

impl PluginWriter for New {
    fn add_document(
        &mut self,
        _: tantivy::DocId,
        _: &dyn tantivy::schema::document::ErasedDocument,
        _: &tantivy::schema::Schema,
    ) -> tantivy::Result<()> {
        self.products += 1;
        Ok(())
    }

    fn serialize(self: Box<Self>, segment: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        write(segment, &self.fields, self.products)
    }

    fn mem_usage(&self) -> usize {
        0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

fn write(segment: &Segment, fields: &Fields, products: u32) -> tantivy::Result<()> {
    let terms = CompositeFile::open(&segment.open_read(SegmentComponent::Terms)?)?;
    let dictionary = |field| match terms.open_read(field) {
        Some(file) => TermDictionary::open(file),
        None => Ok(TermDictionary::empty()),
    };
    let mut file = CompositeWrite::wrap(segment.open_write(component())?);
    for field in [fields.name, fields.label, fields.description] {
        write_sections(&mut file, field, &Parts::write(&dictionary(field)?)?)?;
    }
    let completions = Completions::write(&dictionary(fields.name)?, &dictionary(fields.phrase)?, products)?;
    write_sections(&mut file, fields.phrase, &completions)?;
    file.close()?;
    Ok(())
}

fn write_sections(file: &mut CompositeWrite, field: Field, sections: &[Vec<u8>]) -> std::io::Result<()> {
    for (number, section) in sections.iter().enumerate() {
        let written = file.for_field_with_idx(field, number);
        written.write_all(section)?;
        written.flush()?;
    }
    Ok(())
}

fn sections<const COUNT: usize>(file: &CompositeFile, field: Field) -> std::io::Result<[OwnedBytes; COUNT]> {
    let mut sections = [const { None }; COUNT];
    for (number, section) in sections.iter_mut().enumerate() {
        let bytes = file
            .open_read_with_idx(field, number)
            .as_ref()
            .map(FileSlice::read_bytes);
        *section = bytes.transpose()?;
    }
    Ok(sections.map(|section| section.unwrap_or_else(OwnedBytes::empty)))
}

//! What a hit must be beside matching the words.

use hexmart_application::search::SearchFilter;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, Term};

use crate::document::whole_tag;
use crate::fields::Fields;
use crate::segment::Segment;

/// A filter in the numbers of one segment.
pub(crate) struct Filter<'a> {
    segment: &'a Segment,
    asked: &'a SearchFilter,
    /// By the number of a path: whether it passes.
    paths: Option<Vec<bool>>,
    /// The number of the seller.
    seller: Option<u64>,
    tagged: Option<BitSet>,
}

impl<'a> Filter<'a> {
    /// The filter for a segment; none when nothing of the segment can pass.
    pub(crate) fn of(
        asked: &'a SearchFilter,
        segment: &'a Segment,
        fields: &Fields,
    ) -> tantivy::Result<Option<Self>> {
        let contents = &segment.contents;
        let paths: Option<Vec<bool>> = asked.category.map(|category| {
            contents
                .paths
                .iter()
                .map(|path| path.contains(&category))
                .collect()
        });
        let seller = match asked.seller {
            None => None,
            Some(seller) => match (0..)
                .zip(&contents.sellers)
                .find(|(_, known)| **known == Some(seller))
            {
                None => return Ok(None),
                Some((number, _)) => Some(number),
            },
        };
        let tagged = match &asked.tag {
            None => None,
            Some(tag) => Some(tagged(segment, fields, tag)?),
        };
        let passable = paths.as_ref().is_none_or(|paths| paths.contains(&true));
        Ok(passable.then_some(Self {
            segment,
            asked,
            paths,
            seller,
            tagged,
        }))
    }

    /// Whether everything passes: nothing is asked for, and nothing of the segment is gone.
    pub(crate) fn is_open(&self) -> bool {
        *self.asked == SearchFilter::default() && !self.segment.reader.has_deletes()
    }

    /// Whether a document is alive and passes.
    pub(crate) fn passes(&self, document: DocId) -> bool {
        let Self { asked, segment, .. } = self;
        let contents = &segment.contents;
        let in_paths = |paths: &Vec<bool>| {
            let number = usize::try_from(contents.path.get_val(document)).ok();
            number
                .and_then(|number| paths.get(number))
                .copied()
                .unwrap_or(false)
        };
        let price = || contents.sale_price.get_val(document);
        segment.is_alive(document)
            && self.paths.as_ref().is_none_or(in_paths)
            && self
                .seller
                .is_none_or(|seller| contents.seller.get_val(document) == seller)
            && self
                .tagged
                .as_ref()
                .is_none_or(|tagged| tagged.contains(document))
            && asked
                .in_stock
                .is_none_or(|wanted| contents.traits(document).in_stock() == wanted)
            && asked
                .on_sale
                .is_none_or(|wanted| contents.traits(document).on_sale() == wanted)
            && asked.price_from.is_none_or(|least| price() >= least)
            && asked.price_to.is_none_or(|most| price() <= most)
    }
}

fn tagged(segment: &Segment, fields: &Fields, tag: &str) -> tantivy::Result<BitSet> {
    let mut tagged = BitSet::with_max_value(segment.reader.max_doc());
    let term = Term::from_field_text(fields.tag, &whole_tag(tag));
    let tags = segment.reader.inverted_index(fields.tag)?;
    if let Some(mut block) = tags.read_block_postings(&term, IndexRecordOption::Basic)? {
        while block.block_len() > 0 {
            for document in block.docs() {
                tagged.insert(*document);
            }
            block.advance();
        }
    }
    Ok(tagged)
}

//! Gathering the hits of a segment.

use hexmart_application::search::{SearchFilter, SearchHits, SearchSort};
use tantivy::DocId;

use super::facets::{SegmentSpread, Spread};
use super::filter::Filter;
use super::order::Best;
use crate::fields::Fields;
use crate::segment::Segment;

/// So many documents are looked up at once. Among as many the newest are offered first, which saves most of the others from
/// being looked at closely: of equals, the newest is best, and documents mostly come in the order of their age.
const BLOCK: usize = 4_096;

/// The hits of all segments so far.
#[derive(Debug)]
pub(crate) struct Hits {
    best: Best,
    spread: Spread,
    total: u64,
}

impl Hits {
    pub(crate) fn of(wanted: usize, sort: SearchSort) -> Self {
        Self {
            best: Best::of(wanted, sort),
            spread: Spread::default(),
            total: 0,
        }
    }

    /// Adds the documents of a segment that pass a filter, with how well they match.
    pub(crate) fn gather(
        &mut self,
        segment: &Segment,
        fields: &Fields,
        asked: &SearchFilter,
        matching: impl Iterator<Item = (DocId, u32)>,
    ) -> tantivy::Result<()> {
        let Some(filter) = Filter::of(asked, segment, fields)? else {
            return Ok(());
        };
        let spread = SegmentSpread::of(segment);
        let mut block = Block {
            hits: self,
            segment,
            spread,
            documents: Vec::with_capacity(BLOCK),
            matches: Vec::with_capacity(BLOCK),
        };
        // Two loops: most questions have no filter, and to ask for each document whether there is one takes time.
        if filter.is_open() {
            matching.for_each(|(document, matches)| block.take(document, matches));
        } else {
            let passing = matching.filter(|(document, _)| filter.passes(*document));
            passing.for_each(|(document, matches)| block.take(document, matches));
        }
        block.finish();
        Ok(())
    }

    /// What was found, the first ones left out.
    pub(crate) fn behind(self, skip: usize) -> SearchHits {
        SearchHits {
            products: self.best.behind(skip),
            total: self.total,
            facets: self.spread.facets(),
        }
    }
}

/// Hits of a segment that wait until they are enough to be looked up at once.
struct Block<'a> {
    hits: &'a mut Hits,
    segment: &'a Segment,
    spread: SegmentSpread<'a>,
    documents: Vec<DocId>,
    matches: Vec<u32>,
}

impl Block<'_> {
    fn take(&mut self, document: DocId, matches: u32) {
        self.documents.push(document);
        self.matches.push(matches);
        if self.documents.len() == BLOCK {
            self.look_up();
        }
    }

    fn look_up(&mut self) {
        self.hits.total += u64::try_from(self.documents.len()).unwrap_or(u64::MAX);
        self.spread.count(&self.documents);
        let contents = &self.segment.contents;
        self.hits.best.offer(contents, &self.documents, &self.matches);
        self.documents.clear();
        self.matches.clear();
    }

    fn finish(mut self) {
        self.look_up();
        self.spread.add_to(&mut self.hits.spread);
    }
}

//! Who has met which words of a question, and how well.

mod dense;
mod meeting;
mod sparse;

use tantivy::DocId;

use super::terms::Worth;
use dense::Dense;
pub(crate) use meeting::Meeting;
use sparse::Sparse;

/// The most words of a question that count; so many fit into the bits below.
pub(crate) const MOST_WORDS: usize = 31;

// A document's number, from its highest bit: how many words it has met, how many of them to the letter, how many of
// them in its name (5 bits each), the points of all (12 bits), and which word it met last (5 bits).
const LAST: u32 = 0b1_1111;
const POINT: u32 = 1 << 5;
const NAMED: u32 = 1 << 17;
const EXACT: u32 = 1 << 22;
const MET: u32 = 1 << 27;
/// What a word is worth to who has met it elsewhere already.
const EXTRA: u32 = 6 * POINT;

/// One in so many documents of a segment: from there on it is faster to have a number for each of them.
const MANY: u32 = 100;

/// What meeting a word adds to a number; the better, the more.
fn gain(worth: Worth) -> u32 {
    MET + if worth.exact { EXACT } else { 0 } + if worth.named { NAMED } else { 0 } + worth.points * POINT
}

/// Who has met words, and how well, in the order of documents.
pub(crate) enum Tally {
    Dense(Dense),
    Sparse(std::vec::IntoIter<(DocId, u32)>),
}

impl Tally {
    /// The tally of a segment with so many documents. The meetings of one word come after those of another, and of each what
    /// is worth most comes first: a word counts once, by its best.
    pub(crate) fn of(documents: DocId, meetings: Vec<Meeting>) -> Self {
        let together = meetings.iter().map(Meeting::len).fold(0, u32::saturating_add);
        if together > documents / MANY {
            Self::Dense(Dense::of(documents, meetings))
        } else {
            Self::Sparse(Sparse::of(meetings).into_iter())
        }
    }

    /// Who has met a word, and how well: more is better.
    pub(crate) fn met(self) -> impl Iterator<Item = (DocId, u32)> {
        let (dense, sparse) = match self {
            Self::Dense(dense) => (Some(dense), None),
            Self::Sparse(sparse) => (None, Some(sparse)),
        };
        let met = dense.into_iter().flatten().chain(sparse.into_iter().flatten());
        met.map(|(document, number)| (document, number / POINT))
    }

    /// Who has met so many words.
    pub(crate) fn met_all(self, words: usize) -> impl Iterator<Item = DocId> {
        let all = u32::try_from(words).unwrap_or(u32::MAX);
        let met_all = self
            .met()
            .filter(move |(_, number)| number / (MET / POINT) == all);
        met_all.map(|(document, _)| document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asking::terms::Whereabouts;
    use crate::vocabulary::Standing;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use tantivy::schema::{IndexRecordOption, STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    const PLACES: [Whereabouts; 3] = [Whereabouts::Name, Whereabouts::Label, Whereabouts::Description];
    const STANDINGS: [Standing; 4] = [
        Standing::Whole,
        Standing::End,
        Standing::Beginning,
        Standing::Inside,
    ];

    const DOCUMENTS: DocId = 40_000;

    proptest! {
        /// Either way of counting, the result is the same, and so it is from window to window.
        #[test]
        fn dense_and_sparse_count_alike(
            words in proptest::collection::vec(
                proptest::collection::btree_map((0..3_usize, 0..4_usize), documents(), 0..8),
                0..4,
            ),
        ) {
            let meetings = || (1..).zip(&words).flat_map(|(word, meetings)| {
                let mut meetings: Vec<_> = meetings
                    .iter()
                    .map(|((place, standing), documents)| (Worth::exact(PLACES[*place], STANDINGS[*standing]), documents))
                    .collect();
                meetings.sort_by_key(|(worth, _)| std::cmp::Reverse(worth.points));
                meetings.into_iter().map(move |(worth, documents)| {
                    Meeting::listed(word, worth, documents.iter().copied().collect())
                })
            });
            let dense: Vec<_> = Dense::of(DOCUMENTS, meetings().collect()).collect();
            prop_assert_eq!(dense, Sparse::of(meetings().collect()));
        }
    }

    /// The documents of words as an index has them, block by block, come out as the same documents in a list do.
    #[test]
    fn windows_take_the_documents_of_an_index_block_by_block() {
        type Has = fn(DocId) -> bool;
        let words: [(&str, Has); 3] = [
            ("every", |_| true),
            ("third", |number| number.is_multiple_of(3)),
            ("close", |number| (16_370..16_400).contains(&number)),
        ];
        let mut schema = Schema::builder();
        let field = schema.add_text_field("word", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 50_000_000).unwrap();
        for number in 0..DOCUMENTS {
            let mut document = TantivyDocument::default();
            for (word, _) in words.iter().filter(|(_, has)| has(number)) {
                document.add_text(field, word);
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let [segment] = searcher.segment_readers() else {
            panic!("one thread writes one segment");
        };
        let postings = segment.inverted_index(field).unwrap();
        let worth = Worth::exact(Whereabouts::Name, Standing::Whole);
        let posted = (1..).zip(words).map(|(number, (word, _))| {
            let term = Term::from_field_text(field, word);
            let posted = postings
                .read_block_postings(&term, IndexRecordOption::Basic)
                .unwrap();
            Meeting::posted(number, worth, posted.unwrap())
        });
        let listed = (1..).zip(words).map(|(number, (_, has))| {
            Meeting::listed(
                number,
                worth,
                (0..DOCUMENTS).filter(|document| has(*document)).collect(),
            )
        });
        let dense: Vec<_> = Dense::of(DOCUMENTS, posted.collect()).collect();
        assert_eq!(dense, Sparse::of(listed.collect()));
    }

    /// Some anywhere, and some that are likely to be met twice.
    fn documents() -> impl Strategy<Value = BTreeSet<DocId>> {
        let anywhere = proptest::collection::btree_set(0..DOCUMENTS, 0..20);
        let close = proptest::collection::btree_set(16_370..16_400_u32, 0..20);
        (anywhere, close).prop_map(|(anywhere, close)| anywhere.into_iter().chain(close).collect())
    }
}

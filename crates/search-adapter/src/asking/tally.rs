//! Who has met which words of a question, and how well.

mod dense;
mod sparse;

use tantivy::DocId;

use super::terms::Worth;
use dense::Dense;
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

/// The documents of a segment that have met a word.
#[derive(Debug)]
pub(crate) enum Tally {
    Dense(Dense),
    Sparse(Sparse),
}

impl Tally {
    /// A tally of a segment with so many documents, which will meet words so many times.
    pub(crate) fn new(documents: u32, meetings: u32) -> Self {
        if meetings > documents / MANY {
            Self::Dense(Dense::of(documents))
        } else {
            Self::Sparse(Sparse::default())
        }
    }

    /// Documents meet the word of a number, counted from 1. The words of a question come one after the other, and of
    /// each what is worth most comes first: a word counts once, by its best.
    pub(crate) fn meet(&mut self, word: u32, worth: Worth, documents: &[DocId]) {
        match self {
            Self::Dense(dense) => dense.meet(word, worth, documents),
            Self::Sparse(sparse) => sparse.meet(word, worth, documents),
        }
    }

    /// Who has met a word, and how well, in the order of documents: more is better.
    pub(crate) fn met(self) -> impl Iterator<Item = (DocId, u32)> {
        let (dense, sparse) = match self {
            Self::Dense(dense) => (Some(dense.met()), None),
            Self::Sparse(sparse) => (None, Some(sparse.met())),
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

    const PLACES: [Whereabouts; 3] = [Whereabouts::Name, Whereabouts::Label, Whereabouts::Description];
    const STANDINGS: [Standing; 4] = [
        Standing::Whole,
        Standing::End,
        Standing::Beginning,
        Standing::Inside,
    ];

    proptest! {
        /// Either way of counting, the result is the same.
        #[test]
        fn dense_and_sparse_count_alike(
            words in proptest::collection::vec(
                proptest::collection::btree_map((0..3_usize, 0..4_usize), proptest::collection::btree_set(0..40_u32, 0..20), 0..8),
                0..4,
            ),
        ) {
            let (mut dense, mut sparse) = (Dense::of(40), Sparse::default());
            for (word, meetings) in (1..).zip(words) {
                let mut meetings: Vec<_> = meetings
                    .into_iter()
                    .map(|((place, standing), documents)| (Worth::exact(PLACES[place], STANDINGS[standing]), documents))
                    .collect();
                meetings.sort_by_key(|(worth, _)| std::cmp::Reverse(worth.points));
                for (worth, documents) in meetings {
                    let documents: Vec<_> = documents.into_iter().collect();
                    dense.meet(word, worth, &documents);
                    sparse.meet(word, worth, &documents);
                }
            }
            let of = |tally: Tally| tally.met().collect::<Vec<_>>();
            prop_assert_eq!(of(Tally::Dense(dense)), of(Tally::Sparse(sparse)));
        }
    }
}

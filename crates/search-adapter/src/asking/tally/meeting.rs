//! Documents that meet a word.

use tantivy::DocId;
use tantivy::postings::BlockSegmentPostings;

use super::super::terms::Worth;

/// Where documents meet a word of a question, and what that is worth.
pub(crate) struct Meeting {
    /// The number of the word, counted from 1.
    pub(super) word: u32,
    pub(super) worth: Worth,
    documents: Documents,
}

enum Documents {
    /// Those of a word of the index, unpacked block by block; so many of the block have been taken.
    Posted(Box<BlockSegmentPostings>, usize),
    /// Any, in their order; so many have been taken.
    Listed(Vec<DocId>, usize),
}

impl Meeting {
    pub(crate) fn posted(word: u32, worth: Worth, documents: BlockSegmentPostings) -> Self {
        Self {
            word,
            worth,
            documents: Documents::Posted(Box::new(documents), 0),
        }
    }

    /// Documents in ascending order.
    pub(crate) const fn listed(word: u32, worth: Worth, documents: Vec<DocId>) -> Self {
        Self {
            word,
            worth,
            documents: Documents::Listed(documents, 0),
        }
    }

    /// What meeting the word is worth here.
    pub(crate) const fn points(&self) -> u32 {
        self.worth.points
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> u32 {
        match &self.documents {
            Documents::Posted(posted, _) => posted.doc_freq(),
            Documents::Listed(listed, _) => u32::try_from(listed.len()).unwrap_or(u32::MAX),
        }
    }

    /// Hands over what is left of the documents before one.
    pub(super) fn until(&mut self, end: DocId, mut take: impl FnMut(&[DocId])) {
        match &mut self.documents {
            Documents::Posted(posted, taken) => {
                while posted.block_len() > 0 {
                    let left = posted.docs().get(*taken..).unwrap_or_default();
                    let now = before(left, end);
                    take(now);
                    if now.len() < left.len() {
                        *taken += now.len();
                        return;
                    }
                    posted.advance();
                    *taken = 0;
                }
            }
            Documents::Listed(listed, taken) => {
                let now = before(listed.get(*taken..).unwrap_or_default(), end);
                take(now);
                *taken += now.len();
            }
        }
    }

    /// Hands over what is left of the documents.
    pub(super) fn all(mut self, take: impl FnMut(&[DocId])) {
        self.until(tantivy::TERMINATED, take);
    }
}

fn before(documents: &[DocId], end: DocId) -> &[DocId] {
    match documents.last() {
        Some(last) if *last >= end => {
            let length = documents.partition_point(|document| *document < end);
            documents.get(..length).unwrap_or_default()
        }
        _ => documents,
    }
}

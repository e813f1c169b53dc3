//! Numbers for few documents.

use tantivy::DocId;

use super::super::terms::Worth;
use super::{EXTRA, LAST, gain};

#[derive(Debug, Default)]
pub(crate) struct Sparse {
    /// In the order of documents.
    numbers: Vec<(DocId, u32)>,
    /// Who met the word that is being counted: the document, what it gains, and what it would gain in addition.
    meetings: Vec<(DocId, u32, u32)>,
    word: u32,
}

impl Sparse {
    pub(super) fn meet(&mut self, word: u32, worth: Worth, documents: &[DocId]) {
        if word != self.word {
            self.count();
            self.word = word;
        }
        let gain = gain(worth);
        let extra = if worth.extra { EXTRA } else { 0 };
        self.meetings
            .extend(documents.iter().map(|document| (*document, gain, extra)));
    }

    /// Adds what the word has brought to what was brought before.
    fn count(&mut self) {
        if self.meetings.is_empty() {
            return;
        }
        // The best comes first, which is also how they came: a stable sort keeps that.
        self.meetings.sort_by_key(|(document, ..)| *document);
        let mut meetings = self.meetings.drain(..).peekable();
        let mut before = std::mem::take(&mut self.numbers).into_iter().peekable();
        while let Some((document, gain, _)) = meetings.next() {
            while let Some(earlier) = before.next_if(|(earlier, _)| *earlier < document) {
                self.numbers.push(earlier);
            }
            let number = before
                .next_if(|(earlier, _)| *earlier == document)
                .map_or(0, |(_, number)| number);
            let mut sum = (number & !LAST) + gain + self.word;
            while let Some((.., extra)) = meetings.next_if(|(other, ..)| *other == document) {
                sum += extra;
            }
            self.numbers.push((document, sum));
        }
        self.numbers.extend(before);
    }

    pub(super) fn met(mut self) -> Vec<(DocId, u32)> {
        self.count();
        self.numbers
    }
}

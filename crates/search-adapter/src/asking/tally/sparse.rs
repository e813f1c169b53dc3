//! Numbers for few documents.

use tantivy::DocId;

use super::meeting::Meeting;
use super::{EXTRA, LAST, gain};

#[derive(Debug, Default)]
pub(super) struct Sparse {
    /// In the order of documents.
    numbers: Vec<(DocId, u32)>,
    /// Who met the word that is being counted: the document, what it gains, and what it would gain in addition.
    meetings: Vec<(DocId, u32, u32)>,
    word: u32,
}

impl Sparse {
    /// Counts meetings in the order in which they count.
    pub(super) fn of(meetings: Vec<Meeting>) -> Vec<(DocId, u32)> {
        let mut sparse = Self::default();
        for meeting in meetings {
            sparse.meet(meeting);
        }
        sparse.count();
        sparse.numbers
    }

    fn meet(&mut self, meeting: Meeting) {
        if meeting.word != self.word {
            self.count();
            self.word = meeting.word;
        }
        let gain = gain(meeting.worth);
        let extra = if meeting.worth.extra { EXTRA } else { 0 };
        meeting.all(|documents| {
            let gains = documents.iter().map(|document| (*document, gain, extra));
            self.meetings.extend(gains);
        });
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
}

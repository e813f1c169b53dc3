//! Searching.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;

use hexmart_application::search::{SearchHits, SearchQuery};
use tantivy::DocId;

use super::View;
use super::compounds::parts_of;
use super::hits::Hits;
use super::tally::{MOST_WORDS, Meeting, Tally};
use super::terms::{Lexicon, Meant, Whereabouts, Worth};
use crate::segment::Segment;
use crate::vocabulary::Standing;
use hexmart_search_words::{Piece, fold, pieces};

const EVERYWHERE: [Whereabouts; 3] = [Whereabouts::Name, Whereabouts::Label, Whereabouts::Description];

/// A word that fewer products begin with than so many was perhaps meant to be another.
const FEW: u64 = 20;

/// Answers a search.
pub(crate) fn search(view: &View, query: &SearchQuery) -> tantivy::Result<SearchHits> {
    let lexicons = view
        .segments
        .iter()
        .map(|segment| Lexicon::of(segment, &view.fields))
        .collect::<tantivy::Result<Vec<_>>>()?;
    let words = words_of(&query.text);
    let everything = query.text.trim().is_empty();
    let questions = words
        .iter()
        .map(|word| Question::of(word, &lexicons))
        .collect::<io::Result<Vec<_>>>()?;

    let skip = usize::try_from(query.skip.min(SearchQuery::MAX_SKIP)).unwrap_or(usize::MAX);
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut hits = Hits::of(skip.saturating_add(limit), query.sort);
    for (number, (segment, lexicon)) in view.segments.iter().zip(&lexicons).enumerate() {
        if everything {
            let all = (0..segment.reader.max_doc()).map(|document| (document, 0));
            hits.gather(segment, &view.fields, &query.filter, all)?;
        } else {
            let tally = tally(segment, number, lexicon, &questions)?;
            hits.gather(segment, &view.fields, &query.filter, tally.met())?;
        }
    }
    Ok(hits.behind(skip))
}

/// The words of a question, each once; its symbols, when there is nothing else.
fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all: Vec<Piece<'_>> = pieces(&folded).collect();
    let any_word = all.iter().any(|piece| piece.word().is_some());
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter(|piece| !any_word || piece.word().is_some())
        .map(Piece::text)
        .filter(|word| seen.insert(*word))
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

/// What one word of a question means.
struct Question {
    /// By segment: the words that are meant.
    meant: Vec<Vec<Meant>>,
    /// Its parts, when it may have been written apart.
    parts: Option<Vec<String>>,
}

impl Question {
    fn of(word: &str, lexicons: &[Lexicon<'_>]) -> io::Result<Self> {
        let mut meant: Vec<Vec<Meant>> = lexicons
            .iter()
            .map(|lexicon| lexicon.containing(word, &EVERYWHERE))
            .collect::<io::Result<_>>()?;
        let begin: u64 = meant
            .iter()
            .flatten()
            .filter(|meant| meant.standing > Standing::Inside)
            .map(|meant| u64::from(meant.info.doc_freq))
            .sum();
        if begin < FEW {
            for (meant, lexicon) in meant.iter_mut().zip(lexicons) {
                meant.extend(lexicon.similar(word)?);
            }
        }
        let parts = parts_of(word, lexicons)?;
        Ok(Self { meant, parts })
    }
}

fn tally(
    segment: &Segment,
    number: usize,
    lexicon: &Lexicon<'_>,
    questions: &[Question],
) -> io::Result<Tally> {
    let mut meetings = Vec::new();
    for (word, question) in (1..).zip(questions) {
        let meant = question.meant.get(number).into_iter().flatten();
        let mut of_word = meant
            .map(|meant| lexicon.meeting(word, meant))
            .collect::<io::Result<Vec<_>>>()?;
        if let Some(parts) = &question.parts {
            let places = [
                (Whereabouts::Name, &EVERYWHERE[..1]),
                (Whereabouts::Description, &EVERYWHERE),
            ];
            for (whereabouts, places) in places {
                let documents = having_all(segment, lexicon, parts, places)?;
                of_word.push(Meeting::listed(word, Worth::apart(whereabouts), documents));
            }
        }
        of_word.sort_by_key(|meeting| Reverse(meeting.points()));
        meetings.extend(of_word);
    }
    Ok(Tally::of(segment.reader.max_doc(), meetings))
}

/// The documents that have words beginning with each of the parts, in the places that count.
fn having_all(
    segment: &Segment,
    lexicon: &Lexicon<'_>,
    parts: &[String],
    places: &[Whereabouts],
) -> io::Result<Vec<DocId>> {
    let mut meetings = Vec::new();
    for (word, part) in (1..).zip(parts) {
        let meant = lexicon.containing(part, places)?;
        for meant in meant.iter().filter(|meant| meant.standing > Standing::Inside) {
            meetings.push(lexicon.meeting(word, meant)?);
        }
    }
    Ok(Tally::of(segment.reader.max_doc(), meetings)
        .met_all(parts.len())
        .collect())
}

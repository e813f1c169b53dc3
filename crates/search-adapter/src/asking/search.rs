//! Searching.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;

use hexmart_application::search::{SearchHits, SearchQuery};
use tantivy::DocId;

use super::View;
use super::compounds::parts_of;
use super::hits::Hits;
use super::tally::{MOST_WORDS, Tally};
use super::terms::{Lexicon, Meant, Whereabouts, Worth};
use crate::segment::Segment;
use crate::vocabulary::Standing;
use hexmart_search_words::{Piece, fold, pieces};

const EVERYWHERE: [Whereabouts; 3] = [Whereabouts::Name, Whereabouts::Label, Whereabouts::Description];

/// A word that fewer products begin with than so many was perhaps meant to be another.
const FEW: u64 = 20;

/// Answers a search.
pub(crate) fn search(view: &View, query: &SearchQuery) -> tantivy::Result<SearchHits> {
    let mut lexicons = view
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
    for (number, (segment, lexicon)) in view.segments.iter().zip(&mut lexicons).enumerate() {
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
    lexicon: &mut Lexicon<'_>,
    questions: &[Question],
) -> io::Result<Tally> {
    let mut sources = Vec::with_capacity(questions.len());
    for question in questions {
        sources.push(sources_of(question, segment, number, lexicon)?);
    }
    let meetings = sources
        .iter()
        .flatten()
        .map(Source::meetings)
        .fold(0, u32::saturating_add);
    let mut tally = Tally::new(segment.reader.max_doc(), meetings);
    for (word, sources) in (1..).zip(sources) {
        for source in sources {
            let worth = source.worth();
            match source {
                Source::Word(meant) => {
                    lexicon.documents(meant, |documents| tally.meet(word, worth, documents))?;
                }
                Source::Apart(_, documents) => tally.meet(word, worth, &documents),
            }
        }
    }
    Ok(tally)
}

/// From where documents of a segment meet the word of a question, the best first.
fn sources_of<'a>(
    question: &'a Question,
    segment: &Segment,
    number: usize,
    lexicon: &mut Lexicon<'_>,
) -> io::Result<Vec<Source<'a>>> {
    let meant = question.meant.get(number).into_iter().flatten();
    let mut sources: Vec<_> = meant.map(Source::Word).collect();
    if let Some(parts) = &question.parts {
        let places = [
            (Whereabouts::Name, &EVERYWHERE[..1]),
            (Whereabouts::Description, &EVERYWHERE),
        ];
        for (whereabouts, places) in places {
            let documents = having_all(segment, lexicon, parts, places)?;
            sources.push(Source::Apart(Worth::apart(whereabouts), documents));
        }
    }
    sources.sort_by_key(|source| Reverse(source.worth().points));
    Ok(sources)
}

/// From where documents meet a word.
enum Source<'a> {
    Word(&'a Meant),
    Apart(Worth, Vec<DocId>),
}

impl Source<'_> {
    fn worth(&self) -> Worth {
        match self {
            Self::Word(meant) => meant.worth,
            Self::Apart(worth, _) => *worth,
        }
    }

    /// How many documents it has.
    fn meetings(&self) -> u32 {
        match self {
            Self::Word(meant) => meant.info.doc_freq,
            Self::Apart(_, documents) => u32::try_from(documents.len()).unwrap_or(u32::MAX),
        }
    }
}

/// The documents that have words beginning with each of the parts, in the places that count.
fn having_all(
    segment: &Segment,
    lexicon: &mut Lexicon<'_>,
    parts: &[String],
    places: &[Whereabouts],
) -> io::Result<Vec<DocId>> {
    let meant = parts
        .iter()
        .map(|part| lexicon.containing(part, places))
        .collect::<io::Result<Vec<_>>>()?;
    let begins = |meant: &&Meant| meant.standing > Standing::Inside;
    let each = || meant.iter().map(|meant| meant.iter().filter(begins));
    let meetings = each()
        .flatten()
        .map(|meant| meant.info.doc_freq)
        .fold(0, u32::saturating_add);
    let mut tally = Tally::new(segment.reader.max_doc(), meetings);
    for (word, meant) in (1..).zip(each()) {
        for meant in meant {
            lexicon.documents(meant, |documents| tally.meet(word, meant.worth, documents))?;
        }
    }
    Ok(tally.met_all(parts.len()).collect())
}

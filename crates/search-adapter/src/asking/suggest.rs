//! What somebody may be about to type.

use std::cmp::Reverse;
use std::collections::HashMap;

use hexmart_application::search::Suggestion;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, Term};

use super::View;
use crate::document::PHRASE;
use crate::segment::Segment;
use hexmart_search_words::{Typed, fold};

/// Of how many times the texts that are asked for each segment is asked: what is frequent in all may not be the most
/// frequent in each, and what only products that are gone have is left out.
const SPARE: usize = 4;

/// Completes what was typed; its last words, when nothing is known that begins with all of it.
pub(crate) fn suggest(view: &View, typed: &str, limit: usize) -> tantivy::Result<Vec<Suggestion>> {
    let folded = fold(typed);
    let mut rest = folded.trim_start();
    while !rest.is_empty() {
        let found = completions(view, rest, limit)?;
        if !found.is_empty() {
            let before = folded.strip_suffix(rest).unwrap_or_default().trim_start();
            return Ok(found
                .into_iter()
                .map(|Suggestion { text, weight }| Suggestion {
                    text: format!("{before}{text}"),
                    weight,
                })
                .collect());
        }
        let Some((_, behind)) = rest.split_once(char::is_whitespace) else {
            break;
        };
        rest = behind.trim_start();
    }
    Ok(Vec::new())
}

fn completions(view: &View, folded: &str, limit: usize) -> tantivy::Result<Vec<Suggestion>> {
    let typed = Typed::of(folded);
    if typed.prefix().is_empty() {
        return Ok(Vec::new());
    }
    let mut weights: HashMap<String, u64> = HashMap::new();
    for segment in &view.segments {
        let completions = &segment.contents.vocabulary.completions;
        for (text, weight) in completions.heaviest(&typed, limit.saturating_mul(SPARE)) {
            *weights.entry(text).or_default() += u64::from(weight);
        }
    }
    let mut found: Vec<_> = weights.into_iter().collect();
    found.sort_unstable_by(|(text, weight), (other, other_weight)| {
        (Reverse(weight), text).cmp(&(Reverse(other_weight), other))
    });
    let mut suggestions = Vec::new();
    for (text, weight) in found {
        if suggestions.len() == limit {
            break;
        }
        if leads_somewhere(view, &text)? {
            suggestions.push(Suggestion { text, weight });
        }
    }
    Ok(suggestions)
}

/// Whether a product that is still there has the text.
fn leads_somewhere(view: &View, text: &str) -> tantivy::Result<bool> {
    let phrase = text.replace(' ', &PHRASE.to_string());
    for segment in &view.segments {
        if is_alive(segment, view.fields.name, &phrase)? || is_alive(segment, view.fields.phrase, &phrase)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_alive(segment: &Segment, field: Field, text: &str) -> tantivy::Result<bool> {
    let term = Term::from_field_text(field, text);
    let postings = segment.reader.inverted_index(field)?;
    let Some(mut documents) = postings.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(false);
    };
    while documents.doc() != TERMINATED {
        if segment.is_alive(documents.doc()) {
            return Ok(true);
        }
        documents.advance();
    }
    Ok(false)
}

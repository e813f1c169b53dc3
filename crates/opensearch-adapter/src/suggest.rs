//! What somebody may be about to type.

use hexmart_application::search::{SearchError, Suggestion};
use hexmart_search_words::{Typed, fold};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Buckets;
use crate::document::{TEXT, text_of};
use crate::link::Link;

/// How many times as many texts are asked for when not all that have the right initials fit.
const SPARE: usize = 5;
/// How often less of what was typed is tried.
const TRIES: usize = 3;

#[derive(Deserialize)]
struct Completed {
    aggregations: Texts,
}

#[derive(Deserialize)]
struct Texts {
    texts: Buckets<String>,
}

/// Completes what was typed; its last words, when nothing is known that begins with all of it.
pub(crate) async fn suggest(link: &Link, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
    let folded = fold(typed);
    let mut rest = folded.trim();
    for _ in 0..TRIES {
        let typed = Typed::of(rest);
        if typed.prefix().is_empty() || limit == 0 {
            break;
        }
        let completed: Completed = link.search(&completing(&typed, limit)).await?;
        let before = folded.trim().strip_suffix(rest).unwrap_or_default();
        let found = suggestions(&completed, &typed, before, limit);
        if !found.is_empty() {
            return Ok(found);
        }
        let Some((_, behind)) = rest.split_once(char::is_whitespace) else {
            break;
        };
        rest = behind.trim_start();
    }
    Ok(Vec::new())
}

fn suggestions(completed: &Completed, typed: &Typed, before: &str, limit: usize) -> Vec<Suggestion> {
    let found = completed.aggregations.texts.buckets.iter().filter_map(|bucket| {
        let (_, text) = bucket.key.split_once(TEXT)?;
        typed.fits(text).then(|| Suggestion {
            text: format!("{before}{text}"),
            weight: bucket.doc_count,
        })
    });
    found.take(limit).collect()
}

/// In how many products each text occurs that begins with the keys typed so far.
fn completing(typed: &Typed, limit: usize) -> Value {
    let (field, size) = match typed {
        Typed::Keys(_) => ("keys", limit),
        Typed::Initials { .. } => ("initials", limit.saturating_mul(SPARE)),
    };
    let prefix = text_of(typed.prefix());
    json!({
        "size": 0,
        "track_total_hits": false,
        "query": {"bool": {"filter": [{"prefix": {field: prefix}}]}},
        "aggs": {"texts": {"terms": {"field": field, "include": format!("{}.*", escaped(&prefix)), "size": size}}},
    })
}

/// A text in which no character means anything but itself, in the server's expressions.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

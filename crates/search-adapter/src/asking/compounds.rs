//! Words that were typed together and may stand apart.

use super::terms::Lexicon;

/// The most parts of a word.
const MOST_PARTS: usize = 4;
/// The longest words that are taken apart, in characters.
const LONGEST: usize = 24;

/// The parts of a word, each of which is a word that stands by itself somewhere in the index; as few as possible, the
/// first ones as long as possible. None when it has no such parts.
pub(crate) fn parts_of(word: &str, lexicons: &[Lexicon<'_>]) -> std::io::Result<Option<Vec<String>>> {
    // The shortest part: two syllables, or three letters.
    let shortest = if word.is_ascii() { 3 } else { 2 };
    let ends: Vec<usize> = word
        .char_indices()
        .map(|(place, _)| place)
        .chain([word.len()])
        .collect();
    let length = ends.len().saturating_sub(1);
    if length < 2 * shortest || length > LONGEST {
        return Ok(None);
    }
    // By how many characters lie behind: the best parts of the rest.
    let mut best: Vec<Option<Vec<&str>>> = vec![None; length + 1];
    if let Some(nothing) = best.last_mut() {
        *nothing = Some(Vec::new());
    }
    for from in (0..=length.saturating_sub(shortest)).rev() {
        let mut found: Option<Vec<&str>> = None;
        for to in (from + shortest..=length).rev() {
            let Some(rest) = best.get(to).and_then(Option::as_ref) else {
                continue;
            };
            let fewest = found.as_ref().map_or(MOST_PARTS, |found| found.len() - 1);
            let (Some(start), Some(end)) = (ends.get(from), ends.get(to)) else {
                continue;
            };
            let part = word.get(*start..*end).unwrap_or_default();
            if rest.len() < fewest && part.len() < word.len() && knows(lexicons, part)? {
                found = Some([&[part], rest.as_slice()].concat());
            }
        }
        if let Some(slot) = best.get_mut(from) {
            *slot = found;
        }
    }
    let parts = best.into_iter().next().flatten();
    Ok(parts.map(|parts| parts.into_iter().map(str::to_owned).collect()))
}

fn knows(lexicons: &[Lexicon<'_>], word: &str) -> std::io::Result<bool> {
    for lexicon in lexicons {
        if lexicon.knows(word)? {
            return Ok(true);
        }
    }
    Ok(false)
}

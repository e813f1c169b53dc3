//! Sorting all ends of all words.

use super::super::numbers::number;
use super::END;

/// How many ends begin with the same two bytes, at most all: a number for each two bytes.
const GROUPS: usize = 1 << 16;

/// Where each end of each word of the text begins, in the order of the ends.
///
/// First by the first two bytes, counting; then each such group by itself. A sort of everything at once would need four
/// times the memory, and look up the text with each comparison.
pub(super) fn ends(text: &[u8]) -> Vec<u32> {
    let mut next = beginnings_of_groups(text);
    let total = next.last().copied().unwrap_or(0);
    let mut sorted = vec![0; total];
    for place in places(text) {
        let group = group(text, place);
        if let Some(slot) = next.get_mut(group) {
            if let Some(end) = sorted.get_mut(*slot) {
                *end = number(place);
            }
            *slot += 1;
        }
    }
    // Each group's beginning has become its end.
    let mut from = 0;
    for to in next.into_iter().take(GROUPS) {
        if let Some(group) = sorted.get_mut(from..to) {
            sort_group(text, group);
        }
        from = to;
    }
    sorted
}

/// Where characters begin.
fn places(text: &[u8]) -> impl Iterator<Item = usize> {
    let begins = |byte: u8| byte != END && byte & 0b1100_0000 != 0b1000_0000;
    (0..)
        .zip(text)
        .filter(move |(_, byte)| begins(**byte))
        .map(|(place, _)| place)
}

fn group(text: &[u8], place: usize) -> usize {
    let first = text.get(place).copied().unwrap_or(END);
    let second = if first == END {
        END
    } else {
        text.get(place + 1).copied().unwrap_or(END)
    };
    usize::from(u16::from_be_bytes([first, second]))
}

/// Where each group begins when they lie behind each other; behind the last, where all end.
fn beginnings_of_groups(text: &[u8]) -> Vec<usize> {
    let mut counts = vec![0; GROUPS + 1];
    for place in places(text) {
        if let Some(count) = counts.get_mut(group(text, place)) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut counts {
        sum += std::mem::replace(count, sum);
    }
    counts
}

fn sort_group(text: &[u8], group: &mut [u32]) {
    if group.len() < 2 {
        return;
    }
    let mut keyed: Vec<(u64, u32)> = group.iter().map(|end| (key(text, *end), *end)).collect();
    keyed.sort_unstable_by(|(key, end), (other_key, other)| {
        key.cmp(other_key)
            .then_with(|| rest(text, *end).cmp(rest(text, *other)))
            .then(end.cmp(other))
    });
    for (slot, (_, end)) in group.iter_mut().zip(keyed) {
        *slot = end;
    }
}

/// What goes on behind the two bytes of the group, up to the end of the word.
fn rest(text: &[u8], end: u32) -> &[u8] {
    let start = usize::try_from(end).unwrap_or(usize::MAX);
    let all = text.get(start..).unwrap_or_default();
    let length = all.iter().position(|byte| *byte == END).unwrap_or(all.len());
    all.get(..length)
        .and_then(|word| word.get(2..))
        .unwrap_or_default()
}

/// The first eight bytes of the rest as a number that sorts as they do.
fn key(text: &[u8], end: u32) -> u64 {
    let start = usize::try_from(end).unwrap_or(usize::MAX);
    let mut key = [END; 8];
    let mut bytes = text.get(start..).unwrap_or_default().iter().copied();
    if bytes.next().unwrap_or(END) != END && bytes.next().unwrap_or(END) != END {
        for (slot, byte) in key.iter_mut().zip(bytes.take_while(|byte| *byte != END)) {
            *slot = byte;
        }
    }
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_ends_are_there_in_their_order(mut words in proptest::collection::vec("[a-c사과배]{1,6}", 0..20)) {
            words.sort();
            words.dedup();
            let text: Vec<u8> = words.iter().flat_map(|word| word.bytes().chain([END])).collect();
            let read = |end: u32| {
                let all = &text[usize::try_from(end).unwrap()..];
                String::from_utf8(all.iter().copied().take_while(|byte| *byte != END).collect()).unwrap()
            };
            let found: Vec<String> = ends(&text).into_iter().map(read).collect();
            let mut expected: Vec<String> = words
                .iter()
                .flat_map(|word| word.char_indices().map(|(place, _)| word[place..].to_owned()))
                .collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}

//! Questions, and how long their answers take.

use std::time::{Duration, Instant};

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{SearchFilter, SearchIndex, SearchQuery, SearchSort};
use hexmart_search_adapter::EmbeddedIndex;

use crate::catalogue::{Catalogue, Dice};

const ROUNDS: usize = 300;

/// Asks questions of each kind, one after the other, and prints how long they took.
pub(crate) async fn ask(index: &EmbeddedIndex, catalogue: &Catalogue, products: u64, times: u32) {
    let words = Words { catalogue, products };
    let index = &Asked { index, times };
    search(index, "search: two syllables, of a name", |dice| {
        words.of_a_name(dice, 2)
    })
    .await;
    search(index, "search: two syllables, any", |dice| words.any(dice, 2)).await;
    search(index, "search: one syllable", |dice| {
        words.any(dice, 2).chars().take(1).collect()
    })
    .await;
    search(index, "search: three syllables and more", |dice| {
        words.of_a_name(dice, 3)
    })
    .await;
    search(index, "search: two words", |dice| {
        format!("{} {}", words.of_a_name(dice, 2), words.of_a_name(dice, 2))
    })
    .await;
    search(index, "search: a model number", |dice| {
        words.name(dice).rsplit(' ').next().unwrap().to_owned()
    })
    .await;
    search(index, "search: with an error", |dice| {
        words.of_a_name(dice, 3).replace(['이', '아', '사'], "뷁")
    })
    .await;
    search(index, "search: everything", |_| String::new()).await;
    suggest(index, "suggest: one jamo", |dice| {
        initials(&words.of_a_name(dice, 2), 1)
    })
    .await;
    suggest(index, "suggest: two initials", |dice| {
        initials(&words.of_a_name(dice, 2), 2)
    })
    .await;
    suggest(index, "suggest: one syllable", |dice| {
        words.of_a_name(dice, 2).chars().take(1).collect()
    })
    .await;
    suggest(index, "suggest: two words", |dice| {
        words.name(dice).chars().take(12).collect()
    })
    .await;
    named(index, "named: two syllables", |dice| words.of_a_name(dice, 2)).await;
    named(index, "named: any three characters", |dice| {
        let name = words.name(dice);
        let start = dice.below(name.chars().count() - 3);
        name.chars().skip(start).take(3).collect()
    })
    .await;
    println!("after questions: {}", crate::memory());
}

struct Asked<'a> {
    index: &'a EmbeddedIndex,
    times: u32,
}

impl Asked<'_> {
    /// Asks, and notes how long the fastest answer took.
    async fn time<T>(&self, times: &mut Vec<Duration>, question: impl AsyncFn(&EmbeddedIndex) -> T) -> T {
        let mut fastest = Duration::MAX;
        for _ in 1..self.times {
            let begun = Instant::now();
            question(self.index).await;
            fastest = fastest.min(begun.elapsed());
        }
        let begun = Instant::now();
        let answer = question(self.index).await;
        times.push(fastest.min(begun.elapsed()));
        answer
    }
}

struct Words<'a> {
    catalogue: &'a Catalogue,
    products: u64,
}

impl Words<'_> {
    fn name(&self, dice: &mut Dice) -> String {
        self.catalogue.product(dice.next() % self.products).name
    }

    /// A Korean word from the name of a product: frequent ones are asked for often. Two syllables, or more.
    fn of_a_name(&self, dice: &mut Dice, syllables: usize) -> String {
        loop {
            let name = self.name(dice);
            let long_enough = |word: &&str| {
                let length = word.chars().count();
                !word.is_ascii()
                    && if syllables == 2 {
                        length == 2
                    } else {
                        length >= syllables
                    }
            };
            if let Some(word) = name.split(' ').find(long_enough) {
                return word.to_owned();
            }
        }
    }

    /// Each word as often as any other.
    fn any(&self, dice: &mut Dice, syllables: usize) -> String {
        let words = self.catalogue.korean_words();
        loop {
            let word = &words[dice.below(words.len())];
            if word.chars().count() == syllables {
                return word.clone();
            }
        }
    }
}

fn initials(word: &str, count: usize) -> String {
    const INITIALS: [char; 19] = [
        'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
        'ㅍ', 'ㅎ',
    ];
    let initial = |character: char| INITIALS[(u32::from(character) - 0xAC00) as usize / 588];
    word.chars().take(count).map(initial).collect()
}

async fn search(index: &Asked<'_>, name: &str, text: impl Fn(&mut Dice) -> String) {
    let mut dice = Dice::of(42);
    let mut times = Vec::new();
    let mut hits = 0;
    for _ in 0..ROUNDS {
        let query = SearchQuery {
            text: text(&mut dice),
            filter: SearchFilter::default(),
            sort: SearchSort::Relevance,
            skip: 0,
            limit: 30,
        };
        let found = index
            .time(&mut times, async |index| index.search(&query).await.unwrap())
            .await;
        hits += found.total;
    }
    report(&format!("{name} ({} hits)", hits / ROUNDS as u64), times);
}

async fn suggest(index: &Asked<'_>, name: &str, typed: impl Fn(&mut Dice) -> String) {
    let mut dice = Dice::of(43);
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..ROUNDS {
        let typed = typed(&mut dice);
        let suggested = index
            .time(&mut times, async |index| index.suggest(&typed, 10).await.unwrap())
            .await;
        found += suggested.len();
    }
    report(&format!("{name} ({} found)", found / ROUNDS), times);
}

async fn named(index: &Asked<'_>, name: &str, part: impl Fn(&mut Dice) -> String) {
    let mut dice = Dice::of(44);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let part = NameFilter::containing(&part(&mut dice)).unwrap();
        index
            .time(&mut times, async |index| {
                index.named(&part, None, 200).await.unwrap()
            })
            .await;
    }
    report(name, times);
}

/// Prints percentiles.
pub(crate) fn report(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "{name}: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms",
        at(50),
        at(95),
        at(99)
    );
}

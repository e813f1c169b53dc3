//! A made-up catalogue, as files that the shop imports: the same goods in each run.

mod file;
mod shelves;
mod words;

pub(crate) use file::{File, Goods};

use std::iter::once;

use anyhow::{Context, Result};
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

use shelves::SHELVES;
use words::{ADJECTIVES, COMMON, MATERIALS, SENTENCES, SIZES, SYLLABLES, TAGS};

/// The cheapest and the dearest of the goods, in hundreds of won; all prices between are as likely.
const HUNDREDS: (u32, u32) = (10, 3_000);
/// Made-up brands; each has some hundreds of the million goods.
const BRANDS: u64 = 3_000;

/// What the dearest of the goods costs, in won.
pub(crate) const DEAREST: u32 = HUNDREDS.1 * 100;

/// The same row of dice for the same number.
pub(crate) fn dice(number: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(number)
}

/// Two-syllable words that people look for: most are what some goods are, some stand in the descriptions of many.
pub(crate) fn sought() -> Vec<&'static str> {
    let nouns = SHELVES.iter().flat_map(|shelf| shelf.nouns);
    let two = nouns.chain(COMMON).copied();
    two.filter(|word| word.chars().count() == 2).collect()
}

/// Some of the tags that goods have.
pub(crate) fn tags() -> &'static [&'static str] {
    TAGS
}

/// One of the goods, as a line of the file.
#[derive(Debug, Serialize)]
struct Row<'a> {
    sku: String,
    name: String,
    description: String,
    price: u32,
    category: String,
    tags: Vec<&'static str>,
    stock: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    seller: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// The goods of this number: every second is sold by the shop itself, the others by these sellers.
    fn of(number: u64, sellers: &'a [String]) -> Result<Self> {
        let mut dice = dice(number);
        let shelf = SHELVES.choose(&mut dice).context("there are no shelves")?;
        let noun = pick(&mut dice, shelf.nouns);
        let material = pick(&mut dice, MATERIALS);
        let brand = brand(dice.random_range(0..BRANDS));
        let tags = dice.random_range(0..=4);
        Ok(Self {
            sku: format!("G-{number:07}"),
            name: name(&mut dice, &brand, material, noun),
            description: description(&mut dice, &brand, material, noun),
            price: dice.random_range(HUNDREDS.0..=HUNDREDS.1) * 100,
            category: format!("{} > {}", shelf.department, shelf.name),
            tags: TAGS.sample(&mut dice, tags).copied().collect(),
            stock: if dice.random_ratio(1, 20) {
                0
            } else {
                dice.random_range(1..=500)
            },
            seller: if dice.random_ratio(1, 2) {
                None
            } else {
                sellers.choose(&mut dice).map(String::as_str)
            },
        })
    }

    /// The bytes that are searched.
    fn searched(&self) -> usize {
        let texts = once(self.name.len()).chain(once(self.description.len()));
        texts.chain(self.tags.iter().map(|tag| tag.len())).sum()
    }
}

fn pick(dice: &mut Xoshiro256PlusPlus, words: &[&'static str]) -> &'static str {
    words.choose(dice).copied().unwrap_or_default()
}

/// Always the same for the same number.
fn brand(number: u64) -> String {
    let mut dice = dice(number);
    let syllables = dice.random_range(2..=3);
    (0..syllables).map(|_| pick(&mut dice, SYLLABLES)).collect()
}

fn name(dice: &mut Xoshiro256PlusPlus, brand: &str, material: &str, noun: &str) -> String {
    let (adjective, size) = (pick(dice, ADJECTIVES), pick(dice, SIZES));
    let name = format!("{brand} {adjective} {material} {noun} {size}");
    if dice.random_ratio(1, 2) {
        return name;
    }
    let letter = |dice: &mut Xoshiro256PlusPlus| char::from(dice.random_range(b'A'..=b'Z'));
    let (first, second) = (letter(dice), letter(dice));
    format!("{name} {first}{second}-{}", dice.random_range(100..=9_999))
}

/// Two to six sentences, none twice.
fn description(dice: &mut Xoshiro256PlusPlus, brand: &str, material: &str, noun: &str) -> String {
    let count = dice.random_range(2..=6);
    let sentences: Vec<&str> = SENTENCES.sample(dice, count).copied().collect();
    let number = dice.random_range(3..=90).to_string();
    let filled = sentences
        .join(" ")
        .replace("{brand}", brand)
        .replace("{material}", material);
    filled.replace("{noun}", noun).replace("{number}", &number)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn goods_are_the_same_in_each_run_and_differ_among_themselves() {
        let name = |number| Row::of(number, &[]).unwrap().name;
        assert_eq!(name(7), name(7));
        let names: HashSet<_> = (0..5_000).map(name).collect();
        assert!(names.len() > 4_900, "{}", names.len());
    }

    #[test]
    fn goods_are_filled_in() {
        let sellers = ["S".to_owned()];
        let rows: Vec<_> = (0..2_000)
            .map(|number| Row::of(number, &sellers).unwrap())
            .collect();
        assert!(
            rows.iter()
                .all(|row| !row.description.contains('{') && row.price <= DEAREST)
        );
        let sold = rows.iter().filter(|row| row.seller.is_some()).count();
        assert!((900..1_100).contains(&sold), "{sold}");
    }

    #[test]
    fn what_is_sought_is_there() {
        let words = sought();
        assert!(words.len() > 100);
        let names: Vec<_> = (0..20_000)
            .map(|number| Row::of(number, &[]).unwrap().name)
            .collect();
        let found = words
            .iter()
            .filter(|word| names.iter().any(|name| name.contains(*word)));
        assert!(found.count() >= words.len() - COMMON.len());
    }
}

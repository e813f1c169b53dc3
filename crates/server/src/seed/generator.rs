use hexmart_application::catalogue::NewProduct;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::product;
use super::words::{CATEGORIES, Category, Label};
use crate::failure::Failure;

/// Sold out, in one product of so many.
const SOLD_OUT: u32 = 20;
/// Pieces that a product has at most.
const MOST_STOCK: i64 = 500;

/// An endless row of believable products, always the same for the same seed.
///
/// The algorithm is named, not rand's standard one, so that an update of rand does not change every trial's data.
#[derive(Debug)]
pub(crate) struct Generator(Xoshiro256PlusPlus);

impl Generator {
    /// A row of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words.choose(&mut self.0).copied().unwrap_or_default()
    }

    fn name(&mut self, category: &Category, adjective: &str, material: &str, noun: &str) -> String {
        let size = self.pick(category.sizes);
        match category.label {
            Label::Size => format!("{adjective} {material} {noun} {size}"),
            Label::Model(letters) => {
                let number = self.0.random_range(100..=9999);
                format!("{adjective} {material} {noun} {size} {letters}-{number}")
            }
        }
    }

    /// One to three sentences, none twice.
    fn description(&mut self, category: &Category, material: &str, noun: &str) -> String {
        let count = self.0.random_range(1..=3);
        let sentences: Vec<_> = category
            .sentences
            .sample(&mut self.0, count)
            .map(|sentence| sentence.replace("{material}", material).replace("{noun}", noun))
            .collect();
        sentences.join(" ")
    }

    fn stock(&mut self) -> i64 {
        if self.0.random_ratio(1, SOLD_OUT) {
            0
        } else {
            self.0.random_range(1..=MOST_STOCK)
        }
    }

    fn product(&mut self, category: &Category) -> Result<NewProduct, Failure> {
        let adjective = self.pick(category.adjectives);
        let material = self.pick(category.materials);
        let noun = self.pick(category.nouns);
        let name = self.name(category, adjective, material, noun);
        let description = self.description(category, material, noun);
        let price = self.0.random_range(category.hundreds.0..=category.hundreds.1) * 100;
        product(&name, &description, price, self.stock())
    }
}

impl Iterator for Generator {
    type Item = Result<NewProduct, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let category = CATEGORIES.choose(&mut self.0)?;
        Some(self.product(category))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn names(seed: u64, count: usize) -> Vec<String> {
        Generator::new(seed)
            .take(count)
            .map(|product| product.unwrap().name.as_str().to_owned())
            .collect()
    }

    #[test]
    fn a_seed_always_makes_the_same_products() {
        let products = |seed| {
            Generator::new(seed)
                .take(50)
                .map(Result::unwrap)
                .collect::<Vec<_>>()
        };
        assert_eq!(products(7), products(7));
        assert_ne!(products(7), products(8));
    }

    #[test]
    fn products_are_believable() {
        for product in Generator::new(1).take(2000) {
            let product = product.unwrap();
            let price = product.price.money().amount();
            assert!((price % rust_decimal::Decimal::ONE_HUNDRED).is_zero(), "{price}");
            for text in [product.name.as_str(), product.description.as_str()] {
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                assert_eq!(text.trim(), text);
            }
            let sentences = product.description.as_str().matches('.').count();
            assert!((1..=3).contains(&sentences), "{}", product.description.as_str());
        }
    }

    #[test]
    fn names_vary_and_some_are_about_apples() {
        let names = names(1, 5000);
        let different: HashSet<_> = names.iter().collect();
        assert!(different.len() > 4500, "{} different", different.len());
        let apples = names.iter().filter(|name| name.contains("사과")).count();
        assert!((100..1000).contains(&apples), "{apples} of 5000");
    }
}

//! What shoppers look at in a large shop: the requests, and the shape of a right answer.
//!
//! The server answers the same question from memory for not quite a second. So that it has to look each time, no question
//! comes twice within that time: a price, or an instant to come as the end of the period, is random in each request.
//! Where there are too few different questions (product pages of a small shop, words, prefixes), the client pauses
//! between them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use serde_json::Value;

use super::goods::{DEAREST, dice, sought, tags};
use super::hangul::prefixes;
use crate::client::{self, Call};

const PRODUCTS: &str = "/commerce/products/";
/// Different questions of a load: no server here answers as many in a second.
const QUESTIONS: usize = 30_000;
/// Few enough to stay in memory.
const REMEMBERED: usize = 100;

/// What the requests speak of.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) ids: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) sellers: Vec<String>,
}

/// A thing to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// 30 products from a random price upwards
    ByPrice,
    /// The same in a random category
    InCategory,
    /// The 30 newest that can be had
    InStock,
    /// The 30 newest of a random seller
    OfSeller,
    /// The 30 newest with a random tag
    Tagged,
    /// A product page that nobody looked at just now
    Detail,
    /// A two-syllable word
    Search,
    /// The same within a price, by many
    SearchInPrice,
    /// What completes the beginning of a word
    Suggest,
    /// A product page that many look at
    DetailRemembered,
}

impl View {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::ByPrice => "list by price",
            Self::InCategory => "list by price, of a category",
            Self::InStock => "list of the newest in stock",
            Self::OfSeller => "list of the newest of a seller",
            Self::Tagged => "list of the newest with a tag",
            Self::Detail => "detail, not in memory",
            Self::Search => "search, a two-syllable word",
            Self::SearchInPrice => "search, a word within a price",
            Self::Suggest => "suggestions",
            Self::DetailRemembered => "detail, in memory",
        }
    }

    /// What a client waits before its next question, so that none comes twice within the life of an answer.
    pub(super) fn pause(self) -> Duration {
        match self {
            // 1,000 ids.
            Self::Detail => Duration::from_millis(1),
            // Some 150 words.
            Self::Search => Duration::from_millis(8),
            // Some 600 prefixes.
            Self::Suggest => Duration::from_millis(2),
            _ => Duration::ZERO,
        }
    }

    /// The requests, which clients repeat in this order from different starting points.
    pub(super) fn calls(self, known: &Known) -> Result<Arc<[Call]>> {
        let detail = |id: &String| client::get(&format!("{PRODUCTS}{id}/"));
        match self {
            Self::Detail => known.ids.iter().map(detail).collect(),
            Self::DetailRemembered => known.ids.iter().take(REMEMBERED).map(detail).collect(),
            Self::Search => sought().into_iter().map(|word| search(word, "")).collect(),
            Self::Suggest => prefixes(&sought()).iter().map(|typed| suggest(typed)).collect(),
            _ => {
                let mut dice = dice(2);
                (0..QUESTIONS).map(|_| self.question(known, &mut dice)).collect()
            }
        }
    }

    fn question(self, known: &Known, dice: &mut Xoshiro256PlusPlus) -> Result<Call> {
        // Enough goods of the small shop cost more.
        let price = dice.random_range(0..DEAREST / 2);
        let newest = format!("sort=recent&created_before={}", an_instant_to_come(dice));
        let query = match self {
            Self::InCategory => {
                let category = one(&known.categories, dice)?;
                format!("category={category}&price_min={price}&sort=price")
            }
            Self::InStock => format!("in_stock=true&{newest}"),
            Self::OfSeller => format!("seller={}&{newest}", one(&known.sellers, dice)?),
            Self::Tagged => format!("tag={}&{newest}", client::percent_encoded(one(tags(), dice)?)),
            Self::SearchInPrice => {
                let words = sought();
                return search(one(&words, dice)?, &format!("&price_min={price}"));
            }
            _ => format!("price_min={price}&sort=price"),
        };
        client::get(&format!("{PRODUCTS}?page_size=30&{query}"))
    }

    /// Whether this answer is one to these requests, and not an empty or foreign one.
    pub(super) fn accepts(self, answer: &Value) -> bool {
        let is_filled = |pointer| {
            let listed = answer.pointer(pointer).and_then(Value::as_array);
            listed.is_some_and(|listed| (1..=30).contains(&listed.len()))
        };
        match self {
            Self::Detail | Self::DetailRemembered => {
                answer.pointer("/product/id").is_some_and(Value::is_string)
            }
            Self::Suggest => is_filled("/suggestions"),
            _ => is_filled("/products"),
        }
    }
}

fn one<'w, W>(words: &'w [W], dice: &mut Xoshiro256PlusPlus) -> Result<&'w W> {
    words.choose(dice).context("there is nothing to choose from")
}

/// No product is newer, so that as a limit it changes only the question.
fn an_instant_to_come(dice: &mut Xoshiro256PlusPlus) -> String {
    let (day, minute, millisecond) = (
        dice.random_range(1..=28),
        dice.random_range(0..60),
        dice.random_range(0..1_000),
    );
    format!("2099-01-{day:02}T00:{minute:02}:00.{millisecond:03}Z")
}

fn search(word: &str, more: &str) -> Result<Call> {
    client::get(&format!(
        "/commerce/search/?q={}{more}",
        client::percent_encoded(word)
    ))
}

fn suggest(typed: &str) -> Result<Call> {
    client::get(&format!(
        "/commerce/suggestions/?q={}",
        client::percent_encoded(typed)
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn known() -> Known {
        let named = |name: &str| vec![format!("{name}1"), format!("{name}2")];
        Known {
            ids: named("PROD"),
            categories: named("CATE"),
            sellers: named("SELLER"),
        }
    }

    #[test]
    fn questions_differ() -> Result<()> {
        for view in [View::ByPrice, View::InStock, View::Tagged, View::SearchInPrice] {
            let calls = view.calls(&known())?;
            let different: HashSet<_> = calls.iter().map(|call| call.uri().to_string()).collect();
            assert!(
                different.len() > QUESTIONS * 3 / 4,
                "{view:?}: {}",
                different.len()
            );
        }
        Ok(())
    }

    #[test]
    fn too_few_questions_take_longer_than_answers_live() -> Result<()> {
        for view in [View::Search, View::Suggest] {
            let questions = u32::try_from(view.calls(&known())?.len())?;
            assert!(
                view.pause() * questions > Duration::from_millis(900),
                "{view:?}: {questions}"
            );
        }
        Ok(())
    }

    #[test]
    fn nothing_found_is_not_accepted() {
        let nothing = serde_json::json!({ "products": [], "suggestions": [] });
        assert!(!View::Search.accepts(&nothing) && !View::Suggest.accepts(&nothing));
    }
}

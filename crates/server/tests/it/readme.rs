//! The tour of the README: every line of it, against a real server, and every answer as it is shown.

use crate::process::Hexmart;
use crate::tour::{Reader, blocks};

const ENGLISH: &str = include_str!("../../../../README.md");
const KOREAN: &str = include_str!("../../../../README.ko.md");

#[test]
fn every_line_of_the_tour_answers_what_is_shown() {
    let mut reader = Reader::of(Hexmart::start("memory:", &["--demo"]), "memory:");
    assert_eq!(reader.follow(ENGLISH), 8);
    assert_eq!(reader.variables.len(), 2);
}

#[test]
fn both_languages_show_the_same_tour() {
    assert_eq!(blocks(KOREAN), blocks(ENGLISH));
}

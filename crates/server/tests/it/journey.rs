//! The journeys of `docs/identity.md`, `docs/purchase.md`, `docs/points.md`, `docs/reviews.md` and `docs/funding.md`: every
//! line of them, against a shop on a file, and every answer as it is shown.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::run;
use crate::process::Hexmart;
use crate::tour::Reader;

const PAGE: &str = include_str!("../../../../docs/identity.md");
const REVIEWS: &str = include_str!("../../../../docs/reviews.md");
const PURCHASE: &str = include_str!("../../../../docs/purchase.md");
const POINTS: &str = include_str!("../../../../docs/points.md");
const FUNDING: &str = include_str!("../../../../docs/funding.md");

#[test]
fn every_line_of_the_journey_answers_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let mut reader = Reader::of(Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), &url);
    assert_eq!(reader.follow(PAGE), 30);
}

#[test]
fn every_line_of_a_purchase_answers_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let mut reader = Reader::of(Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), &url);
    assert_eq!(reader.follow(PURCHASE), 25);
}

#[test]
fn every_line_about_points_answers_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let mut reader = Reader::of(Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), &url);
    assert_eq!(reader.follow(POINTS), 19);
}

#[test]
fn every_line_about_reviews_answers_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let mut reader = Reader::of(Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), &url);
    assert_eq!(reader.follow(REVIEWS), 24);
}

#[test]
fn every_line_of_a_campaign_answers_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let mut reader = Reader::of(Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), &url);
    assert_eq!(reader.follow(FUNDING), 32);
}

/// The rows of the table of routes: method, path, whether everybody may, and the scope that an API key needs.
fn rows() -> impl Iterator<Item = (String, String, bool, String)> {
    PAGE.lines().filter_map(|line| {
        let cells: Vec<_> = line
            .split('|')
            .map(|cell| cell.trim().trim_matches('`'))
            .collect();
        let ["", method, path, policy, scope, ""] = cells[..] else {
            return None;
        };
        let is_row = path.starts_with("/commerce/");
        let row = || {
            (
                method.to_lowercase(),
                path.to_owned(),
                policy == "Public",
                scope.to_owned(),
            )
        };
        is_row.then(row)
    })
}

#[test]
fn the_table_of_routes_is_that_of_the_server() {
    let document: Value = serde_json::from_str(&run(&["openapi"]).stdout).unwrap();
    let mut served = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = &operation["security"];
            let scopes = security.as_array().into_iter().flatten();
            let scope = scopes.filter_map(|way| way["api_key"][0].as_str()).collect();
            served.insert((method.clone(), path.clone(), security.is_null(), scope));
        }
    }
    served.retain(|(_, path, ..)| path.starts_with("/commerce/"));
    assert_eq!(rows().count(), served.len());
    assert_eq!(rows().collect::<BTreeSet<_>>(), served);
}

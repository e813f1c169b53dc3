//! Ten thousand queries that nobody should send.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use hexmart_application::catalogue::{Browse, BrowseError, ListSort, Mark, PageAt, ProductPage};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::client::errors;
use crate::fixture::{Api, Ports};
use crate::samples::{CATEGORY, PRODUCT, SELLER};
use crate::shelf::{full_card, open, page_of};

const PATHS: [&str; 6] = [
    "/commerce/products/",
    "/commerce/search/",
    "/commerce/suggestions/",
    "/commerce/deals/",
    "/commerce/staff/products/",
    "/commerce/sellers/me/products/",
];
const NAMES: [&str; 22] = [
    "product_name",
    "category",
    "seller",
    "state",
    "price_min",
    "price_max",
    "in_stock",
    "on_sale",
    "tag",
    "created_after",
    "created_before",
    "ids",
    "sort",
    "cursor",
    "cursor",
    "with_total",
    "page_size",
    "page_index",
    "q",
    "limit",
    "",
    "%00",
];
const VALUES: [&str; 40] = [
    "",
    "0",
    "1",
    "2",
    "-1",
    "200",
    "201",
    "9999",
    "18446744073709551615",
    "18446744073709551616",
    "1e5",
    "-0",
    "0.5",
    "99999999.99",
    "1e-99",
    "1e99999999999",
    "NaN",
    "true",
    "false",
    "shop",
    "on_sale",
    "deleted",
    "price",
    "-price",
    "recent",
    "stars",
    "relevance",
    "popularity",
    "a,b",
    ",",
    "%",
    "%ff",
    "%00",
    "%EA%B0%80",
    "2026-01-01",
    "0000-00-00",
    "9999-12-31T23:59:59.999999999Z",
    "1000-01-01",
    "'%20OR%201=1--",
    "\u{25}2e\u{25}2e/",
];

fn next(browse: &Browse) -> Result<ProductPage, BrowseError> {
    let product = PRODUCT.parse().unwrap();
    let key = i64::try_from(browse.size).unwrap();
    match browse.at {
        PageAt::Index(index) if index > 10_000 => {
            let after = Mark {
                key: i64::MIN,
                product,
            };
            Err(BrowseError::TooDeep { index, after })
        }
        _ => Ok(ProductPage {
            next: Some(Mark { key, product }).filter(|_| browse.sort != ListSort::Stars),
            ..page_of(vec![full_card()])
        }),
    }
}

fn server() -> Api {
    let mut ports = Ports::new();
    open(&mut ports);
    ports.catalogue.expect_browse().returning(|browse| next(&browse));
    ports.serve()
}

/// One request after the other on one connection.
struct Line(BufReader<TcpStream>);

impl Line {
    fn ask(&mut self, target: &str) -> (u16, Vec<u8>) {
        let caller = if target.contains("/me/") {
            "seller"
        } else {
            "staff"
        };
        let head = format!("GET {target} HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {caller}\r\n\r\n");
        self.0.get_mut().write_all(head.as_bytes()).unwrap();
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            if let Some(rest) = line.strip_prefix("content-length: ") {
                length = rest.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, body)
    }
}

/// Cursors that were given out.
fn cursors(line: &mut Line) -> Vec<String> {
    let mut cursor = |query: &str| {
        let (_, body) = line.ask(&format!("/commerce/products/?{query}"));
        let body: Value = serde_json::from_slice(&body).unwrap();
        body["page"]["next_cursor"].as_str().unwrap().to_owned()
    };
    ["", "sort=price", "sort=-price&tag=a", "on_sale=true"]
        .map(&mut cursor)
        .to_vec()
}

/// Cursors as they were given out, and with a letter changed.
fn cursor(known: Vec<String>) -> impl Strategy<Value = String> {
    let damaged = (select(known.clone()), 0_usize..60, "[A-Za-z0-9_-]{0,2}");
    let damaged = damaged.prop_map(|(cursor, place, letter)| {
        let (head, tail) = cursor.split_at(place.min(cursor.len() - 1));
        [head, &letter, &tail[1..]].concat()
    });
    prop_oneof![select(known), damaged, "[A-Za-z0-9_-]{0,80}"]
}

fn query(known: Vec<String>) -> impl Strategy<Value = String> {
    let ids = select(vec![PRODUCT, CATEGORY, SELLER]).prop_map(str::to_owned);
    let word = select(VALUES.to_vec()).prop_map(str::to_owned);
    let escaped = proptest::collection::vec(any::<u8>(), 0..12);
    let escaped = escaped.prop_map(|bytes| {
        bytes
            .into_iter()
            .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
    });
    let value = prop_oneof![4 => word, 2 => ids, 2 => escaped, 1 => "[!-~&&[^\"#<>\\\\^`{|}%&]]{0,30}", 2 => cursor(known)];
    let pair = (select(NAMES.to_vec()), value).prop_map(|(name, value)| format!("{name}={value}"));
    let pairs = proptest::collection::vec(pair, 0..6);
    (select(PATHS.to_vec()), pairs).prop_map(|(path, pairs)| format!("{path}?{}", pairs.join("&")))
}

#[test]
fn nonsense_is_refused_and_breaks_nothing() {
    let api = server();
    let mut line = Line(BufReader::new(TcpStream::connect(api.address).unwrap()));
    let queries = query(cursors(&mut line));
    let line = RefCell::new(line);
    let served = RefCell::new([0, 0]);
    let config = Config {
        cases: 10_000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&queries, |target| {
        let (status, body) = line.borrow_mut().ask(&target);
        let body: Value = serde_json::from_slice(&body).unwrap();
        if status == 200 {
            served.borrow_mut()[0] += 1;
            return Ok(());
        }
        served.borrow_mut()[1] += 1;
        prop_assert!([400, 422].contains(&status), "{target}: {body}");
        if body["code"] == "use_cursor" {
            prop_assert!(
                body["url"].as_str().unwrap().contains("cursor="),
                "{target}: {body}"
            );
        } else {
            let named = errors(&body);
            prop_assert!(!named.is_empty() || target.contains('%'), "{target}: {body}");
            for (place, _) in named {
                prop_assert!(NAMES.contains(&place.as_str()), "{target}: {body}");
            }
        }
        Ok(())
    });
    outcome.unwrap();
    let [good, bad] = served.into_inner();
    assert!(good > 1_000 && bad > 1_000, "{good} good, {bad} bad");
}

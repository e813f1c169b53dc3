//! Bodies that are wrong as a whole.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::bad_values::Untouched;
use super::place::Place;
use super::shop::{COUPONS, PRODUCTS, TOKENS, USERS, discounts_of, stock_of};
use crate::client::{Client, field_errors};

/// Every path that reads a body, as somebody who may use it.
fn readers(untouched: &Untouched) -> (Client, [String; 6]) {
    let hana = untouched.shop.sign_up("hana@example.com");
    let id = &untouched.id;
    let paths = [
        PRODUCTS.to_owned(),
        stock_of(id),
        discounts_of(id),
        COUPONS.to_owned(),
        USERS.to_owned(),
        TOKENS.to_owned(),
    ];
    (hana.with("Content-Type", "application/json"), paths)
}

pub(super) fn what_is_no_json_object_is_malformed(place: &Place) {
    let untouched = Untouched::at(place);
    let (hana, paths) = readers(&untouched);
    for path in paths {
        for body in [
            &b"[]"[..],
            b"[{\"change\": 1}]",
            b"\"text\"",
            b"null",
            b"5",
            b"true",
            b"{",
            b"{} {}",
            b"{\"change\": 1,}",
            b"{'change': 1}",
            b"{\"change\": NaN}",
            b"{\"price\": Infinity}",
            b"{\"price\": -Infinity}",
            b"{\"price\": 01}",
            b"{\"price\": +1}",
            b"{\"price\": 0x10}",
            b"{\"name\": \"\xff\xfe\"}",
            b"{\"name\": \"\xed\xa0\x80\"}",
            b"{\"name\": \"\xc0\x80\"}",
            b"{\"name\": \"a\0b\"}",
            b"{\"name\": \"a\nb\"}",
            b"{\"name\": \"\\x\"}",
            b"\0",
            b"\xff",
            b"\xfe\xff\0{\0}",
            b"name=a&price=1",
            b"<product/>",
        ] {
            let problem = hana.post(&path, body).problem(400, "malformed_json");
            assert!(problem["errors"].is_null(), "{problem}");
        }
    }
    untouched.verify();
}

pub(super) fn nesting_bombs_are_refused(place: &Place) {
    const DEPTH: usize = 100_000;
    let untouched = Untouched::at(place);
    let (hana, paths) = readers(&untouched);
    for path in paths {
        for body in [
            "[".repeat(DEPTH),
            "{\"a\":".repeat(DEPTH),
            format!("{{\"x\": {}{}}}", "[".repeat(DEPTH), "]".repeat(DEPTH)),
            format!(
                "{{\"change\": {}1{}}}",
                "{\"a\":".repeat(DEPTH),
                "}".repeat(DEPTH)
            ),
            format!(
                "{{\"change\": 1, \"unknown\": {}{}}}",
                "[".repeat(64),
                "]".repeat(64)
            ),
        ] {
            hana.post(&path, body).problem(400, "malformed_json");
        }
    }
    untouched.verify();
    // What is nested as deeply as people nest is only unknown.
    let body = format!(
        r#"{{"change": 1, "unknown": {}{}}}"#,
        "[".repeat(60),
        "]".repeat(60)
    );
    assert_eq!(hana.post(&stock_of(&untouched.id), body).ok()["version"], 3);
}

pub(super) fn an_empty_body_misses_everything(place: &Place) {
    let untouched = Untouched::at(place);
    let (hana, paths) = readers(&untouched);
    let missing = [
        vec!["/name", "/description", "/price", "/stock"],
        vec!["/change"],
        vec!["/percentage"],
        vec!["/discount_percentage", "/valid_from", "/valid_to"],
    ];
    for (path, missing) in paths.iter().zip(missing) {
        for body in ["", "\u{feff}", "{}", "\u{feff}{}", r#"{"unknown": 1}"#] {
            let problem = hana.post(path, body).problem(400, "required");
            let places: Vec<_> = field_errors(&problem)
                .into_iter()
                .map(|(place, code)| {
                    assert_eq!(code, "required");
                    place
                })
                .collect();
            assert_eq!(places, missing);
        }
    }
    for path in [USERS, TOKENS] {
        hana.post(path, "").problem(400, "malformed_json");
    }
    untouched.verify();
}

pub(super) fn a_body_has_at_most_a_mebibyte(place: &Place) {
    const MOST: usize = 1024 * 1024;
    let untouched = Untouched::at(place);
    let (hana, paths) = readers(&untouched);
    for path in &paths {
        let largest = hana.post(path, format!("{{{}}}", " ".repeat(MOST - 2)));
        assert!([400, 422].contains(&largest.status), "{path}: {}", largest.text());
        hana.with("Expect", "100-continue")
            .post(path, format!("{{\"change\": 1}}{}", " ".repeat(MOST)))
            .problem(413, "body_too_large");
    }
    // In chunks nobody knows beforehand.
    let address = untouched.shop.server().address();
    let mut connection = TcpStream::connect(address).unwrap();
    let path = stock_of(&untouched.id);
    write!(
        connection,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nTransfer-Encoding: chunked\r\n\r\nD\r\n{{\"change\": 1}}\r\n"
    )
    .unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for _ in 0..17 {
        // The server may have refused already.
        drop(connection.write_all(chunk.as_bytes()));
    }
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    untouched.verify();
}

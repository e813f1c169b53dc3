//! Many clients at once.

use std::thread;

use super::place::Place;
use super::shop::stock_of;
use crate::client::Client;

const CLIENTS: i64 = 64;
/// How often each of them changes the stock; `HEXMART_TEST_CHANGES` asks for more.
const CHANGES: i64 = 60;
const BEGIN: i64 = 1_000_000;

fn changes() -> i64 {
    let asked = std::env::var("HEXMART_TEST_CHANGES").ok();
    asked.map_or(CHANGES, |count| count.parse().unwrap())
}

pub(super) fn sixty_four_clients_on_one_product_lose_no_change(place: &Place) {
    let shop = place.demo();
    let (id, changes) = (shop.create("인기 상품", "1000", BEGIN), changes());
    let path = stock_of(&id);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (client, path) = (Client::of(shop.server()), path.clone());
            // Every third takes what the others bring.
            let change = if number % 3 == 0 { -1 } else { 1 };
            thread::spawn(move || {
                let body = format!(r#"{{"change": {change}}}"#);
                let mut versions = Vec::new();
                for _ in 0..changes {
                    let answer = client.post(&path, &body);
                    versions.push(answer.ok()["version"].as_i64().unwrap());
                }
                assert!(versions.is_sorted());
                (change, versions)
            })
        })
        .collect();
    let (mut expected, mut versions) = (BEGIN, Vec::new());
    for client in clients {
        let (change, seen) = client.join().unwrap();
        expected += change * changes;
        versions.extend(seen);
    }
    versions.sort_unstable();
    let all: Vec<_> = (2..=CLIENTS * changes + 1).collect();
    assert_eq!(
        versions, all,
        "each change has a version of its own, without a gap"
    );
    assert_eq!(shop.listed(&id)["stock_count"], expected);
    let next = shop.change(&id, 1).ok();
    assert_eq!(next["new_stock_count"], expected + 1);
    assert_eq!(next["version"], CLIENTS * changes + 2);
}

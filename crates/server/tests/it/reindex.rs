//! A search index that is made anew while the shop is open: whoever asks is answered from the old one or from the new.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::premises::Premises;

const PRODUCTS: usize = 6_000;
const SEARCH: &str = "/commerce/search/?page_size=1";
/// So long the index may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// How many products are found, or the answer that says why not.
fn total(client: &Client) -> Result<usize, String> {
    let answer = client.get(SEARCH);
    let total = (answer.status == 200)
        .then(|| answer.json()["total"].as_u64())
        .flatten();
    let total = total.and_then(|total| usize::try_from(total).ok());
    total.ok_or_else(|| answer.text().to_owned())
}

#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

/// Bytes in a folder, whatever comes and goes meanwhile.
fn weight(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let weigh = |entry: fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => weight(&entry.path()),
        Ok(found) => found.len(),
        Err(_gone) => 0,
    };
    entries.map(weigh).sum()
}

/// The folders of whole or half-built indices.
fn generations(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// Makes the index anew, and kills that once another `part` tenths of an index lie in the folder, or at its end.
fn rebuild_and_kill(home: &Premises, folder: &Path, whole: u64, part: u64) -> bool {
    let before = weight(folder);
    let mut child = home
        .command(&["search", "reindex"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while weight(folder) < before + whole * part / 10 && child.try_wait().unwrap().is_none() {
        thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

fn kill_ten_times(home: &Premises) {
    home.run(&["seed", "products", "--count", &PRODUCTS.to_string()]);
    let folder = home.file("shop.search");
    let server = home.serve(&[]);
    let client = Client::of(&server);
    until("the first index never came", || total(&client) == Ok(PRODUCTS));
    let whole = weight(&folder);

    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let shopper = Client::of(&server);
    let killed = thread::scope(|scope| {
        let asking = scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                // Nothing changes, so that the old one and the new one find the same.
                assert_eq!(total(&shopper), Ok(PRODUCTS));
                asked.fetch_add(1, Ordering::Relaxed);
            }
        });
        let killed = (0..10)
            .filter(|part| rebuild_and_kill(home, &folder, whole, *part))
            .count();
        stop.store(true, Ordering::Relaxed);
        asking.join().unwrap();
        killed
    });
    assert!(killed >= 6, "only {killed} were under way");
    assert!(asked.into_inner() > 10);
    assert!(server.terminate().status.success());

    // Somebody who opens the shop then finds everything, too, and what is new.
    let server = home.serve(&[]);
    let client = Client::of(&server);
    until("a new server finds nothing", || total(&client) == Ok(PRODUCTS));
    finds_what_is_new(&client, "무지개우산");
    assert_eq!(
        home.run(&["search", "reindex"]),
        format!("indexed {} products\n", PRODUCTS + 1)
    );
    until("the new index is not used", || total(&client) == Ok(PRODUCTS + 1));
    finds_what_is_new(&client, "은하수양산");
    assert!(server.terminate().status.success());
    home.run(&["search", "reindex"]);
    let left = generations(&folder);
    assert!(left.len() <= 2, "what was killed is cleared away: {left:?}");
}

#[track_caller]
fn finds_what_is_new(client: &Client, name: &str) {
    let wanted = json!({"name": name, "description": "새것", "price": 1000, "stock": 1});
    client.post_json("/commerce/products/", &wanted).ok();
    let encoded = name.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    });
    until("what is new is not found", || {
        let found = client.get(&format!("/commerce/search/?q={encoded}")).ok();
        found["products"]
            .as_array()
            .unwrap()
            .iter()
            .any(|product: &Value| product["name"] == name)
    });
}

#[test]
fn an_index_that_is_killed_ten_times_on_sqlite_answers_all_the_time() {
    kill_ten_times(&Premises::sqlite());
}

#[test]
fn an_index_that_is_killed_ten_times_on_mysql_answers_all_the_time() {
    if let Some(home) = Premises::mysql() {
        kill_ten_times(&home);
    }
}

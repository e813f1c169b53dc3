//! How large the index of a catalogue is, and how fast it answers.
//!
//! ```console
//! cargo run --release -p hexmart-search-adapter --example measure -- 1000000
//! ```
//!
//! A second number is how many times each question is asked; the fastest answer counts then, for machines on which
//! others work.
//!
//! Prints one line for each figure. The catalogue is made up, the same each time; see `catalogue.rs` for how its words
//! are spread.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::unchecked_time_subtraction,
    reason = "a measurement that cannot go on has failed, and its figures are rounded"
)]

mod catalogue;
mod questions;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use hexmart_application::search::{IndexChange, SearchIndex};
use hexmart_search_adapter::EmbeddedIndex;
use tempfile::TempDir;

use catalogue::Catalogue;

const BATCH: u64 = 1_000;

fn main() {
    // As in the server.
    hexmart_allocator::give_back_soon();
    measure();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn measure() {
    let products: u64 = std::env::args()
        .nth(1)
        .map_or(1_000_000, |argument| argument.parse().unwrap());
    let folder = TempDir::new().unwrap();
    let catalogue = Catalogue::new();
    build(&catalogue, folder.path(), products).await;

    let index = EmbeddedIndex::open(folder.path()).unwrap();
    println!("opened: {}", memory());
    let times = std::env::args()
        .nth(2)
        .map_or(1, |argument| argument.parse().unwrap());
    questions::ask(&index, &catalogue, products, times).await;
    change(&index, &catalogue, products).await;
    println!("after changes: {}", memory());
    questions::ask(&index, &catalogue, products, times).await;
    // The threads that have answered end, and with them what they kept.
    tokio::time::sleep(Duration::from_secs(15)).await;
    println!("idle: {}", memory());
}

async fn build(catalogue: &Catalogue, folder: &Path, products: u64) {
    let index = EmbeddedIndex::open(folder).unwrap();
    println!("empty: {}", memory());
    let begun = Instant::now();
    let mut making = Duration::ZERO;
    let mut data = 0;
    let mut rebuild = index.rebuild().await.unwrap();
    let mut peak = 0;
    for start in (0..products).step_by(BATCH as usize) {
        let made = Instant::now();
        let batch: Vec<_> = (start..(start + BATCH).min(products))
            .map(|number| catalogue.product(number))
            .collect();
        data += batch.iter().map(catalogue::size).sum::<usize>();
        making += made.elapsed();
        rebuild.add(batch).await.unwrap();
        peak = peak.max(anonymous_memory());
    }
    let added = begun.elapsed() - making;
    rebuild.finish(1).await.unwrap();
    println!(
        "built: {products} products in {:.1?}, of which joining {:.1?}",
        begun.elapsed() - making,
        begun.elapsed() - making - added
    );
    println!("while building: {} MB of anonymous memory", peak / 1024);
    println!("after building: {}", memory());
    let size = size_of(folder);
    println!(
        "size: {:.1} MB of index for {:.1} MB of data, {:.1} %, {:.0} bytes for each product",
        size as f64 / 1e6,
        data as f64 / 1e6,
        size as f64 * 100.0 / data as f64,
        size as f64 / products as f64,
    );
    let mut by_kind = std::collections::BTreeMap::new();
    sizes(folder, &mut by_kind);
    for (kind, size) in by_kind {
        println!(
            "  {kind}: {:.1} bytes for each product",
            size as f64 / products as f64
        );
    }
}

async fn change(index: &EmbeddedIndex, catalogue: &Catalogue, products: u64) {
    let mut position = index.position().await.unwrap().unwrap();
    for size in [1_u64, 100, 1000] {
        let mut times = Vec::new();
        for round in 0..30_u64 {
            let change = |number: u64| {
                let product = catalogue.product((number * 7919 + round * 104_729) % products);
                IndexChange::Upsert(Box::new(product))
            };
            let changes = (0..size).map(change).collect();
            position += 1;
            let begun = Instant::now();
            index.apply(changes, position).await.unwrap();
            times.push(begun.elapsed());
        }
        questions::report(&format!("apply {size} changes"), times);
    }
}

fn sizes(folder: &Path, by_kind: &mut std::collections::BTreeMap<String, u64>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.metadata().unwrap().is_dir() {
            sizes(&entry.path(), by_kind);
        } else {
            let path = entry.path();
            let kind = path.extension().map_or("other", |kind| kind.to_str().unwrap());
            *by_kind.entry(kind.to_owned()).or_default() += entry.metadata().unwrap().len();
        }
    }
}

fn size_of(folder: &Path) -> u64 {
    let mut by_kind = std::collections::BTreeMap::new();
    sizes(folder, &mut by_kind);
    by_kind.values().sum()
}

fn status(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn anonymous_memory() -> u64 {
    status("RssAnon:")
}

fn memory() -> String {
    format!(
        "{:.1} MB of anonymous memory, {:.1} MB of mapped files",
        anonymous_memory() as f64 / 1024.0,
        status("RssFile:") as f64 / 1024.0
    )
}

//! A process that is killed while it writes leaves an index that answers.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use hexmart_application::search::SearchIndex;
use hexmart_search_adapter::EmbeddedIndex;
use tempfile::TempDir;

use crate::given::{build, found, numbered, upsert};

/// The folder that the process under test writes; set in it alone.
const FOLDER: &str = "HEXMART_TEST_INDEX";
const PRODUCTS: u64 = 20;

/// One process after the other is killed at another moment of its writing: in the middle of changes, of a rebuild, of a
/// switch. What each had acknowledged is there, whole, for the next.
#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_lose_nothing_and_double_nothing() {
    let folder = TempDir::new().unwrap();
    build(&EmbeddedIndex::open(folder.path()).unwrap(), &[], 0).await;
    for kill in 0..10 {
        let acknowledged = write_until_killed(folder.path(), 1 + kill);
        let index = EmbeddedIndex::open(folder.path()).unwrap();
        let position = index.position().await.unwrap().unwrap();
        assert!(
            position >= acknowledged,
            "{position} < {acknowledged} after kill {kill}"
        );
        // Each position gives every product the name of its number.
        let all = found(&index, "").await.len();
        assert_eq!(
            all,
            if position == 0 {
                0
            } else {
                usize::try_from(PRODUCTS).unwrap()
            },
            "kill {kill}"
        );
        if position > 0 {
            assert_eq!(
                found(&index, &format!("p{position}x")).await.len(),
                all,
                "kill {kill}"
            );
        }
    }
    let index = EmbeddedIndex::open(folder.path()).unwrap();
    build(&index, &[], 1).await;
    let generations = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(generations.count(), 1);
}

/// Runs the process, kills it after so many of its lines and answers the last position that it acknowledged.
fn write_until_killed(folder: &Path, lines: usize) -> i64 {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::the_process_that_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = 0;
    let mut seen = 0;
    let mut killed = false;
    // What it still says after the kill was said before it.
    for line in output.lines().map_while(Result::ok) {
        if let Some(position) = line.strip_prefix("acknowledged ") {
            acknowledged = position.parse().unwrap();
            seen += 1;
        }
        if seen >= lines && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(killed, "it ended by itself");
    acknowledged
}

/// Not a test of its own: it writes for ever, in a process of its own, and every third time builds the index anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_process_that_is_killed() {
    let Ok(folder) = env::var(FOLDER) else {
        return;
    };
    let index = EmbeddedIndex::open(Path::new(&folder)).unwrap();
    let mut position = index.position().await.unwrap().unwrap();
    loop {
        position += 1;
        let products: Vec<_> = (1..=PRODUCTS)
            .map(|number| numbered(number, &format!("p{position}x")))
            .collect();
        if position % 3 == 0 {
            build(&index, &products, position).await;
        } else {
            upsert(&index, &products, position).await;
        }
        println!("acknowledged {position}");
    }
}

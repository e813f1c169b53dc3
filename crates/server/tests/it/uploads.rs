//! Servers that die while pictures are sent: what a product shows is there, and what belongs to nothing is swept.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use hexmart_media_adapter::demo_picture;
use serde_json::Value;

use crate::client::Client;
use crate::premises::Premises;
use crate::process::Hexmart;

/// Those who send pictures all the time, each to a product of their own.
const SELLERS: usize = 8;
const KILLS: usize = 10;
const SIZES: [&str; 3] = ["large", "medium", "thumbnail"];

/// Somebody who sends pictures until nobody answers any more, and takes them away again when there are many. Answers the
/// addresses of those that the shop said it keeps.
fn send_pictures(client: &Client, product: &str, picture: &[u8], sent: &Sender<()>) -> BTreeSet<String> {
    let path = format!("/commerce/products/{product}/pictures/");
    let (jpeg, json) = (
        client.with("Content-Type", "image/jpeg"),
        client.with("Content-Type", "application/json"),
    );
    let mut kept = BTreeSet::new();
    loop {
        if kept.len() / SIZES.len() >= 5 {
            // Whether it was done is not known when nobody answers.
            kept.clear();
            match json.try_send("PUT", &path, Some(br#"{"pictures": []}"#)) {
                Ok(answer) => assert_eq!(answer.status, 200, "{}", answer.text()),
                Err(_no_answer) => return kept,
            }
        }
        match jpeg.try_send("POST", &path, Some(picture)) {
            Ok(answer) if answer.status == 201 => {
                kept.extend(urls(&answer.json()));
                // Nobody minds when the test has heard enough.
                let _ = sent.send(());
            }
            Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
            Err(_no_answer) => return kept,
        }
    }
}

fn urls(picture: &Value) -> [String; 3] {
    SIZES.map(|size| picture["urls"][size].as_str().unwrap().to_owned())
}

/// The addresses of all pictures that the products show.
fn shown(client: &Client, products: &[String]) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for product in products {
        let detail = client.get(&format!("/commerce/products/{product}/")).ok();
        let pictures = detail["product"]["pictures"].as_array().unwrap().clone();
        shown.extend(pictures.iter().flat_map(urls));
    }
    shown
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            files.extend(self::files(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}

#[track_caller]
fn are_all_there(client: &Client, shown: &BTreeSet<String>) {
    for url in shown {
        let answer = client.get(url);
        assert_eq!(answer.status, 200, "{url} is shown and not there");
        assert!(
            answer.body.starts_with(&[0xff, 0xd8, 0xff]),
            "{url} is half a file"
        );
    }
}

/// Lets the sellers loose and kills the server after so many pictures; answers what it said it keeps.
fn kill_under_load(server: Hexmart, products: &[String], moment: usize) -> BTreeSet<String> {
    let (sent, acknowledged) = channel();
    thread::scope(|scope| {
        let mut sellers = Vec::new();
        for (product, seed) in products.iter().zip(1..) {
            let (client, sent) = (Client::of(&server), sent.clone());
            sellers.push(scope.spawn(move || send_pictures(&client, product, &demo_picture(seed), &sent)));
        }
        for _ in 0..moment {
            acknowledged.recv_timeout(Duration::from_mins(1)).unwrap();
        }
        assert_eq!(server.kill().status.code(), None);
        sellers
            .into_iter()
            .flat_map(|seller| seller.join().unwrap())
            .collect()
    })
}

fn kill_ten_times(home: &Premises) {
    let mut server = home.serve(&[]);
    let client = Client::of(&server);
    let products: Vec<String> = (0..SELLERS)
        .map(|number| {
            let body = format!(r#"{{"name": "{number}", "description": "b", "price": 1, "stock": 1}}"#);
            let created = client.post("/commerce/products/", body).ok();
            created["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let nothing = r#"{"pictures": []}"#;
    for kill in 0..KILLS {
        let kept = kill_under_load(server, &products, 3 + 5 * kill);
        server = home.serve(&[]);
        let client = Client::of(&server);
        let shown = shown(&client, &products);
        assert!(kept.is_subset(&shown), "a picture that was acknowledged is lost");
        are_all_there(&client, &shown);
        if kill + 1 < KILLS {
            // Room for the next ones.
            let json = client.with("Content-Type", "application/json");
            for product in &products {
                let path = format!("/commerce/products/{product}/pictures/");
                json.send("PUT", &path, Some(nothing.as_bytes())).ok();
            }
        }
    }
    sweep(home, &Client::of(&server), &products);
}

/// Looks what the sweep does to files that are new, and to files that are old.
fn sweep(home: &Premises, client: &Client, products: &[String]) {
    let folder = home.media().join("pictures");
    let before = files(&folder);
    home.run(&["jobs", "run", "sweep_pictures"]);
    assert_eq!(files(&folder).len(), before.len(), "somebody may be sending them");
    let yesterday = SystemTime::now() - Duration::from_hours(24);
    for file in &before {
        File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_modified(yesterday)
            .unwrap();
    }
    home.run(&["jobs", "run", "sweep_pictures"]);
    let shown = shown(client, products);
    assert!(!shown.is_empty());
    are_all_there(client, &shown);
    let wanted: BTreeSet<_> = shown
        .iter()
        .map(|url| url.trim_start_matches("/media/"))
        .collect();
    let left: Vec<_> = files(&folder)
        .into_iter()
        .map(|file| {
            file.strip_prefix(home.media())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(left.iter().map(String::as_str).collect::<BTreeSet<_>>(), wanted);
    println!(
        "{} orphans of {} files were swept",
        before.len() - left.len(),
        before.len()
    );
}

#[test]
fn a_server_killed_ten_times_on_sqlite_shows_every_picture_it_knows() {
    kill_ten_times(&Premises::sqlite());
}

#[test]
fn a_server_killed_ten_times_on_mysql_shows_every_picture_it_knows() {
    if let Some(home) = Premises::mysql() {
        kill_ten_times(&home);
    }
}

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

/// Longer than any message takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the folder is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// A message as it would have gone out.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Ids sort by the millisecond in which they were made.
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) delivered_at: SystemTime,
}

impl Letter {
    /// The code in it: a line of ten characters in a mail, six digits in a text message.
    pub(crate) fn code(&self) -> Option<&str> {
        let digits = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut words = self
            .text
            .split(|character: char| !character.is_ascii_alphanumeric());
        let line = self.text.lines().find(|line| is_mailed_code(line));
        line.or_else(|| words.find(|word| digits(word)))
    }

    /// The millisecond in which it was made.
    pub(crate) fn made_at(&self) -> &str {
        &self.id["NOTE".len().."NOTE".len() + 10]
    }
}

fn is_mailed_code(line: &str) -> bool {
    line.len() == 10
        && line
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// The folder of a server's `--messages-dir`.
#[derive(Debug, Clone)]
pub(crate) struct Mailbox(PathBuf);

impl Mailbox {
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// How many messages were delivered.
    pub(crate) fn count(&self) -> usize {
        self.files().len()
    }

    /// The whole messages: one that is being written has another name.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect()
    }

    /// Everything, by recipient; to each in the order of delivery.
    pub(crate) fn letters(&self) -> BTreeMap<String, Vec<Letter>> {
        let mut letters: Vec<_> = self.files().iter().map(|path| read(path)).collect();
        letters.sort_by(|one, other| (one.delivered_at, &one.id).cmp(&(other.delivered_at, &other.id)));
        let mut sorted: BTreeMap<String, Vec<Letter>> = BTreeMap::new();
        for letter in letters {
            sorted.entry(letter.to.clone()).or_default().push(letter);
        }
        sorted
    }

    /// Waits until `enough` is true of the number of messages.
    #[track_caller]
    pub(crate) fn wait_until(&self, enough: impl Fn(usize) -> bool) {
        let begun = Instant::now();
        while !enough(self.count()) {
            assert!(begun.elapsed() < PATIENCE, "{} messages", self.count());
            thread::sleep(LOOK);
        }
    }

    /// Waits for a code for each of these recipients, takes all messages out of the folder, and answers the newest codes.
    #[track_caller]
    pub(crate) fn take_codes(&self, recipients: &[String]) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let letters = self.letters();
            let newest = |to| letters.get(to)?.iter().rev().find_map(Letter::code);
            let codes: Option<Vec<_>> = recipients
                .iter()
                .map(|to| newest(to).map(str::to_owned))
                .collect();
            if let Some(codes) = codes {
                for path in self.files() {
                    fs::remove_file(path).unwrap();
                }
                return codes;
            }
            assert!(begun.elapsed() < PATIENCE, "only {:?}", letters.keys());
            thread::sleep(LOOK);
        }
    }
}

fn read(path: &Path) -> Letter {
    let letter: Value = serde_json::from_slice(&fs::read(path).unwrap()).expect("a whole message");
    let text = |name: &str| letter[name].as_str().unwrap().to_owned();
    assert_eq!(path.file_stem().unwrap().to_str(), letter["id"].as_str());
    Letter {
        id: text("id"),
        to: text("to"),
        text: text("text"),
        delivered_at: path.metadata().unwrap().modified().unwrap(),
    }
}

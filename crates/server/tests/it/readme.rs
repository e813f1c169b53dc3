//! The tour of the README: every line of it, against a real server, and every answer as it is shown.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::process::Hexmart;

const ENGLISH: &str = include_str!("../../../../README.md");
const KOREAN: &str = include_str!("../../../../README.ko.md");

/// A fenced block: its language and what stands in it.
type Block<'a> = (&'a str, String);

/// The blocks of the tour, in order.
fn blocks(readme: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(language) => {
                inside = true;
                blocks.push((language, String::new()));
            }
            None if inside => {
                let (_, text) = blocks.last_mut().unwrap();
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    assert!(!inside, "a block without an end");
    blocks.retain(|(language, _)| ["sh", "json"].contains(language));
    blocks
}

/// Somebody who types the lines of the tour.
struct Reader {
    server: Hexmart,
    variables: BTreeMap<String, String>,
    /// What the README shows in the place of each id that the server gave.
    ids: BTreeMap<String, String>,
}

impl Reader {
    /// Runs a line as a shell would, on the port of this server.
    fn run(&self, line: &str) -> Value {
        assert!(
            line.contains("http://127.0.0.1:8000/"),
            "not an address of the shop: {line}"
        );
        let line = line.replace("http://127.0.0.1:8000/", &format!("{}/", self.server.base_url()));
        let output = Command::new("sh")
            .args(["-euc", &line])
            .envs(&self.variables)
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}: {output:?}"))
    }

    /// Sets a variable to the field of the answer that stands where the README shows the assigned value.
    fn assign(&mut self, line: &str, shown: &Value, answer: &Value) {
        let (name, value) = line.split_once('=').unwrap();
        let fields = shown.as_object().unwrap();
        let (field, _) = fields
            .iter()
            .find(|(_, shown)| *shown == value)
            .unwrap_or_else(|| panic!("{line}: the answer before has no such value"));
        self.variables
            .insert(name.to_owned(), answer[field].as_str().unwrap().to_owned());
    }

    /// Compares an answer with what is shown of it. Ids, tokens, cursors and the times of events are the server's own.
    fn compare(&mut self, field: &str, shown: &Value, answer: &Value) {
        match (shown, answer) {
            (Value::Object(left), Value::Object(right)) => {
                assert_eq!(
                    left.keys().collect::<Vec<_>>(),
                    right.keys().collect::<Vec<_>>(),
                    "the fields of {field:?}"
                );
                for (name, shown) in left {
                    self.compare(name, shown, &right[name]);
                }
            }
            (Value::Array(left), Value::Array(right)) => {
                assert_eq!(left.len(), right.len(), "{field}");
                for (shown, answer) in left.iter().zip(right) {
                    self.compare(field, shown, answer);
                }
            }
            (Value::String(left), Value::String(right)) => self.compare_text(field, left, right),
            _ => assert_eq!(shown, answer, "{field}"),
        }
    }

    fn compare_text(&mut self, field: &str, shown: &str, answer: &str) {
        match field {
            "id" | "cupon_id" => self.compare_id(field, shown, answer),
            _ if field.ends_with("_id") => self.compare_id(field, shown, answer),
            _ if field.ends_with("_at") => assert_eq!(form(shown), form(answer), "{field}: {answer}"),
            "access_token" => {
                let begin = shown.strip_suffix('…').unwrap();
                assert!(answer.starts_with(begin), "{field}: {answer}");
            }
            "next_cursor" | "instance" => assert!(!answer.is_empty()),
            _ => assert_eq!(shown, answer, "{field}"),
        }
    }

    /// The same kind of id, and the same one wherever the README shows the same.
    fn compare_id(&mut self, field: &str, shown: &str, answer: &str) {
        let kind = |id: &str| id.split_at(id.len() - 26).0.to_owned();
        assert_eq!(kind(shown), kind(answer), "{field}");
        let known = self
            .ids
            .entry(answer.to_owned())
            .or_insert_with(|| shown.to_owned());
        assert_eq!(known, shown, "{field}: {answer}");
    }
}

/// A time with its digits made equal.
fn form(time: &str) -> String {
    time.replace(|character: char| character.is_ascii_digit(), "0")
}

#[test]
fn every_line_of_the_tour_answers_what_is_shown() {
    let curl = Command::new("curl").arg("--version").output();
    assert!(
        curl.is_ok_and(|curl| curl.status.success()),
        "this test types the lines of README.md: install curl"
    );
    let mut reader = Reader {
        server: Hexmart::start("memory:", &["--demo"]),
        variables: BTreeMap::new(),
        ids: BTreeMap::new(),
    };
    let (mut calls, mut last) = (0, (Value::Null, Value::Null));
    let mut blocks = blocks(ENGLISH).into_iter();
    while let Some((language, line)) = blocks.next() {
        assert_eq!((language, line.lines().count()), ("sh", 1), "{line}");
        let line = line.trim_end();
        if line.starts_with("curl ") {
            let (language, shown) = blocks.next().unwrap();
            assert_eq!(language, "json", "the answer to {line}");
            last = (serde_json::from_str(&shown).unwrap(), reader.run(line));
            reader.compare(line, &last.0, &last.1);
            calls += 1;
        } else {
            reader.assign(line, &last.0, &last.1);
        }
    }
    assert_eq!(calls, 8);
    assert_eq!(reader.variables.len(), 2);
}

#[test]
fn both_languages_show_the_same_tour() {
    assert_eq!(blocks(KOREAN), blocks(ENGLISH));
}

//! Pages of the documentation that show commands and their answers, read as by somebody who types them.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::hexmart;
use crate::process::Hexmart;

/// Where the pages find the shop.
const SHOP: &str = "http://127.0.0.1:8000";
/// What the pages call the program.
const PROGRAM: &str = "target/debug/hexmart";
/// Where messages arrive after a while.
const INBOX: &str = "/fake/inbox/";
/// How long that is at most, on a busy machine.
const POST: Duration = Duration::from_secs(10);
/// What stands for the rest of a text that is too long to show.
const CUT: char = '…';

/// A fenced block: its language and what stands in it.
pub(crate) type Block<'a> = (&'a str, String);

/// The blocks that are typed (`sh`) and that are answered (`json`, `text`), in order.
pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
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
    blocks.retain(|(language, _)| ["sh", "json", "text"].contains(language));
    blocks
}

/// Somebody who types the lines of a page.
pub(crate) struct Reader {
    server: Hexmart,
    database_url: String,
    pub(crate) variables: BTreeMap<String, String>,
    /// What the page shows in the place of each id that the server gave.
    ids: BTreeMap<String, String>,
}

impl Reader {
    /// Of a shop whose address the commands of the page find in the environment.
    pub(crate) fn of(server: Hexmart, database_url: &str) -> Self {
        let curl = Command::new("curl").arg("--version").output();
        assert!(
            curl.is_ok_and(|curl| curl.status.success()),
            "this test types the lines of a page: install curl"
        );
        Self {
            server,
            database_url: database_url.to_owned(),
            variables: BTreeMap::new(),
            ids: BTreeMap::new(),
        }
    }

    /// Types every line, and compares every answer that is shown with what it is; answers how many those were.
    pub(crate) fn follow(&mut self, page: &str) -> usize {
        let (mut answers, mut last) = (0, (Value::Null, Value::Null));
        let mut blocks = blocks(page).into_iter().peekable();
        while let Some((language, line)) = blocks.next() {
            assert_eq!((language, line.lines().count()), ("sh", 1), "{line}");
            let line = line.trim_end();
            if is_assignment(line) {
                self.assign(line, &last.0, &last.1);
                continue;
            }
            let Some((language, shown)) = blocks.next_if(|(language, _)| *language != "sh") else {
                self.succeed(line);
                continue;
            };
            let shown = read(language, &shown).unwrap_or_else(|| panic!("the answer to {line}: {shown}"));
            let answer = self.run(line, language);
            self.compare(line, &shown, &answer);
            last = (shown, answer);
            answers += 1;
        }
        answers
    }

    /// Runs a line as a shell would, on the port of this server.
    fn run(&self, line: &str, language: &str) -> Value {
        let deadline = Instant::now() + POST;
        loop {
            let output = self.type_in(line);
            let answer = read(language, &output).unwrap_or_else(|| panic!("{line}: {output}"));
            let is_awaited = line.contains(INBOX) && answer["messages"] == Value::Array(Vec::new());
            if !is_awaited {
                return answer;
            }
            assert!(Instant::now() < deadline, "{line}: nothing came");
        }
    }

    /// Types a line whose answer is not shown: it is no problem, once what passes has passed.
    fn succeed(&self, line: &str) {
        let deadline = Instant::now() + POST;
        loop {
            let answer = self.type_in(line);
            let answer = read("json", &answer).unwrap_or_else(|| panic!("{line}: {answer}"));
            if answer["code"].is_null() {
                return;
            }
            assert!(
                answer["retryable"] == true && Instant::now() < deadline,
                "{line}: {answer}"
            );
        }
    }

    fn type_in(&self, line: &str) -> String {
        let is_ours = |(name, value): (&String, &String)| {
            value.starts_with(self.server.base_url()) && line.contains(&format!("${name}"))
        };
        assert!(
            line.contains(SHOP) || line.contains(PROGRAM) || self.variables.iter().any(is_ours),
            "neither the shop nor its program: {line}"
        );
        let program = format!("'{}'", hexmart().get_program().display());
        let line = line
            .replace(SHOP, self.server.base_url())
            .replace(PROGRAM, &program);
        let mut shell = Command::new("sh");
        for (name, _) in hexmart().get_envs().filter(|(_, value)| value.is_none()) {
            shell.env_remove(name);
        }
        let output = shell
            .args(["-euc", &line])
            .env("HEXMART_DATABASE_URL", &self.database_url)
            .envs(&self.variables)
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
        let answer = String::from_utf8(output.stdout).unwrap();
        answer.replace(self.server.base_url(), SHOP)
    }

    /// Sets a variable to the part of the answer that stands where the page shows the assigned value.
    fn assign(&mut self, line: &str, shown: &Value, answer: &Value) {
        let (name, value) = line.split_once('=').unwrap();
        let value = value.trim_matches('\'');
        let found = find(shown, answer, value);
        let found = found.unwrap_or_else(|| panic!("{line}: the answer before has no such value"));
        let found = found.replace(SHOP, self.server.base_url());
        self.variables.insert(name.to_owned(), found);
    }

    /// Compares an answer with what is shown of it. Ids, secrets, codes and the times of events are the server's own.
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
                assert_eq!(left.len(), right.len(), "{field}: {answer}");
                for (shown, answer) in left.iter().zip(right) {
                    self.compare(field, shown, answer);
                }
            }
            (Value::String(left), Value::String(right)) => self.compare_text(field, left, right),
            // Days go by.
            (Value::Number(_), Value::Number(_)) if field == "d_day" => {}
            _ => assert_eq!(shown, answer, "{field}"),
        }
    }

    fn compare_text(&mut self, field: &str, shown: &str, answer: &str) {
        match field {
            "next_cursor" | "instance" => assert!(!answer.is_empty(), "{field}"),
            // Seconds: the inbox writes as many decimals as there are.
            "at" => assert_eq!(form(shown).get(..19), form(answer).get(..19), "{field}: {answer}"),
            "body" => assert_eq!(without_codes(shown), without_codes(answer), "{field}"),
            _ if field.ends_with("_at") || field == "since" => {
                assert_eq!(form(shown), form(answer), "{field}: {answer}");
            }
            _ if is_id(shown) => self.compare_id(field, shown, answer),
            // Days go by.
            _ if is_day(shown) => assert_eq!(form(shown), form(answer), "{field}: {answer}"),
            _ => assert!(begins_alike(shown, answer), "{field}: {shown:?}, not {answer:?}"),
        }
    }

    /// The same kind of id, and the same one wherever the page shows the same.
    fn compare_id(&mut self, field: &str, shown: &str, answer: &str) {
        assert!(is_id(answer), "{field}: {answer}");
        let kind = |id: &str| id.split_at(id.len() - 26).0.to_owned();
        assert_eq!(kind(shown), kind(answer), "{field}");
        let known = self
            .ids
            .entry(answer.to_owned())
            .or_insert_with(|| shown.to_owned());
        assert_eq!(known, shown, "{field}: {answer}");
    }
}

/// `2026-11-20`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && form(text) == form("2026-11-20")
}

/// An answer as a value; a text is one, too.
fn read(language: &str, answer: &str) -> Option<Value> {
    match language {
        "json" => serde_json::from_str(answer).ok(),
        "text" => Some(Value::String(answer.trim_end().to_owned())),
        _ => None,
    }
}

/// `NAME=value`, with nothing behind it.
fn is_assignment(line: &str) -> bool {
    let name = line.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

/// What an answer has where `value` is shown: as a whole text, or as a part of one.
fn find(shown: &Value, answer: &Value, value: &str) -> Option<String> {
    match (shown, answer) {
        (Value::Object(left), Value::Object(right)) => left
            .iter()
            .find_map(|(name, shown)| find(shown, &right[name], value)),
        (Value::Array(left), Value::Array(right)) => left
            .iter()
            .zip(right)
            .find_map(|(shown, answer)| find(shown, answer, value)),
        (Value::String(shown), Value::String(answer)) => part(shown, answer, value),
        _ => None,
    }
}

fn part(shown: &str, answer: &str, value: &str) -> Option<String> {
    let (before, behind) = shown.split_once(value)?;
    let before = before.rsplit(CUT).next()?;
    let behind = behind
        .split_once(CUT)
        .map_or(behind, |(head, _)| without_chance(head));
    let (_, found) = answer.split_once(before)?;
    let found = match behind {
        "" => found,
        behind => found.split_once(behind)?.0,
    };
    Some(found.to_owned())
}

/// What stands before a cut without its last eight hexadecimal digits, which are chance.
fn without_chance(head: &str) -> &str {
    let kept = head.len().saturating_sub(8);
    match head.split_at_checked(kept) {
        Some((kept, digits)) if digits.len() == 8 && digits.chars().all(|c| c.is_ascii_hexdigit()) => kept,
        _ => head,
    }
}

/// Whether a text is what is shown of it, of which `…` stands for the rest, or for some of its middle.
fn begins_alike(shown: &str, answer: &str) -> bool {
    let Some((head, tail)) = shown.split_once(CUT) else {
        return shown == answer;
    };
    let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_hexdigit()).len();
    let head = if digits >= 8 {
        &head[..head.len() - 8]
    } else {
        head
    };
    let Some(rest) = answer.strip_prefix(head) else {
        return false;
    };
    tail.is_empty() && !rest.is_empty()
        || rest
            .char_indices()
            .skip(1)
            .any(|(place, _)| begins_alike(tail, &rest[place..]))
}

/// Capitals, then the 26 characters of a number.
fn is_id(text: &str) -> bool {
    let is_of_id = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    text.len() > 26 && text.chars().all(is_of_id)
}

/// A time with its digits made equal.
fn form(time: &str) -> String {
    time.replace(|character: char| character.is_ascii_digit(), "0")
}

/// A message with its code made equal: ten capitals and digits, or six digits.
fn without_codes(message: &str) -> Vec<&str> {
    let is_code = |word: &str| {
        let digits = word.chars().all(|c| c.is_ascii_digit());
        let capitals = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        digits && word.len() == 6 || capitals && word.len() == 10
    };
    let words = message.split([' ', '\n', ',']);
    words
        .map(|word| if is_code(word) { "a code" } else { word })
        .collect()
}

#[test]
fn a_text_is_compared_as_far_as_it_is_shown() {
    for (shown, answer) in [
        ("as it is", "as it is"),
        ("eyJ0…", "eyJ0eXAi"),
        ("hxr_824fca4e…", "hxr_00112233445566"),
        (
            "/sign-in?state=824fca4e…&code=0dd5a1e7…",
            "/sign-in?state=ffff&code=Pja5-_",
        ),
    ] {
        assert!(begins_alike(shown, answer), "{shown}");
    }
    for (shown, answer) in [
        ("as it is", "as it was"),
        ("eyJ0…", "eyJ1eXAi"),
        ("eyJ0…", "eyJ0"),
        ("hxr_824fca4e…", "hxk_00112233445566"),
        (
            "/sign-in?state=824fca4e…&code=0dd5a1e7…",
            "/sign-in?state=ffff&error=no",
        ),
    ] {
        assert!(!begins_alike(shown, answer), "{shown}");
    }
}

#[test]
fn a_value_is_found_where_it_is_shown() {
    let shown =
        serde_json::json!([{"body": "type K7WQ2MZX4B now"}, {"at": "?state=824fca4e…&code=0dd5a1e7…"}]);
    let answer = serde_json::json!([{"body": "type 0123456789 now"}, {"at": "?state=ffff&code=Pja5"}]);
    for (value, found) in [
        ("K7WQ2MZX4B", "0123456789"),
        ("824fca4e…", "ffff"),
        ("0dd5a1e7…", "Pja5"),
    ] {
        assert_eq!(find(&shown, &answer, value).as_deref(), Some(found));
    }
    assert_eq!(find(&shown, &answer, "nowhere"), None);
}

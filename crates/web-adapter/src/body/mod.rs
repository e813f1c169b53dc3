//! Bodies: JSON objects, read field by field, so that every bad one is named at once and numbers stay exact.

mod fault;
mod field;
mod instant;
mod message;
mod nested;
mod nesting;
mod number;

use std::collections::HashMap;

use hexmart_application::identity::Change;
use serde_json::value::RawValue;

use crate::language::Phrase;
use crate::problem::{Code, Problem};

pub(crate) use fault::Fault;
pub(crate) use field::{
    FieldError, flag, id, instant, instant_in, number, number_in, opaque, pieces, proof, reason, text, whole,
    within, words,
};

/// The largest body, in bytes.
pub(crate) const LARGEST: usize = 1024 * 1024;
/// Unknown fields that are named; somebody who sends a thousand does not need to read of each.
const NAMED_UNKNOWN: usize = 20;

/// A JSON object whose fields are being read.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    /// Where the object stands in the body, as a JSON Pointer; empty for the body itself.
    place: String,
    fields: HashMap<String, &'a RawValue>,
    errors: Vec<FieldError>,
    /// Where fields stand, in objects inside, that nobody read.
    unread: Vec<String>,
}

impl<'a> Form<'a> {
    /// The object in a body. Of a key that is there twice the last counts.
    pub(crate) fn of(body: &'a [u8]) -> Result<Self, Problem> {
        let malformed = |why: Phrase| Problem::of(Code::MalformedJson).detail(why);
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let text = std::str::from_utf8(body).or(Err(malformed(Phrase::fixed(
            "the body is not UTF-8",
            "본문이 UTF-8이 아닙니다",
        ))))?;
        if nesting::exceeds_limit(body) {
            return Err(malformed(Phrase::fixed(
                "the body is nested too deeply",
                "본문의 중첩이 너무 깊습니다",
            )));
        }
        let fields = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            malformed(Phrase::new(
                format!("not a JSON object (line {line}, column {column})"),
                format!("JSON 객체가 아닙니다 ({line}행 {column}열)"),
            ))
        })?;
        Ok(Self {
            place: String::new(),
            fields,
            errors: Vec::new(),
            unread: Vec::new(),
        })
    }

    /// Like [`of`](Self::of), and an empty body is an object without fields, as older clients send it.
    pub(crate) fn of_maybe_empty(body: &'a [u8]) -> Result<Self, Problem> {
        match body {
            b"" | b"\xEF\xBB\xBF" => Self::of(b"{}"),
            _ => Self::of(body),
        }
    }

    /// Reads a field that has to be there; missing, null and the empty string are the same.
    pub(crate) fn required<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&RawValue) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = match self.fields.remove(field) {
            Some(raw) if !matches!(raw.get(), "null" | "\"\"") => read(raw),
            _ => Err(Fault::Required),
        };
        value.map_err(|fault| self.refuse(field, fault)).ok()
    }

    /// Reads a field that may be left out. One that is there has to be right: null is no value.
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&RawValue) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = self.fields.remove(field).map(read).transpose();
        value.map_err(|fault| self.refuse(field, fault)).ok().flatten()
    }

    /// Reads a field that may be left out, and cleared by null.
    pub(crate) fn clearable<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&RawValue) -> Result<T, Fault>,
    ) -> Change<T> {
        match self.fields.get(field) {
            None => Change::Keep,
            Some(raw) if raw.get() == "null" => {
                self.fields.remove(field);
                Change::Clear
            }
            Some(_) => self.optional(field, read).map_or(Change::Keep, Change::Set),
        }
    }

    /// Whether the object has no fields at all, or none that were not read yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Says what is wrong with a field that was read well by itself.
    pub(crate) fn refuse(&mut self, field: &str, fault: Fault) {
        self.errors.push(FieldError::of_field(&self.place, field, fault));
    }

    /// Notes fields that nobody read.
    fn leave_unread(&mut self) {
        let fields = self.fields.keys();
        self.unread
            .extend(fields.map(|field| FieldError::pointer_to(&self.place, field)));
    }

    /// What was read, unless a field was refused; unknown fields are ignored. In the words that clients of the six
    /// first operations know: a field that is missing comes before one that is wrong.
    pub(crate) fn finish_lenient<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(lenient_problem(self.errors)),
        }
    }

    /// What was read, unless a field was refused or nobody knows it.
    pub(crate) fn finish_strict<T>(mut self, value: Option<T>) -> Result<T, Problem> {
        self.leave_unread();
        self.unread.sort_unstable();
        let unknown = self.unread.drain(..).take(NAMED_UNKNOWN);
        self.errors
            .extend(unknown.map(|place| FieldError::of_pointer(place, Fault::UnknownField)));
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(strict_problem(self.errors)),
        }
    }
}

/// Fields or parameters that were refused.
pub(crate) fn strict_problem(errors: Vec<FieldError>) -> Problem {
    fields_problem(Code::InvalidFields, errors)
}

/// Fields that were refused for a reason with a code of its own.
pub(crate) fn fields_problem(code: Code, errors: Vec<FieldError>) -> Problem {
    Problem::fields(code, sentence(&errors), errors)
}

/// Fields or parameters that were refused, as older clients know it.
pub(crate) fn lenient_problem(errors: Vec<FieldError>) -> Problem {
    let missing = errors.iter().find(|error| *error.fault() == Fault::Required);
    match missing {
        Some(missing) => {
            let detail = Phrase::untranslated(missing.name());
            Problem::fields(Code::Required, detail, errors)
        }
        None => Problem::fields(Code::InvalidParameter, sentence(&errors), errors),
    }
}

/// What is wrong with the first one.
fn sentence(errors: &[FieldError]) -> Phrase {
    errors.first().map_or_else(
        || Code::InvalidFields.title(),
        |error| error.fault().message().about(error.name()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str) -> Vec<String> {
        let body = body.as_bytes().to_vec();
        let form = Form::of_maybe_empty(&body).unwrap();
        let mut names: Vec<_> = form.fields.into_keys().collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn objects_are_read_whatever_stands_around_them() {
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("\u{feff}"), [""; 0]);
        assert_eq!(
            names("\u{feff} {\"a\": [1, {}], \"b\\u0041\": null}\n"),
            ["a", "bA"]
        );
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let mut form = Form::of(br#"{"n": 1, "n": "x", "n": 3}"#).unwrap();
        assert_eq!(form.required("n", whole), Some(3));
    }

    #[test]
    fn whatever_is_no_object_is_malformed() {
        for body in [
            "[]",
            "null",
            "3",
            "\"x\"",
            "{",
            "{\"a\": NaN}",
            "{\"a\": 1,}",
            "{} {}",
            "{'a': 1}",
            "{\"a\": 01}",
            "{\"a\": \"\0\"}",
            " ",
        ] {
            assert!(Form::of_maybe_empty(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Form::of(b"{\"a\": \"\xff\"}").is_err());
        assert!(Form::of(b"").is_err());
    }
}

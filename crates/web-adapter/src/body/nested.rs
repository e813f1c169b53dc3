//! Objects and lists inside a body: every bad part is named where it stands.

use serde_json::value::RawValue;

use super::{Fault, FieldError, Form};

impl<'a> Form<'a> {
    /// Whether the object has a field that was not read yet, whatever is in it.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Whether a field is an object.
    pub(crate) fn has_object(&self, field: &str) -> bool {
        self.fields
            .get(field)
            .is_some_and(|raw| raw.get().starts_with('{'))
    }

    /// Refuses the object unless it has a field that is not null.
    pub(crate) fn demand(&mut self, field: &str) {
        if self.fields.get(field).is_none_or(|raw| raw.get() == "null") {
            self.fields.remove(field);
            self.refuse(field, Fault::Required);
        }
    }

    /// Reads an object that may be left out.
    pub(crate) fn object<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let raw = self.fields.remove(field)?;
        let place = format!("{}/{field}", self.place);
        self.inside(place, raw, read)
    }

    /// Reads an object that may be left out, or be null.
    pub(crate) fn object_or_null<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.fields.get(field).is_some_and(|raw| raw.get() == "null") {
            self.fields.remove(field);
        }
        self.object(field, read)
    }

    /// Reads a list of objects that may be left out.
    pub(crate) fn objects<T>(
        &mut self,
        field: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let entries = self.entries(field, most)?;
        let read: Vec<_> = entries
            .into_iter()
            .map(|(place, raw)| self.inside(place, raw, &mut read))
            .collect();
        read.into_iter().collect()
    }

    /// Reads a list that may be left out.
    pub(crate) fn list<T>(
        &mut self,
        field: &'static str,
        most: usize,
        read: impl Fn(&RawValue) -> Result<T, Fault>,
    ) -> Option<Vec<T>> {
        let entries = self.entries(field, most)?;
        let read: Vec<_> = entries
            .into_iter()
            .map(|(place, raw)| {
                let value = read(raw);
                value
                    .map_err(|fault| self.errors.push(FieldError::of_pointer(place, fault)))
                    .ok()
            })
            .collect();
        read.into_iter().collect()
    }

    /// Says what is wrong with something that lies deeper inside a field: `rest` is the way to it, as in a JSON Pointer.
    pub(crate) fn refuse_inside(&mut self, rest: &str, fault: Fault) {
        let place = format!("{}/{rest}", self.place);
        self.errors.push(FieldError::of_pointer(place, fault));
    }

    /// What is in a list, and where each entry stands.
    fn entries(&mut self, field: &'static str, most: usize) -> Option<Vec<(String, &'a RawValue)>> {
        let raw = self.fields.remove(field)?;
        let Ok(entries) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            self.refuse(field, Fault::NotAList);
            return None;
        };
        if entries.len() > most {
            self.refuse(field, Fault::TooMany { most });
            return None;
        }
        let place = format!("{}/{field}", self.place);
        let placed = entries.into_iter().enumerate();
        Some(
            placed
                .map(|(index, raw)| (format!("{place}/{index}"), raw))
                .collect(),
        )
    }

    fn inside<T>(
        &mut self,
        place: String,
        raw: &'a RawValue,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let Ok(fields) = serde_json::from_str(raw.get()) else {
            self.errors
                .push(FieldError::of_pointer(place, Fault::NotAnObject));
            return None;
        };
        let mut inner = Self {
            place,
            fields,
            errors: Vec::new(),
            unread: Vec::new(),
        };
        let value = read(&mut inner);
        let is_good = inner.errors.is_empty();
        inner.leave_unread();
        self.errors.append(&mut inner.errors);
        self.unread.append(&mut inner.unread);
        value.filter(|_| is_good)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{text, whole};

    fn places(body: &str, read: impl FnOnce(&mut Form<'_>) -> Option<()>) -> Vec<String> {
        let mut form = Form::of(body.as_bytes()).unwrap();
        let value = read(&mut form);
        assert!(value.is_none() || form.errors.is_empty(), "{:?}", form.errors);
        let errors = form.errors.iter();
        errors
            .map(|error| format!("{} {}", error.pointer().unwrap(), error.fault().code()))
            .collect()
    }

    #[test]
    fn every_part_is_named_where_it_stands() {
        let body = r#"{"a": [{"b": "x", "c": [1, "y", 2]}, 7, {"b": 1}], "d": {"e": null}}"#;
        let read = |form: &mut Form<'_>| {
            let list = form.objects("a", 3, |entry| {
                let inner = entry.list("c", 3, whole);
                entry.required("b", text).zip(inner)
            });
            let object = form.object("d", |inner| inner.required("e", text));
            list.zip(object).map(|_| ())
        };
        assert_eq!(
            places(body, read),
            [
                "/a/0/c/1 wrong_type",
                "/a/1 wrong_type",
                "/a/2/b wrong_type",
                "/d/e required"
            ]
        );
    }

    #[test]
    fn a_list_is_a_list_and_not_too_long() {
        let read = |form: &mut Form<'_>| form.list("a", 2, whole).map(|_| ());
        for (body, expected) in [
            (r#"{"a": [1, 2, 3]}"#, "/a too_many"),
            (r#"{"a": null}"#, "/a wrong_type"),
            (r#"{"a": {"0": 1}}"#, "/a wrong_type"),
            (r#"{"a": "[1]"}"#, "/a wrong_type"),
        ] {
            assert_eq!(places(body, read), [expected], "{body}");
        }
        assert_eq!(places(r#"{"a": []}"#, read), [""; 0]);
    }
}

//! The parameters of a query, read so that every bad one is named at once. Of one that is given twice the last counts;
//! unknown ones are ignored.

use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use actix_web::web;
use hexmart_domain::shared::{Id, Kind};

use crate::body::{Fault, FieldError, lenient_problem, strict_problem};
use crate::cursor;
use crate::problem::{Code, Problem};

/// How many a page has when nothing is said.
pub(crate) const DEFAULT_SIZE: u64 = 30;
/// The largest page.
pub(crate) const MAX_SIZE: u64 = 200;

/// Parameters that are being read.
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// How much of somebody's personal data an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// Enough to recognise one's own.
    Masked,
    /// All of it.
    Full,
}

impl Query {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        Ok(Self {
            pairs: pairs.or(Err(Problem::of(Code::InvalidParameter)))?.into_inner(),
            errors: Vec::new(),
        })
    }

    /// A parameter as it was given.
    pub(crate) fn last(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter().rev();
        let found = pairs.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Reads a parameter that may be left out.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = self.last(name).map(read).transpose();
        value.map_err(|fault| self.refuse(name, fault)).ok().flatten()
    }

    /// Reads a whole number.
    pub(crate) fn number(&mut self, name: &'static str, within: RangeInclusive<u64>, default: u64) -> u64 {
        let (least, most) = (*within.start(), *within.end());
        let read = |text: &str| {
            let number = text.parse().ok().filter(|number| within.contains(number));
            number.ok_or(Fault::NotWithin { least, most })
        };
        self.optional(name, read).unwrap_or(default)
    }

    /// How many a page is to have.
    pub(crate) fn page_size(&mut self) -> u64 {
        self.number("page_size", 1..=MAX_SIZE, DEFAULT_SIZE)
    }

    /// Reads true or false.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let read = |text: &str| text.parse().or(Err(Fault::NotABoolean));
        self.optional(name, read)
    }

    /// Reads an id of one kind.
    pub(crate) fn id<K: Kind>(&mut self, name: &'static str) -> Option<Id<K>> {
        let read = |text: &str| text.parse().or(Err(Fault::NotAnId(K::PREFIX)));
        self.optional(name, read)
    }

    /// Behind which id the page is to start.
    pub(crate) fn cursor<K: Kind>(&mut self) -> Option<Id<K>> {
        self.optional("cursor", |text| cursor::decode(text).ok_or(Fault::NotACursor))
    }

    /// How much is to be shown.
    pub(crate) fn view(&mut self) -> View {
        let read = |text: &str| match text {
            "masked" => Ok(View::Masked),
            "full" => Ok(View::Full),
            _ => Err(Fault::NotOneOf("masked, full")),
        };
        self.optional("view", read).unwrap_or(View::Masked)
    }

    /// Says what is wrong with a parameter.
    pub(crate) fn refuse(&mut self, name: &'static str, fault: Fault) {
        self.errors.push(FieldError::of_query(name, fault));
    }

    /// Whether all parameters were good, in the words that clients of the six first operations know.
    pub(crate) fn finish_lenient(self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(lenient_problem(self.errors))
        }
    }

    /// Whether all parameters were good.
    pub(crate) fn finish_strict(self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(strict_problem(self.errors))
        }
    }
}

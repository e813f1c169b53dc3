use std::ops::RangeInclusive;

use hexmart_domain::shared::{Id, Instant, Kind, Quantity, TextError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::value::RawValue;

use super::number::Number;
use super::{Fault, instant as instants, number as numbers};

/// A field of the body or a parameter of the query, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct FieldError {
    /// A JSON Pointer for a field, the name for a parameter.
    place: String,
    fault: Fault,
}

impl FieldError {
    pub(crate) fn of_body(field: &str, fault: Fault) -> Self {
        Self::of_field("", field, fault)
    }

    /// A field of the object at a place.
    pub(super) fn of_field(place: &str, field: &str, fault: Fault) -> Self {
        Self::of_pointer(Self::pointer_to(place, field), fault)
    }

    /// What stands at a place.
    pub(crate) const fn of_pointer(place: String, fault: Fault) -> Self {
        Self { place, fault }
    }

    /// Where a field of the object at a place stands.
    pub(super) fn pointer_to(place: &str, field: &str) -> String {
        format!("{place}/{}", field.replace('~', "~0").replace('/', "~1"))
    }

    pub(crate) fn of_query(parameter: &'static str, fault: Fault) -> Self {
        Self {
            place: parameter.to_owned(),
            fault,
        }
    }

    pub(crate) const fn fault(&self) -> &Fault {
        &self.fault
    }

    pub(crate) fn pointer(&self) -> Option<&str> {
        Some(&*self.place).filter(|place| place.starts_with('/'))
    }

    pub(crate) fn parameter(&self) -> Option<&str> {
        Some(&*self.place).filter(|place| !place.starts_with('/'))
    }

    /// What the field or parameter is called.
    pub(crate) fn name(&self) -> &str {
        self.place.strip_prefix('/').unwrap_or(&self.place)
    }
}

/// Reads a string.
pub(crate) fn text(raw: &RawValue) -> Result<String, Fault> {
    if !raw.get().starts_with('"') {
        return Err(Fault::NotText);
    }
    // What the parser let pass and is still no text: half of a surrogate pair.
    serde_json::from_str(raw.get()).or(Err(Fault::NotText))
}

/// Reads a number, exactly.
pub(crate) fn number(raw: &RawValue) -> Result<Decimal, Fault> {
    if !raw
        .get()
        .starts_with(|first: char| first == '-' || first.is_ascii_digit())
    {
        return Err(Fault::NotANumber);
    }
    match numbers::parse(raw.get()) {
        Number::Exact(number) => Ok(number),
        Number::TooLarge => Err(Fault::TooLarge),
        Number::TooFine => Err(Fault::TooFine),
    }
}

/// Reads a whole number, in whatever form: 10, 10.0 and 1e1 are the same.
pub(crate) fn whole(raw: &RawValue) -> Result<i64, Fault> {
    match number(raw) {
        Ok(number) if number.is_integer() => number.to_i64().ok_or(Fault::TooLarge),
        Ok(_) | Err(Fault::TooFine | Fault::NotANumber) => Err(Fault::NotWhole),
        Err(fault) => Err(fault),
    }
}

/// Reads an instant.
pub(crate) fn instant(raw: &RawValue) -> Result<Instant, Fault> {
    instants::parse(&text(raw)?).ok_or(Fault::NotAnInstant)
}

/// Reads a whole number of a range.
pub(crate) fn within(raw: &RawValue, range: RangeInclusive<u64>) -> Result<u64, Fault> {
    let (least, most) = (*range.start(), *range.end());
    let number = u64::try_from(whole(raw)?).ok();
    let number = number.filter(|number| range.contains(number));
    number.ok_or(Fault::NotWithin { least, most })
}

/// Reads an id of one kind.
pub(crate) fn id<K: Kind>(raw: &RawValue) -> Result<Id<K>, Fault> {
    text(raw)?.parse().or(Err(Fault::NotAnId(K::PREFIX)))
}

/// Reads a number of pieces of a range.
pub(crate) fn pieces(raw: &RawValue, range: RangeInclusive<u64>) -> Result<Quantity, Fault> {
    let count = i64::try_from(within(raw, range)?).or(Err(Fault::TooLarge))?;
    Ok(Quantity::try_from(count)?)
}

/// Reads true or false.
pub(crate) fn flag(raw: &RawValue) -> Result<bool, Fault> {
    match raw.get() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Fault::NotABoolean),
    }
}

/// Reads an instant of a query.
pub(crate) fn instant_in(text: &str) -> Result<Instant, Fault> {
    instants::parse(text).ok_or(Fault::NotAnInstant)
}

/// Reads a number of a query, exactly, as JSON writes it.
pub(crate) fn number_in(text: &str) -> Result<Decimal, Fault> {
    number(serde_json::from_str(text).or(Err(Fault::NotANumber))?)
}

/// Reads a list of strings.
pub(crate) fn words(raw: &RawValue) -> Result<Vec<String>, Fault> {
    serde_json::from_str(raw.get()).or(Err(Fault::NotWords))
}

/// Reads what somebody was given to bring back: a token, a code, a state.
pub(crate) fn opaque(raw: &RawValue) -> Result<String, Fault> {
    let text = text(raw)?;
    if text.chars().any(char::is_control) {
        return Err(TextError::ControlCharacter.into());
    }
    no_longer_than(2048, text)
}

/// Reads a password that is to be compared. What today's rules refuse may have been allowed once.
pub(crate) fn proof(raw: &RawValue) -> Result<String, Fault> {
    let text = text(raw)?;
    if text.contains('\0') {
        return Err(TextError::ControlCharacter.into());
    }
    no_longer_than(1024, text)
}

/// Checks why staff do something, for the audit log.
pub(crate) fn reason(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(TextError::Blank.into());
    }
    if text.chars().any(char::is_control) {
        return Err(TextError::ControlCharacter.into());
    }
    no_longer_than(500, text.to_owned())
}

fn no_longer_than(max: usize, text: String) -> Result<String, Fault> {
    if text.chars().count() > max {
        return Err(TextError::TooLong { max }.into());
    }
    Ok(text)
}

//! The address book of an account.

use std::fmt;

use thiserror::Error;

use super::{Phone, RealName, mask};
use crate::shared::{AddressId, Instant, TextError, UserId, text_value};

text_value! {
    /// One line of an address.
    personal AddressLine, max 200, One
}

/// A Korean postal code: five digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalCode(String);

impl PostalCode {
    /// Takes five digits.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            Err(TextError::Blank)
        } else if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Malformed {
                expected: "five digits",
            })
        }
    }

    /// The five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a parcel goes. Never stored in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// Who receives it.
    pub recipient: RealName,
    /// Whom the courier calls.
    pub phone: Option<Phone>,
    /// Five digits.
    pub postal_code: PostalCode,
    /// Street and number.
    pub line: AddressLine,
    /// Building, floor, door.
    pub detail: Option<AddressLine>,
}

impl fmt::Debug for PostalAddress {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

impl AddressLine {
    /// The first and the last character.
    pub fn masked(&self) -> String {
        mask::address(&self.0)
    }
}

/// An address that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAddress {
    /// Which.
    pub id: AddressId,
    /// Where.
    pub address: PostalAddress,
    /// Since when.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
}

/// The addresses of an account: at most five, and exactly one default as long as there is any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressBook {
    /// Whose.
    pub account: UserId,
    /// In the order in which they were added.
    pub entries: Vec<SavedAddress>,
    /// Which of them is taken when nothing else is said.
    pub default: Option<AddressId>,
    /// Counts changes; the optimistic lock. 0 when nothing was ever saved.
    pub version: i64,
}

/// Why an address book stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressBookError {
    /// There are five already.
    #[error("an address book has at most {} addresses", AddressBook::MAX)]
    Full,
    /// No such address in this book.
    #[error("no such address")]
    Unknown,
}

impl AddressBook {
    /// The most addresses.
    pub const MAX: usize = 5;

    /// A book with nothing in it.
    pub const fn empty(account: UserId) -> Self {
        Self {
            account,
            entries: Vec::new(),
            default: None,
            version: 0,
        }
    }

    /// The address of an id.
    pub fn entry(&self, id: AddressId) -> Option<&SavedAddress> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The book with one more address. The first is the default, and any other when it is `wanted_default`.
    pub fn with(mut self, entry: SavedAddress, wanted_default: bool) -> Result<Self, AddressBookError> {
        if self.entries.len() >= Self::MAX {
            return Err(AddressBookError::Full);
        }
        if wanted_default || self.entries.is_empty() {
            self.default = Some(entry.id);
        }
        self.entries.push(entry);
        Ok(self.changed())
    }

    /// The book with an address replaced, and made the default when it is `wanted_default`.
    pub fn replacing(
        mut self,
        id: AddressId,
        address: PostalAddress,
        wanted_default: bool,
        now: Instant,
    ) -> Result<Self, AddressBookError> {
        let entry = self.entries.iter_mut().find(|entry| entry.id == id);
        let entry = entry.ok_or(AddressBookError::Unknown)?;
        entry.address = address;
        entry.updated_at = now;
        if wanted_default {
            self.default = Some(id);
        }
        Ok(self.changed())
    }

    /// The book without an address. If it was the default, the oldest that is left becomes it.
    pub fn without(mut self, id: AddressId) -> Result<Self, AddressBookError> {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.id != id);
        if self.entries.len() == before {
            return Err(AddressBookError::Unknown);
        }
        if self.default == Some(id) {
            self.default = self.entries.first().map(|entry| entry.id);
        }
        Ok(self.changed())
    }

    /// The book with nothing in it any more.
    #[must_use]
    pub fn cleared(mut self) -> Self {
        self.entries.clear();
        self.default = None;
        self.changed()
    }

    fn changed(mut self) -> Self {
        self.version = self.version.saturating_add(1);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(number: u128) -> AddressId {
        AddressId::from_uuid(Uuid::from_u128(number))
    }

    fn entry(number: u128) -> SavedAddress {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        SavedAddress {
            id: id(number),
            address: PostalAddress {
                recipient: RealName::parse("홍길동").unwrap(),
                phone: None,
                postal_code: PostalCode::parse("04524").unwrap(),
                line: AddressLine::parse("서울특별시 중구 세종대로 110").unwrap(),
                detail: None,
            },
            created_at: at,
            updated_at: at,
        }
    }

    fn empty() -> AddressBook {
        AddressBook::empty(UserId::from_uuid(Uuid::from_u128(1)))
    }

    #[test]
    fn postal_codes_are_five_digits() {
        assert!(PostalCode::parse("04524").is_ok());
        for bad in ["", "4524", "045241", "0452a", "０4524"] {
            assert!(PostalCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_sixth_is_refused() {
        let full = (1..=5)
            .try_fold(empty(), |book, number| book.with(entry(number), false))
            .unwrap();
        assert_eq!(full.default, Some(id(1)));
        assert_eq!(full.with(entry(6), false), Err(AddressBookError::Full));
    }

    proptest! {
        #[test]
        fn one_is_the_default_as_long_as_there_is_any(steps in prop::collection::vec((0_u8..3, 1_u128..8, any::<bool>()), 0..40)) {
            let mut book = empty();
            for (step, number, default) in steps {
                let known = book.entry(id(number)).is_some();
                let next = match step {
                    0 if known => continue,
                    0 => book.clone().with(entry(number), default),
                    1 => book.clone().without(id(number)),
                    _ => book.clone().replacing(id(number), entry(number).address, default, entry(number).created_at),
                };
                if let Ok(next) = next {
                    prop_assert_eq!(next.version, book.version + 1);
                    book = next;
                }
                prop_assert!(book.entries.len() <= AddressBook::MAX);
                let default = book.default.and_then(|id| book.entry(id));
                prop_assert_eq!(default.is_some(), !book.entries.is_empty());
            }
        }
    }
}

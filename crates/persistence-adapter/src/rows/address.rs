use diesel::prelude::*;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::identity::{
    AddressBook, AddressLine, Phone, PostalAddress, PostalCode, RealName, SavedAddress,
};
use hexmart_domain::shared::{TextError, UserId};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key};
use crate::schema::{address_books, addresses};
use crate::sealing;

/// An address book without its addresses.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = address_books, primary_key(account_id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct BookRow {
    pub(crate) account_id: Key,
    pub(crate) version: i64,
    default_id: Option<Key>,
}

impl From<&AddressBook> for BookRow {
    fn from(book: &AddressBook) -> Self {
        Self {
            account_id: book.account.into(),
            version: book.version,
            default_id: book.default.map(Key::from),
        }
    }
}

/// An address as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = addresses, treat_none_as_default_value = false)]
pub(crate) struct AddressRow {
    id: Key,
    account_id: Key,
    position: i64,
    document: Vec<u8>,
    created_at: At,
    updated_at: At,
}

/// What is sealed in `addresses.document`, and where an order goes.
#[derive(Serialize, Deserialize)]
pub(super) struct Document {
    recipient: String,
    phone: Option<String>,
    postal_code: String,
    line: String,
    detail: Option<String>,
}

/// Where an address is sealed for.
pub(crate) const fn address_place(id: Key) -> Place {
    Place {
        table: "addresses",
        column: "document",
        row: id.bytes(),
    }
}

/// The rows of a book's addresses, in their order.
pub(crate) fn seal_addresses(book: &AddressBook, vault: &dyn Vault) -> Result<Vec<AddressRow>, StoreError> {
    let row = |(position, entry): (i64, &SavedAddress)| {
        let id = Key::from(entry.id);
        Ok(AddressRow {
            id,
            account_id: book.account.into(),
            position,
            document: sealing::seal(vault, address_place(id), &Document::from(&entry.address))?,
            created_at: At(entry.created_at),
            updated_at: At(entry.updated_at),
        })
    };
    (0..).zip(&book.entries).map(row).collect()
}

/// The book of its rows, in whatever order they come; an empty one when there are none.
pub(crate) fn open_book(
    account: UserId,
    mut rows: Vec<(BookRow, Option<AddressRow>)>,
    vault: &dyn Vault,
) -> Result<AddressBook, StoreError> {
    rows.sort_by_key(|(_, entry)| entry.as_ref().map(|entry| entry.position));
    let mut book = AddressBook::empty(account);
    for (head, entry) in rows {
        book.version = head.version;
        book.default = head.default_id.map(Key::id);
        if let Some(entry) = entry {
            book.entries.push(entry.open(vault)?);
        }
    }
    Ok(book)
}

impl AddressRow {
    fn open(self, vault: &dyn Vault) -> Result<SavedAddress, StoreError> {
        let document: Document = sealing::open(vault, address_place(self.id), self.document)?;
        Ok(SavedAddress {
            id: self.id.id(),
            // The reason would be safe to tell, but not worth a column's name each.
            address: document
                .read()
                .map_err(|refused| StoreError::corrupt("addresses", refused.to_string()))?,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl From<&PostalAddress> for Document {
    fn from(address: &PostalAddress) -> Self {
        Self {
            recipient: address.recipient.as_str().to_owned(),
            phone: address.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            postal_code: address.postal_code.as_str().to_owned(),
            line: address.line.as_str().to_owned(),
            detail: address.detail.as_ref().map(|detail| detail.as_str().to_owned()),
        }
    }
}

impl Document {
    pub(super) fn read(self) -> Result<PostalAddress, TextError> {
        Ok(PostalAddress {
            recipient: RealName::parse(self.recipient)?,
            phone: self.phone.as_deref().map(Phone::parse).transpose()?,
            postal_code: PostalCode::parse(&self.postal_code)?,
            line: AddressLine::parse(self.line)?,
            detail: self.detail.map(AddressLine::parse).transpose()?,
        })
    }
}

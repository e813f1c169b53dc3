use std::borrow::Cow;

use hexmart_application::identity::Change;
use hexmart_domain::identity::{
    AddressBook, AddressLine, Phone, PostalAddress, PostalCode, RealName, SavedAddress,
};
use hexmart_domain::shared::AddressId;
use serde::Serialize;
use utoipa::ToSchema;

use super::person::seen;
use crate::body::{Form, flag, text};
use crate::problem::Problem;
use crate::query::View;
use crate::wire::{self, example};

/// An address to keep.
#[derive(ToSchema)]
#[schema(as = NewAddress)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(super) struct NewAddressBody {
    /// Who receives parcels there.
    #[schema(min_length = 1, max_length = 60, example = "홍길동")]
    recipient: String,
    /// Whom the courier calls.
    #[schema(example = "010-1234-5678")]
    phone: Option<String>,
    #[schema(pattern = "^[0-9]{5}$", example = "04524")]
    postal_code: String,
    /// Street and number.
    #[schema(min_length = 1, max_length = 200, example = "서울특별시 중구 세종대로 110")]
    address: String,
    /// Building, floor, door.
    #[schema(min_length = 1, max_length = 200, example = "3층")]
    detail_address: Option<String>,
    /// Whether it is taken when nothing else is said. The first address always is.
    #[schema(nullable = false)]
    is_default: Option<bool>,
}

/// Reads an address, and whether it is to be the default.
pub(super) fn read(body: &[u8]) -> Result<(PostalAddress, bool), Problem> {
    let mut form = Form::of(body)?;
    let address = fields(&mut form);
    let is_default = form.optional("is_default", flag).unwrap_or(false);
    form.finish_strict(address.map(|address| (address, is_default)))
}

/// Reads the fields of an address.
pub(crate) fn fields(form: &mut Form<'_>) -> Option<PostalAddress> {
    let recipient = form.required("recipient", |raw| Ok(RealName::parse(text(raw)?)?));
    let phone = form.clearable("phone", |raw| Ok(Phone::parse(&text(raw)?)?));
    let postal_code = form.required("postal_code", |raw| Ok(PostalCode::parse(&text(raw)?)?));
    let line = form.required("address", |raw| Ok(AddressLine::parse(text(raw)?)?));
    let detail = form.clearable("detail_address", |raw| Ok(AddressLine::parse(text(raw)?)?));
    Some(PostalAddress {
        recipient: recipient?,
        phone: Change::apply_to(phone, None),
        postal_code: postal_code?,
        line: line?,
        detail: Change::apply_to(detail, None),
    })
}

/// An address of the caller's book.
#[derive(Serialize, ToSchema)]
#[schema(as = Address)]
pub(super) struct AddressBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::address_id)]
    id: AddressId,
    #[schema(value_type = String, example = "홍*동")]
    recipient: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "010****5678")]
    phone: Option<Cow<'a, str>>,
    #[schema(example = "04524")]
    postal_code: &'a str,
    #[schema(value_type = String, example = "서**************0")]
    address: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "3*")]
    detail_address: Option<Cow<'a, str>>,
    is_default: bool,
}

impl<'a> AddressBody<'a> {
    pub(super) fn of(entry: &'a SavedAddress, book: &AddressBook, view: View) -> Self {
        let address = &entry.address;
        let line = |line| seen(line, view, AddressLine::as_str, AddressLine::masked);
        Self {
            id: entry.id,
            recipient: seen(Some(&address.recipient), view, RealName::as_str, RealName::masked),
            phone: seen(address.phone.as_ref(), view, Phone::as_str, Phone::masked),
            postal_code: address.postal_code.as_str(),
            address: line(Some(&address.line)),
            detail_address: line(address.detail.as_ref()),
            is_default: book.default == Some(entry.id),
        }
    }
}

//! Where something goes.

use std::borrow::Cow;

use hexmart_application::ordering::Destination;
use hexmart_domain::identity::{AddressLine, Phone, PostalAddress, RealName};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fault, Form, id};
use crate::identity::address_body::fields;
use crate::identity::person::seen;
use crate::query::View;

/// An address that is in nobody's book.
#[derive(ToSchema)]
#[schema(as = OrderAddress)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct TypedAddressBody {
    /// Who receives the parcel.
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
}

/// Reads where something is to go: `address`, or `address_id`; none when neither is said, or one is wrong.
pub(super) fn destination(form: &mut Form<'_>) -> Option<Destination> {
    let has_both = form.has("address") && form.has("address_id");
    let typed = form.object("address", fields);
    let saved = form.optional("address_id", id);
    if has_both {
        form.refuse("address_id", Fault::RuledOut("address"));
    }
    let typed = typed.map(|address| Destination::Typed(Box::new(address)));
    typed.or(saved.map(Destination::Saved))
}

/// Where an order goes, as much of it as somebody is to see.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliverTo)]
pub(crate) struct DeliverToBody<'a> {
    #[schema(value_type = Option<String>, example = "홍*동")]
    recipient: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "010****5678")]
    phone: Option<Cow<'a, str>>,
    #[schema(example = "04524")]
    postal_code: &'a str,
    #[schema(value_type = Option<String>, example = "서**************0")]
    address: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "3*")]
    detail_address: Option<Cow<'a, str>>,
}

impl<'a> DeliverToBody<'a> {
    pub(super) fn of(address: &'a PostalAddress, view: View) -> Self {
        let line = |line| seen(line, view, AddressLine::as_str, AddressLine::masked);
        Self {
            recipient: seen(Some(&address.recipient), view, RealName::as_str, RealName::masked),
            phone: seen(address.phone.as_ref(), view, Phone::as_str, Phone::masked),
            postal_code: address.postal_code.as_str(),
            address: line(Some(&address.line)),
            detail_address: line(address.detail.as_ref()),
        }
    }
}

use actix_web::http::StatusCode;
use hexmart_domain::identity::AddressBook;
use hexmart_domain::shared::AddressId;
use serde::Serialize;
use utoipa::ToSchema;

use super::address_body::{AddressBody, NewAddressBody, read};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::wire::{example, json, located, no_content};

/// The caller's address book.
#[derive(Serialize, ToSchema)]
pub(crate) struct AddressList<'a> {
    addresses: Vec<AddressBody<'a>>,
}

fn view(call: &Call) -> Result<View, Problem> {
    let mut query = Query::of(&call.request)?;
    let view = query.view();
    query.finish_strict()?;
    Ok(view)
}

fn address_id(call: &Call) -> Result<AddressId, Problem> {
    call.id("address_id", Code::AddressNotFound)
}

fn one(status: StatusCode, book: &AddressBook, id: AddressId, view: View) -> Answer {
    let entry = book.entry(id);
    let entry = entry.ok_or_else(|| Problem::of(Code::AddressNotFound))?;
    json(status, 384, &AddressBody::of(entry, book, view))
}

/// List one's addresses
#[utoipa::path(get, path = "/commerce/users/me/addresses/", operation_id = "list_addresses", tag = "identity",
    params(("view" = Option<String>, Query, description = "`full` shows personal data in clear; `masked` unless said")),
    responses((status = 200, description = "The address book, oldest first.", body = AddressList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let view = view(&call)?;
    let account = call.account()?;
    let book = call.state.services.profiles.address_book(account).await?;
    let entries = book.entries.iter();
    let addresses = entries.map(|entry| AddressBody::of(entry, &book, view)).collect();
    json(StatusCode::OK, 1024, &AddressList { addresses })
}

/// Add an address
///
/// There is room for five.
#[utoipa::path(post, path = "/commerce/users/me/addresses/", operation_id = "add_address", tag = "identity",
    request_body = NewAddressBody,
    responses((status = 201, description = "The address, masked.", body = AddressBody<'_>,
        headers(("Location" = String, description = "Where it is shown")))))]
pub(crate) async fn add(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let (address, is_default) = read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move { profiles.add_address(account, address, is_default).await };
    let (id, book) = call.state.detached(command).await?;
    let response = one(StatusCode::CREATED, &book, id, View::Masked)?;
    located(response, &format!("/commerce/users/me/addresses/{id}/"))
}

/// Show one of one's addresses
#[utoipa::path(get, path = "/commerce/users/me/addresses/{address_id}/", operation_id = "show_address", tag = "identity",
    params(
        ("address_id" = String, Path, description = "Which address", example = example::address_id),
        ("view" = Option<String>, Query, description = "`full` shows personal data in clear; `masked` unless said"),
    ),
    responses((status = 200, description = "The address.", body = AddressBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let view = view(&call)?;
    let (id, account) = (address_id(&call)?, call.account()?);
    let book = call.state.services.profiles.address_book(account).await?;
    one(StatusCode::OK, &book, id, view)
}

/// Replace one of one's addresses
///
/// With `is_default` it becomes the default; the default itself stays so until another one is.
#[utoipa::path(put, path = "/commerce/users/me/addresses/{address_id}/", operation_id = "replace_address", tag = "identity",
    params(("address_id" = String, Path, description = "Which address", example = example::address_id)),
    request_body = NewAddressBody,
    responses((status = 200, description = "The address, masked.", body = AddressBody<'_>)))]
pub(crate) async fn replace(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let (address, is_default) = read(&body)?;
    let id = address_id(&call)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move { profiles.replace_address(account, id, address, is_default).await };
    let book = call.state.detached(command).await?;
    one(StatusCode::OK, &book, id, View::Masked)
}

/// Remove one of one's addresses
#[utoipa::path(delete, path = "/commerce/users/me/addresses/{address_id}/", operation_id = "remove_address", tag = "identity",
    params(("address_id" = String, Path, description = "Which address", example = example::address_id)),
    responses((status = 204, description = "It is gone. If it was the default, the oldest that is left is now.")))]
pub(crate) async fn remove(call: Call) -> Answer {
    let id = address_id(&call)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move { profiles.remove_address(account, id).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

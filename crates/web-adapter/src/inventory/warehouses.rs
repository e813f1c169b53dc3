//! Buildings.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use hexmart_application::identity::Change;
use hexmart_application::inventory::{WarehouseFilter, WarehouseSheet};
use hexmart_domain::identity::{Credential, Phone, PostalCode, RealName};
use hexmart_domain::inventory::{Coordinates, Warehouse, WarehouseAddress, WarehouseContact, WarehouseName};
use hexmart_domain::shared::{Instant, WarehouseId};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::racks::RackBody;
use crate::body::{Fault, Form, flag, number, text};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::identity::person::seen;
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::version;
use crate::wire::{self, example, json, located};

/// The longest part of a name or an address that is looked for, in characters.
const LONGEST_PART: usize = 255;

/// All that is said about a building.
#[derive(ToSchema)]
#[schema(as = WarehouseSheet)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct WarehouseSheetBody {
    #[schema(min_length = 1, max_length = 100, example = "이천 센터")]
    name: String,
    /// Street and number.
    #[schema(min_length = 1, max_length = 255, example = "경기도 이천시 마장면 중부대로 1")]
    address: Option<String>,
    #[schema(pattern = "^[0-9]{5}$", example = "17384")]
    postal_code: Option<String>,
    /// Where that is; looked up on a map unless somebody says so.
    coordinates: Option<CoordinatesBody>,
    /// Whom to call.
    contact: Option<NewContactBody>,
    /// Whether its stock can be sold; it can unless said otherwise.
    #[schema(nullable = false)]
    available: Option<bool>,
}

/// A point on the earth (WGS 84).
#[derive(Serialize, ToSchema)]
#[schema(as = Coordinates)]
struct CoordinatesBody {
    /// Degrees north of the equator.
    #[schema(minimum = -90, maximum = 90, example = 37.235_123)]
    latitude: f64,
    /// Degrees east of Greenwich.
    #[schema(minimum = -180, maximum = 180, example = 127.442_456)]
    longitude: f64,
}

/// Whom to call.
#[derive(ToSchema)]
#[schema(as = NewWarehouseContact)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
struct NewContactBody {
    #[schema(min_length = 1, max_length = 60, example = "홍길동")]
    name: String,
    #[schema(example = "010-1234-5678")]
    phone: String,
}

fn read(body: &[u8]) -> Result<WarehouseSheet, Problem> {
    let mut form = Form::of(body)?;
    let name = form.required("name", |raw| Ok(WarehouseName::parse(text(raw)?)?));
    let address = form.clearable("address", |raw| Ok(WarehouseAddress::parse(text(raw)?)?));
    let postal_code = form.clearable("postal_code", |raw| Ok(PostalCode::parse(&text(raw)?)?));
    let coordinates = form.object_or_null("coordinates", coordinates);
    let contact = form.object_or_null("contact", |inner| {
        let name = inner.required("name", |raw| Ok(RealName::parse(text(raw)?)?));
        let phone = inner.required("phone", |raw| Ok(Phone::parse(&text(raw)?)?));
        name.zip(phone)
            .map(|(name, phone)| WarehouseContact { name, phone })
    });
    let available = form.optional("available", flag).unwrap_or(true);
    let sheet = name.map(|name| WarehouseSheet {
        name,
        address: Change::apply_to(address, None),
        postal_code: Change::apply_to(postal_code, None),
        coordinates,
        contact,
        available,
    });
    form.finish_strict(sheet)
}

fn coordinates(form: &mut Form<'_>) -> Option<Coordinates> {
    let degrees = |raw: &RawValue, most: u32| {
        let degrees = number(raw)?.to_f64().unwrap_or(f64::NAN);
        let is_degree = degrees.abs() <= f64::from(most);
        is_degree.then_some(degrees).ok_or(Fault::NotADegree { most })
    };
    let latitude = form.required("latitude", |raw| degrees(raw, 90));
    let longitude = form.required("longitude", |raw| degrees(raw, 180));
    Coordinates::from_degrees(latitude?, longitude?).ok()
}

/// A building.
#[derive(Serialize, ToSchema)]
#[schema(as = Warehouse)]
pub(crate) struct WarehouseBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::warehouse_id)]
    id: WarehouseId,
    #[schema(example = "이천 센터")]
    name: &'a str,
    #[schema(example = "경기도 이천시 마장면 중부대로 1")]
    address: Option<&'a str>,
    #[schema(example = "17384")]
    postal_code: Option<&'a str>,
    /// Null where nobody knows.
    coordinates: Option<CoordinatesBody>,
    contact: Option<ContactBody<'a>>,
    /// Whether its stock can be sold.
    available: bool,
    /// Counts changes; the `ETag`.
    #[schema(example = 1)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// Whom to call; in full for people who look at one building.
#[derive(Serialize, ToSchema)]
#[schema(as = WarehouseContact)]
struct ContactBody<'a> {
    #[schema(value_type = Option<String>, example = "홍*동")]
    name: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "010****5678")]
    phone: Option<Cow<'a, str>>,
}

/// A building and its racks.
#[derive(Serialize, ToSchema)]
pub(crate) struct WarehouseWithRacks<'a> {
    #[serde(flatten)]
    warehouse: WarehouseBody<'a>,
    racks: Vec<RackBody<'a>>,
}

/// One page of buildings.
#[derive(Serialize, ToSchema)]
pub(crate) struct WarehouseList<'a> {
    warehouses: Vec<WarehouseBody<'a>>,
    page: CursorPageBody,
}

impl<'a> WarehouseBody<'a> {
    fn of(warehouse: &'a Warehouse, view: View) -> Self {
        let contact = warehouse.contact.as_ref();
        Self {
            id: warehouse.id,
            name: warehouse.name.as_str(),
            address: warehouse.address.as_ref().map(WarehouseAddress::as_str),
            postal_code: warehouse.postal_code.as_ref().map(PostalCode::as_str),
            coordinates: warehouse.coordinates.map(|point| CoordinatesBody {
                latitude: point.latitude(),
                longitude: point.longitude(),
            }),
            contact: contact.map(|contact| ContactBody {
                name: seen(Some(&contact.name), view, RealName::as_str, RealName::masked),
                phone: seen(Some(&contact.phone), view, Phone::as_str, Phone::masked),
            }),
            available: warehouse.available,
            version: warehouse.version,
            created_at: warehouse.created_at,
            updated_at: warehouse.updated_at,
        }
    }
}

/// The building that the path names.
pub(super) fn warehouse_id(call: &Call) -> Result<WarehouseId, Problem> {
    call.id("warehouse_id", Code::WarehouseNotFound)
}

/// List warehouses
#[utoipa::path(get, path = "/commerce/warehouses/", operation_id = "list_warehouses", tag = "inventory",
    params(
        ("name" = Option<String>, Query, description = "Only those with this in their name", example = "이천"),
        ("address" = Option<String>, Query, description = "Only those with this in their address"),
        ("available" = Option<bool>, Query, description = "Only those whose stock can be sold, or cannot"),
        ("page_size" = Option<u64>, Query, description = "Warehouses per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, oldest first; contacts are masked.", body = WarehouseList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let part = |text: &str| {
        let is_short = text.chars().count() <= LONGEST_PART;
        let too_long = hexmart_domain::shared::TextError::TooLong { max: LONGEST_PART };
        is_short.then(|| text.to_owned()).ok_or(Fault::Text(too_long))
    };
    let filter = WarehouseFilter {
        name: query.optional("name", part),
        address: query.optional("address", part),
        available: query.flag("available"),
    };
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let warehousing = &call.state.services.warehousing;
    let mut found = warehousing.warehouses(filter, after, with_one_more(size)).await?;
    let page = cut(&mut found, size, |warehouse| warehouse.id);
    let warehouses = found.iter();
    let warehouses = warehouses.map(|warehouse| WarehouseBody::of(warehouse, View::Masked));
    let warehouses = warehouses.collect();
    json(StatusCode::OK, 4096, &WarehouseList { warehouses, page })
}

/// Add a warehouse
///
/// Where it stands is looked up on a map unless somebody says so; without an answer it is unknown.
#[utoipa::path(post, path = "/commerce/warehouses/", operation_id = "add_warehouse", tag = "inventory",
    request_body = WarehouseSheetBody,
    responses((status = 201, description = "The warehouse.", body = WarehouseBody<'_>,
        headers(("Location" = String, description = "Where it is shown"),
            ("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn add(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let warehousing = call.state.services.warehousing.clone();
    let command = async move { warehousing.add_warehouse(sheet).await };
    let warehouse = call.state.detached(command).await?;
    let path = format!("/commerce/warehouses/{}/", warehouse.id);
    located(one(StatusCode::CREATED, &warehouse)?, &path)
}

/// Replace what is said about a warehouse
///
/// All of it. Another address is looked up anew. What lies in one that is not available cannot be sold.
#[utoipa::path(put, path = "/commerce/warehouses/{warehouse_id}/", operation_id = "replace_warehouse", tag = "inventory",
    params(
        ("warehouse_id" = String, Path, description = "Which warehouse", example = example::warehouse_id),
        ("If-Match" = String, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = WarehouseSheetBody,
    responses((status = 200, description = "The warehouse.", body = WarehouseBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn replace(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let (id, seen) = (warehouse_id(&call)?, version::required(&call)?);
    let warehousing = call.state.services.warehousing.clone();
    let command = async move { warehousing.change_warehouse(id, sheet, seen).await };
    one(StatusCode::OK, &call.state.detached(command).await?)
}

fn one(status: StatusCode, warehouse: &Warehouse) -> Answer {
    let response = json(status, 512, &WarehouseBody::of(warehouse, View::Masked))?;
    version::tagged(response, warehouse.version)
}

/// Show a warehouse and its racks
///
/// Whom to call there in full, but not to API keys.
#[utoipa::path(get, path = "/commerce/warehouses/{warehouse_id}/", operation_id = "show_warehouse", tag = "inventory",
    params(("warehouse_id" = String, Path, description = "Which warehouse", example = example::warehouse_id)),
    responses((status = 200, description = "The warehouse.", body = WarehouseWithRacks<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let view = match call.principal()?.credential {
        Credential::Session(_) => View::Full,
        Credential::ApiKey(..) => View::Masked,
    };
    let found = call.state.services.warehousing.warehouse(warehouse_id(&call)?);
    let found = found.await?;
    let (warehouse, racks) = found.ok_or_else(|| Problem::of(Code::WarehouseNotFound))?;
    let body = WarehouseWithRacks {
        warehouse: WarehouseBody::of(&warehouse, view),
        racks: racks.iter().map(RackBody::from).collect(),
    };
    version::tagged(json(StatusCode::OK, 2048, &body)?, warehouse.version)
}

//! Places in a building where items lie.

use actix_web::http::StatusCode;
use hexmart_application::identity::Change;
use hexmart_domain::inventory::{Rack, RackName, RackPosition};
use hexmart_domain::shared::{LocationId, WarehouseId};
use serde::Serialize;
use utoipa::ToSchema;

use super::warehouses::warehouse_id;
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::{self, example, json, located};

/// All that is said about a rack.
#[derive(ToSchema)]
#[schema(as = RackSheet)]
pub(crate) struct RackSheetBody {
    #[schema(value_type = String, min_length = 1, max_length = 100, example = "A-03")]
    name: RackName,
    /// How it is found inside the building.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, example = "2층 왼쪽 끝")]
    position: Option<RackPosition>,
}

impl RackSheetBody {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let name = form.required("name", |raw| Ok(RackName::parse(text(raw)?)?));
        let position = form.clearable("position", |raw| Ok(RackPosition::parse(text(raw)?)?));
        let position = Change::apply_to(position, None);
        form.finish_strict(name.map(|name| Self { name, position }))
    }
}

/// A rack.
#[derive(Serialize, ToSchema)]
#[schema(as = Rack)]
pub(crate) struct RackBody<'a> {
    /// The location of the ledger.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::rack_id)]
    id: LocationId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::warehouse_id)]
    warehouse_id: WarehouseId,
    #[schema(example = "A-03")]
    name: &'a str,
    #[schema(example = "2층 왼쪽 끝")]
    position: Option<&'a str>,
    /// Counts changes; the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

/// The racks of a building.
#[derive(Serialize, ToSchema)]
pub(crate) struct RackList<'a> {
    racks: Vec<RackBody<'a>>,
}

impl<'a> From<&'a Rack> for RackBody<'a> {
    fn from(rack: &'a Rack) -> Self {
        Self {
            id: rack.id,
            warehouse_id: rack.warehouse,
            name: rack.name.as_str(),
            position: rack.position.as_ref().map(RackPosition::as_str),
            version: rack.version,
        }
    }
}

/// The rack that the path names.
pub(super) fn rack_id(call: &Call) -> Result<LocationId, Problem> {
    call.id("rack_id", Code::RackNotFound)
}

/// List the racks of a warehouse
#[utoipa::path(get, path = "/commerce/warehouses/{warehouse_id}/racks/", operation_id = "list_racks", tag = "inventory",
    params(("warehouse_id" = String, Path, description = "Of which warehouse", example = example::warehouse_id)),
    responses((status = 200, description = "All of them, the empty ones too.", body = RackList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let found = call.state.services.warehousing.warehouse(warehouse_id(&call)?);
    let (_, racks) = found.await?.ok_or_else(|| Problem::of(Code::WarehouseNotFound))?;
    let racks = racks.iter().map(RackBody::from).collect();
    json(StatusCode::OK, 2048, &RackList { racks })
}

/// Add a rack to a warehouse
#[utoipa::path(post, path = "/commerce/warehouses/{warehouse_id}/racks/", operation_id = "add_rack", tag = "inventory",
    params(("warehouse_id" = String, Path, description = "To which warehouse", example = example::warehouse_id)),
    request_body = RackSheetBody,
    responses((status = 201, description = "The rack.", body = RackBody<'_>,
        headers(("Location" = String, description = "Where what lies on it is shown"),
            ("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn add(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let RackSheetBody { name, position } = RackSheetBody::read(&body)?;
    let id = warehouse_id(&call)?;
    let warehousing = call.state.services.warehousing.clone();
    let command = async move { warehousing.add_rack(id, name, position).await };
    let rack = call.state.detached(command).await?;
    let path = format!("/commerce/racks/{}/stock/", rack.id);
    located(one(StatusCode::CREATED, &rack)?, &path)
}

/// Replace what is said about a rack
///
/// All of it; it stays in its building.
#[utoipa::path(put, path = "/commerce/racks/{rack_id}/", operation_id = "replace_rack", tag = "inventory",
    params(
        ("rack_id" = String, Path, description = "Which rack", example = example::rack_id),
        ("If-Match" = String, Header, description = "The version that was seen, as `\"v1\"`"),
    ),
    request_body = RackSheetBody,
    responses((status = 200, description = "The rack.", body = RackBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn replace(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let RackSheetBody { name, position } = RackSheetBody::read(&body)?;
    let (id, seen) = (rack_id(&call)?, version::required(&call)?);
    let warehousing = call.state.services.warehousing.clone();
    let command = async move { warehousing.change_rack(id, name, position, seen).await };
    one(StatusCode::OK, &call.state.detached(command).await?)
}

fn one(status: StatusCode, rack: &Rack) -> Answer {
    version::tagged(json(status, 256, &RackBody::from(rack))?, rack.version)
}

use diesel::prelude::*;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::identity::{Phone, PostalCode, RealName};
use hexmart_domain::inventory::{
    Coordinates, Rack, RackName, RackPosition, Warehouse, WarehouseAddress, WarehouseContact, WarehouseName,
};
use hexmart_domain::shared::{TextError, fold_case};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key};
use crate::schema::{racks, warehouses};
use crate::sealing;

/// A building as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = warehouses, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct WarehouseRow {
    id: Key,
    name: String,
    name_folded: String,
    address: Option<String>,
    address_folded: Option<String>,
    postal_code: Option<String>,
    latitude: Option<i64>,
    longitude: Option<i64>,
    contact_sealed: Option<Vec<u8>>,
    available: bool,
    version: i64,
    created_at: At,
    updated_at: At,
}

/// What is sealed in `warehouses.contact_sealed`.
#[derive(Serialize, Deserialize)]
struct Contact {
    name: String,
    phone: String,
}

/// Where the contact of a building is sealed for.
pub(crate) const fn contact_place(id: Key) -> Place {
    Place {
        table: "warehouses",
        column: "contact_sealed",
        row: id.bytes(),
    }
}

impl WarehouseRow {
    pub(crate) fn seal(warehouse: &Warehouse, vault: &dyn Vault) -> Result<Self, StoreError> {
        let id = Key::from(warehouse.id);
        let address = warehouse.address.as_ref().map(WarehouseAddress::as_str);
        let micros = warehouse.coordinates.map(|point| point.micros());
        let contact = warehouse.contact.as_ref().map(|contact| Contact {
            name: contact.name.as_str().to_owned(),
            phone: contact.phone.as_str().to_owned(),
        });
        let seal = |contact: Contact| sealing::seal(vault, contact_place(id), &contact);
        Ok(Self {
            id,
            name: warehouse.name.as_str().to_owned(),
            name_folded: fold_case(warehouse.name.as_str()),
            address: address.map(str::to_owned),
            address_folded: address.map(fold_case),
            postal_code: warehouse
                .postal_code
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            latitude: micros.map(|(latitude, _)| latitude),
            longitude: micros.map(|(_, longitude)| longitude),
            contact_sealed: contact.map(seal).transpose()?,
            available: warehouse.available,
            version: warehouse.version,
            created_at: At(warehouse.created_at),
            updated_at: At(warehouse.updated_at),
        })
    }

    pub(crate) fn open(self, vault: &dyn Vault) -> Result<Warehouse, StoreError> {
        let wrong = |what: &str| StoreError::corrupt("warehouses", what);
        let text = |what: &'static str| move |_refused: TextError| wrong(what);
        let open =
            |sealed| -> Result<Contact, StoreError> { sealing::open(vault, contact_place(self.id), sealed) };
        let contact = self.contact_sealed.map(open).transpose()?;
        let coordinates = self.latitude.zip(self.longitude);
        let point = |(latitude, longitude)| Coordinates::from_micros(latitude, longitude);
        let postal_code = self.postal_code.as_deref().map(PostalCode::parse).transpose();
        Ok(Warehouse {
            id: self.id.id(),
            name: WarehouseName::parse(self.name).map_err(text("name"))?,
            address: self
                .address
                .map(WarehouseAddress::parse)
                .transpose()
                .map_err(text("address"))?,
            postal_code: postal_code.map_err(text("postal code"))?,
            coordinates: coordinates
                .map(point)
                .transpose()
                .map_err(|_nowhere| wrong("coordinates"))?,
            contact: contact.map(Contact::read).transpose().map_err(text("contact"))?,
            available: self.available,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl Contact {
    fn read(self) -> Result<WarehouseContact, TextError> {
        Ok(WarehouseContact {
            name: RealName::parse(self.name)?,
            phone: Phone::parse(&self.phone)?,
        })
    }
}

/// A rack as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = racks, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct RackRow {
    id: Key,
    warehouse_id: Key,
    name: String,
    position: Option<String>,
    version: i64,
}

impl From<&Rack> for RackRow {
    fn from(rack: &Rack) -> Self {
        Self {
            id: rack.id.into(),
            warehouse_id: rack.warehouse.into(),
            name: rack.name.as_str().to_owned(),
            position: rack
                .position
                .as_ref()
                .map(|position| position.as_str().to_owned()),
            version: rack.version,
        }
    }
}

impl TryFrom<RackRow> for Rack {
    type Error = StoreError;

    fn try_from(row: RackRow) -> Result<Self, StoreError> {
        let wrong = |_refused| StoreError::corrupt("racks", "name or position");
        Ok(Self {
            id: row.id.id(),
            warehouse: row.warehouse_id.id(),
            name: RackName::parse(row.name).map_err(wrong)?,
            position: row.position.map(RackPosition::parse).transpose().map_err(wrong)?,
            version: row.version,
        })
    }
}

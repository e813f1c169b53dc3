//! Buildings, racks, and what happens to stock on them.

use std::sync::Arc;

use hexmart_application::inventory::StockDecision;
use hexmart_domain::identity::{PostalCode, RealName};
use hexmart_domain::inventory::{
    Coordinates, Rack, RackName, RackPosition, StockCommand, StockEvent, StockKey, StockLevel, Warehouse,
    WarehouseAddress, WarehouseContact, WarehouseName, decide,
};
use hexmart_domain::shared::WarehouseId;

use super::{context, id, now, phone};

/// A building that is available, of which nothing else is known.
pub fn warehouse() -> Warehouse {
    Warehouse {
        id: id(),
        name: WarehouseName::parse("김포 2센터").unwrap(),
        address: None,
        postal_code: None,
        coordinates: None,
        contact: None,
        available: true,
        version: 1,
        created_at: now(),
        updated_at: now(),
    }
}

/// A building of which everything is known that can be.
pub fn warehouse_in_full() -> Warehouse {
    let contact = WarehouseContact {
        name: RealName::parse("임꺽정 'Im' \\").unwrap(),
        phone: phone("01098765432"),
    };
    Warehouse {
        name: WarehouseName::parse(format!("Ä 50%_\\ {}", "😀".repeat(92))).unwrap(),
        address: Some(WarehouseAddress::parse("경기도 김포시 아라육로 152번길 100").unwrap()),
        postal_code: Some(PostalCode::parse("10136").unwrap()),
        coordinates: Some(Coordinates::from_micros(-37_566_501, 126_978_002).unwrap()),
        contact: Some(contact),
        available: false,
        updated_at: now() + super::TICK,
        ..warehouse()
    }
}

/// A rack of a building.
pub fn rack(warehouse: WarehouseId) -> Rack {
    Rack {
        id: id(),
        warehouse,
        name: RackName::parse("A-12 '위'").unwrap(),
        position: Some(RackPosition::parse("2층 왼쪽 😀").unwrap()),
        version: 1,
    }
}

/// The event by which a command changes a chain of this level.
pub fn commanded(key: StockKey, level: &StockLevel, command: StockCommand) -> StockEvent {
    decide(key, level, command, &context()).unwrap()
}

/// The decision to carry a command out, whatever the level of the chain.
pub fn commanding(key: StockKey, command: StockCommand) -> StockDecision {
    let context = context();
    Arc::new(move |level| decide(key, level, command, &context))
}

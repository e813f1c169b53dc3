use hexmart_application::inventory::{WarehouseError, WarehouseFilter, WarehouseSheet, Warehousing};
use hexmart_application::ordering::{Carts, Obstacle, Ordering};
use hexmart_domain::inventory::{Coordinates, RackName, RackPosition, WarehouseAddress, WarehouseName};
use hexmart_domain::ordering::CartOwner;
use hexmart_domain::shared::WarehouseId;

use crate::catalogue::given::id;
use crate::ordering::market::explicit;
use crate::ordering::{Market, market};

pub(super) fn place(east: f64) -> Coordinates {
    Coordinates::from_degrees(37.5, 127.0 + east).unwrap()
}

pub(super) fn sheet(name: &str, address: Option<&str>) -> WarehouseSheet {
    WarehouseSheet {
        name: WarehouseName::parse(name).unwrap(),
        address: address.map(|line| WarehouseAddress::parse(line).unwrap()),
        postal_code: None,
        coordinates: None,
        contact: None,
        available: true,
    }
}

pub(super) fn rack(name: &str) -> RackName {
    RackName::parse(name).unwrap()
}

#[tokio::test]
async fn a_map_is_asked_where_a_building_is_when_nobody_says_so() {
    let market = Market::new();
    *market.maps.place.lock().unwrap() = Some(place(0.1));
    let found = market
        .warehouses
        .add_warehouse(sheet("a", Some("창고길 1")))
        .await
        .unwrap();
    assert_eq!((found.coordinates, market.maps.asked()), (Some(place(0.1)), 1));
    let said = WarehouseSheet {
        coordinates: Some(place(0.2)),
        ..sheet("b", Some("창고길 2"))
    };
    let said = market.warehouses.add_warehouse(said).await.unwrap();
    assert_eq!(said.coordinates, Some(place(0.2)));
    let nowhere = market.warehouses.add_warehouse(sheet("c", None)).await.unwrap();
    assert_eq!((nowhere.coordinates, market.maps.asked()), (None, 1));
    market
        .maps
        .fails
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let lost = market
        .warehouses
        .add_warehouse(sheet("d", Some("창고길 4")))
        .await
        .unwrap();
    assert_eq!((lost.coordinates, market.maps.asked()), (None, 2));
}

#[tokio::test]
async fn only_another_address_is_looked_up_anew() {
    let market = Market::new();
    *market.maps.place.lock().unwrap() = Some(place(0.1));
    let before = market
        .warehouses
        .add_warehouse(sheet("a", Some("창고길 1")))
        .await
        .unwrap();
    *market.maps.place.lock().unwrap() = Some(place(0.2));
    let change = |name, address, seen| {
        market
            .warehouses
            .change_warehouse(before.id, sheet(name, Some(address)), seen)
    };
    let renamed = change("b", "창고길 1", 1).await.unwrap();
    assert_eq!(
        (renamed.version, renamed.coordinates, market.maps.asked()),
        (2, Some(place(0.1)), 1)
    );
    let moved = change("b", "창고길 2", 2).await.unwrap();
    assert_eq!(
        (moved.version, moved.coordinates, market.maps.asked()),
        (3, Some(place(0.2)), 2)
    );
    assert!(matches!(
        change("c", "창고길 2", 2).await,
        Err(WarehouseError::Stale)
    ));
    let unknown = market
        .warehouses
        .change_warehouse(id(9), sheet("c", None), 1)
        .await;
    assert!(
        matches!(unknown, Err(WarehouseError::UnknownWarehouse)),
        "{unknown:?}"
    );
    let (stored, racks) = market.warehouses.warehouse(before.id).await.unwrap().unwrap();
    assert_eq!((stored, racks.len()), (moved, 0));
    let named = WarehouseFilter {
        name: Some("B".to_owned()),
        ..WarehouseFilter::default()
    };
    assert_eq!(
        market.warehouses.warehouses(named, None, 10).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn racks_stand_in_buildings() {
    let market = Market::new();
    let building = market
        .warehouses
        .add_warehouse(sheet("a", None))
        .await
        .unwrap()
        .id;
    let made = market
        .warehouses
        .add_rack(building, rack("A-1"), None)
        .await
        .unwrap();
    let position = Some(RackPosition::parse("2층").unwrap());
    let change = |seen| {
        market
            .warehouses
            .change_rack(made.id, rack("A-2"), position.clone(), seen)
    };
    let changed = change(1).await.unwrap();
    assert_eq!((changed.version, changed.position.clone()), (2, position.clone()));
    assert!(matches!(change(1).await, Err(WarehouseError::Stale)));
    let nowhere = market.warehouses.add_rack(id(9), rack("A-1"), None).await;
    assert!(
        matches!(nowhere, Err(WarehouseError::UnknownWarehouse)),
        "{nowhere:?}"
    );
    let unknown = market.warehouses.change_rack(id(9), rack("A-1"), None, 1).await;
    assert!(matches!(unknown, Err(WarehouseError::UnknownRack)), "{unknown:?}");
    let (_, racks) = market.warehouses.warehouse(building).await.unwrap().unwrap();
    assert_eq!(racks, [changed]);
}

#[tokio::test]
async fn what_lies_in_a_building_that_is_closed_is_not_sold() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    market.add(CartOwner::User(buyer), product.id, 1).await;
    let main = WarehouseId::DEFAULT;
    let closed = WarehouseSheet {
        available: false,
        ..sheet("Main", None)
    };
    let (before, _) = market.warehouses.warehouse(main).await.unwrap().unwrap();
    let closed = market
        .warehouses
        .change_warehouse(main, closed, before.version)
        .await
        .unwrap();
    let cart = market.carts.show(CartOwner::User(buyer)).await.unwrap();
    assert_eq!(cart.lines[0].obstacle, Some(Obstacle::Short { available: 0 }));
    let place = || market.orders.place(buyer, explicit(&[(product.id, 1)]), None);
    assert!(market::is_out_of_stock(&place().await.unwrap_err()));
    // Opened again, nobody hears that it was sold out a moment ago.
    market
        .warehouses
        .change_warehouse(main, sheet("Main", None), closed.version)
        .await
        .unwrap();
    assert!(place().await.is_ok());
}

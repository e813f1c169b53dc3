//! Buildings and racks.

use hexmart_application::inventory::WarehouseFilter;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::inventory::{Rack, RackName, Warehouse, WarehouseAddress, WarehouseName};
use hexmart_domain::shared::{LocationId, WarehouseId};

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

/// Adds a building.
pub(crate) async fn add(storage: &Storage, warehouse: &Warehouse) {
    let added = attempt(storage, warehouse.clone(), |uow, warehouse| {
        Box::pin(async move { uow.warehouses().add(&warehouse).await })
    });
    added.await.unwrap();
}

/// Adds a rack.
pub(crate) async fn add_rack(storage: &Storage, rack: &Rack) {
    let added = attempt(storage, rack.clone(), |uow, rack| {
        Box::pin(async move { uow.warehouses().add_rack(&rack).await })
    });
    added.await.unwrap();
}

/// A new rack in the building that a shop begins with.
pub(crate) async fn rack(storage: &Storage) -> LocationId {
    rack_in(storage, WarehouseId::DEFAULT).await
}

/// A new rack in a building.
pub(crate) async fn rack_in(storage: &Storage, warehouse: WarehouseId) -> LocationId {
    let rack = given::rack(warehouse);
    add_rack(storage, &rack).await;
    rack.id
}

/// A rack in a new building, which is available or not.
pub(crate) async fn rack_elsewhere(storage: &Storage, available: bool) -> (WarehouseId, LocationId) {
    let warehouse = Warehouse {
        available,
        ..given::warehouse()
    };
    add(storage, &warehouse).await;
    (warehouse.id, rack_in(storage, warehouse.id).await)
}

/// Opens a building for sale, or closes it, as it is now.
pub(crate) async fn set_available(storage: &Storage, id: WarehouseId, available: bool) {
    let saved = attempt(storage, (id, available), |uow, (id, available)| {
        Box::pin(async move {
            let before = uow.warehouses().find(id).await?.unwrap();
            let after = Warehouse {
                available,
                version: before.version + 1,
                ..before
            };
            uow.warehouses().save(&after).await
        })
    });
    saved.await.unwrap();
}

async fn save_once(storage: &Storage, warehouse: &Warehouse) -> Result<(), StoreError> {
    once(storage, warehouse.clone(), |uow, warehouse| {
        Box::pin(async move { uow.warehouses().save(&warehouse).await })
    })
    .await
}

async fn save_rack_once(storage: &Storage, rack: &Rack) -> Result<(), StoreError> {
    once(storage, rack.clone(), |uow, rack| {
        Box::pin(async move { uow.warehouses().save_rack(&rack).await })
    })
    .await
}

/// A building and its racks, on which attempts and questions agree.
async fn kept(storage: &Storage, id: WarehouseId) -> Option<(Warehouse, Vec<Rack>)> {
    let kept = storage.stock.warehouse(id).await.unwrap();
    let racks = kept
        .iter()
        .flat_map(|(_, racks)| racks)
        .map(|rack| rack.id)
        .collect();
    let found = attempt(storage, (id, racks), |uow, (id, racks): (_, Vec<_>)| {
        Box::pin(async move {
            let mut found = Vec::new();
            for rack in racks {
                found.push(uow.warehouses().rack(rack).await?.unwrap());
            }
            let warehouse = uow.warehouses().find(id).await?;
            Ok(warehouse.map(|warehouse| (warehouse, found)))
        })
    });
    assert_eq!(found.await.unwrap(), kept);
    kept
}

/// A shop begins with one building that is available, and one rack in it; nobody needs to know of either.
pub async fn a_shop_begins_with_one_rack(storage: Storage) {
    let (warehouse, racks) = kept(&storage, WarehouseId::DEFAULT).await.unwrap();
    assert_eq!((warehouse.name.as_str(), warehouse.available), ("Main", true));
    assert_eq!((&warehouse.address, &warehouse.postal_code), (&None, &None));
    assert_eq!((warehouse.coordinates, &warehouse.contact), (None, &None));
    assert_eq!(warehouse.version, 1);
    assert_eq!(racks.len(), 1);
    assert_eq!(
        (racks[0].id, racks[0].name.as_str()),
        (LocationId::DEFAULT, "Main")
    );
    assert_eq!((&racks[0].position, racks[0].version), (&None, 1));
    let all = storage
        .stock
        .warehouses(&WarehouseFilter::default(), None, 9)
        .await;
    assert_eq!(all.unwrap(), [warehouse]);
}

/// A building reads back to the last field, also when next to nothing is known of it.
pub async fn a_warehouse_is_kept_as_it_was_added(storage: Storage) {
    for warehouse in [given::warehouse(), given::warehouse_in_full()] {
        add(&storage, &warehouse).await;
        assert_eq!(kept(&storage, warehouse.id).await, Some((warehouse, vec![])));
    }
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// A changed building is kept, whatever became known of it or is no longer.
pub async fn a_changed_warehouse_is_kept(storage: Storage) {
    let plain = given::warehouse();
    add(&storage, &plain).await;
    for (version, look) in [(2, given::warehouse_in_full()), (3, given::warehouse())] {
        let changed = Warehouse {
            id: plain.id,
            version,
            created_at: plain.created_at,
            updated_at: given::now() + given::TICK * 7,
            ..look
        };
        save_once(&storage, &changed).await.unwrap();
        assert_eq!(kept(&storage, plain.id).await, Some((changed, vec![])));
    }
}

/// Who has not read how a building is cannot change it.
pub async fn a_stale_warehouse_is_a_conflict(storage: Storage) {
    let warehouse = given::warehouse();
    add(&storage, &warehouse).await;
    let closed = |version| Warehouse {
        version,
        available: false,
        ..warehouse.clone()
    };
    save_once(&storage, &closed(2)).await.unwrap();
    for version in [0, 1, 2, 4] {
        let answer = save_once(&storage, &closed(version)).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    let unknown = Warehouse {
        version: 2,
        ..given::warehouse()
    };
    let answer = save_once(&storage, &unknown).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, warehouse.id).await, Some((closed(2), vec![])));
    assert_eq!(kept(&storage, unknown.id).await, None);
}

/// 12 callers change one building at once: every change lands on the one before it.
pub async fn changes_of_a_warehouse_that_race_all_land(storage: Storage) {
    let warehouse = given::warehouse();
    add(&storage, &warehouse).await;
    at_once(12, |caller| {
        let (storage, id) = (storage.clone(), warehouse.id);
        async move { set_available(&storage, id, caller % 2 == 0).await }
    })
    .await;
    let (kept, _) = kept(&storage, warehouse.id).await.unwrap();
    assert_eq!(kept.version, 13);
}

/// A building is shown with its racks in the order of their ids, those where nothing lies too, and nobody else's; a changed
/// rack is kept.
pub async fn a_warehouse_is_shown_with_its_racks(storage: Storage) {
    let (one, other) = (given::warehouse(), given::warehouse());
    for warehouse in [&one, &other] {
        add(&storage, warehouse).await;
    }
    let mut racks: Vec<_> = (0..3).map(|_| given::rack(one.id)).collect();
    racks[2].position = None;
    let foreign = given::rack(other.id);
    for rack in racks.iter().rev().chain([&foreign]) {
        add_rack(&storage, rack).await;
    }
    assert_eq!(kept(&storage, one.id).await, Some((one.clone(), racks.clone())));
    assert_eq!(kept(&storage, other.id).await, Some((other, vec![foreign])));

    for (version, position) in [(2, None), (3, racks[0].position.clone())] {
        racks[0] = Rack {
            name: RackName::parse(format!("{version} Ä {}", "😀".repeat(96))).unwrap(),
            version,
            position,
            ..racks[0].clone()
        };
        save_rack_once(&storage, &racks[0]).await.unwrap();
        assert_eq!(kept(&storage, one.id).await, Some((one.clone(), racks.clone())));
    }
    let unknown = attempt(&storage, given::id(), |uow, id| {
        Box::pin(async move { uow.warehouses().rack(id).await })
    });
    assert_eq!(unknown.await.unwrap(), None);
}

/// Who has not read how a rack is cannot change it.
pub async fn a_stale_rack_is_a_conflict(storage: Storage) {
    let rack = given::rack(WarehouseId::DEFAULT);
    add_rack(&storage, &rack).await;
    let bare = |version| Rack {
        version,
        position: None,
        ..rack.clone()
    };
    save_rack_once(&storage, &bare(2)).await.unwrap();
    let unknown = Rack {
        version: 2,
        ..given::rack(WarehouseId::DEFAULT)
    };
    for stale in [bare(0), bare(1), bare(2), bare(4), unknown] {
        let answer = save_rack_once(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    let (_, racks) = kept(&storage, WarehouseId::DEFAULT).await.unwrap();
    assert_eq!(racks[1..], [bare(2)]);
}

/// Buildings are listed in the order of their ids, in pages.
pub async fn warehouses_are_listed_in_the_order_of_ids(storage: Storage) {
    let warehouses: Vec<_> = (0..5).map(|_| given::warehouse()).collect();
    for warehouse in warehouses.iter().rev() {
        add(&storage, warehouse).await;
    }
    // The one that a shop begins with has the lowest id.
    let ids: Vec<_> = [WarehouseId::DEFAULT]
        .into_iter()
        .chain(warehouses.iter().map(|warehouse| warehouse.id))
        .collect();
    for (after, limit, expected) in [
        (None, 9, &ids[..]),
        (None, 2, &ids[..2]),
        (Some(ids[1]), 3, &ids[2..5]),
        (Some(ids[4]), 3, &ids[5..]),
        (Some(ids[5]), 3, &[]),
        (None, 0, &[]),
    ] {
        let page = storage
            .stock
            .warehouses(&WarehouseFilter::default(), after, limit)
            .await;
        let page: Vec<_> = page.unwrap().iter().map(|warehouse| warehouse.id).collect();
        assert_eq!(page, expected, "{limit} after {after:?}");
    }
}

/// Buildings are found by any part of their names and addresses, without regard to case, and by whether they are available;
/// every character of a part stands for itself.
pub async fn warehouses_are_looked_for(storage: Storage) {
    let named = |name, address: Option<&str>, available| Warehouse {
        name: WarehouseName::parse(name).unwrap(),
        address: address.map(|address| WarehouseAddress::parse(address).unwrap()),
        available,
        ..given::warehouse()
    };
    let warehouses = [
        named("김포 Ärger 센터", Some("경기도 김포시 A동 10"), true),
        named("100% ice_cold\\", Some("부산 b동 10_1"), false),
        named("1000 iceXcold", None, false),
    ];
    for warehouse in &warehouses {
        add(&storage, warehouse).await;
    }
    let text = |text: &str| Some(text.to_owned());
    for (name, address, available, expected) in [
        (text("ÄRGER"), None, None, &[0][..]),
        (text("ICE"), None, None, &[1, 2]),
        (text("0%"), None, None, &[1]),
        (text("e_c"), None, None, &[1]),
        (text("\\"), None, None, &[1]),
        (None, text("a동"), None, &[0]),
        (None, text("동 10"), None, &[0, 1]),
        (None, text("동 10_"), None, &[1]),
        (text("ice"), text("B동"), None, &[1]),
        (text("김포"), None, Some(false), &[]),
        (None, None, Some(false), &[1, 2]),
    ] {
        let filter = WarehouseFilter {
            name,
            address,
            available,
        };
        let found = storage.stock.warehouses(&filter, None, 9).await.unwrap();
        let expected: Vec<_> = expected
            .iter()
            .map(|place: &usize| warehouses[*place].clone())
            .collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}

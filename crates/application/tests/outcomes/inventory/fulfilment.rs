use hexmart_application::inventory::{Movement, MovementKind, WarehouseSheet, Warehousing};
use hexmart_application::ordering::Ordering;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::Pick;
use hexmart_domain::shared::{ProductId, WarehouseId};

use super::buildings::{place, rack, sheet};
use crate::catalogue::given::{id, pieces};
use crate::ordering::Market;

/// A building so many degrees east of everybody, with so many pieces of each of these.
async fn building(market: &Market, east: f64, stock: &[(ProductId, i64)]) -> WarehouseId {
    let sheet = WarehouseSheet {
        coordinates: Some(place(east)),
        ..sheet("a", None)
    };
    let building = market.warehouses.add_warehouse(sheet).await.unwrap().id;
    let rack = market
        .warehouses
        .add_rack(building, rack("A"), None)
        .await
        .unwrap();
    for (product, count) in stock {
        let movement = Movement {
            key: StockKey {
                item: (*product).into(),
                location: rack.id,
            },
            what: MovementKind::PutAway(pieces(*count)),
            reason: None,
        };
        market
            .warehouses
            .move_stock(id(50), movement, None)
            .await
            .unwrap();
    }
    building
}

fn from(picks: &[Pick]) -> Vec<(WarehouseId, Option<u32>, i64)> {
    picks
        .iter()
        .map(|pick| (pick.warehouse, pick.distance, pick.quantity.get()))
        .collect()
}

#[tokio::test]
async fn the_nearest_that_has_everything_sends_everything() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    *market.maps.place.lock().unwrap() = Some(place(0.0));
    let (a, b) = (market.product("a", 0).await.id, market.product("b", 0).await.id);
    building(&market, 0.1, &[(a, 9)]).await;
    let far = building(&market, 0.3, &[(a, 9), (b, 9)]).await;
    let middle = building(&market, 0.2, &[(a, 9), (b, 9)]).await;
    let order = market.order(buyer, &[(a, 2), (b, 1)]).await;
    let way = place(0.2).great_circle_to(&place(0.0)) * 2;
    assert_eq!(from(&order.lines[0].picks), [(middle, Some(way), 2)]);
    assert_eq!(from(&order.lines[1].picks), [(middle, Some(way), 1)]);
    // The address and three ways, and never again on the same day.
    assert_eq!(market.maps.asked(), 4);
    let order = market.order(buyer, &[(b, 9)]).await;
    assert_eq!(order.lines[0].picks[0].warehouse, far);
    assert_eq!(market.maps.asked(), 4);
}

#[tokio::test]
async fn what_nobody_has_alone_is_split_and_comes_back_to_where_it_was() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    *market.maps.place.lock().unwrap() = Some(place(0.0));
    let product = market.product("a", 0).await.id;
    let near = building(&market, 0.1, &[(product, 2)]).await;
    let far = building(&market, 0.2, &[(product, 5)]).await;
    let order = market.order(buyer, &[(product, 6)]).await;
    let picked: Vec<_> = from(&order.lines[0].picks)
        .into_iter()
        .map(|(at, _, count)| (at, count))
        .collect();
    assert_eq!(picked, [(near, 2), (far, 4)]);
    let line = order.lines[0].id;
    let fewer = market
        .orders
        .resize(buyer, order.id, line, pieces(3), None)
        .await
        .unwrap();
    let picked: Vec<_> = from(&fewer.lines[0].picks)
        .into_iter()
        .map(|(at, _, count)| (at, count))
        .collect();
    assert_eq!(picked, [(near, 2), (far, 1)]);
    let more = market
        .orders
        .resize(buyer, order.id, line, pieces(4), None)
        .await
        .unwrap();
    let way = place(0.2).great_circle_to(&place(0.0)) * 2;
    assert_eq!(from(&more.lines[0].picks)[1], (far, Some(way), 2));
}

#[tokio::test]
async fn an_order_is_placed_although_no_map_answers() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    market
        .maps
        .fails
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let product = market.product("a", 0).await.id;
    building(&market, 0.1, &[(product, 9)]).await;
    building(&market, 0.2, &[(product, 9)]).await;
    let order = market.order(buyer, &[(product, 1)]).await;
    assert_eq!(order.lines[0].picks[0].distance, None);
    // Maps that answer again, but know no roads: nearest by what can be guessed.
    *market.maps.place.lock().unwrap() = Some(place(0.0));
    market
        .maps
        .fails
        .store(false, std::sync::atomic::Ordering::Relaxed);
    let order = market.order(buyer, &[(product, 1)]).await;
    let way = place(0.1).great_circle_to(&place(0.0)) * 2;
    assert_eq!(order.lines[0].picks[0].distance, Some(way));
}

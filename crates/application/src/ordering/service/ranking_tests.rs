use std::sync::atomic::{AtomicU32, Ordering};

use chrono::DateTime;
use futures_util::FutureExt;
use hexmart_domain::identity::{AddressLine, PostalCode, RealName};
use hexmart_domain::inventory::WarehouseName;

use super::*;
use crate::inventory::{MapError, MockGeocoder, MockRoadDistance, MockStockQueries};

fn at(second: i64) -> Instant {
    DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
}

fn id(number: u8) -> WarehouseId {
    WarehouseId::mint(at(0), [number; 10])
}

fn place(north: f64, east: f64) -> Coordinates {
    Coordinates::from_degrees(north, east).unwrap()
}

/// So many tenths of a degree east of where everybody lives.
fn warehouse(number: u8) -> Warehouse {
    Warehouse {
        id: id(number),
        name: WarehouseName::parse("창고").unwrap(),
        address: None,
        postal_code: None,
        coordinates: Some(place(37.5, 127.0 + f64::from(number) / 10.0)),
        contact: None,
        available: true,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn home(line: &str) -> PostalAddress {
    PostalAddress {
        recipient: RealName::parse("홍길동").unwrap(),
        phone: None,
        postal_code: PostalCode::parse("04524").unwrap(),
        line: AddressLine::parse(line).unwrap(),
        detail: None,
    }
}

fn failure() -> MapError {
    MapError::new("no answer")
}

/// So many buildings, which are asked for so many times.
fn stock(buildings: u8, times: usize) -> Arc<MockStockQueries> {
    let mut stock = MockStockQueries::new();
    stock
        .expect_warehouses()
        .times(times)
        .returning(move |filter, _, _| {
            assert_eq!(filter.available, Some(true));
            Ok((1..=buildings).map(warehouse).collect())
        });
    Arc::new(stock)
}

fn geocoder(times: usize) -> Arc<MockGeocoder> {
    let mut geocoder = MockGeocoder::new();
    geocoder
        .expect_locate()
        .times(times)
        .returning(|_| Ok(Some(place(37.5, 127.0))));
    Arc::new(geocoder)
}

fn roads(
    times: usize,
    way: impl Fn(Coordinates) -> Result<Option<u32>, MapError> + Send + Sync + 'static,
) -> Arc<MockRoadDistance> {
    let mut roads = MockRoadDistance::new();
    roads
        .expect_between()
        .times(times)
        .returning(move |from, _| way(from));
    Arc::new(roads)
}

fn of(ranking: &Ranking, line: &str, second: i64) -> Ranked {
    ranking
        .of(&home(line), at(second))
        .now_or_never()
        .unwrap()
        .unwrap()
}

#[test]
fn one_building_is_chosen_without_asking_anybody() {
    let ranking = Ranking::new(stock(1, 1), geocoder(0), roads(0, |_| Ok(None)));
    assert_eq!(of(&ranking, "세종대로 110", 0), Ranked::default());
}

#[test]
fn the_nearest_by_road_comes_first() {
    // Building 1 is behind a mountain.
    let way = |from: Coordinates| {
        Ok(Some(if from == place(37.5, 127.1) {
            90_000
        } else {
            20_000
        }))
    };
    let ranking = Ranking::new(stock(2, 1), geocoder(1), roads(2, way));
    let ranked = of(&ranking, "세종대로 110", 0);
    assert_eq!(ranked, Ranked(vec![(id(2), 20_000), (id(1), 90_000)]));
    assert_eq!(ranked.distance_of(id(1)), Some(90_000));
    assert_eq!(ranked.distance_of(id(3)), None);
}

#[test]
fn five_are_asked_about_and_the_rest_is_guessed() {
    let ranking = Ranking::new(stock(7, 1), geocoder(1), roads(5, |_| Ok(Some(1_000))));
    let ranked = of(&ranking, "세종대로 110", 0);
    assert_eq!(ranked.order(), (1..=7).map(id).collect::<Vec<_>>());
    let guess = place(37.5, 127.7).road_guess_to(&place(37.5, 127.0));
    assert_eq!(ranked.distance_of(id(7)), Some(guess));
}

#[test]
fn maps_that_fail_are_guessed_for_and_asked_again() {
    let ranking = Ranking::new(stock(2, 1), geocoder(1), roads(4, |_| Err(failure())));
    let guess = |number: f64| place(37.5, 127.0 + number / 10.0).road_guess_to(&place(37.5, 127.0));
    for _ in 0..2 {
        let ranked = of(&ranking, "세종대로 110", 0);
        assert_eq!(ranked, Ranked(vec![(id(1), guess(1.0)), (id(2), guess(2.0))]));
    }
}

#[test]
fn no_road_is_an_answer_to_be_remembered() {
    let ranking = Ranking::new(stock(2, 1), geocoder(1), roads(2, |_| Ok(None)));
    assert_eq!(of(&ranking, "세종대로 110", 0).order(), [id(1), id(2)]);
    assert_eq!(of(&ranking, "세종대로 110", 5).order(), [id(1), id(2)]);
}

#[test]
fn an_address_that_is_not_found_is_ranked_for_nobody() {
    for answer in [Ok(None), Err(failure())] {
        let mut geocoder = MockGeocoder::new();
        geocoder.expect_locate().times(1).return_once(move |_| answer);
        let ranking = Ranking::new(stock(2, 1), Arc::new(geocoder), roads(0, |_| Ok(None)));
        assert_eq!(of(&ranking, "세종대로 110", 0), Ranked::default());
    }
}

#[test]
fn what_was_asked_once_is_known_for_a_day() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let way = move |_| Ok(Some(counted.fetch_add(1, Ordering::Relaxed)));
    let ranking = Ranking::new(stock(2, 2), geocoder(1), roads(2, way));
    let first = of(&ranking, "세종대로 110  Seoul", 0);
    assert_eq!(of(&ranking, " 세종대로  110 SEOUL", 10), first);
    assert_eq!(of(&ranking, "세종대로 110 Seoul", 15), first);
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

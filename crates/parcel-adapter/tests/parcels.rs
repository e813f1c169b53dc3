//! The tracking service against its double.
#![expect(clippy::unwrap_used, reason = "a test may say what must hold and stop there")]

use std::net::TcpListener;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use hexmart_application::ordering::ParcelTracking as _;
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::ordering::{Courier, TrackingNumber};
use hexmart_domain::shared::Instant;
use hexmart_fakes::parcels::SWEETTRACKER_KEY;
use hexmart_fakes::{FakeClient, FakeServer, Fakes, FakesSettings};
use hexmart_parcel_adapter::{SweetTracker, SweetTrackerSettings};

struct Still;

impl Clock for Still {
    fn now(&self) -> Instant {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }
}

impl Entropy for Still {
    fn bytes(&self) -> [u8; 10] {
        [0; 10]
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

struct World {
    fakes: Fakes,
    server: FakeServer,
}

impl World {
    fn new() -> Self {
        let client = FakeClient {
            id: String::new(),
            secret: String::new(),
            redirect_uris: Vec::new(),
        };
        let settings = FakesSettings {
            kakao: client.clone(),
            naver: client.clone(),
            google: client,
        };
        let fakes = Fakes::new(settings, Arc::new(Still), Arc::new(Still));
        let server = fakes.serve_on(TcpListener::bind("127.0.0.1:0").unwrap()).unwrap();
        Self { fakes, server }
    }

    fn tracker(&self, key: &str) -> SweetTracker {
        let settings = SweetTrackerSettings {
            base_url: format!("{}/sweettracker", self.server.url()),
            api_key: key.into(),
        };
        SweetTracker::new(settings).unwrap()
    }

    fn lists(&self) -> usize {
        let calls = self.fakes.calls();
        calls
            .iter()
            .filter(|call| call.path.ends_with("/companylist"))
            .count()
    }
}

fn courier(name: &str) -> Courier {
    Courier::parse(name).unwrap()
}

fn number(text: &str) -> TrackingNumber {
    TrackingNumber::parse(text).unwrap()
}

#[tokio::test]
async fn a_parcel_is_followed_from_the_oldest_event_on() {
    let world = World::new();
    let tracker = world.tracker(SWEETTRACKER_KEY);
    let events = tracker
        .events(&courier("cjlogistics"), &number("123456789013"))
        .await
        .unwrap();
    let what: Vec<_> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(what, ["집화처리", "간선상차", "간선하차"]);
    assert_eq!(events.first().unwrap().at, Still.now() - TimeDelta::hours(9));
    assert_eq!(events.first().unwrap().place, "서울강남");
    assert!(events.is_sorted_by_key(|event| event.at));
}

#[tokio::test]
async fn a_courier_is_found_by_its_names_and_its_code() {
    let world = World::new();
    let tracker = world.tracker(SWEETTRACKER_KEY);
    for name in ["CJLogistics", "cj", "한진택배", "08", "CU 편의점택배"] {
        let events = tracker
            .events(&courier(name), &number("123456789011"))
            .await
            .unwrap();
        assert_eq!(events.len(), 1, "{name}");
    }
    assert_eq!(world.lists(), 1);
    assert!(
        tracker
            .events(&courier("pigeon"), &number("123456789011"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_parcel_that_nobody_knows_has_no_events() {
    let world = World::new();
    let tracker = world.tracker(SWEETTRACKER_KEY);
    for unknown in ["123456789010", "1", "not & a=number"] {
        assert_eq!(
            tracker.events(&courier("cj"), &number(unknown)).await.unwrap(),
            []
        );
    }
}

#[tokio::test]
async fn who_is_not_known_is_told_nothing() {
    let world = World::new();
    let stranger = world.tracker("a key of somebody");
    let error = stranger
        .events(&courier("cj"), &number("123456789011"))
        .await
        .unwrap_err();
    let text = format!("{error} {error:?} {stranger:?}");
    assert!(text.contains("101"), "{text}");
    assert!(
        !text.contains("a key of somebody") && !text.contains("123456789011"),
        "{text}"
    );
}

//! The maps against their doubles, which are as strict as the originals, and against one that says whatever it is told to.
#![expect(clippy::unwrap_used, reason = "a test may say what must hold and stop there")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use hexmart_application::inventory::{Geocoder as _, RoadDistance as _};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::inventory::Coordinates;
use hexmart_domain::shared::Instant;
use hexmart_fakes::maps::KAKAO_REST_API_KEY;
use hexmart_fakes::{FakeClient, FakeServer, Fakes, FakesSettings};
use hexmart_map_adapter::{KakaoLocal, KakaoMapSettings, KakaoMobility};

struct Still;

impl Clock for Still {
    fn now(&self) -> Instant {
        DateTime::UNIX_EPOCH
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

fn serve() -> FakeServer {
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
    fakes.serve_on(TcpListener::bind("127.0.0.1:0").unwrap()).unwrap()
}

fn settings(base_url: String, key: &str) -> KakaoMapSettings {
    KakaoMapSettings {
        base_url,
        rest_api_key: key.into(),
    }
}

fn local(base: &str) -> KakaoLocal {
    KakaoLocal::new(&settings(format!("{base}/kakaolocal"), KAKAO_REST_API_KEY)).unwrap()
}

fn mobility(base: &str) -> KakaoMobility {
    KakaoMobility::new(&settings(format!("{base}/kakaonavi"), KAKAO_REST_API_KEY)).unwrap()
}

/// Somebody who answers every call with this; with nothing at all if there is none.
fn liar(body: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut kept = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let _read = stream.read(&mut [0; 4096]);
            if let Some(body) = body {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                let _sent = stream.write_all(format!("{head}{body}").as_bytes());
            } else {
                kept.push(stream);
            }
        }
    });
    url
}

fn seoul() -> Coordinates {
    Coordinates::from_degrees(37.566_535, 126.977_969).unwrap()
}

fn busan() -> Coordinates {
    Coordinates::from_degrees(35.179_554, 129.075_642).unwrap()
}

fn jeju() -> Coordinates {
    Coordinates::from_degrees(33.499_621, 126.531_188).unwrap()
}

#[tokio::test]
async fn an_address_has_its_point() {
    let server = serve();
    let local = local(&server.url());
    let found = local
        .locate("서울특별시 중구 세종대로 110 & ?x=1#")
        .await
        .unwrap();
    assert_eq!(found, Some(seoul()));
    assert_eq!(local.locate("아무도 모르는 곳").await.unwrap(), None);
    assert_eq!(local.locate("  ").await.unwrap(), None);
}

#[tokio::test]
async fn a_way_has_its_length_if_there_is_a_road() {
    let server = serve();
    let roads = mobility(&server.url());
    let metres = roads.between(seoul(), busan()).await.unwrap();
    assert_eq!(metres, Some(seoul().road_guess_to(&busan())));
    assert_eq!(roads.between(seoul(), seoul()).await.unwrap(), Some(0));
    assert_eq!(roads.between(seoul(), jeju()).await.unwrap(), None);
}

#[tokio::test]
async fn who_is_not_known_is_told_nothing() {
    let server = serve();
    let stranger = settings(format!("{}/kakaolocal", server.url()), "somebody's key");
    let error = KakaoLocal::new(&stranger)
        .unwrap()
        .locate("서울")
        .await
        .unwrap_err();
    let text = format!("{error:?} {stranger:?}");
    assert!(text.contains("401"), "{text}");
    assert!(
        !text.contains("서울") && !text.contains("somebody's key"),
        "{text}"
    );
}

#[tokio::test]
async fn nonsense_is_an_error_and_no_place() {
    for body in [
        "",
        "{}",
        r#"{"documents":[{"x":"east","y":"north"}]}"#,
        r#"{"documents":[{"x":"37.5","y":"127.0"}]}"#,
        r#"{"routes":[]}"#,
        r#"{"routes":[{"result_code":0}]}"#,
        r#"{"routes":[{"result_code":0,"summary":{"distance":-1}}]}"#,
    ] {
        let settings = settings(liar(Some(body)), "key");
        let located = KakaoLocal::new(&settings).unwrap().locate("서울").await;
        assert!(located.is_err(), "{body} {located:?}");
        let measured = KakaoMobility::new(&settings)
            .unwrap()
            .between(seoul(), busan())
            .await;
        assert!(measured.is_err(), "{body} {measured:?}");
    }
    let closed = r#"{"routes":[{"result_code":107,"result_msg":"A reason of tomorrow","new":1}]}"#;
    let roads = KakaoMobility::new(&settings(liar(Some(closed)), "key")).unwrap();
    assert_eq!(roads.between(seoul(), busan()).await.unwrap(), None);
}

/// The sockets are real, and the time is not: it passes as soon as nothing else happens.
#[tokio::test(start_paused = true)]
async fn a_map_that_says_nothing_is_given_up_in_time() {
    let settings = settings(liar(None), "key");
    let (local, roads) = (
        KakaoLocal::new(&settings).unwrap(),
        KakaoMobility::new(&settings).unwrap(),
    );
    let begun = tokio::time::Instant::now();
    assert!(local.locate("서울").await.is_err());
    assert!(
        begun.elapsed() <= Duration::from_millis(3_100),
        "{:?}",
        begun.elapsed()
    );
    let begun = tokio::time::Instant::now();
    assert!(roads.between(seoul(), busan()).await.is_err());
    assert!(
        begun.elapsed() <= Duration::from_millis(2_100),
        "{:?}",
        begun.elapsed()
    );
}

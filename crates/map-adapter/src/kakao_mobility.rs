use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::inventory::{MapError, RoadDistance};
use hexmart_domain::inventory::Coordinates;
use serde::Deserialize;
use url::Url;

use crate::call::{Map, Trouble};
use crate::settings::{BadSetting, KakaoMapSettings, NO_ROOTS};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// The way was found.
const FOUND: i64 = 0;
/// Both ends are within five metres.
const HERE: i64 = 104;

/// Kakao Mobility: ways by car in Korea.
pub struct KakaoMobility {
    map: Map,
    directions: Url,
}

impl fmt::Debug for KakaoMobility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KakaoMobility")
    }
}

#[derive(Deserialize)]
struct Directions {
    routes: Vec<Route>,
}

/// Without a way, there is no summary.
#[derive(Deserialize)]
struct Route {
    result_code: i64,
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    distance: u32,
}

impl KakaoMobility {
    /// Kakao Mobility, or its double.
    pub fn new(settings: &KakaoMapSettings) -> Result<Self, BadSetting> {
        Ok(Self {
            map: Map::new(settings.credentials()?, PATIENCE).or(Err(NO_ROOTS))?,
            directions: settings.at("/v1/directions")?,
        })
    }
}

#[async_trait]
impl RoadDistance for KakaoMobility {
    async fn between(&self, from: Coordinates, to: Coordinates) -> Result<Option<u32>, MapError> {
        let mut url = self.directions.clone();
        url.query_pairs_mut()
            .append_pair("origin", &written(from))
            .append_pair("destination", &written(to))
            .append_pair("priority", "RECOMMEND")
            .append_pair("summary", "true");
        let found: Directions = self.map.ask(&url).await?;
        let route = found.routes.first().ok_or(Trouble::Nonsense("no route"))?;
        match (route.result_code, &route.summary) {
            (FOUND, Some(summary)) => Ok(Some(summary.distance)),
            (FOUND, None) => Err(Trouble::Nonsense("a route without a length").into()),
            (HERE, _) => Ok(Some(from.great_circle_to(&to))),
            // No road, as to an island, none near one of the ends, one that is closed, or a reason of tomorrow.
            _ => Ok(None),
        }
    }
}

/// Degrees to the east first, then to the north.
fn written(point: Coordinates) -> String {
    format!("{:.6},{:.6}", point.longitude(), point.latitude())
}

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::inventory::{Geocoder, MapError};
use hexmart_domain::inventory::Coordinates;
use serde::Deserialize;
use url::Url;

use crate::call::{Map, Trouble};
use crate::settings::{BadSetting, KakaoMapSettings, NO_ROOTS};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Kakao Local: the points of addresses in Korea.
pub struct KakaoLocal {
    map: Map,
    search: Url,
}

impl fmt::Debug for KakaoLocal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KakaoLocal")
    }
}

#[derive(Deserialize)]
struct Found {
    documents: Vec<Place>,
}

/// Degrees, as texts: `x` to the east, `y` to the north.
#[derive(Deserialize)]
struct Place {
    x: String,
    y: String,
}

impl KakaoLocal {
    /// Kakao Local, or its double.
    pub fn new(settings: &KakaoMapSettings) -> Result<Self, BadSetting> {
        Ok(Self {
            map: Map::new(settings.credentials()?, PATIENCE).or(Err(NO_ROOTS))?,
            search: settings.at("/v2/local/search/address.json")?,
        })
    }
}

#[async_trait]
impl Geocoder for KakaoLocal {
    async fn locate(&self, address: &str) -> Result<Option<Coordinates>, MapError> {
        if address.trim().is_empty() {
            return Ok(None);
        }
        let mut url = self.search.clone();
        url.query_pairs_mut().append_pair("query", address.trim());
        let found: Found = self.map.ask(&url).await?;
        // The best match comes first.
        match found.documents.first() {
            Some(place) => Ok(Some(point(place)?)),
            None => Ok(None),
        }
    }
}

fn point(place: &Place) -> Result<Coordinates, Trouble> {
    let nowhere = || Trouble::Nonsense("no point on the earth");
    let (east, north) = (place.x.parse(), place.y.parse());
    let (Ok(longitude), Ok(latitude)) = (east, north) else {
        return Err(nowhere());
    };
    Coordinates::from_degrees(latitude, longitude).map_err(|_off| nowhere())
}

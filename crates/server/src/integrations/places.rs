use std::sync::Arc;

use hexmart_application::inventory::{Geocoder, NoMap, RoadDistance};
use hexmart_application::ordering::{NoCouriers, ParcelTracking};
use hexmart_map_adapter::{KakaoLocal, KakaoMapSettings, KakaoMobility};
use hexmart_parcel_adapter::{SweetTracker, SweetTrackerSettings};

use crate::cli::PlaceArgs;
use crate::failure::{Exit, Failure};

/// Who knows where places are, and parcels.
pub(crate) struct Places {
    pub(crate) geocoder: Arc<dyn Geocoder>,
    pub(crate) roads: Arc<dyn RoadDistance>,
    pub(crate) tracking: Arc<dyn ParcelTracking>,
}

impl Places {
    /// What the settings say; nobody where they say nothing.
    pub(crate) fn of(args: &PlaceArgs) -> Result<Self, Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::new(Exit::Config, "maps and couriers cannot be asked").because(error)
        };
        let mut places = Self {
            geocoder: Arc::new(NoMap),
            roads: Arc::new(NoMap),
            tracking: Arc::new(NoCouriers),
        };
        if let Some(key) = &args.kakao_rest_api_key {
            let settings = |base_url: &Option<String>, own: &str| KakaoMapSettings {
                base_url: base_url.as_deref().unwrap_or(own).to_owned(),
                rest_api_key: key.clone().into(),
            };
            let local = settings(&args.kakao_local_base_url, KakaoMapSettings::LOCAL);
            let mobility = settings(&args.kakao_mobility_base_url, KakaoMapSettings::MOBILITY);
            places.geocoder = Arc::new(KakaoLocal::new(&local).map_err(|error| failed(&error))?);
            places.roads = Arc::new(KakaoMobility::new(&mobility).map_err(|error| failed(&error))?);
        }
        if let Some(key) = &args.sweettracker_key {
            let base_url = args.sweettracker_base_url.as_deref();
            let settings = SweetTrackerSettings {
                base_url: base_url.unwrap_or(SweetTrackerSettings::BASE_URL).to_owned(),
                api_key: key.clone().into(),
            };
            places.tracking = Arc::new(SweetTracker::new(settings).map_err(|error| failed(&error))?);
        }
        Ok(places)
    }
}

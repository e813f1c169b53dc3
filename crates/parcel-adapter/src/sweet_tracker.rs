use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use hexmart_application::ordering::{ParcelTracking, TrackingError, TrackingEvent};
use hexmart_domain::ordering::{Courier, TrackingNumber};
use hexmart_domain::shared::Instant;
use serde::Deserialize;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use url::Url;

use crate::call::{PATIENCE, Service, Trouble};
use crate::couriers::{Couriers, by_name};
use crate::settings::{BadSetting, SweetTrackerSettings, below};

/// The service writes instants as clocks in Seoul show them.
const SEOUL: i32 = 9 * 3600;
/// No such parcel, as far as the courier knows, or not yet: codes of the service.
const UNKNOWN_PARCEL: [i64; 3] = [104, 105, 106];

/// `SweetTracker`, which asks the couriers of Korea. Names and numbers of people, which it tells too, are not read.
pub struct SweetTracker {
    service: Service,
    tracking: Url,
    company_list: Url,
    /// Fetched for the first courier that has to be looked for; new ones come with a new version of the program at most.
    couriers: OnceCell<Couriers>,
}

impl fmt::Debug for SweetTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SweetTracker")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tracking {
    #[serde(default)]
    tracking_details: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    #[serde(rename = "where")]
    place: Option<String>,
    kind: Option<String>,
    time_string: Option<String>,
    /// Milliseconds.
    time: Option<i64>,
}

impl SweetTracker {
    /// The service, or its double.
    pub fn new(settings: SweetTrackerSettings) -> Result<Self, BadSetting> {
        let no_roots = BadSetting {
            setting: "the system's store of certificates",
            expected: "readable",
        };
        Ok(Self {
            tracking: below(&settings.base_url, "/trackingInfo")?,
            company_list: below(&settings.base_url, "/companylist")?,
            service: Service::new(settings.api_key).or(Err(no_roots))?,
            couriers: OnceCell::new(),
        })
    }

    async fn code(&self, courier: &str) -> Result<String, Trouble> {
        if let Some(code) = by_name(courier) {
            return Ok(code.to_owned());
        }
        let fetch = || self.service.ask(self.company_list.clone());
        let couriers = self.couriers.get_or_try_init(fetch).await?;
        let code = couriers.code(courier).ok_or(Trouble::UnknownCourier)?;
        Ok(code.to_owned())
    }

    async fn follow(&self, courier: &str, number: &str) -> Result<Vec<TrackingEvent>, Trouble> {
        let code = self.code(courier).await?;
        let mut url = self.tracking.clone();
        url.query_pairs_mut()
            .append_pair("t_code", &code)
            .append_pair("t_invoice", number);
        let found: Tracking = match self.service.ask(url).await {
            Ok(found) => found,
            Err(Trouble::Refused(code)) if UNKNOWN_PARCEL.contains(&code) => return Ok(Vec::new()),
            Err(trouble) => return Err(trouble),
        };
        let mut events: Vec<_> = found.tracking_details.into_iter().filter_map(event).collect();
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

#[async_trait]
impl ParcelTracking for SweetTracker {
    async fn events(
        &self,
        courier: &Courier,
        tracking: &TrackingNumber,
    ) -> Result<Vec<TrackingEvent>, TrackingError> {
        let followed = timeout(PATIENCE, self.follow(courier.as_str(), tracking.as_str())).await;
        Ok(followed.unwrap_or(Err(Trouble::Slow))?)
    }
}

/// What happened; none of what has no time, for it has no place among the others.
fn event(detail: Detail) -> Option<TrackingEvent> {
    let written = detail.time_string.as_deref().and_then(in_seoul);
    let counted = detail.time.and_then(DateTime::from_timestamp_millis);
    Some(TrackingEvent {
        at: written.or(counted)?,
        place: detail.place.unwrap_or_default(),
        what: detail.kind.unwrap_or_default(),
    })
}

fn in_seoul(text: &str) -> Option<Instant> {
    let shown = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    let seoul = FixedOffset::east_opt(SEOUL)?;
    let at = shown.and_local_timezone(seoul).single()?;
    Some(at.with_timezone(&Utc))
}

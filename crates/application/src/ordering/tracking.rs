use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::ordering::{Courier, TrackingNumber};
use hexmart_domain::shared::Instant;
use thiserror::Error;

/// Where parcels are.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ParcelTracking: Send + Sync {
    /// What a courier knows of a parcel, the oldest first; nothing when it does not know it. MUST answer within five
    /// seconds.
    async fn events(
        &self,
        courier: &Courier,
        tracking: &TrackingNumber,
    ) -> Result<Vec<TrackingEvent>, TrackingError>;
}

/// Something that happened to a parcel, in the courier's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingEvent {
    /// When.
    pub at: Instant,
    /// Where.
    pub place: String,
    /// What.
    pub what: String,
}

/// The courier did not answer, or is none that anybody knows.
#[derive(Debug, Clone, Error)]
#[error("the courier did not answer")]
pub struct TrackingError(#[source] pub Arc<dyn Error + Send + Sync>);

impl TrackingError {
    /// Wraps the reason.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(source.into()))
    }
}

/// A world in which no courier answers questions: a parcel is known by its number alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCouriers;

#[async_trait]
impl ParcelTracking for NoCouriers {
    async fn events(
        &self,
        _courier: &Courier,
        _tracking: &TrackingNumber,
    ) -> Result<Vec<TrackingEvent>, TrackingError> {
        Ok(Vec::new())
    }
}

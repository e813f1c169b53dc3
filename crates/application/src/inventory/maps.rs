use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::Coordinates;
use thiserror::Error;

/// Where an address is.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Geocoder: Send + Sync {
    /// The point of an address; none when the map does not know it. MUST answer within three seconds. The address is that
    /// of a person: MUST NOT write it to a log.
    async fn locate(&self, address: &str) -> Result<Option<Coordinates>, MapError>;
}

/// How far it is by road.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait RoadDistance: Send + Sync {
    /// The way from one point to another in metres; none when there is no road, as to an island. MUST answer within two
    /// seconds.
    async fn between(&self, from: Coordinates, to: Coordinates) -> Result<Option<u32>, MapError>;
}

/// The map did not answer, or refused to. Nobody's purchase depends on it.
#[derive(Debug, Clone, Error)]
#[error("the map service did not answer")]
pub struct MapError(#[source] pub Arc<dyn Error + Send + Sync>);

impl MapError {
    /// Wraps the reason.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(source.into()))
    }
}

/// A world without maps: nobody knows where anything is, and every way is guessed.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMap;

#[async_trait]
impl Geocoder for NoMap {
    async fn locate(&self, _address: &str) -> Result<Option<Coordinates>, MapError> {
        Ok(None)
    }
}

#[async_trait]
impl RoadDistance for NoMap {
    async fn between(&self, _from: Coordinates, _to: Coordinates) -> Result<Option<u32>, MapError> {
        Ok(None)
    }
}

use thiserror::Error;

use crate::identity::{Phone, PostalCode, RealName};
use crate::shared::{Instant, LocationId, WarehouseId, text_value};

text_value! {
    /// What a warehouse is called.
    WarehouseName, max 100, One
}

text_value! {
    /// Where a warehouse stands: street and number.
    WarehouseAddress, max 255, One
}

text_value! {
    /// What a rack is called.
    RackName, max 100, One
}

text_value! {
    /// How a rack is found inside its warehouse.
    RackPosition, max 255, One
}

/// A point on the earth, in millionths of a degree (WGS 84), about a decimetre apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coordinates {
    latitude: i32,
    longitude: i32,
}

/// Degrees that are no point on the earth.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a latitude lies between -90 and 90 degrees, a longitude between -180 and 180")]
pub struct CoordinatesError;

impl Coordinates {
    const DEGREE: f64 = 1_000_000.0;
    /// The mean radius of the earth in metres (IUGG).
    const RADIUS: f64 = 6_371_008.8;

    /// A point by its degrees.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, CoordinatesError> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return Err(CoordinatesError);
        }
        Ok(Self {
            latitude: micros(latitude),
            longitude: micros(longitude),
        })
    }

    /// A point by its millionths of degrees, as it is stored.
    pub fn from_micros(latitude: i64, longitude: i64) -> Result<Self, CoordinatesError> {
        let within = |value: i64, most: i64| i32::try_from(value).ok().filter(|_| value.abs() <= most);
        match (within(latitude, 90_000_000), within(longitude, 180_000_000)) {
            (Some(latitude), Some(longitude)) => Ok(Self { latitude, longitude }),
            _ => Err(CoordinatesError),
        }
    }

    /// Degrees north of the equator.
    pub fn latitude(&self) -> f64 {
        f64::from(self.latitude) / Self::DEGREE
    }

    /// Degrees east of Greenwich.
    pub fn longitude(&self) -> f64 {
        f64::from(self.longitude) / Self::DEGREE
    }

    /// Millionths of degrees north and east.
    pub fn micros(&self) -> (i64, i64) {
        (i64::from(self.latitude), i64::from(self.longitude))
    }

    /// The way along a great circle, in metres.
    pub fn great_circle_to(&self, other: &Self) -> u32 {
        let (a, b) = (self.latitude().to_radians(), other.latitude().to_radians());
        let (d_latitude, d_longitude) = (b - a, (other.longitude() - self.longitude()).to_radians());
        let chord = (d_latitude / 2.0).sin().powi(2) + a.cos() * b.cos() * (d_longitude / 2.0).sin().powi(2);
        metres(2.0 * Self::RADIUS * chord.sqrt().min(1.0).asin())
    }

    /// How far it is likely to be by road, where nobody knows the roads: the great circle and three tenths.
    pub fn road_guess_to(&self, other: &Self) -> u32 {
        let straight = self.great_circle_to(other);
        straight.saturating_add(straight / 10 * 3)
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "degrees are within bounds, so their millionths fit"
)]
fn micros(degrees: f64) -> i32 {
    (degrees * Coordinates::DEGREE).round() as i32
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "half the way round the earth is twenty million metres, and no way is negative"
)]
fn metres(way: f64) -> u32 {
    way.round() as u32
}

/// Whom to call about a warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarehouseContact {
    /// Who.
    pub name: RealName,
    /// Under which number.
    pub phone: Phone,
}

/// A building with racks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warehouse {
    /// Which.
    pub id: WarehouseId,
    /// What it is called.
    pub name: WarehouseName,
    /// Where it stands; unknown for the one that a shop begins with.
    pub address: Option<WarehouseAddress>,
    /// Five digits.
    pub postal_code: Option<PostalCode>,
    /// Where that is, when a map knew.
    pub coordinates: Option<Coordinates>,
    /// Whom to call. Never stored in clear.
    pub contact: Option<WarehouseContact>,
    /// Whether its stock can be sold.
    pub available: bool,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
    /// Since when there is one.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A place in a warehouse where items lie: a location of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rack {
    /// Which.
    pub id: LocationId,
    /// In which building.
    pub warehouse: WarehouseId,
    /// What it is called there.
    pub name: RackName,
    /// How it is found.
    pub position: Option<RackPosition>,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
}

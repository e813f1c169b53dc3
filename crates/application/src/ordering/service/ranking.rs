//! From which building an order is sent: the nearest by road, if the maps know; whatever they do, an answer.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use hexmart_domain::identity::PostalAddress;
use hexmart_domain::inventory::{Coordinates, Warehouse};
use hexmart_domain::shared::{Instant, WarehouseId};

use super::known::Known;
use crate::inventory::{Geocoder, RoadDistance, StockQueries, WarehouseFilter};
use crate::platform::StoreError;

/// How many buildings the roads are asked about.
const CANDIDATES: usize = 5;
/// How many buildings there are at most; those of a shop are a handful.
const BUILDINGS: u64 = 1_000;
/// How long roads and addresses stay where they are.
const CHARTED: TimeDelta = TimeDelta::hours(24);
/// How long a building that was opened or closed may go unnoticed here. Whether its stock is sold, the store decides.
const LISTED: TimeDelta = TimeDelta::seconds(10);
/// A hundredth of a degree: about a kilometre.
const CELL: i64 = 10_000;

/// Ranks buildings by how far they are from where a parcel goes.
pub(super) struct Ranking {
    stock: Arc<dyn StockQueries>,
    geocoder: Arc<dyn Geocoder>,
    roads: Arc<dyn RoadDistance>,
    buildings: Known<(), Arc<[Warehouse]>>,
    /// By address, without regard to case and blanks; none where the map knows no such place.
    places: Known<String, Option<Coordinates>>,
    /// From a building to a destination; none where there is no road.
    ways: Known<(WarehouseId, Coordinates, Cell), Option<u32>>,
}

/// Which square of about a kilometre.
type Cell = (i64, i64);

/// Buildings, the nearest first, and how far each is in metres. Empty when there is nothing to choose between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranked(Vec<(WarehouseId, u32)>);

impl Ranked {
    pub(super) fn order(&self) -> Vec<WarehouseId> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    pub(super) fn distance_of(&self, warehouse: WarehouseId) -> Option<u32> {
        let ranked = self.0.iter().find(|(id, _)| *id == warehouse);
        ranked.map(|(_, distance)| *distance)
    }
}

impl Ranking {
    pub(super) fn new(
        stock: Arc<dyn StockQueries>,
        geocoder: Arc<dyn Geocoder>,
        roads: Arc<dyn RoadDistance>,
    ) -> Self {
        Self {
            stock,
            geocoder,
            roads,
            buildings: Known::new(1, LISTED),
            places: Known::new(10_000, CHARTED),
            ways: Known::new(50_000, CHARTED),
        }
    }

    /// The buildings as seen from an address. Maps that fail make it less exact, never an error.
    pub(super) async fn of(&self, to: &PostalAddress, now: Instant) -> Result<Ranked, StoreError> {
        let buildings = self.buildings(now).await?;
        let located: Vec<_> = buildings
            .iter()
            .filter_map(|building| Some((building.id, building.coordinates?)))
            .collect();
        // Nothing to choose between: nobody is asked where the buyer lives.
        if located.len() < 2 {
            return Ok(Ranked::default());
        }
        match self.locate(to, now).await {
            Some(there) => Ok(self.rank(located, there, now).await),
            None => Ok(Ranked::default()),
        }
    }

    async fn buildings(&self, now: Instant) -> Result<Arc<[Warehouse]>, StoreError> {
        if let Some(known) = self.buildings.get(&(), now) {
            return Ok(known);
        }
        let filter = WarehouseFilter {
            available: Some(true),
            ..WarehouseFilter::default()
        };
        let buildings: Arc<[_]> = self.stock.warehouses(&filter, None, BUILDINGS).await?.into();
        self.buildings.put((), Arc::clone(&buildings), now);
        Ok(buildings)
    }

    async fn locate(&self, address: &PostalAddress, now: Instant) -> Option<Coordinates> {
        let line = address.line.as_str();
        let key = line
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if let Some(known) = self.places.get(&key, now) {
            return known;
        }
        match self.geocoder.locate(line).await {
            Ok(place) => {
                self.places.put(key, place, now);
                place
            }
            Err(error) => {
                // Of the address itself no log is to know.
                tracing::warn!(error = %error, "an address was not located");
                None
            }
        }
    }

    async fn rank(
        &self,
        mut located: Vec<(WarehouseId, Coordinates)>,
        there: Coordinates,
        now: Instant,
    ) -> Ranked {
        located.sort_by_key(|(id, here)| (here.great_circle_to(&there), *id));
        let far = located.split_off(located.len().min(CANDIDATES));
        let asked = located
            .iter()
            .map(|(id, here)| self.way((*id, *here), there, now));
        let ways = join_all(asked).await;
        let mut ranked: Vec<_> = located.iter().map(|(id, _)| *id).zip(ways).collect();
        ranked.sort_by_key(|(id, way)| (*way, *id));
        let guessed = far.into_iter().map(|(id, here)| (id, here.road_guess_to(&there)));
        ranked.extend(guessed);
        Ranked(ranked)
    }

    /// How far it is by road, or likely to be.
    async fn way(&self, (id, here): (WarehouseId, Coordinates), there: Coordinates, now: Instant) -> u32 {
        let (north, east) = there.micros();
        let key = (id, here, (north.div_euclid(CELL), east.div_euclid(CELL)));
        let way = match self.ways.get(&key, now) {
            Some(known) => known,
            None => match self.roads.between(here, there).await {
                Ok(way) => {
                    self.ways.put(key, way, now);
                    way
                }
                Err(error) => {
                    tracing::warn!(warehouse = %id, error = %error, "a way was not measured");
                    None
                }
            },
        };
        way.unwrap_or_else(|| here.road_guess_to(&there))
    }
}

#[cfg(test)]
#[path = "ranking_tests.rs"]
mod tests;

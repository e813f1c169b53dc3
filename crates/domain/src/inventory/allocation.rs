use std::collections::BTreeMap;

use thiserror::Error;

use super::StockKey;
use crate::shared::{ItemId, Quantity, WarehouseId};

/// What somebody wants to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// Of what.
    pub item: ItemId,
    /// How many pieces.
    pub quantity: Quantity,
}

/// What lies somewhere, and can be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Which chain.
    pub key: StockKey,
    /// In which building that is.
    pub warehouse: WarehouseId,
    /// Pieces that can be promised.
    pub available: Quantity,
}

/// Pieces that are taken from a chain for a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// Which demand, by its place from 0.
    pub demand: usize,
    /// From which chain.
    pub key: StockKey,
    /// In which building.
    pub warehouse: WarehouseId,
    /// How many pieces; at least one.
    pub quantity: Quantity,
}

/// Less can be had than is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{available} of {item} available, {requested} requested")]
pub struct Shortage {
    /// Of what.
    pub item: ItemId,
    /// Pieces that could be had, in all buildings together.
    pub available: i64,
    /// Pieces that are wanted, in all demands together.
    pub requested: i64,
}

/// Chooses where the demands are taken from.
///
/// `ranking` names the buildings, the nearest first; those it leaves out come last, in the order of their ids. The first
/// that covers everything covers it all; when none does, each demand is taken from the nearest that has some. What several
/// demands want of one item is added up first. Inside a building the fullest rack comes first, so that few are walked to.
///
/// Refuses with the first item, in the order of the demands, of which there is too little; then nothing is allocated.
pub fn allocate(
    demands: &[Demand],
    holdings: &[Holding],
    ranking: &[WarehouseId],
) -> Result<Vec<Allocation>, Shortage> {
    let wanted = wanted(demands);
    for demand in demands {
        let requested = wanted.get(&demand.item).copied().unwrap_or_default();
        let available: i64 = pieces(holdings.iter().filter(|holding| holding.key.item == demand.item));
        if requested > available {
            return Err(Shortage {
                item: demand.item,
                available,
                requested,
            });
        }
    }
    let place = |warehouse: WarehouseId| {
        ranking
            .iter()
            .position(|ranked| *ranked == warehouse)
            .unwrap_or(ranking.len())
    };
    let mut shelves: Vec<Holding> = holdings
        .iter()
        .filter(|holding| holding.available > Quantity::ZERO)
        .copied()
        .collect();
    shelves.sort_by_key(|holding| {
        (
            place(holding.warehouse),
            holding.warehouse,
            std::cmp::Reverse(holding.available),
            holding.key,
        )
    });
    let covering = shelves
        .iter()
        .map(|holding| holding.warehouse)
        .find(|warehouse| covers(*warehouse, &wanted, &shelves));
    if let Some(covering) = covering {
        shelves.retain(|holding| holding.warehouse == covering);
    }
    Ok(take(demands, &mut shelves))
}

fn wanted(demands: &[Demand]) -> BTreeMap<ItemId, i64> {
    let mut wanted = BTreeMap::new();
    for demand in demands {
        *wanted.entry(demand.item).or_insert(0) += demand.quantity.get();
    }
    wanted
}

fn covers(warehouse: WarehouseId, wanted: &BTreeMap<ItemId, i64>, shelves: &[Holding]) -> bool {
    wanted.iter().all(|(item, requested)| {
        let here = shelves
            .iter()
            .filter(|holding| holding.warehouse == warehouse && holding.key.item == *item);
        pieces(here) >= *requested
    })
}

fn pieces<'h>(holdings: impl Iterator<Item = &'h Holding>) -> i64 {
    holdings.map(|holding| holding.available.get()).sum()
}

fn take(demands: &[Demand], shelves: &mut [Holding]) -> Vec<Allocation> {
    let mut allocations = Vec::with_capacity(demands.len());
    for (place, demand) in demands.iter().enumerate() {
        let mut left = demand.quantity.get();
        for shelf in shelves.iter_mut().filter(|shelf| shelf.key.item == demand.item) {
            let taken = left.min(shelf.available.get());
            let (Ok(quantity), Ok(rest)) = (
                Quantity::try_from(taken),
                Quantity::try_from(shelf.available.get() - taken),
            ) else {
                continue;
            };
            if quantity > Quantity::ZERO {
                shelf.available = rest;
                left -= taken;
                allocations.push(Allocation {
                    demand: place,
                    key: shelf.key,
                    warehouse: shelf.warehouse,
                    quantity,
                });
            }
        }
    }
    allocations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::LocationId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn item(number: u128) -> ItemId {
        ItemId::from_uuid(Uuid::from_u128(number))
    }

    fn warehouse(number: u128) -> WarehouseId {
        WarehouseId::from_uuid(Uuid::from_u128(number))
    }

    fn demand(of: u128, quantity: i64) -> Demand {
        Demand {
            item: item(of),
            quantity: Quantity::try_from(quantity).unwrap(),
        }
    }

    fn holding(of: u128, at: u128, rack: u128, available: i64) -> Holding {
        let location = LocationId::from_uuid(Uuid::from_u128(at * 100 + rack));
        Holding {
            key: StockKey {
                item: item(of),
                location,
            },
            warehouse: warehouse(at),
            available: Quantity::try_from(available).unwrap(),
        }
    }

    /// Warehouse and pieces, demand by demand.
    fn taken(allocations: &[Allocation]) -> Vec<(usize, u128, i64)> {
        allocations
            .iter()
            .map(|one| (one.demand, one.warehouse.as_uuid().as_u128(), one.quantity.get()))
            .collect()
    }

    #[test]
    fn the_nearest_that_has_everything_sends_everything() {
        let holdings = [
            holding(1, 1, 0, 9),
            holding(1, 2, 0, 9),
            holding(2, 2, 0, 9),
            holding(1, 3, 0, 9),
            holding(2, 3, 0, 9),
        ];
        let ranking = [warehouse(1), warehouse(3), warehouse(2)];
        let allocations = allocate(&[demand(1, 2), demand(2, 1)], &holdings, &ranking).unwrap();
        assert_eq!(taken(&allocations), [(0, 3, 2), (1, 3, 1)]);
    }

    #[test]
    fn what_nobody_has_alone_comes_from_several_the_nearest_first() {
        let holdings = [holding(1, 1, 0, 2), holding(1, 2, 0, 3), holding(2, 2, 0, 1)];
        let allocations = allocate(
            &[demand(1, 4), demand(2, 1)],
            &holdings,
            &[warehouse(1), warehouse(2)],
        )
        .unwrap();
        assert_eq!(taken(&allocations), [(0, 1, 2), (0, 2, 2), (1, 2, 1)]);
    }

    #[test]
    fn lines_of_one_item_are_added_up_before_they_are_promised() {
        let shortage = allocate(&[demand(1, 2), demand(1, 2)], &[holding(1, 1, 0, 3)], &[]);
        assert_eq!(
            shortage,
            Err(Shortage {
                item: item(1),
                available: 3,
                requested: 4
            })
        );
    }

    #[test]
    fn the_fullest_rack_comes_first() {
        let holdings = [holding(1, 1, 0, 2), holding(1, 1, 1, 5)];
        let allocations = allocate(&[demand(1, 4)], &holdings, &[]).unwrap();
        assert_eq!(allocations.len(), 1);
        assert_eq!(allocations.first().map(|one| one.key), Some(holdings[1].key));
    }

    proptest! {
        #[test]
        fn nothing_is_promised_twice_and_nobody_gets_less(
            demands in prop::collection::vec((1_u128..4, 1_i64..6), 1..6),
            stock in prop::collection::vec((1_u128..4, 1_u128..4, 0_i64..8), 0..12),
            ranking in prop::collection::vec(1_u128..4, 0..4),
        ) {
            let demands: Vec<_> = demands.into_iter().map(|(of, quantity)| demand(of, quantity)).collect();
            let holdings: Vec<_> = stock
                .into_iter()
                .enumerate()
                .map(|(rack, (of, at, available))| holding(of, at, u128::try_from(rack).unwrap(), available))
                .collect();
            let ranking: Vec<_> = ranking.into_iter().map(warehouse).collect();
            match allocate(&demands, &holdings, &ranking) {
                Ok(allocations) => {
                    for (place, demand) in demands.iter().enumerate() {
                        let got: i64 = allocations.iter().filter(|one| one.demand == place).map(|one| one.quantity.get()).sum();
                        prop_assert_eq!(got, demand.quantity.get());
                    }
                    for holding in &holdings {
                        let gone: i64 = allocations.iter().filter(|one| one.key == holding.key).map(|one| one.quantity.get()).sum();
                        prop_assert!(gone <= holding.available.get());
                    }
                }
                Err(shortage) => prop_assert!(shortage.available < shortage.requested),
            }
        }
    }
}

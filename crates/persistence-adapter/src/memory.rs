use std::collections::HashMap;

use hexmart_domain::inventory::{StockKey, StockLevel};

/// Chains whose ends are remembered, at most; a megabyte or so.
const MOST: usize = 10_000;

/// The ends of the chains that a writer wrote last.
///
/// Guesses, not facts: another process may have gone on. Whoever relies on one has the database confirm it.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    levels: HashMap<StockKey, StockLevel>,
}

impl Memory {
    /// Takes out what is remembered of these chains. It comes back, by [`keep`](Self::keep), when it proved right.
    pub(crate) fn take(&mut self, keys: &[StockKey]) -> HashMap<StockKey, StockLevel> {
        keys.iter()
            .filter_map(|key| self.levels.remove_entry(key))
            .collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.levels.clear();
    }

    /// Remembers the ends of chains that have just been written.
    pub(crate) fn keep(&mut self, levels: HashMap<StockKey, StockLevel>) {
        if self.levels.len() + levels.len() > MOST {
            // Rarely, and cheaper than knowing which were used last: the busy ones are back at once.
            self.levels.clear();
        }
        self.levels.extend(levels);
    }
}

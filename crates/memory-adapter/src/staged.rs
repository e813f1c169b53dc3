use std::collections::BTreeMap;
use std::ops::RangeBounds;
use std::sync::Arc;

/// The rows of a table by the business key that must be unique; its order is the order in which they are read.
///
/// A row is replaced, never changed: what somebody saw is still so exactly as long as the very same `Arc` lies here.
pub(crate) type Table<K, V> = BTreeMap<K, Arc<V>>;

/// What one attempt looked at in a table, and how it wants to leave it. Keys without a row are remembered, too: that a
/// key is free is something to rest on.
pub(crate) struct Staged<K, V> {
    touched: BTreeMap<K, Touched<V>>,
    /// What it asked all rows: that no others answer yes is something to rest on, too.
    asked: Vec<Question<V>>,
}

type Question<V> = Box<dyn Fn(&V) -> bool + Send>;

struct Touched<V> {
    /// As it was stored when the attempt first looked.
    seen: Option<Arc<V>>,
    /// As the attempt wants it; the same as seen until it writes.
    wanted: Option<Arc<V>>,
}

impl<K: Ord + Clone, V> Staged<K, V> {
    fn touch(&mut self, stored: &Table<K, V>, key: &K) -> &mut Touched<V> {
        self.touched.entry(key.clone()).or_insert_with(|| {
            let seen = stored.get(key).cloned();
            Touched {
                wanted: seen.clone(),
                seen,
            }
        })
    }

    /// The row as the attempt left it, or else as it first saw it.
    pub(crate) fn get(&mut self, stored: &Table<K, V>, key: &K) -> Option<Arc<V>> {
        self.touch(stored, key).wanted.clone()
    }

    /// Every row of which `is_wanted` holds, in the order of their keys.
    pub(crate) fn every(
        &mut self,
        stored: &Table<K, V>,
        is_wanted: impl Fn(&V) -> bool + Send + 'static,
    ) -> Vec<Arc<V>> {
        for (key, _) in stored.iter().filter(|(_, row)| is_wanted(row)) {
            self.touch(stored, key);
        }
        let rows = self.touched.values().filter_map(|touched| touched.wanted.clone());
        let rows = rows.filter(|row| is_wanted(row)).collect();
        self.asked.push(Box::new(is_wanted));
        rows
    }

    /// Whether there is a row.
    pub(crate) fn has(&mut self, stored: &Table<K, V>, key: &K) -> bool {
        self.touch(stored, key).wanted.is_some()
    }

    /// The newest row of a chain, whose rows are only ever added. Not remembered: if the chain grows meanwhile, the
    /// place behind the newest is taken, and whoever wants to extend it learns it there.
    pub(crate) fn newest<R>(&self, stored: &Table<K, V>, chain: R) -> Option<Arc<V>>
    where
        R: RangeBounds<K> + Clone,
    {
        let own = self.touched.range(chain.clone()).rev();
        let own = own.filter_map(|(key, touched)| touched.wanted.as_ref().map(|row| (key, row)));
        let newest = stored.range(chain).next_back().into_iter().chain(own.take(1));
        // Of two with the same key the attempt's own, which comes last here.
        let newest = newest.max_by(|(one, _), (other, _)| one.cmp(other));
        newest.map(|(_, row)| Arc::clone(row))
    }

    /// Adds a row; false, and nothing is done, when its key is taken.
    #[must_use]
    pub(crate) fn add(&mut self, stored: &Table<K, V>, key: &K, row: V) -> bool {
        let touched = self.touch(stored, key);
        let is_free = touched.wanted.is_none();
        if is_free {
            touched.wanted = Some(Arc::new(row));
        }
        is_free
    }

    /// Adds a row, or replaces it.
    pub(crate) fn put(&mut self, stored: &Table<K, V>, key: &K, row: V) {
        self.touch(stored, key).wanted = Some(Arc::new(row));
    }

    /// Removes a row, and answers it.
    pub(crate) fn remove(&mut self, stored: &Table<K, V>, key: &K) -> Option<Arc<V>> {
        self.touch(stored, key).wanted.take()
    }

    /// Whether everything is stored as the attempt saw it.
    pub(crate) fn holds(&self, stored: &Table<K, V>) -> bool {
        let is_same = |seen: Option<&Arc<V>>, present: Option<&Arc<V>>| match (seen, present) {
            (None, None) => true,
            (Some(seen), Some(present)) => Arc::ptr_eq(seen, present),
            _ => false,
        };
        let is_known = |(key, row): (&K, &Arc<V>)| {
            self.touched.contains_key(key) || !self.asked.iter().any(|is_wanted| is_wanted(row))
        };
        self.touched
            .iter()
            .all(|(key, touched)| is_same(touched.seen.as_ref(), stored.get(key)))
            && (self.asked.is_empty() || stored.iter().all(is_known))
    }

    /// Leaves the table as the attempt wants it.
    pub(crate) fn apply(self, stored: &mut Table<K, V>) {
        for (key, Touched { wanted, .. }) in self.touched {
            match wanted {
                Some(row) => stored.insert(key, row),
                None => stored.remove(&key),
            };
        }
    }
}

// A derived implementation would ask the same of `K` and `V`.
impl<K, V> Default for Staged<K, V> {
    fn default() -> Self {
        Self {
            touched: BTreeMap::new(),
            asked: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Table<u8, &'static str> {
        [(1, Arc::new("one")), (2, Arc::new("two"))].into()
    }

    #[test]
    fn an_attempt_sees_what_it_wrote_and_nobody_else_does() {
        let (mut mine, table) = (Staged::default(), stored());
        mine.put(&table, &1, "uno");
        assert_eq!(mine.remove(&table, &2).as_deref(), Some(&"two"));
        assert!(mine.add(&table, &3, "tre"));
        assert!(!mine.add(&table, &3, "drei"));

        let seen = [1, 2, 3].map(|key| mine.get(&table, &key).map(|row| *row));
        assert_eq!(seen, [Some("uno"), None, Some("tre")]);
        assert_eq!(mine.newest(&table, 0..=9).as_deref(), Some(&"tre"));
        assert_eq!(table, stored());
    }

    #[test]
    fn a_row_reads_the_same_however_often() {
        let (mut mine, mut table) = (Staged::default(), stored());
        assert!(!mine.has(&table, &3));
        table.insert(3, Arc::new("three"));
        assert!(!mine.has(&table, &3));
    }

    #[test]
    fn what_was_seen_must_still_be_so() {
        let changes: [fn(&mut Table<u8, &'static str>); 3] = [
            // Equal is not the same: somebody wrote it.
            |table| drop(table.insert(1, Arc::new("one"))),
            |table| drop(table.remove(&1)),
            |table| drop(table.insert(3, Arc::new("three"))),
        ];
        for change in changes {
            let (mut mine, mut table) = (Staged::default(), stored());
            mine.get(&table, &1);
            mine.put(&table, &2, "due");
            assert!(!mine.has(&table, &3));
            assert!(mine.holds(&table));
            change(&mut table);
            assert!(!mine.holds(&table));
        }
    }

    #[test]
    fn a_row_that_was_not_there_when_all_were_asked_is_a_change() {
        let short = |row: &&str| row.len() <= 3;
        let (mut mine, mut table) = (Staged::default(), stored());
        mine.put(&table, &3, "tre");
        mine.put(&table, &2, "three");
        let rows: Vec<_> = mine.every(&table, short).iter().map(|row| **row).collect();
        assert_eq!(rows, ["one", "tre"]);
        table.insert(4, Arc::new("four"));
        assert!(mine.holds(&table));
        table.insert(5, Arc::new("six"));
        assert!(!mine.holds(&table));
    }

    #[test]
    fn the_newest_of_a_chain_may_be_stored_or_written() {
        let (mut mine, table) = (Staged::default(), stored());
        assert_eq!(mine.newest(&table, 0..=9).as_deref(), Some(&"two"));
        assert!(!mine.has(&table, &3));
        assert_eq!(mine.newest(&table, 0..=9).as_deref(), Some(&"two"));
        assert!(mine.newest(&table, 3..=9).is_none());
    }

    #[test]
    fn a_commit_leaves_the_table_as_wanted() {
        let (mut mine, mut table) = (Staged::default(), stored());
        mine.remove(&table, &1);
        mine.put(&table, &2, "due");
        assert!(mine.add(&table, &3, "tre"));
        mine.apply(&mut table);
        assert_eq!(table, [(2, Arc::new("due")), (3, Arc::new("tre"))].into());
    }
}

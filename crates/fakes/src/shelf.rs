use std::collections::VecDeque;

/// How much any list of a double remembers.
const MOST: usize = 1000;

/// The newest thousand of something, the oldest first.
#[derive(Debug)]
pub(crate) struct Shelf<T>(VecDeque<T>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Shelf<T> {
    /// Adds one, and forgets the oldest when there are too many.
    pub(crate) fn put(&mut self, thing: T) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(thing);
    }

    /// The first that is wanted.
    pub(crate) fn find(&mut self, wanted: impl Fn(&T) -> bool) -> Option<&mut T> {
        self.0.iter_mut().find(|thing| wanted(thing))
    }

    /// Takes the first that is wanted off the shelf.
    pub(crate) fn take(&mut self, wanted: impl Fn(&T) -> bool) -> Option<T> {
        let place = self.0.iter().position(wanted)?;
        self.0.remove(place)
    }

    /// All of them, to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut()
    }

    /// All of them, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let mut shelf = Shelf::default();
        for number in 0..=MOST {
            shelf.put(number);
        }
        assert_eq!(shelf.iter().count(), MOST);
        assert_eq!(shelf.iter().next(), Some(&1));
        assert_eq!(shelf.iter().next_back(), Some(&MOST));
    }

    #[test]
    fn what_is_taken_is_gone() {
        let mut shelf = Shelf::default();
        shelf.put("code");
        assert_eq!(shelf.take(|thing| *thing == "code"), Some("code"));
        assert_eq!(shelf.take(|thing| *thing == "code"), None);
    }
}

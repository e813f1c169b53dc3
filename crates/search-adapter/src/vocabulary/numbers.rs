//! Lists of numbers as bytes, read where they lie.

use tantivy::directory::OwnedBytes;

const WIDTH: usize = 4;

/// A list of numbers, four bytes each.
#[derive(Debug, Clone)]
pub(super) struct Numbers(pub(super) OwnedBytes);

impl Numbers {
    pub(super) fn len(&self) -> usize {
        self.0.len() / WIDTH
    }

    /// The number of a place; 0 behind the end.
    pub(super) fn get(&self, place: usize) -> u32 {
        let start = place.saturating_mul(WIDTH);
        let bytes = self.0.get(start..start.saturating_add(WIDTH));
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, u32::from_le_bytes)
    }

    /// The number of a place, as a place in another list.
    pub(super) fn place(&self, place: usize) -> usize {
        usize::try_from(self.get(place)).unwrap_or(usize::MAX)
    }

    /// How many places, counted from the first, lie before what is asked for: those must be the ones that come first.
    pub(super) fn count_before(&self, mut lies_before: impl FnMut(usize) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if lies_before(middle) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

/// The bytes of numbers.
pub(super) fn bytes_of(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// A place as a number. Texts of a segment stay far below 4 GiB: what lies behind would not be found.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

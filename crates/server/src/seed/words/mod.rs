//! The words that made-up products are made of.

mod food;
mod home;
mod leisure;
mod wear;

/// A kind of goods, and the words that its products are made of.
pub(super) struct Category {
    pub(super) adjectives: &'static [&'static str],
    /// What it is made of, where it comes from, or its colour.
    pub(super) materials: &'static [&'static str],
    pub(super) nouns: &'static [&'static str],
    pub(super) sizes: &'static [&'static str],
    pub(super) label: Label,
    /// The lowest and the highest price, in hundreds of won.
    pub(super) hundreds: (i64, i64),
    /// About `{material}` and `{noun}`; worded so that no particle behind them depends on their last letter.
    pub(super) sentences: &'static [&'static str],
}

/// How a name ends.
pub(super) enum Label {
    /// With the size alone.
    Size,
    /// With the size and a model number behind these letters.
    Model(&'static str),
}

pub(super) const CATEGORIES: &[Category] = &[
    food::FRUIT,
    food::PANTRY,
    home::KITCHEN,
    wear::CLOTHES,
    wear::BAGS_AND_SHOES,
    leisure::ELECTRONICS,
    leisure::STATIONERY,
    home::BEDDING,
    wear::BEAUTY,
    leisure::PETS,
    leisure::CAMPING,
    home::FURNITURE,
];

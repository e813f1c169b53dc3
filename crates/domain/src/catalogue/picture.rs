use thiserror::Error;

use crate::shared::{PictureId, text_value};

text_value! {
    /// What a picture shows, for those who do not see it.
    AltText, max 255, One
}

/// A picture of a product. The files of its sizes lie in the object store under its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Which.
    pub id: PictureId,
    /// What it shows.
    pub alt: Option<AltText>,
    /// Its width upright, in pixels, before it was scaled.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Whether its files are PNG, because something in it is transparent; else they are JPEG.
    pub is_transparent: bool,
}

/// Why pictures stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PicturesError {
    /// More than [`Picture::MOST`].
    #[error("at most {} pictures", Picture::MOST)]
    TooMany,
    /// There is none of this id.
    #[error("there is no such picture")]
    Unknown,
    /// The new order does not name each picture once.
    #[error("an order names each picture once")]
    NotAnOrder,
}

impl Picture {
    /// The most a product has.
    pub const MOST: usize = 20;
}

use async_trait::async_trait;
use thiserror::Error;

use super::MediaType;

/// The largest file that is taken, in bytes: 10 MiB.
pub const MAX_PICTURE_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels a picture may have.
pub const MAX_PICTURE_PIXELS: u64 = 40_000_000;
/// The longest side a picture may have, in pixels.
pub const MAX_PICTURE_SIDE: u32 = 10_000;

/// Makes pictures fit to be shown.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Imaging: Send + Sync {
    /// Decodes a file and encodes it anew, once per [`RenditionSize`].
    ///
    /// - MUST refuse what is not a JPEG, PNG or WebP picture by its own first bytes, whatever anybody says it is.
    /// - MUST read the size from the header and refuse what is too large before it decodes anything.
    /// - MUST turn the picture upright as its orientation says, and keep no metadata: no place, no camera, no thumbnail.
    /// - MUST never enlarge, and keep transparency.
    /// - MUST NOT hold up the calling thread, and bound how many pictures it works on at once.
    async fn develop(&self, file: Vec<u8>) -> Result<DevelopedPicture, PictureFault>;
}

/// A picture, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevelopedPicture {
    /// Its width upright, in pixels, before it was scaled.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// One for each size.
    pub renditions: Vec<Rendition>,
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Which.
    pub size: RenditionSize,
    /// How wide it came out, in pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
    /// How it is encoded: JPEG, or PNG where something is transparent.
    pub media_type: MediaType,
    /// The file.
    pub bytes: Vec<u8>,
}

/// How large a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RenditionSize {
    /// Fits 1,600 by 1,600: for a close look.
    Large,
    /// Fits 400 by 400: for the product's page.
    Medium,
    /// Fits 120 by 120: for lists.
    Thumbnail,
}

impl RenditionSize {
    /// All of them, the largest first.
    pub const ALL: [Self; 3] = [Self::Large, Self::Medium, Self::Thumbnail];

    /// The longest side, in pixels.
    pub const fn side(self) -> u32 {
        match self {
            Self::Large => 1_600,
            Self::Medium => 400,
            Self::Thumbnail => 120,
        }
    }

    /// The word in its address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Thumbnail => "thumbnail",
        }
    }
}

/// Why a file is no picture for us.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PictureFault {
    /// Neither JPEG nor PNG nor WebP.
    #[error("must be a JPEG, PNG or WebP picture")]
    UnknownType,
    /// More bytes than [`MAX_PICTURE_BYTES`].
    #[error("must have at most {MAX_PICTURE_BYTES} bytes")]
    TooHeavy,
    /// More pixels than [`MAX_PICTURE_PIXELS`], or a side longer than [`MAX_PICTURE_SIDE`].
    #[error(
        "must have at most {MAX_PICTURE_PIXELS} pixels and no side above {MAX_PICTURE_SIDE}, not {width} x {height}"
    )]
    TooLarge {
        /// Its width, in pixels.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// Cut off, or damaged.
    #[error("is damaged")]
    Damaged,
    /// Too many pictures are being worked on; worth another try.
    #[error("too many pictures at once")]
    Busy,
}

//! Pictures: making them fit to be shown, and keeping files.

mod imaging;
mod objects;

pub use imaging::{
    DevelopedPicture, Imaging, MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, PictureFault,
    Rendition, RenditionSize,
};
pub use objects::{MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectKeyError, ObjectStore, StoredObject};

#[cfg(any(test, feature = "testing"))]
pub use imaging::MockImaging;
#[cfg(any(test, feature = "testing"))]
pub use objects::MockObjectStore;

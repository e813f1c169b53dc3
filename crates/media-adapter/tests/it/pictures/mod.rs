//! Pictures, and what pretends to be one.

mod faults;
mod files;
mod metadata;
mod sizes;

use hexmart_application::media::{DevelopedPicture, Imaging as _, PictureFault, Rendition, RenditionSize};
use hexmart_media_adapter::Developer;
use image::DynamicImage;

async fn develop(file: Vec<u8>) -> Result<DevelopedPicture, PictureFault> {
    Developer::new().develop(file).await
}

/// The rendition of one size.
fn rendition(picture: &DevelopedPicture, size: RenditionSize) -> &Rendition {
    picture
        .renditions
        .iter()
        .find(|rendition| rendition.size == size)
        .unwrap()
}

/// What is to be seen on the large rendition.
fn seen(picture: &DevelopedPicture) -> DynamicImage {
    image::load_from_memory(&rendition(picture, RenditionSize::Large).bytes).unwrap()
}

/// Whether a colour is another, as far as JPEG keeps it.
fn alike(seen: [u8; 3], meant: [u8; 3]) -> bool {
    seen.iter()
        .zip(meant)
        .all(|(seen, meant)| seen.abs_diff(meant) < 24)
}

//! [`Developer`]: decodes what anybody sends, and encodes it anew.

mod decode;
mod encode;
mod jpeg;
mod pixels;
mod webp;

#[cfg(test)]
mod tests;

pub(crate) use encode::encode;
pub(crate) use pixels::Pixels;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::media::{
    DevelopedPicture, Imaging, MAX_PICTURE_BYTES, PictureFault, Rendition, RenditionSize,
};
use image::ImageError;
use image::metadata::Orientation;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use decode::{Decoded, decode, format_of, lies_on_its_side};
use pixels::ResizeError;

/// How many pictures are worked on at once. The largest takes 400 MB while it is.
const AT_ONCE: usize = 2;
/// How long a picture waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Develops pictures, two at once; others wait up to five seconds for their turn.
///
/// Colours are taken as sRGB: a profile is metadata, and goes like the rest of it. Of an animation, the first picture
/// stays.
#[derive(Debug)]
pub struct Developer {
    turns: Arc<Semaphore>,
}

impl Developer {
    /// Makes a developer. One is enough for a process: each has turns of its own.
    pub fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, PictureFault> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or(PictureFault::Busy)
    }
}

impl Default for Developer {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Imaging for Developer {
    async fn develop(&self, file: Vec<u8>) -> Result<DevelopedPicture, PictureFault> {
        if file.len() > MAX_PICTURE_BYTES {
            return Err(PictureFault::TooHeavy);
        }
        format_of(&file)?; // what is no picture waits for no turn
        let turn = self.turn().await?;
        let work = spawn_blocking(move || {
            let _turn = turn; // given back at the end of the work, though its caller may have left
            develop(&file)
        });
        work.await.unwrap_or_else(|end| {
            if end.is_panic() {
                tracing::error!("decoding a picture panicked");
                Err(PictureFault::Damaged)
            } else {
                Err(PictureFault::Busy)
            }
        })
    }
}

fn develop(file: &[u8]) -> Result<DevelopedPicture, PictureFault> {
    let Decoded { pixels, orientation } = decode(file)?;
    let (width, height) = match pixels.size() {
        (width, height) if lies_on_its_side(orientation) => (height, width),
        upright => upright,
    };
    let renditions = renditions(pixels, orientation).map_err(|error| {
        tracing::error!(%error, "a sound picture cannot be rendered");
        PictureFault::Damaged
    })?;
    Ok(DevelopedPicture {
        width,
        height,
        renditions,
    })
}

fn renditions(pixels: Pixels, orientation: Orientation) -> Result<Vec<Rendition>, Unrendered> {
    let opaque = pixels.is_opaque();
    let large = pixels.scaled(RenditionSize::Large.side())?;
    drop(pixels);
    // Turned when it is small already: a turn is a copy.
    let mut large = large.upright(orientation);
    if opaque {
        large = large.without_alpha();
    }
    let render = |size: RenditionSize| {
        let scaled = large.scaled(size.side())?;
        let (width, height) = scaled.size();
        let (media_type, bytes) = encode(&scaled)?;
        Ok(Rendition {
            size,
            width,
            height,
            media_type,
            bytes,
        })
    };
    RenditionSize::ALL.into_iter().map(render).collect()
}

/// What goes wrong with a picture that could be decoded: a mistake of ours.
#[derive(Debug, Error)]
enum Unrendered {
    #[error("scaling: {0}")]
    Scale(#[from] ResizeError),
    #[error("encoding: {0}")]
    Encode(#[from] ImageError),
}

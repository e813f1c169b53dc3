use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{FilterType, ImageBufferError, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, Rgba, RgbaImage};
use thiserror::Error;

/// A decoded picture, in eight bits per channel.
#[derive(Debug, Clone)]
pub(crate) enum Pixels {
    /// Without alpha.
    Rgb(RgbImage),
    /// With alpha, though all of it may be opaque.
    Rgba(RgbaImage),
}

impl From<DynamicImage> for Pixels {
    fn from(picture: DynamicImage) -> Self {
        if picture.color().has_alpha() {
            Self::Rgba(picture.into_rgba8())
        } else {
            Self::Rgb(picture.into_rgb8())
        }
    }
}

impl From<Pixels> for DynamicImage {
    fn from(pixels: Pixels) -> Self {
        match pixels {
            Pixels::Rgb(picture) => picture.into(),
            Pixels::Rgba(picture) => picture.into(),
        }
    }
}

impl Pixels {
    /// Width and height.
    pub(crate) fn size(&self) -> (u32, u32) {
        match self {
            Self::Rgb(picture) => picture.dimensions(),
            Self::Rgba(picture) => picture.dimensions(),
        }
    }

    /// Whether nothing shines through.
    pub(crate) fn is_opaque(&self) -> bool {
        match self {
            Self::Rgb(_) => true,
            Self::Rgba(picture) => picture.pixels().all(|Rgba([.., alpha])| *alpha == u8::MAX),
        }
    }

    /// The same without alpha, whatever it was.
    pub(crate) fn without_alpha(self) -> Self {
        match self {
            Self::Rgb(_) => self,
            Self::Rgba(_) => Self::Rgb(DynamicImage::from(self).into_rgb8()),
        }
    }

    /// The same, turned.
    pub(crate) fn upright(self, orientation: Orientation) -> Self {
        let mut picture = DynamicImage::from(self);
        picture.apply_orientation(orientation);
        picture.into()
    }

    /// The same, so that it fits into a square; never larger than it is.
    pub(crate) fn scaled(&self, side: u32) -> Result<Self, ResizeError> {
        let from = self.size();
        let (width, height) = fit(from, side);
        if from == (width, height) {
            return Ok(self.clone());
        }
        Ok(match self {
            Self::Rgb(picture) => {
                let mut scaled = RgbImage::new(width, height);
                resize::<U8x3>(picture, from, &mut scaled, (width, height))?;
                Self::Rgb(scaled)
            }
            Self::Rgba(picture) => {
                let mut scaled = RgbaImage::new(width, height);
                resize::<U8x4>(picture, from, &mut scaled, (width, height))?;
                Self::Rgba(scaled)
            }
        })
    }
}

/// Why nothing could be scaled: a mistake of ours.
#[derive(Debug, Error)]
pub(crate) enum ResizeError {
    /// The buffers do not belong to the sizes.
    #[error(transparent)]
    Buffer(#[from] ImageBufferError),
    /// The sizes are none.
    #[error(transparent)]
    Scale(#[from] fast_image_resize::ResizeError),
}

/// Colours of transparent pixels do not bleed: they count by their alpha.
fn resize<P: PixelTrait>(
    picture: &[u8],
    (from_width, from_height): (u32, u32),
    scaled: &mut [u8],
    (width, height): (u32, u32),
) -> Result<(), ResizeError> {
    let picture = TypedImageRef::<P>::from_buffer(from_width, from_height, picture)?;
    let mut scaled = TypedImage::<P>::from_buffer(width, height, scaled)?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Ok(Resizer::new().resize_typed(&picture, &mut scaled, &options)?)
}

/// The largest size of the same shape that fits into a square, at most the given one. No side is ever nothing.
fn fit((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| ((length * side + longest / 2) / longest).max(1);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_and_is_never_enlarged() {
        for (size, side, expected) in [
            ((4000, 3000), 1600, (1600, 1200)),
            ((3000, 4000), 400, (300, 400)),
            ((120, 90), 120, (120, 90)),
            ((1, 1), 120, (1, 1)),
            ((10_000, 1), 120, (120, 1)),
            ((401, 400), 400, (400, 399)),
        ] {
            assert_eq!(fit(size, side), expected, "{size:?} in {side}");
        }
    }
}

use hexmart_application::media::MediaType;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageResult};

use super::pixels::Pixels;

/// Where JPEG begins to show, and to shrink.
const JPEG_QUALITY: u8 = 85;

/// Encodes a picture and nothing about it: JPEG, or PNG with alpha.
pub(crate) fn encode(pixels: &Pixels) -> ImageResult<(MediaType, Vec<u8>)> {
    let (width, height) = pixels.size();
    let mut file = Vec::new();
    let media_type = match pixels {
        Pixels::Rgb(picture) => {
            JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY).write_image(
                picture,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
            MediaType::Jpeg
        }
        Pixels::Rgba(picture) => {
            PngEncoder::new(&mut file).write_image(picture, width, height, ExtendedColorType::Rgba8)?;
            MediaType::Png
        }
    };
    Ok((media_type, file))
}

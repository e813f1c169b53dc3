use std::io::Cursor;

use hexmart_application::media::{MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, PictureFault};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, guess_format};

use super::pixels::Pixels;
use super::{jpeg, webp};

/// The most memory that the pixels of a picture may take, in bytes: 40 megapixels in 16 bits fit as long as they are
/// opaque.
const LARGEST: u64 = 256 * 1024 * 1024;
/// The most memory that anything around them may take, such as a colour profile, which comes compressed.
const LARGEST_HEADER: u64 = 16 * 1024 * 1024;

pub(super) struct Decoded {
    pub(super) pixels: Pixels,
    /// How it must be turned to be upright.
    pub(super) orientation: Orientation,
}

/// What a file is by its first bytes; a fault when it is nothing we know.
pub(super) fn format_of(file: &[u8]) -> Result<ImageFormat, PictureFault> {
    match guess_format(file) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(format),
        _ => Err(PictureFault::UnknownType),
    }
}

/// Decodes a file whose header says nothing outrageous.
pub(super) fn decode(file: &[u8]) -> Result<Decoded, PictureFault> {
    let format = format_of(file)?;
    if format == ImageFormat::Png {
        // The decoder lays out its first row before it tells the size.
        let (width, height) = png_size(file).ok_or(PictureFault::Damaged)?;
        check_size(width, height)?;
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits(LARGEST_HEADER));
    let mut decoder = reader.into_decoder().or(Err(PictureFault::Damaged))?;

    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    if decoder.total_bytes() > LARGEST {
        return Err(PictureFault::TooLarge { width, height });
    }
    let whole = match format {
        ImageFormat::Jpeg => jpeg::is_whole(file),
        ImageFormat::WebP => webp::frames_fit(file, width, height),
        _ => true,
    };
    if !whole || decoder.set_limits(limits(LARGEST)).is_err() {
        return Err(PictureFault::Damaged);
    }
    // What cannot be read there says nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).or(Err(PictureFault::Damaged))?;
    Ok(Decoded {
        pixels: picture.into(),
        orientation,
    })
}

/// Whether width and height change places in a turn.
pub(super) fn lies_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn check_size(width: u32, height: u32) -> Result<(), PictureFault> {
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MAX_PICTURE_SIDE || pixels > MAX_PICTURE_PIXELS {
        return Err(PictureFault::TooLarge { width, height });
    }
    Ok(())
}

fn limits(bytes: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(bytes);
    limits
}

/// The size in the header of a PNG file, which is always its first chunk.
fn png_size(file: &[u8]) -> Option<(u32, u32)> {
    let header = file.get(12..24)?.strip_prefix(b"IHDR")?;
    let (width, height) = header.split_first_chunk()?;
    Some((
        u32::from_be_bytes(*width),
        u32::from_be_bytes(*height.first_chunk()?),
    ))
}

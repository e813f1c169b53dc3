//! Files, made by hand where no encoder would.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

pub(super) const RED: [u8; 3] = [220, 30, 30];
pub(super) const BLUE: [u8; 3] = [30, 30, 220];

/// Red on its left half, blue on its right.
pub(super) fn flag(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { RED } else { BLUE })).into()
}

/// Red on its left half; on its right nothing, whose colour would be green.
pub(super) fn half(width: u32, height: u32) -> DynamicImage {
    let [red, green, blue] = RED;
    RgbaImage::from_fn(width, height, |x, _| {
        Rgba(if x < width / 2 {
            [red, green, blue, 255]
        } else {
            [0, 255, 0, 0]
        })
    })
    .into()
}

pub(super) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A chunk of PNG.
pub(super) fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [&kind[..], content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// A PNG file with chunks behind its header.
pub(super) fn png_with(picture: &DynamicImage, chunks: &[u8]) -> Vec<u8> {
    let file = encoded(picture, ImageFormat::Png);
    let (header, rest) = file.split_at(33);
    [header, chunks, rest].concat()
}

/// A PNG file that says it were so large.
pub(super) fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut file = encoded(&flag(8, 8), ImageFormat::Png);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&file[12..29]).to_be_bytes();
    file[29..33].copy_from_slice(&sum);
    file
}

/// A JPEG file that says it were so large.
pub(super) fn jpeg_that_says(width: u16, height: u16) -> Vec<u8> {
    resized(&encoded(&flag(8, 8), ImageFormat::Jpeg), 0xC0, width, height)
}

/// A JPEG file with another size in the header of its frame, which has this marker.
pub(super) fn resized(file: &[u8], frame: u8, width: u16, height: u16) -> Vec<u8> {
    let mut file = file.to_vec();
    let frame = file.windows(2).position(|pair| pair == [0xFF, frame]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

/// A JPEG file with a segment behind its start.
pub(super) fn jpeg_with(picture: &DynamicImage, marker: u8, content: &[u8]) -> Vec<u8> {
    let file = encoded(picture, ImageFormat::Jpeg);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xFF, marker], &length, content, &file[2..]].concat()
}

/// A WebP file of chunks, the first of which says how large the canvas is and what more there is.
pub(super) fn webp(flags: u8, (width, height): (u32, u32), chunks: &[u8]) -> Vec<u8> {
    let side = |length: u32| (length - 1).to_le_bytes();
    let header = [&[flags, 0, 0, 0][..], &side(width)[..3], &side(height)[..3]].concat();
    let content = [&b"WEBP"[..], &riff(*b"VP8X", &header), chunks].concat();
    riff(*b"RIFF", &content)
}

/// A chunk of WebP.
pub(super) fn riff(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let padding = vec![0; content.len() % 2];
    [&kind[..], &length, content, &padding].concat()
}

/// The chunk with the pixels, of a picture without loss.
pub(super) fn webp_pixels(picture: &DynamicImage) -> Vec<u8> {
    encoded(picture, ImageFormat::WebP).split_off(12)
}

/// What a camera says (EXIF): how it was held, and a text.
pub(super) fn exif(orientation: u8, text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    [
        &b"II*\0\x08\0\0\0\x02\0"[..],
        &[0x0E, 0x01, 2, 0],
        &length,
        &38_u32.to_le_bytes(),
        &[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
        &[0; 4],
        text.as_bytes(),
    ]
    .concat()
}

/// The colours at the left, right, upper and lower edge.
pub(super) fn edges(picture: &DynamicImage) -> [[u8; 3]; 4] {
    let (width, height) = picture.dimensions();
    let at = |x, y| {
        let Rgba([red, green, blue, _]) = picture.get_pixel(x, y);
        [red, green, blue]
    };
    [
        at(1, height / 2),
        at(width - 2, height / 2),
        at(width / 2, 1),
        at(width / 2, height - 2),
    ]
}

/// The checksum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}

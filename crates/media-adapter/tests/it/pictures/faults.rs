//! What is refused: other files, liars and bombs.

use hexmart_application::media::{MAX_PICTURE_BYTES, PictureFault};
use image::{DynamicImage, GrayImage, ImageFormat};

use super::develop;
use super::files::{chunk, encoded, flag, jpeg_that_says, png_that_says, png_with, riff, webp, webp_pixels};

async fn fault(file: Vec<u8>) -> PictureFault {
    develop(file).await.unwrap_err()
}

#[tokio::test]
async fn what_is_no_picture_is_of_an_unknown_type() {
    for file in [
        &b""[..],
        b"\0",
        b"\xFF\xD8",
        b"\x89PNG",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"BM\x46\0\0\0\0\0\0\0",
        b"II*\0\x08\0\0\0",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"<!DOCTYPE html><html><body><img src=x onerror=alert(1)></body></html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\0\0\0\x20ftypavif",
        b"MZ\x90\0",
    ] {
        assert_eq!(fault(file.to_vec()).await, PictureFault::UnknownType, "{file:?}");
    }
}

#[tokio::test]
async fn a_file_may_have_so_many_bytes() {
    let mut file = encoded(&flag(8, 8), ImageFormat::Png);
    file.resize(MAX_PICTURE_BYTES, 0);
    assert!(
        develop(file.clone()).await.is_ok(),
        "what follows the picture is not read"
    );
    file.push(0);
    assert_eq!(fault(file).await, PictureFault::TooHeavy);
}

#[tokio::test]
async fn a_header_that_says_too_much_is_believed() {
    for (width, height) in [
        (10_001, 1),
        (1, 10_001),
        (10_000, 4_001),
        (20_000, 20_000),
        (i32::MAX.unsigned_abs(), 1),
        (i32::MAX.unsigned_abs(), i32::MAX.unsigned_abs()),
    ] {
        let too_large = PictureFault::TooLarge { width, height };
        assert_eq!(fault(png_that_says(width, height)).await, too_large);
        if let (Ok(w), Ok(h)) = (u16::try_from(width), u16::try_from(height)) {
            assert_eq!(fault(jpeg_that_says(w, h)).await, too_large);
        }
    }
    let too_large = PictureFault::TooLarge {
        width: 65_535,
        height: 65_535,
    };
    assert_eq!(fault(jpeg_that_says(65_535, 65_535)).await, too_large);
    let canvas = webp(0, (16_384, 16_384), &webp_pixels(&flag(8, 8)));
    let too_large = PictureFault::TooLarge {
        width: 16_384,
        height: 16_384,
    };
    assert_eq!(fault(canvas).await, too_large);
}

#[tokio::test]
async fn a_picture_that_is_cut_off_is_damaged() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encoded(&flag(64, 64), format);
        for kept in [20, file.len() / 3, file.len() / 2, file.len() - 30] {
            let cut = file[..kept].to_vec();
            assert_eq!(
                fault(cut).await,
                PictureFault::Damaged,
                "{format:?} {kept} of {}",
                file.len()
            );
        }
    }
    for file in [
        &include_bytes!("../../fixtures/progressive.jpg")[..],
        include_bytes!("../../fixtures/lossy.webp"),
        include_bytes!("../../fixtures/cmyk.jpg"),
    ] {
        let cut = file[..file.len() - 20].to_vec();
        assert_eq!(fault(cut).await, PictureFault::Damaged, "{} bytes", file.len());
    }
}

#[tokio::test]
async fn a_frame_that_leaves_its_canvas_is_damaged() {
    let lossy = include_bytes!("../../fixtures/lossy.webp")[12..].to_vec(); // 64 by 48
    let mut huge = lossy.clone();
    huge[14..18].copy_from_slice(&[0xFF, 0x3F, 0xFF, 0x3F]);
    // A frame of an animation: its place, its size, how long it is shown, and how.
    let place = [&[0; 6][..], &[7, 0, 0, 7, 0, 0], &[0; 4]].concat();
    let animated = |frame: &[u8]| {
        let frame = riff(*b"ANMF", &[&place[..], frame].concat());
        [riff(*b"ANIM", &[0; 6]), frame].concat()
    };
    for (what, file) in [
        ("lossy", webp(0, (8, 8), &lossy)),
        ("lossy and huge", webp(0, (8, 8), &huge)),
        ("lossless", webp(0, (8, 8), &webp_pixels(&flag(64, 48)))),
        ("in an animation", webp(2, (8, 8), &animated(&huge))),
        (
            "without loss in an animation",
            webp(2, (8, 8), &animated(&webp_pixels(&flag(64, 48)))),
        ),
        ("smaller", webp(0, (640, 480), &lossy)),
        ("without frame", webp(0, (8, 8), &[])),
        (
            "an animation of nothing",
            webp(2, (8, 8), &riff(*b"ANIM", &[0; 6])),
        ),
    ] {
        assert_eq!(fault(file).await, PictureFault::Damaged, "{what}");
    }
}

#[tokio::test]
async fn a_profile_that_bursts_is_no_harm() {
    // 40 MB of zeros, compressed: the pixels of a black picture make a fine bomb of a profile.
    let black = DynamicImage::from(GrayImage::new(8_000, 5_000));
    let file = encoded(&black, ImageFormat::Png);
    assert!(file.len() < 200_000, "{} bytes", file.len());
    let start = file.windows(4).position(|name| name == b"IDAT").unwrap();
    let length = u32::from_be_bytes(*file[start - 4..].first_chunk().unwrap());
    let zeros = &file[start + 4..][..usize::try_from(length).unwrap()];
    let profile = chunk(*b"iCCP", &[b"bomb\0\0", zeros].concat());
    let text = chunk(*b"zTXt", &[b"bomb\0\0", zeros].concat());
    for bomb in [profile, text] {
        match develop(png_with(&flag(8, 8), &bomb)).await {
            Ok(picture) => assert_eq!((picture.width, picture.height), (8, 8)),
            Err(fault) => assert_eq!(fault, PictureFault::Damaged),
        }
    }
    // As a picture, it is large and harmless.
    let picture = develop(file).await.unwrap();
    assert_eq!((picture.width, picture.height), (8_000, 5_000));
}

#[tokio::test]
async fn sixteen_bits_of_too_many_pixels_are_too_much() {
    // 40 megapixels of eight bytes: more than may be decoded, though not more pixels than allowed.
    let mut file = png_that_says(8_000, 5_000);
    file[24..26].copy_from_slice(&[16, 6]);
    let header = chunk(*b"IHDR", &file[16..29]);
    file.splice(8..33, header);
    let too_large = PictureFault::TooLarge {
        width: 8_000,
        height: 5_000,
    };
    assert_eq!(fault(file).await, too_large);
}

//! Files that are small and want to be large: 30 of them, and the process hardly grows. On its own, since what is measured
//! is the whole process.
#![cfg(target_os = "linux")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::fs;

use hexmart_application::media::{Imaging as _, PictureFault};
use hexmart_media_adapter::Developer;
use image::{DynamicImage, GrayImage, ImageFormat};

#[path = "it/pictures/files.rs"]
#[expect(dead_code, reason = "bombs are some of the files")]
mod files;

use files::{
    chunk, encoded, flag, jpeg_that_says, png_that_says, png_with, resized, riff, webp, webp_pixels,
};

/// How much the process may grow, in KiB.
const GROWTH: u64 = 300 * 1024;

#[tokio::test]
async fn thirty_bombs_hardly_show() {
    let (developer, bombs) = (Developer::new(), bombs());
    assert!(bombs.len() >= 30, "only {} bombs", bombs.len());
    let before = peak();
    for (number, bomb) in bombs.into_iter().enumerate() {
        let picture = developer.develop(bomb).await;
        println!(
            "{number}: {:?} at {} KiB",
            picture.as_ref().err(),
            peak() - before
        );
        assert_ne!(picture.err(), Some(PictureFault::Busy));
    }
    let growth = peak() - before;
    assert!(growth < GROWTH, "{growth} KiB");
}

/// The most memory that this process has ever had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

fn bombs() -> Vec<Vec<u8>> {
    let mut bombs = Vec::new();
    // Headers that promise more than may be, and just as much as may be.
    for (width, height) in [
        (u32::MAX, u32::MAX),
        (i32::MAX.unsigned_abs(), i32::MAX.unsigned_abs()),
        (i32::MAX.unsigned_abs(), 1),
        (100_000, 100_000),
        (20_000, 20_000),
        (10_000, 4_001),
        (10_000, 4_000),
    ] {
        bombs.push(png_that_says(width, height));
    }
    for (width, height) in [
        (65_535, 65_535),
        (65_535, 1),
        (1, 65_535),
        (20_000, 20_000),
        (8_000, 5_000),
    ] {
        bombs.push(jpeg_that_says(width, height));
        bombs.push(resized(
            include_bytes!("fixtures/progressive.jpg"),
            0xC2,
            width,
            height,
        ));
        bombs.push(resized(include_bytes!("fixtures/cmyk.jpg"), 0xC0, width, height));
    }
    // Frames that are larger than their canvas, and canvases without much of a frame.
    let mut lossy = include_bytes!("fixtures/lossy.webp")[12..].to_vec();
    lossy[14..18].copy_from_slice(&[0xFF, 0x3F, 0xFF, 0x3F]);
    let lossless = webp_pixels(&flag(64, 48));
    for canvas in [(8, 8), (8_000, 5_000), (16_384, 16_384)] {
        bombs.push(webp(0, canvas, &lossy));
        bombs.push(webp(0, canvas, &lossless));
    }
    bombs.push(riff(*b"RIFF", &[&b"WEBP"[..], &lossy].concat()));
    // 40 MB of nothing, as a picture, as its colours and as its text.
    let black = encoded(
        &DynamicImage::from(GrayImage::new(8_000, 5_000)),
        ImageFormat::Png,
    );
    let start = black.windows(4).position(|name| name == b"IDAT").unwrap();
    let length = u32::from_be_bytes(*black[start - 4..].first_chunk().unwrap());
    let zeros = &black[start + 4..][..usize::try_from(length).unwrap()];
    for kind in [*b"iCCP", *b"zTXt"] {
        bombs.push(png_with(
            &flag(8, 8),
            &chunk(kind, &[b"bomb\0\0", zeros].concat()),
        ));
    }
    bombs.push(black);
    bombs
}

//! What a camera tells about a picture: heeded where it must be, and never passed on.

use image::{GenericImageView as _, ImageFormat};

use super::files::{
    BLUE, RED, chunk, edges, encoded, exif, flag, jpeg_with, png_with, riff, webp, webp_pixels,
};
use super::{alike, develop, rendition, seen};
use hexmart_application::media::{MediaType, RenditionSize};

/// Where it was taken: never to be seen again.
const CANARY: &str = "GPS 37.5665N 126.9780E";

#[tokio::test]
async fn a_picture_is_turned_upright() {
    // Which edge is red and which is blue afterwards: left, right, upper, lower.
    const LEFT: usize = 0;
    const RIGHT: usize = 1;
    const UPPER: usize = 2;
    const LOWER: usize = 3;
    for (orientation, red, blue) in [
        (1, LEFT, RIGHT),
        (2, RIGHT, LEFT),
        (3, RIGHT, LEFT),
        (4, LEFT, RIGHT),
        (5, UPPER, LOWER),
        (6, UPPER, LOWER),
        (7, LOWER, UPPER),
        (8, LOWER, UPPER),
    ] {
        let (flag, exif) = (flag(64, 32), exif(orientation, CANARY));
        for file in [
            jpeg_with(&flag, 0xE1, &[b"Exif\0\0", &exif[..]].concat()),
            png_with(&flag, &chunk(*b"eXIf", &exif)),
            webp(8, (64, 32), &[webp_pixels(&flag), riff(*b"EXIF", &exif)].concat()),
        ] {
            let picture = develop(file).await.unwrap();
            let upright = if orientation < 5 { (64, 32) } else { (32, 64) };
            assert_eq!((picture.width, picture.height), upright, "{orientation}");
            let shown = seen(&picture);
            assert_eq!(shown.dimensions(), upright, "{orientation}");
            let edges = edges(&shown);
            assert!(alike(edges[red], RED), "{orientation}: {edges:?}");
            assert!(alike(edges[blue], BLUE), "{orientation}: {edges:?}");
        }
    }
}

#[tokio::test]
async fn a_picture_tells_nothing_about_itself() {
    let (flag, exif) = (flag(64, 32), exif(1, CANARY));
    let text = [b"Comment\0", CANARY.as_bytes()].concat();
    let files = [
        jpeg_with(&flag, 0xE1, &[b"Exif\0\0", &exif[..]].concat()),
        jpeg_with(
            &flag,
            0xE1,
            &[b"http://ns.adobe.com/xap/1.0/\0", CANARY.as_bytes()].concat(),
        ),
        jpeg_with(
            &flag,
            0xE2,
            &[b"ICC_PROFILE\0\x01\x01", CANARY.as_bytes()].concat(),
        ),
        jpeg_with(&flag, 0xED, &[b"Photoshop 3.0\0", CANARY.as_bytes()].concat()),
        jpeg_with(&flag, 0xFE, CANARY.as_bytes()),
        [encoded(&flag, ImageFormat::Jpeg), CANARY.into()].concat(),
        png_with(&flag, &chunk(*b"tEXt", &text)),
        png_with(&flag, &chunk(*b"eXIf", &exif)),
        [encoded(&flag, ImageFormat::Png), CANARY.into()].concat(),
        webp(
            12,
            (64, 32),
            &[
                webp_pixels(&flag),
                riff(*b"EXIF", &exif),
                riff(*b"XMP ", CANARY.as_bytes()),
            ]
            .concat(),
        ),
    ];
    let has_canary = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
    for (number, file) in files.into_iter().enumerate() {
        assert!(has_canary(&file), "{number}");
        let picture = develop(file).await.unwrap();
        assert!(
            picture.renditions.iter().all(|r| !has_canary(&r.bytes)),
            "{number}"
        );
        let large = rendition(&picture, RenditionSize::Large);
        assert_eq!(large.media_type, MediaType::Jpeg, "{number}");
        // Nothing but the frame: no application's segment beyond JFIF, and no comment.
        for marker in [0xE1, 0xE2, 0xED, 0xFE] {
            let found = large.bytes.windows(2).any(|pair| pair == [0xFF, marker]);
            assert!(!found, "{number}: {marker:#X}");
        }
    }
}

#[tokio::test]
async fn metadata_that_makes_no_sense_says_nothing() {
    let flag = flag(64, 32);
    for nonsense in [
        &b"Exif\0\0"[..],
        b"Exif\0\0MM",
        b"Exif\0\0II*\0\xFF\xFF\xFF\xFF",
        &[b"Exif\0\0", &exif(0, "")[..]].concat(),
        &[b"Exif\0\0", &exif(99, "")[..]].concat(),
    ] {
        let picture = develop(jpeg_with(&flag, 0xE1, nonsense)).await.unwrap();
        assert_eq!((picture.width, picture.height), (64, 32), "{nonsense:?}");
    }
}

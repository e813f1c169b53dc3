//! How large pictures come out, and as what.

use hexmart_application::media::{MediaType, RenditionSize};
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgba};

use super::files::{BLUE, RED, edges, encoded, flag, half};
use super::{alike, develop, rendition, seen};

#[tokio::test]
async fn a_picture_comes_in_every_size() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = develop(encoded(&flag(2000, 1000), format)).await.unwrap();
        assert_eq!((picture.width, picture.height), (2000, 1000), "{format:?}");
        let sizes: Vec<_> = picture
            .renditions
            .iter()
            .map(|r| (r.size, r.width, r.height))
            .collect();
        assert_eq!(
            sizes,
            [
                (RenditionSize::Large, 1600, 800),
                (RenditionSize::Medium, 400, 200),
                (RenditionSize::Thumbnail, 120, 60),
            ]
        );
        for rendition in &picture.renditions {
            assert_eq!(rendition.media_type, MediaType::Jpeg);
            assert_eq!(image::guess_format(&rendition.bytes).unwrap(), ImageFormat::Jpeg);
            let shown = image::load_from_memory(&rendition.bytes).unwrap();
            assert_eq!(shown.dimensions(), (rendition.width, rendition.height));
            let [left, right, ..] = edges(&shown);
            assert!(
                alike(left, RED) && alike(right, BLUE),
                "{format:?} {left:?} {right:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_small_picture_stays_small() {
    let picture = develop(encoded(&flag(200, 90), ImageFormat::Png)).await.unwrap();
    for (size, expected) in RenditionSize::ALL
        .into_iter()
        .zip([(200, 90), (200, 90), (120, 54)])
    {
        let rendition = rendition(&picture, size);
        assert_eq!((rendition.width, rendition.height), expected, "{size:?}");
    }
    let dot = develop(encoded(&flag(1, 1), ImageFormat::Png)).await.unwrap();
    assert!(dot.renditions.iter().all(|r| (r.width, r.height) == (1, 1)));
}

#[tokio::test]
async fn what_is_transparent_stays_so() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = develop(encoded(&half(800, 400), format)).await.unwrap();
        for rendition in &picture.renditions {
            assert_eq!(rendition.media_type, MediaType::Png, "{format:?}");
            assert_eq!(image::guess_format(&rendition.bytes).unwrap(), ImageFormat::Png);
            let shown = image::load_from_memory(&rendition.bytes).unwrap().into_rgba8();
            let (width, height) = shown.dimensions();
            assert_eq!(
                shown.get_pixel(1, height / 2),
                &Rgba([RED[0], RED[1], RED[2], 255])
            );
            assert_eq!(shown.get_pixel(width - 2, height / 2)[3], 0);
            // The colour of what nobody sees does not shine through at its edge.
            let seen = shown.pixels().filter(|Rgba([.., alpha])| *alpha > 16);
            for Rgba([red, green, ..]) in seen {
                assert!(red > green, "{format:?} {rendition:?}");
            }
        }
    }
}

#[tokio::test]
async fn alpha_that_hides_nothing_is_no_transparency() {
    let picture = DynamicImage::from(flag(500, 500).into_rgba8());
    let picture = develop(encoded(&picture, ImageFormat::Png)).await.unwrap();
    assert!(picture.renditions.iter().all(|r| r.media_type == MediaType::Jpeg));
}

#[tokio::test]
async fn every_kind_of_colour_is_understood() {
    let flag = flag(64, 48);
    for (what, picture) in [
        ("grey", DynamicImage::from(flag.to_luma8())),
        ("grey, 16 bits", flag.to_luma16().into()),
        ("16 bits", flag.to_rgb16().into()),
        ("16 bits with alpha", flag.to_rgba16().into()),
        ("grey with alpha", flag.to_luma_alpha8().into()),
    ] {
        let developed = develop(encoded(&picture, ImageFormat::Png)).await.unwrap();
        let [left, right, ..] = edges(&seen(&developed));
        assert!(left[0] > right[0], "{what}: {left:?} {right:?}");
        let large = rendition(&developed, RenditionSize::Large);
        assert_eq!(large.media_type, MediaType::Jpeg, "{what}");
    }
}

#[tokio::test]
async fn what_cameras_and_printers_make_is_understood() {
    for (what, file, left) in [
        ("CMYK", &include_bytes!("../../fixtures/cmyk.jpg")[..], RED),
        (
            "progressive",
            include_bytes!("../../fixtures/progressive.jpg"),
            [8, 127, 128],
        ),
        (
            "lossy",
            include_bytes!("../../fixtures/lossy.webp"),
            [8, 127, 128],
        ),
    ] {
        let developed = develop(file.to_vec()).await.unwrap();
        let [seen, ..] = edges(&seen(&developed));
        assert!(alike(seen, left), "{what}: {seen:?}");
    }
    let half = develop(include_bytes!("../../fixtures/alpha.webp").to_vec())
        .await
        .unwrap();
    let shown = seen(&half).into_rgba8();
    assert_eq!((shown.get_pixel(1, 12)[3], shown.get_pixel(30, 12)[3]), (0, 255));
}

#[tokio::test]
async fn an_animation_is_its_first_picture() {
    for file in [
        &include_bytes!("../../fixtures/animated.webp")[..],
        include_bytes!("../../fixtures/animated.png"),
    ] {
        let picture = develop(file.to_vec()).await.unwrap();
        assert_eq!((picture.width, picture.height), (32, 24));
        let [left, right, ..] = edges(&seen(&picture));
        assert!(alike(left, RED) && alike(right, RED), "{left:?} {right:?}");
    }
}

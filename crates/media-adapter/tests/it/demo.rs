//! The pictures of the demo catalogue.

use hexmart_application::media::{Imaging as _, MediaType};
use hexmart_media_adapter::{Developer, demo_picture};

#[tokio::test]
async fn a_demo_picture_can_be_developed() {
    let picture = Developer::new().develop(demo_picture(7)).await.unwrap();
    assert_eq!((picture.width, picture.height), (800, 800));
    assert!(
        picture
            .renditions
            .iter()
            .all(|rendition| rendition.media_type == MediaType::Jpeg)
    );
}

#[test]
fn a_seed_has_its_picture() {
    let pictures: Vec<_> = (0..6).map(demo_picture).collect();
    assert_eq!(demo_picture(3), pictures[3]);
    for (number, picture) in pictures.iter().enumerate() {
        assert!(picture.len() < 100_000, "{} bytes", picture.len());
        assert!(!pictures[..number].contains(picture), "{number}");
    }
    assert!(!demo_picture(u64::MAX).is_empty());
}

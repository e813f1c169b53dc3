use hexmart_application::media::{Imaging as _, PictureFault};
use tokio::time::Instant;

use super::{AT_ONCE, Developer, PATIENCE, develop};
use crate::demo_picture;

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_for_a_turn_is_told() {
    let developer = Developer::new();
    let turns: Vec<_> = (0..AT_ONCE)
        .map(|_| developer.turns.clone().try_acquire_owned().unwrap())
        .collect();
    let begun = Instant::now();
    assert_eq!(developer.develop(demo_picture(1)).await, Err(PictureFault::Busy));
    assert!(begun.elapsed() >= PATIENCE);
    assert_eq!(
        developer.develop(b"<svg/>".to_vec()).await,
        Err(PictureFault::UnknownType)
    );

    drop(turns);
    assert!(developer.develop(demo_picture(1)).await.is_ok());
    assert_eq!(developer.turns.available_permits(), AT_ONCE);
}

#[tokio::test]
async fn a_turn_comes_back_whoever_leaves_and_whatever_was_sent() {
    let developer = Developer::new();
    for _ in 0..2 * AT_ONCE {
        let damaged = demo_picture(1).into_iter().take(100).collect();
        assert_eq!(developer.develop(damaged).await, Err(PictureFault::Damaged));
    }
    // Left before its first step, and in the middle of the work.
    drop(developer.develop(demo_picture(1)));
    let left = tokio::time::timeout(std::time::Duration::ZERO, developer.develop(demo_picture(1))).await;
    assert!(left.is_err());
    let all = u32::try_from(AT_ONCE).unwrap();
    assert!(developer.turns.acquire_many(all).await.is_ok());
}

/// Without the thread of its own that a panic would be caught on.
#[test]
fn a_file_with_one_wrong_byte_is_a_picture_or_a_fault() {
    let files = [
        &include_bytes!("../../tests/fixtures/progressive.jpg")[..],
        include_bytes!("../../tests/fixtures/cmyk.jpg"),
        include_bytes!("../../tests/fixtures/lossy.webp"),
        include_bytes!("../../tests/fixtures/alpha.webp"),
        include_bytes!("../../tests/fixtures/animated.webp"),
        include_bytes!("../../tests/fixtures/animated.png"),
    ];
    for file in files {
        for place in 0..file.len() {
            for change in [0x01, 0x80, 0xFF] {
                let mut wrong = file.to_vec();
                wrong[place] ^= change;
                if let Ok(picture) = develop(&wrong) {
                    assert_eq!(picture.renditions.len(), 3, "{place} ^ {change}");
                }
            }
        }
    }
}

//! One file, and many.

use std::sync::Arc;

use hexmart_application::media::{MediaType, StoredObject};

use super::{Objects, bytes_of, key, names, put, put_all};
use crate::callers::at_once;

/// The length of a long name, in bytes.
const LONG: usize = 150;

/// A file comes back to the byte, and as what it was put; an empty one is a file, too.
pub async fn a_file_is_kept_as_it_was_put(objects: Objects) {
    let every_byte: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
    for (name, media_type, bytes) in [
        ("pictures/a/large.jpg", MediaType::Jpeg, every_byte),
        ("pictures/a/large.png", MediaType::Png, b"\r\n\0\xFF".to_vec()),
        ("imports/a.bin", MediaType::Binary, Vec::new()),
        ("imports/b", MediaType::Binary, b"b".to_vec()),
    ] {
        let key = key(name);
        objects.put(&key, media_type, bytes.clone()).await.unwrap();
        let kept = objects.get(&key).await.unwrap();
        assert!(
            kept == Some(StoredObject { media_type, bytes }),
            "{name}: {kept:?}"
        );
    }
}

/// A file that nobody put is none, and no error: neither beside others nor where there is nothing at all.
pub async fn an_unknown_file_is_none(objects: Objects) {
    assert_eq!(bytes_of(&objects, "pictures/a/large.jpg").await, None);
    put(&objects, "pictures/a/large.jpg", b"a").await;
    for other in [
        "pictures/a/large.png",
        "pictures/a/large.jp",
        "pictures/b/large.jpg",
        "pictures/ab",
        "picture",
    ] {
        assert_eq!(bytes_of(&objects, other).await, None, "{other}");
    }
}

/// The newest file of a name is the one that is there, whether it is longer or shorter.
pub async fn a_file_replaces_the_one_before(objects: Objects) {
    for bytes in [&b"first"[..], b"a second that is longer", b"3rd", b""] {
        put(&objects, "a.jpg", bytes).await;
        assert_eq!(bytes_of(&objects, "a.jpg").await.as_deref(), Some(bytes));
    }
    assert_eq!(names(&objects, "", None, 10).await, ["a.jpg"]);
}

/// Whoever reads while others write sees one of their files from its first byte to its last.
pub async fn a_file_is_shown_whole_while_it_is_replaced(objects: Objects) {
    const LENGTH: usize = 100_000;
    put(&objects, "a.jpg", &vec![0; LENGTH]).await;
    at_once(8, |caller| {
        let objects = Arc::clone(&objects);
        async move {
            for round in 0..10_u8 {
                if caller < 3 {
                    // Of a length of its own, so that a longer one's end would be seen.
                    put(&objects, "a.jpg", &vec![round; LENGTH + usize::from(round)]).await;
                } else {
                    let seen = bytes_of(&objects, "a.jpg").await.unwrap();
                    let first = seen[0];
                    assert_eq!(seen.len(), LENGTH + usize::from(first));
                    assert!(seen.iter().all(|byte| *byte == first));
                }
            }
        }
    })
    .await;
}

/// Deleted files are gone and others stay; deleting what is not there, or nothing, is no error.
pub async fn files_are_let_go_of(objects: Objects) {
    put_all(&objects, &["a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg"]).await;
    let gone = ["a/1.jpg", "a/none.jpg", "none/1.jpg", "a/3.jpg", "a/1.jpg", "c"].map(key);
    objects.delete(&gone).await.unwrap();
    objects.delete(&gone).await.unwrap();
    objects.delete(&[]).await.unwrap();
    assert_eq!(names(&objects, "", None, 10).await, ["a/2.jpg", "b/1.jpg"]);
    assert_eq!(bytes_of(&objects, "a/1.jpg").await, None);

    put(&objects, "a/1.jpg", b"again").await;
    assert_eq!(bytes_of(&objects, "a/1.jpg").await.unwrap(), b"again");
}

/// Files that are put and let go of at the same moment, side by side, do not touch each other.
pub async fn files_that_are_put_at_once_are_all_kept(objects: Objects) {
    at_once(16, |caller| {
        let objects = Arc::clone(&objects);
        async move {
            let (own, passing) = (format!("a/{caller:02}.jpg"), format!("b/{caller}/c.jpg"));
            for _ in 0..5 {
                put(&objects, &own, own.as_bytes()).await;
                put(&objects, &passing, b"passing").await;
                objects.delete(&[key(&passing)]).await.unwrap();
            }
        }
    })
    .await;
    let all: Vec<_> = (0..16).map(|caller| format!("a/{caller:02}.jpg")).collect();
    assert_eq!(names(&objects, "", None, 100).await, all);
    for name in all {
        assert_eq!(bytes_of(&objects, &name).await.unwrap(), name.as_bytes());
    }
}

/// A long name has its file, in one part or in many. Not the longest one: an S3 server over a folder puts a name into
/// one of its own, which leaves less than the system allows.
pub async fn a_long_name_is_kept(objects: Objects) {
    let (in_one, in_many) = ("a".repeat(LONG), "b/".repeat(LONG / 2 - 1) + "bb");
    for name in [&in_one, &in_many] {
        put(&objects, name, b"long").await;
        assert_eq!(bytes_of(&objects, name).await.unwrap(), b"long", "{name}");
    }
    assert_eq!(names(&objects, "", None, 10).await, [in_one, in_many]);
}

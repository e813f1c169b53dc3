//! Lists of names.

use super::{Objects, key, names, put, put_all};

/// The order is that of the bytes of the whole name: `-` and `.` stand before `/`, digits behind it, then `_`, letters
/// last.
pub async fn a_list_is_in_the_order_of_bytes(objects: Objects) {
    let sorted = [
        "a-b", "a.b", "a/b", "a/b-c", "a/b.c", "a/b0", "a/c-d/e", "a/c/d", "a0", "a_b", "ab", "b",
    ];
    let mut shuffled = sorted;
    shuffled.reverse();
    shuffled.swap(1, 6);
    put_all(&objects, &shuffled).await;
    assert!(sorted.is_sorted());
    assert_eq!(names(&objects, "", None, 100).await, sorted);
}

/// A prefix is compared with the whole name: it may end within a part, at its end or behind its slash.
pub async fn a_list_has_what_begins_with_a_prefix(objects: Objects) {
    put_all(
        &objects,
        &[
            "imports/a",
            "pictures/a/1",
            "pictures/a/2",
            "pictures/ab/1",
            "pictures/b/1",
        ],
    )
    .await;
    for (prefix, expected) in [
        ("pictures/a/", &["pictures/a/1", "pictures/a/2"][..]),
        ("pictures/a", &["pictures/a/1", "pictures/a/2", "pictures/ab/1"]),
        ("pictures/b/1", &["pictures/b/1"]),
        ("i", &["imports/a"]),
        ("pictures/c", &[]),
        ("pictures/a/1/", &[]),
        ("Pictures", &[]),
        ("../", &[]),
    ] {
        assert_eq!(names(&objects, prefix, None, 100).await, expected, "{prefix}");
    }
}

/// Page behind page, everything is listed once, whatever their length.
pub async fn a_list_goes_on_where_a_page_ended(objects: Objects) {
    let all: Vec<_> = (0..23)
        .map(|number| format!("a/{}/{number:02}.jpg", number / 5))
        .collect();
    for name in &all {
        put(&objects, name, b"a").await;
    }
    put_all(&objects, &["0/before", "b/behind"]).await;
    for limit in [1, 4, 5, 22, 23, 24, 5_000] {
        let mut listed: Vec<String> = Vec::new();
        loop {
            let page = names(&objects, "a/", listed.last().map(String::as_str), limit).await;
            assert!(page.len() <= limit, "{limit}");
            let ended = page.len() < limit;
            listed.extend(page);
            if ended {
                break;
            }
        }
        assert_eq!(listed, all, "{limit}");
    }
}

/// A place in the list is a name, not a file: whoever deletes what was listed goes on behind it.
pub async fn a_list_begins_behind_a_name_that_is_gone(objects: Objects) {
    put_all(&objects, &["a/1", "a/2", "b/1", "b/2"]).await;
    objects.delete(&[key("a/2")]).await.unwrap();
    for (after, expected) in [
        ("a/2", &["b/1", "b/2"][..]),
        ("a", &["a/1", "b/1", "b/2"]),
        ("a/1", &["b/1", "b/2"]),
        ("a/1/c", &["b/1", "b/2"]),
        ("b", &["b/1", "b/2"]),
        ("b/2", &[]),
        ("c", &[]),
    ] {
        assert_eq!(names(&objects, "", Some(after), 100).await, expected, "{after}");
    }
    assert_eq!(names(&objects, "a", Some("b/1"), 100).await, [""; 0]);
    assert_eq!(names(&objects, "b", Some("a/1"), 100).await, ["b/1", "b/2"]);
}

/// Nobody who asks for no names gets one, and an empty store has none.
pub async fn a_list_of_none_is_empty(objects: Objects) {
    assert_eq!(names(&objects, "", None, 100).await, [""; 0]);
    put_all(&objects, &["a"]).await;
    assert_eq!(names(&objects, "", None, 0).await, [""; 0]);
}

/// A list says when a file was put: a replacement is as old as itself and not as the one before.
pub async fn a_replacement_is_not_older(objects: Objects) {
    put_all(&objects, &["a", "b"]).await;
    let before = objects.list("", None, 10).await.unwrap();
    put(&objects, "a", b"again").await;
    let after = objects.list("", None, 10).await.unwrap();
    assert!(after[0].stored_at >= before[1].stored_at, "{before:?} {after:?}");
    assert_eq!(after[1], before[1]);
}

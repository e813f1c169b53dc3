//! Files in a folder: links, names that clash, and what others left.

use std::fs;
use std::path::Path;

use hexmart_application::media::{MediaType, ObjectError, ObjectKey, ObjectStore as _};
use hexmart_media_adapter::LocalObjects;
use tempfile::tempdir;

use crate::given::key;

/// What lies in the folder for files that are not finished, but for the lock.
fn unfinished(folder: &Path) -> Vec<String> {
    fs::read_dir(folder.join(".staging"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lock")
        .collect()
}

async fn put(objects: &LocalObjects, name: &str) -> Result<(), ObjectError> {
    objects
        .put(&key(name), MediaType::Jpeg, name.as_bytes().to_vec())
        .await
}

async fn names(objects: &LocalObjects) -> Vec<String> {
    let found = objects.list("", None, 100).await.unwrap();
    found.iter().map(|info| info.key.as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_folder_is_made_and_opened_again() {
    let parent = tempdir().unwrap();
    let folder = parent.path().join("media/files");
    put(&LocalObjects::open(&folder).unwrap(), "a/b.jpg")
        .await
        .unwrap();
    let found = LocalObjects::open(&folder)
        .unwrap()
        .get(&key("a/b.jpg"))
        .await
        .unwrap();
    assert_eq!(found.unwrap().bytes, b"a/b.jpg");
    assert_eq!(fs::read(folder.join("a/b.jpg")).unwrap(), b"a/b.jpg");
    assert!(unfinished(&folder).is_empty());
}

#[test]
fn a_folder_that_is_none_is_told_at_once() {
    let parent = tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(LocalObjects::open(&file).is_err());
    fs::write(parent.path().join(".staging"), "").unwrap();
    assert!(LocalObjects::open(parent.path()).is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn links_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let (folder, outside) = (tempdir().unwrap(), tempdir().unwrap());
    fs::write(outside.path().join("secret.jpg"), "secret").unwrap();
    let objects = LocalObjects::open(folder.path()).unwrap();
    put(&objects, "a/own.jpg").await.unwrap();
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(
        outside.path().join("secret.jpg"),
        folder.path().join("secret.jpg"),
    )
    .unwrap();
    symlink(
        outside.path().join("secret.jpg"),
        folder.path().join("a/secret.jpg"),
    )
    .unwrap();

    let leading_out = ["secret.jpg", "a/secret.jpg", "out/secret.jpg"].map(key);
    for key in &leading_out {
        assert_eq!(objects.get(key).await.unwrap(), None, "{key:?}");
    }
    assert_eq!(names(&objects).await, ["a/own.jpg"]);
    objects.delete(&leading_out).await.unwrap();
    assert_eq!(fs::read(outside.path().join("secret.jpg")).unwrap(), b"secret");

    // A file takes the place of a link to one; a link to a folder is no folder.
    put(&objects, "secret.jpg").await.unwrap();
    assert_eq!(fs::read(outside.path().join("secret.jpg")).unwrap(), b"secret");
    assert!(matches!(
        put(&objects, "out/new.jpg").await,
        Err(ObjectError::Failed(_))
    ));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_nobody_put_there_is_not_listed() {
    let folder = tempdir().unwrap();
    let objects = LocalObjects::open(folder.path()).unwrap();
    put(&objects, "a/b.jpg").await.unwrap();
    for name in ["README", ".hidden", "가게.jpg", "a/Thumbs.db"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(names(&objects).await, ["a/b.jpg"]);
}

#[tokio::test]
async fn a_name_is_no_file_and_folder_at_once() {
    let folder = tempdir().unwrap();
    let objects = LocalObjects::open(folder.path()).unwrap();
    put(&objects, "a/b").await.unwrap();
    assert!(matches!(put(&objects, "a").await, Err(ObjectError::Failed(_))));
    assert!(matches!(
        put(&objects, "a/b/c").await,
        Err(ObjectError::Failed(_))
    ));
    for other in ["a", "a/b/c"] {
        assert_eq!(objects.get(&key(other)).await, Ok(None), "{other}");
        objects.delete(&[key(other)]).await.unwrap();
    }
    assert_eq!(names(&objects).await, ["a/b"]);
    assert!(unfinished(folder.path()).is_empty());

    objects.delete(&[key("a/b")]).await.unwrap();
    put(&objects, "a").await.unwrap();
    assert_eq!(names(&objects).await, ["a"]);
}

#[tokio::test]
async fn the_longest_name_is_kept() {
    let folder = tempdir().unwrap();
    let objects = LocalObjects::open(folder.path()).unwrap();
    let longest = [
        "a".repeat(ObjectKey::MAX),
        "b/".repeat(ObjectKey::MAX / 2 - 1) + "bb",
    ];
    for name in &longest {
        put(&objects, name).await.unwrap();
        assert!(objects.get(&key(name)).await.unwrap().is_some(), "{name}");
    }
    assert_eq!(names(&objects).await, longest);
}

#[tokio::test]
async fn folders_go_with_their_last_file() {
    let folder = tempdir().unwrap();
    let objects = LocalObjects::open(folder.path()).unwrap();
    for name in ["a/b/c/1.jpg", "a/b/c/2.jpg", "a/1.jpg"] {
        put(&objects, name).await.unwrap();
    }
    objects.delete(&[key("a/b/c/1.jpg")]).await.unwrap();
    assert!(folder.path().join("a/b/c").is_dir());
    objects.delete(&[key("a/b/c/2.jpg")]).await.unwrap();
    assert!(!folder.path().join("a/b").exists() && folder.path().join("a").is_dir());
    objects.delete(&[key("a/1.jpg")]).await.unwrap();
    assert!(!folder.path().join("a").exists() && folder.path().is_dir());
}

#[tokio::test]
async fn what_was_never_finished_is_swept_when_nobody_is_at_it() {
    let folder = tempdir().unwrap();
    let at_work = LocalObjects::open(folder.path()).unwrap();
    fs::write(folder.path().join(".staging/left"), "half").unwrap();

    let beside = LocalObjects::open(folder.path()).unwrap();
    assert_eq!(unfinished(folder.path()), ["left"]); // it could be the other's
    drop(at_work);
    let third = LocalObjects::open(folder.path()).unwrap();
    assert_eq!(unfinished(folder.path()), ["left"]);
    drop((beside, third));

    let objects = LocalObjects::open(folder.path()).unwrap();
    assert!(unfinished(folder.path()).is_empty());
    put(&objects, "a.jpg").await.unwrap();
}

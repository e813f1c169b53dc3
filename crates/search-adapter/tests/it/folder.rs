//! What only an index in a folder can get wrong.

use std::fs;
use std::path::{Path, PathBuf};

use hexmart_application::search::{IndexChange, SearchDocument, SearchError, SearchIndex};
use hexmart_search_adapter::EmbeddedIndex;
use tempfile::TempDir;

use crate::given::{build, found, product, upsert};

fn open(folder: &Path) -> EmbeddedIndex {
    EmbeddedIndex::open(folder).unwrap()
}

/// The folders of generations.
fn generations(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

async fn names(index: &EmbeddedIndex) -> usize {
    found(index, "").await.len()
}

#[tokio::test]
async fn an_index_is_there_when_it_is_opened_again() {
    let folder = TempDir::new().unwrap();
    let index = open(folder.path());
    build(&index, &[product("사과")], 1).await;
    upsert(&index, &[product("배")], 2).await;
    drop(index);
    let index = open(folder.path());
    assert_eq!(index.position().await.unwrap(), Some(2));
    assert_eq!(names(&index).await, 2);
    upsert(&index, &[product("감")], 3).await;
    assert_eq!(names(&index).await, 3);
}

#[tokio::test]
async fn an_index_can_begin_with_changes() {
    let folder = TempDir::new().unwrap();
    upsert(&open(folder.path()), &[product("사과")], 7).await;
    let index = open(folder.path());
    assert_eq!(index.position().await.unwrap(), Some(7));
    assert_eq!(names(&index).await, 1);
}

/// A second process sees what the first one writes, and writes when that has ended. Locks are of a file that was opened,
/// so that two indices in one process are as apart as in two.
#[tokio::test]
async fn one_writes_and_all_see_it() {
    let folder = TempDir::new().unwrap();
    let writer = open(folder.path());
    let reader = open(folder.path());
    assert_eq!(reader.position().await.unwrap(), None);
    build(&writer, &[product("사과")], 1).await;
    assert_eq!(names(&reader).await, 1);
    for position in 2..5 {
        upsert(&writer, &[product("사과")], position).await;
        assert_eq!(reader.position().await.unwrap(), Some(position));
        assert_eq!(names(&reader).await, usize::try_from(position).unwrap());
    }
    let change = || vec![IndexChange::Upsert(Box::new(product("배")))];
    assert_eq!(reader.apply(change(), 9).await, Err(SearchError::NotTheWriter));
    assert_eq!(names(&reader).await, 4);
    drop(writer);
    reader.apply(change(), 9).await.unwrap();
    assert_eq!(
        (names(&reader).await, reader.position().await.unwrap()),
        (5, Some(9))
    );
}

/// Whoever builds an index anew, the writer goes on from where the new one is.
#[tokio::test]
async fn a_rebuild_elsewhere_is_noticed() {
    let folder = TempDir::new().unwrap();
    let writer = open(folder.path());
    build(&writer, &[product("사과")], 1).await;
    upsert(&writer, &[product("사과")], 2).await;
    let other = open(folder.path());
    let rebuild = other.rebuild().await.unwrap();
    assert!(matches!(writer.rebuild().await, Err(SearchError::Unavailable(_))));
    rebuild.finish(1).await.unwrap();

    assert_eq!(names(&writer).await, 0);
    let refused = writer.apply(Vec::new(), 3).await;
    assert!(matches!(refused, Err(SearchError::Unavailable(_))), "{refused:?}");
    assert_eq!(writer.position().await.unwrap(), Some(1));
    upsert(&writer, &[product("배")], 2).await;
    assert_eq!(names(&other).await, 1);
    assert_eq!(generations(folder.path()).len(), 1);
}

/// Nothing is left of a rebuild that was given up, nor of a process that ended in the middle of one.
#[tokio::test]
async fn what_was_not_finished_is_removed() {
    let folder = TempDir::new().unwrap();
    let index = open(folder.path());
    build(&index, &[product("사과")], 1).await;
    fs::create_dir(folder.path().join("77")).unwrap();
    fs::write(folder.path().join("77/meta.json"), "{").unwrap();
    fs::write(folder.path().join(".tmpAbC"), "form").unwrap();
    build(&index, &[product("배")], 1).await;
    let entries = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut entries: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    entries.sort();
    assert_eq!(entries, ["78", "builder", "current", "writer"]);
}

/// Damage is found when an index is opened, and the way out is to build it again.
#[tokio::test]
async fn a_damaged_index_is_built_again() {
    type Damage = fn(&Path);
    let damages: [Damage; 5] = [
        |generation| fs::remove_dir_all(generation).unwrap(),
        |generation| fs::write(generation.join("meta.json"), "{}").unwrap(),
        |generation| each_file(generation, |file| fs::remove_file(file).unwrap()),
        |generation| each_file(generation, |file| fs::write(file, "").unwrap()),
        |generation| {
            each_file(generation, |file| {
                let mut bytes = fs::read(file).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
                fs::write(file, bytes).unwrap();
            });
        },
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        let folder = TempDir::new().unwrap();
        build(&open(folder.path()), &[product("사과")], 1).await;
        damage(&generations(folder.path())[0]);
        let index = open(folder.path());
        assert_eq!(index.position().await.unwrap(), None, "{number}");
        assert!(matches!(
            index.suggest("ㅅ", 1).await,
            Err(SearchError::Unavailable(_))
        ));
        build(&index, &[product("배")], 2).await;
        assert_eq!(names(&index).await, 1, "{number}");
        assert_eq!(generations(folder.path()).len(), 1, "{number}");
    }
}

fn each_file(generation: &Path, damage: impl Fn(&Path)) {
    for entry in fs::read_dir(generation).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|kind| kind == "idx" || kind == "words")
        {
            damage(&path);
        }
    }
}

/// An index of another version is not read.
#[tokio::test]
async fn an_index_of_another_form_is_built_again() {
    let folder = TempDir::new().unwrap();
    build(&open(folder.path()), &[product("사과")], 1).await;
    fs::write(folder.path().join("current"), "form 0 generation 1\n").unwrap();
    let index = open(folder.path());
    assert_eq!(index.position().await.unwrap(), None);
    build(&index, &[product("배")], 2).await;
    assert_eq!(names(&index).await, 1);
    assert_eq!(generations(folder.path()).len(), 1);
}

/// So many changes, one by one and many at once, that segments are merged: nothing doubles, nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn many_changes_leave_each_product_once() {
    let folder = TempDir::new().unwrap();
    let index = open(folder.path());
    let mut products: Vec<SearchDocument> = (0..60).map(|_| product("사과")).collect();
    build(&index, &products[..20], 1).await;
    for round in 0..40 {
        for (place, changed) in products.iter_mut().enumerate() {
            if place % 7 == round % 7 {
                changed.name = format!("사과 {round}");
            }
        }
        let changed: Vec<_> = products.iter().skip(round % 5).step_by(3).cloned().collect();
        upsert(&index, &changed, 2 + i64::try_from(round).unwrap()).await;
    }
    upsert(&index, &products, 100).await;
    let mut all = found(&index, "사과").await;
    all.sort();
    let mut expected: Vec<_> = products.iter().map(|product| product.product).collect();
    expected.sort();
    assert_eq!(all, expected);
    for product in &products {
        let number = product.name.split(' ').nth(1).unwrap_or_default();
        assert!(
            found(&index, number).await.contains(&product.product),
            "{}",
            product.name
        );
    }
}

//! Promises of `ObjectStore`.

mod files;
mod lists;

pub use files::{
    a_file_is_kept_as_it_was_put, a_file_is_shown_whole_while_it_is_replaced, a_file_replaces_the_one_before,
    a_long_name_is_kept, an_unknown_file_is_none, files_are_let_go_of,
    files_that_are_put_at_once_are_all_kept,
};
pub use lists::{
    a_list_begins_behind_a_name_that_is_gone, a_list_goes_on_where_a_page_ended,
    a_list_has_what_begins_with_a_prefix, a_list_is_in_the_order_of_bytes, a_list_of_none_is_empty,
    a_replacement_is_not_older,
};

use std::sync::Arc;

use hexmart_application::media::{MediaType, ObjectKey, ObjectStore};

/// The store that a promise is asked of.
type Objects = Arc<dyn ObjectStore>;

fn key(name: &str) -> ObjectKey {
    ObjectKey::parse(name).unwrap()
}

async fn put(objects: &Objects, name: &str, bytes: &[u8]) {
    let kind = MediaType::of_name(name);
    objects.put(&key(name), kind, bytes.to_vec()).await.unwrap();
}

async fn put_all(objects: &Objects, names: &[&str]) {
    for name in names {
        put(objects, name, name.as_bytes()).await;
    }
}

/// What is in a file; none when there is none.
async fn bytes_of(objects: &Objects, name: &str) -> Option<Vec<u8>> {
    Some(objects.get(&key(name)).await.unwrap()?.bytes)
}

/// The names in a stretch of the list.
async fn names(objects: &Objects, prefix: &str, after: Option<&str>, limit: usize) -> Vec<String> {
    let found = objects.list(prefix, after.map(key), limit).await.unwrap();
    found.iter().map(|info| info.key.as_str().to_owned()).collect()
}

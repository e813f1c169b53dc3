//! The list of promises is complete.

use std::path::Path;
use std::{fs, io};

/// The names of all promises in a folder: every function that others can call and wait for.
fn promises_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(promises_in(&path)?);
        } else if !path.ends_with("lib.rs") {
            let source = fs::read_to_string(path)?;
            let functions = source
                .lines()
                .filter_map(|line| line.strip_prefix("pub async fn "));
            names.extend(functions.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
    Ok(names)
}

#[test]
fn every_promise_is_on_the_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lists = fs::read_dir(source.join("list")).unwrap();
    let lists = lists.map(|list| fs::read_to_string(list.unwrap().path()).unwrap());
    let list = lists.collect::<Vec<_>>().concat();
    let listed: Vec<_> = list.lines().map(str::trim).collect();
    let promises = promises_in(&source).unwrap();
    assert!(promises.len() > 60, "found only {} promises", promises.len());
    for promise in promises {
        let times = listed
            .iter()
            .filter(|line| **line == format!("{promise},"))
            .count();
        assert_eq!(times, 1, "{promise}");
    }
}

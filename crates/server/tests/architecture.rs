//! The arrows of docs/architecture.md: what it says about crates and contexts is what the manifests and sources do.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it cannot go on"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

/// What a context of the domain may use beside itself and `shared`: a quote is made of a price, a product has a discount,
/// sellers and warehouses have names and numbers, an order has quotes, an address and pieces that it was promised, a review is
/// of a line that arrived, has a picture and earns points, a pledge knows how long the points last that paid for it.
const ALLOWED_BETWEEN_CONTEXTS: [(&str, &str); 13] = [
    ("catalogue", "pricing"),
    ("funding", "points"),
    ("inventory", "identity"),
    ("marketplace", "identity"),
    ("ordering", "catalogue"),
    ("ordering", "identity"),
    ("ordering", "inventory"),
    ("ordering", "pricing"),
    ("pricing", "catalogue"),
    ("reviews", "catalogue"),
    ("reviews", "ordering"),
    ("reviews", "points"),
    ("settlement", "ordering"),
];

type Names = BTreeSet<String>;

/// A row of the table of crates.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    builds_on: Names,
    in_tests: Names,
    libraries: Names,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata")
}

/// The rows of the table under `header`, cell by cell.
fn table(document: &str, header: &str) -> Vec<Vec<String>> {
    let rows = document.lines().skip_while(|line| *line != header);
    let rows: Vec<_> = rows
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect();
    assert!(!rows.is_empty(), "docs/architecture.md has no table {header}");
    rows
}

fn document() -> String {
    fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md")
}

fn names(cell: &str) -> Names {
    cell.split(", ")
        .filter(|name| *name != "–")
        .map(ToOwned::to_owned)
        .collect()
}

fn documented() -> BTreeMap<String, Row> {
    table(&document(), "| crate | builds on | in tests also | libraries |")
        .into_iter()
        .map(|cells| {
            let [name, builds_on, in_tests, libraries] = <[String; 4]>::try_from(cells).expect("four cells");
            let row = Row {
                builds_on: names(&builds_on),
                in_tests: names(&in_tests),
                libraries: names(&libraries),
            };
            (name, row)
        })
        .collect()
}

fn is_ours(dependency: &Dependency) -> bool {
    dependency.path.is_some()
}

fn short(name: &str) -> String {
    name.trim_start_matches("hexmart-").to_owned()
}

fn actual(package: &Package) -> Row {
    let of = |for_tests: bool, ours: bool| -> Names {
        package
            .dependencies
            .iter()
            .filter(|dependency| (dependency.kind == DependencyKind::Development) == for_tests)
            .filter(|dependency| is_ours(dependency) == ours)
            .map(|dependency| short(&dependency.name))
            .collect()
    };
    let builds_on = of(false, true);
    let itself = short(&package.name);
    let in_tests = of(true, true)
        .into_iter()
        .filter(|name| *name != itself && !builds_on.contains(name))
        .collect();
    Row {
        builds_on,
        in_tests,
        libraries: of(false, false),
    }
}

#[test]
fn crates_depend_on_what_the_table_says() {
    let mut documented = documented();
    for package in metadata().workspace_packages() {
        let name = short(&package.name);
        let row = documented
            .remove(&name)
            .unwrap_or_else(|| panic!("no row for {name}"));
        assert_eq!(
            actual(package),
            row,
            "left: the manifest of {name}, right: docs/architecture.md"
        );
    }
    assert!(documented.is_empty(), "rows without a crate: {documented:?}");
}

#[test]
fn every_library_has_a_reason_and_every_reason_a_library() {
    let explained: Names = table(&document(), "| library | why it is there |")
        .iter()
        .flat_map(|cells| names(cells.first().unwrap()))
        .collect();
    let used: Names = documented().into_values().flat_map(|row| row.libraries).collect();
    assert_eq!(used, explained, "left: used, right: explained");
}

#[test]
fn mocks_are_for_tests() {
    for package in metadata().workspace_packages() {
        let leak = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .find(|dependency| dependency.features.iter().any(|feature| feature == "testing"));
        assert!(leak.is_none(), "{} ships mocks", package.name);
    }
}

/// Source files under a module of the domain, be it a file, a folder or both.
fn sources(module: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if module.with_extension("rs").is_file() {
        files.push(module.with_extension("rs"));
    }
    for entry in fs::read_dir(module).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !files.contains(&path) {
            files.push(path);
        }
    }
    files
}

/// The modules of the crate's root that a source names, as `crate::name` or `super::name`.
fn mentioned(source: &str, contexts: &Names) -> Names {
    ["crate::", "super::"]
        .into_iter()
        .flat_map(|start| source.split(start).skip(1))
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap()
                .to_owned()
        })
        .filter(|name| contexts.contains(name))
        .collect()
}

#[test]
fn contexts_of_the_domain_keep_to_themselves() {
    let domain = root().join("crates/domain/src");
    let contexts: Names = fs::read_to_string(domain.join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(ToOwned::to_owned)
        .collect();
    assert!(contexts.contains("shared") && contexts.len() > 3, "{contexts:?}");
    let mut used_exceptions = BTreeSet::new();
    for context in &contexts {
        let files = sources(&domain.join(context));
        assert!(!files.is_empty(), "{context} has no files");
        for file in files {
            let source = fs::read_to_string(&file).unwrap();
            assert!(
                !source.contains("crate::{"),
                "{}: one `use` per module, please",
                file.display()
            );
            for other in mentioned(&source, &contexts) {
                let exception = ALLOWED_BETWEEN_CONTEXTS
                    .into_iter()
                    .find(|pair| *pair == (context.as_str(), other.as_str()));
                used_exceptions.extend(exception);
                let allowed = other == *context || other == "shared" || exception.is_some();
                assert!(allowed, "{}: {context} uses {other}", file.display());
            }
        }
    }
    assert_eq!(
        used_exceptions,
        BTreeSet::from(ALLOWED_BETWEEN_CONTEXTS),
        "an exception that nobody uses"
    );
}

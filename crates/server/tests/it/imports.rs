//! Products in bulk, from the command line: whatever happens to an import, it ends as if nothing had.

use std::fmt::Write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use hexmart_domain::inventory::StockKey;
use tokio::runtime::Runtime;

use crate::command::run_with;
use crate::premises::Premises;

/// Twenty batches and a bit; every 500th product is refused, every 100th has variants.
const PRODUCTS: usize = 20_100;

fn catalogue() -> String {
    let mut text = String::from(
        "product_sku,sku,name,description,price,category,tags,stock,option1_name,option1_value\n",
    );
    for number in 0..PRODUCTS {
        let price = if number % 500 == 77 { 0 } else { number + 1 };
        let option = if number % 100 == 5 { "크기,S" } else { "," };
        writeln!(
            text,
            "SKU-{number},,상품 {number},설명,{price},분류 > {},태그,{number},{option}",
            number % 7
        )
        .unwrap();
        if number % 100 == 5 {
            writeln!(text, "SKU-{number},SKU-{number}-L,,,,,,1,크기,L").unwrap();
        }
    }
    text
}

fn import<'c>(file: &'c str, more: &[&'c str]) -> Vec<&'c str> {
    [&["import", "products", file, "--create-categories"], more].concat()
}

/// Everything about the products but what each shop decides itself.
fn told(home: &Premises) -> String {
    let ended = run_with(
        "",
        &mut home.command(&["export", "products", "--format", "ndjson"]),
    );
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let mut told = String::new();
    for line in ended.stdout.lines() {
        let (before, rest) = line.split_once(r#","id":"#).unwrap();
        let (_, rest) = rest.split_once(',').unwrap();
        let (rest, _) = rest.split_once(r#","created_at""#).unwrap();
        writeln!(told, "{before},{rest}").unwrap();
    }
    told
}

/// Waits until a moment that lies elsewhere each time: a batch was written, or its rejected rows were but it was not.
fn wait(child: &mut Child, rejects: &Path, kill: usize) {
    let length = || fs::metadata(rejects).map_or(0, |file| file.len());
    let before = length();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    if kill.is_multiple_of(2) {
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        assert!(line.contains("/s, "), "{line}");
    } else {
        while length() <= before && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
    }
}

fn kill_ten_times(home: &Premises, undisturbed: &Premises) {
    let file = home.file("catalogue.csv");
    fs::write(&file, catalogue()).unwrap();
    let (file, rejects) = (file.to_str().unwrap(), home.file("catalogue.rejected.csv"));
    let mut kills = 0;
    while kills < 10 {
        let mut child = home
            .command(&import(file, &[]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait(&mut child, &rejects, kills);
        child.kill().unwrap();
        assert_eq!(
            child.wait().unwrap().code(),
            None,
            "it was under way after {kills} kills"
        );
        kills += 1;
    }
    let ended = run_with("", &mut home.command(&import(file, &[])));
    let refused = PRODUCTS.div_ceil(500);
    let expected = format!(
        "{} new products, 0 changed, 0 as before, {refused} rejected\n",
        PRODUCTS - refused
    );
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (1, expected.as_str()),
        "{}",
        ended.stderr
    );

    let other = undisturbed.file("other.rejected.csv");
    let ended = run_with(
        "",
        &mut undisturbed.command(&import(file, &["--rejects", other.to_str().unwrap()])),
    );
    assert_eq!((ended.code, ended.stdout), (1, expected), "{}", ended.stderr);
    assert_eq!(
        fs::read_to_string(&rejects).unwrap(),
        fs::read_to_string(&other).unwrap()
    );
    assert!(told(home) == told(undisturbed), "the products differ");
    Runtime::new().unwrap().block_on(nothing_came_twice(home));
}

async fn nothing_came_twice(home: &Premises) {
    let storage = home.storage().await;
    assert!(storage.stock.faults(10).await.unwrap().is_empty());
    let products = storage
        .catalogue
        .products_after(None, None, 100_000)
        .await
        .unwrap();
    assert_eq!(products.len(), PRODUCTS - PRODUCTS.div_ceil(500));
    for (product, _) in products.iter().step_by(50) {
        let events = storage
            .stock
            .history(StockKey::at_default(product.id), 0, 10)
            .await
            .unwrap();
        assert_eq!((events.len(), product.version), (1, 1));
    }
    assert_eq!(storage.catalogue.forest().await.unwrap().len(), 8);
}

#[test]
fn an_import_killed_ten_times_on_sqlite_ends_as_one_that_nobody_disturbed() {
    kill_ten_times(&Premises::sqlite(), &Premises::sqlite());
}

#[test]
fn an_import_killed_ten_times_on_mysql_ends_as_one_that_nobody_disturbed() {
    if let (Some(home), Some(undisturbed)) = (Premises::mysql(), Premises::mysql()) {
        kill_ten_times(&home, &undisturbed);
    }
}

#[test]
fn an_export_is_imported_again() {
    let home = Premises::sqlite();
    let file = home.file("catalogue.csv");
    let text = "product_sku,name,description,price,stock\nA,\"=이름\",설명,1000,5\nB,b,b,2,0\n";
    fs::write(&file, text).unwrap();
    let dry = run_with(
        "",
        &mut home.command(&["import", "products", file.to_str().unwrap(), "--dry-run"]),
    );
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(
        dry.stdout
            .starts_with("nothing was written; there would be 2 new"),
        "{}",
        dry.stdout
    );
    let ended = run_with(
        "",
        &mut home.command(&["import", "products", file.to_str().unwrap()]),
    );
    assert_eq!(
        ended.stdout, "2 new products, 0 changed, 0 as before, 0 rejected\n",
        "{}",
        ended.stderr
    );
    assert_eq!(ended.code, 0);
    for name in ["out.csv", "out.ndjson"] {
        let out = home.file(name);
        let written = run_with(
            "",
            &mut home.command(&["export", "products", out.to_str().unwrap()]),
        );
        assert_eq!(written.code, 0, "{}", written.stderr);
        let again = run_with(
            "",
            &mut home.command(&["import", "products", out.to_str().unwrap()]),
        );
        assert_eq!(
            again.stdout, "0 new products, 0 changed, 2 as before, 0 rejected\n",
            "{}",
            again.stderr
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_imports_nothing() {
    let home = Premises::sqlite();
    let file = home.file("catalogue.csv");
    for (text, why) in [
        ("sku,colour\n", "colour: no such columns"),
        (
            "product_sku,name\nA,\"open\n",
            "the quote opened on line 2 is never closed",
        ),
    ] {
        fs::write(&file, text).unwrap();
        let ended = run_with(
            "",
            &mut home.command(&["import", "products", file.to_str().unwrap()]),
        );
        assert_eq!(ended.code, 1);
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
    }
    let unknown = run_with("", &mut home.command(&["import", "products", "catalogue.xlsx"]));
    assert_eq!(unknown.code, 2, "{}", unknown.stderr);
    let milly = run_with(
        "",
        &mut home.command(&["import", "milly", "--url", "postgres://ann:s3cret@db/milly"]),
    );
    assert_eq!(milly.code, 2);
    assert!(!milly.stderr.contains("s3cret"), "{}", milly.stderr);
}

//! What is refused as a whole, before anything of it is used.

use std::io::Write;

use hexmart_application::interchange::{FileFault, FileFormat, ImportOptions};
use hexmart_interchange_adapter::open;

use crate::given::{Kept, Shop, Unwatched, opened, order};

async fn fault(format: FileFormat, bytes: &[u8]) -> FileFault {
    opened(format, bytes).await.err().unwrap()
}

async fn csv(text: &str) -> FileFault {
    fault(FileFormat::Csv, text.as_bytes()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_must_be_known_and_each_once() {
    let unknown =
        |names: &[&str]| FileFault::UnknownColumns(names.iter().map(|name| (*name).to_owned()).collect());
    let missing =
        |names: &[&str]| FileFault::MissingColumns(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(
        csv("product_sku,colour,size\n").await,
        unknown(&["colour", "size"])
    );
    assert_eq!(csv("product_sku,name,Name\n").await, unknown(&["name"]));
    assert_eq!(csv("name,price\n").await, missing(&["product_sku"]));
    assert_eq!(
        csv("product_sku,option1_name\n").await,
        missing(&["option1_value"])
    );
    assert_eq!(
        csv("product_sku,option2_name,option2_value\n").await,
        missing(&["option1_name", "option1_value"])
    );
    assert_eq!(
        csv("product_sku,variant_price\n").await,
        missing(&["option1_name"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_none() {
    assert_eq!(csv("").await, FileFault::Empty);
    assert_eq!(csv("\n\n").await, FileFault::Empty);
    assert_eq!(fault(FileFormat::Ndjson, b"").await, FileFault::Empty);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_quote_is_found_where_it_was_opened() {
    let text = "product_sku,name\r\nA,\"one\r\ntwo\"\r\nB,\"three\r\nC,four\r\nD,five\r\n";
    assert_eq!(csv(text).await, FileFault::OpenQuote { line: 4 });
    let long = format!("product_sku,name\nA,ok\nB,\"{}", "x\n".repeat(1_000_000));
    assert_eq!(csv(&long).await, FileFault::OpenQuote { line: 3 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_no_longer_than_one_mebibyte() {
    let long = "x".repeat(FileFault::MAX_RECORD_BYTES);
    assert_eq!(
        csv(&format!("product_sku,name\nA,a\nB,{long}\n")).await,
        FileFault::TooLong { line: 3 }
    );
    assert_eq!(
        csv(&format!("product_sku,{long}\n")).await,
        FileFault::TooLong { line: 1 }
    );
    assert_eq!(
        csv(&format!("product_sku{}\n", ",".repeat(5_000))).await,
        FileFault::TooLong { line: 1 }
    );
    let json = format!("{{\"sku\":\"A\"}}\n{{\"sku\":\"{long}\"}}\n");
    assert_eq!(
        fault(FileFormat::Ndjson, json.as_bytes()).await,
        FileFault::TooLong { line: 2 }
    );
}

/// The line is never held: 1 GiB of it is refused after the first mebibyte.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_gigabyte_is_refused_at_once() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"product_sku,name\nA,").unwrap();
    file.as_file().set_len(1 << 30).unwrap();
    let refused = open(file.path(), FileFormat::Csv).err().unwrap();
    assert_eq!(refused, FileFault::TooLong { line: 2 });
    let refused = open(file.path(), FileFormat::Ndjson).err().unwrap();
    assert_eq!(refused, FileFault::TooLong { line: 2 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_korean_one_way_or_the_other() {
    let broken = b"product_sku,name\nA,\xff\xff\n";
    assert_eq!(
        fault(FileFormat::Csv, broken).await,
        FileFault::Encoding { line: 2 }
    );
    let missing = open(std::path::Path::new("/nowhere.csv"), FileFormat::Csv)
        .err()
        .unwrap();
    assert!(matches!(missing, FileFault::Unreadable(_)), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_writes_a_mark_or_cp949() {
    let text = "product_sku,name,description,price\r\nA,\"사과, 빨강\",햇사과 똠방,1000\r\n";
    let marked = format!("\u{feff}{text}").into_bytes();
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(text);
    for bytes in [marked, cp949.into_owned()] {
        let shop = Shop::open();
        let order = order(
            opened(FileFormat::Csv, &bytes).await.unwrap(),
            ImportOptions::default(),
        );
        let mut kept = Kept::default();
        let run = shop.importer().import(&order, &mut kept, &mut Unwatched).await;
        assert_eq!(run.unwrap().counts.created, 1, "{:?}", kept.0);
        let (product, _) = shop.product("A").await.unwrap();
        assert_eq!(product.name.as_str(), "사과, 빨강");
        assert_eq!(product.description.as_str(), "햇사과 똠방");
    }
}

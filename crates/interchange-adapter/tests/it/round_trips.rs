//! What is given out comes back as it was.

use hexmart_application::interchange::{
    FileFormat, ImportOptions, Interchange, ProductFormats, ProductRecord, RecordReader, RecordValue,
    VariantRecord,
};
use hexmart_application::marketplace::Authority;
use hexmart_interchange_adapter::Formats;
use proptest::prelude::*;

use crate::given::{Shop, opened};

const PLANTING: ImportOptions = ImportOptions {
    dry_run: false,
    create_categories: true,
};

const GIVEN: &str = r#"{"sku":"A","name":"=1+1","description":"첫 줄\n\"둘째\" 줄, 끝","price":"12900.50","category":"옷 > 셔츠","tags":["a;b"," 앞뒤 ","면"],"attributes":{"무게":1.50,"색":"-빨강","z":true,"a":false},"stock":7}
{"sku":"B","name":"'@x","description":"-","price":1,"currency":"USD","state":"discontinued","options":[{"name":"크기","values":["XL","S","M"]},{"name":"색","values":["+빨강"]}],"variants":[{"sku":"B","values":["S","+빨강"],"price":2,"stock":0},{"sku":"B-XL","values":["XL","+빨강"],"stock":5}]}
{"sku":"-5","name":"-5","description":"+3.5","price":1,"state":"private","stock":2147483647}
{"sku":"D","name":"값","description":"하나뿐","price":5,"options":[],"variants":[{"sku":"D","price":9,"stock":1}]}
"#;

async fn exported(shop: &Shop, format: FileFormat) -> String {
    let service = shop.service();
    let mut text = String::new();
    let mut after = None;
    loop {
        let part = service
            .export(format, after, Authority::Shop(None))
            .await
            .unwrap();
        text.push_str(&part.text);
        after = part.next;
        if after.is_none() {
            return text;
        }
    }
}

/// All that is said of products but what another shop decides itself.
async fn told(shop: &Shop) -> String {
    let text = exported(shop, FileFormat::Ndjson).await;
    let lines = text.lines().map(|line| {
        let (before, rest) = line.split_once(r#""id":"#).unwrap();
        let rest = rest.split_once(',').unwrap().1;
        format!("{before}{}\n", rest.split_once(r#","created_at""#).unwrap().0)
    });
    lines.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_moves_by_either_format() {
    for format in FileFormat::ALL {
        let shop = Shop::open();
        let (run, rejects) = shop.import_with(FileFormat::Ndjson, GIVEN, PLANTING).await;
        assert_eq!(run.counts.created, 4, "{rejects:?}");
        let file = exported(&shop, format).await;

        let (again, rejects) = shop.import(format, &file).await;
        assert_eq!(again.counts.unchanged, 4, "{rejects:?}\n{file}");

        let other = Shop::open();
        let (moved, rejects) = other.import_with(format, &file, PLANTING).await;
        assert_eq!(moved.counts.created, 4, "{rejects:?}\n{file}");
        assert_eq!(told(&other).await, told(&shop).await);

        let (moved_again, rejects) = other.import_with(format, &file, PLANTING).await;
        assert_eq!(moved_again.counts.unchanged, 4, "{rejects:?}\n{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_be_a_formula_is_not_given_out_as_one() {
    let shop = Shop::open();
    shop.import_with(FileFormat::Ndjson, GIVEN, PLANTING).await;
    let csv = exported(&shop, FileFormat::Csv).await;
    assert!(csv.starts_with('\u{feff}'));
    assert!(
        csv.contains(",'=1+1,") && csv.contains(",''@x,") && csv.contains("'+빨강"),
        "{csv}"
    );
    assert!(csv.contains("\n-5,-5,-5,+3.5,1,"), "{csv}");
}

fn word() -> impl Strategy<Value = String> {
    "[ab가나'=+@;\\\\\", \n>-]{0,5}[ab가]"
}

fn record() -> impl Strategy<Value = ProductRecord> {
    let value = prop_oneof![
        word().prop_map(RecordValue::Text),
        (-9_999_i64..9_999).prop_map(|number| RecordValue::Number(number.to_string())),
        any::<bool>().prop_map(RecordValue::Flag),
    ];
    let attributes = prop::collection::vec((word(), value), 0..3);
    let tags = prop::collection::vec(word(), 0..3);
    let sizes = prop::collection::btree_set(word(), 0..4);
    (
        word(),
        word(),
        word(),
        tags,
        attributes,
        sizes,
        prop::option::of("[1-9][0-9]{0,4}"),
    )
        .prop_map(|(name, description, category, tags, attributes, sizes, stock)| {
            let values: Vec<_> = sizes.into_iter().rev().collect();
            let variant = |value: &String| VariantRecord {
                sku: "A".to_owned(),
                values: vec![value.clone()],
                price: None,
                stock: stock.clone(),
            };
            ProductRecord {
                sku: "A".to_owned(),
                name: Some(name),
                description: Some(description),
                price: Some("12.5".to_owned()),
                category: Some(category),
                tags: Some(tags),
                attributes: Some(attributes),
                variants: Some(match values.last() {
                    // The last value only: the list of all must be told beside it.
                    Some(last) => vec![variant(last)],
                    None => vec![VariantRecord {
                        sku: "A".to_owned(),
                        stock,
                        ..VariantRecord::default()
                    }],
                }),
                options: Some(if values.is_empty() {
                    Vec::new()
                } else {
                    vec![("크기".to_owned(), values)]
                }),
                ..ProductRecord::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_record_reads_as_it_was_written(record in record()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        for format in FileFormat::ALL {
            let text = Formats.header(format) + &Formats.lines(format, std::slice::from_ref(&record));
            let read = runtime.block_on(async {
                let file = opened(format, text.as_bytes()).await.unwrap();
                let mut reader: Box<dyn RecordReader> = file.read(0, 0, 10).await.unwrap();
                reader.next().await.unwrap().unwrap().records.remove(0)
            });
            prop_assert_eq!(read.product.as_ref(), Ok(&record), "{}", text);
        }
    }
}

//! Rows that are not imported, and why.

use hexmart_application::interchange::{FileFormat, RejectLog};
use hexmart_interchange_adapter::RejectsFile;

use crate::given::Shop;

/// Line, field and a part of the reason of each rejected row.
async fn rejected(shop: &Shop, format: FileFormat, text: &str, expected: &[(u64, &str, &str)]) {
    let (run, rejects) = shop.import(format, text).await;
    assert_eq!(rejects.len(), expected.len(), "{rejects:#?}");
    assert_eq!(run.counts.rejected, u64::try_from(rejects.len()).unwrap());
    for (reject, (line, field, reason)) in rejects.iter().zip(expected) {
        assert_eq!(
            (reject.line, reject.field.as_str()),
            (*line, *field),
            "{reject:?}"
        );
        assert!(reject.reason.contains(reason), "{reject:?}");
        let raw = text.lines().nth(usize::try_from(*line).unwrap() - 1).unwrap();
        assert!(reject.raw.starts_with(raw), "{reject:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_is_refused_for_its_own_reason() {
    let text = "\
product_sku,name,description,price,currency,category,tags,state,stock,attributes,id
OK-1,이름,설명,1000,,,,,,,
bad sku,이름,설명,1000,,,,,,,
P-1,이름,설명,0,,,,,,,
P-2,이름,설명,12.345,,,,,,,
P-3,이름,설명,일,,,,,,,
P-4,이름,설명,1000,,,,,-1,,
P-5,이름,설명,1000,,,,,1.5,,
P-6,이름,설명,1000,,,,lost,,,
P-7,이름,설명,1000,,없는 곳,,,,,
P-8,이름,설명,1000,,CAT00000000000000000000000000,,,,,
P-9,이름,설명,1000,won,,,,,,
P-10,,설명,1000,,,,,,,
P-11,이름,,1000,,,,,,,
P-12,이름,설명,,,,,,,,
P-13,이름,설명,1000,,,,,,{\"\"a\"\": [1]},
P-14,이름,설명,1000
P-15,이름,설명,1000,,,,,,,PROD
ok-1,이름,설명,1000,,,,,,,
OK-2,이름,설명,1000,,,,,,,
";
    let text = text.replace("{\"\"a\"\": [1]}", "\"{\"\"a\"\": [1]}\"");
    let shop = Shop::open();
    let expected = [
        (3, "sku", "ASCII"),
        (4, "price", "more than 0"),
        (5, "price", "decimals"),
        (6, "price", "not a number"),
        (7, "stock", ""),
        (8, "stock", "whole number"),
        (9, "state", "no state"),
        (10, "category", "없는 곳"),
        (11, "category", "no such category"),
        (12, "currency", ""),
        (13, "name", "needs it"),
        (14, "description", "needs it"),
        (15, "price", "needs it"),
        (16, "attributes", "a is neither"),
        (17, "line", "4 cells"),
        (18, "id", "not an id"),
        (19, "sku", "came before"),
    ];
    rejected(&shop, FileFormat::Csv, &text, &expected).await;
    assert!(shop.product("OK-1").await.is_some() && shop.product("OK-2").await.is_some());
}

/// A row with an id goes to the product that has it, or nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_sku_makes_no_second_product() {
    let shop = Shop::open();
    let rows = "product_sku,name,description,price,id\nA-1,이름,설명,1000,\nB-1,이름,설명,1000,\n";
    shop.import(FileFormat::Csv, rows).await;
    let a = shop.product("A-1").await.unwrap().0.id;
    let elsewhere = "PROD00000000000000000000000000";
    let text = format!(
        "product_sku,name,description,price,id\n\
         A-1,새 이름,설명,1000,{a}\n\
         A-2,이름,설명,1000,{a}\n\
         B-1,이름,설명,2000,{a}\n\
         C-1,이름,설명,1000,{elsewhere}\n"
    );
    let expected = [(3, "id", "another product"), (4, "id", "another product")];
    rejected(&shop, FileFormat::Csv, &text, &expected).await;
    assert_eq!(shop.product("A-1").await.unwrap().0.name.as_str(), "새 이름");
    assert!(shop.product("A-2").await.is_none());
    assert_ne!(shop.product("C-1").await.unwrap().0.id.to_string(), elsewhere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_json_is_refused_for_its_own_reason() {
    let text = r#"{"sku":"A","name":"이름","description":"설명","price":1000}
{"sku":"B","name":5}
{"sku":"C","colour":"red"}
{"sku":"D","name":"a","name":"b"}
{"sku":"E","price":true}
[1]
{"sku":"F",
{"sku":"G","variants":[{"sku":"G","size":1}]}
{"sku":"H","name":"이름","description":"설명","price":1000,"options":[{"name":"크기","values":["S"]}],"variants":[{"sku":"H","values":["L"]}]}
{"name":"이름"}
{"sku":"I","name":"이름","description":"설명","price":1000,"options":[{"name":"크기","values":["S"]}],"variants":[{"sku":"A","values":["S"]}]}
{"sku":"J","name":"이름","description":"설명","price":1000,"seller":"SELLER00000000000000000000000000"}
"#;
    let expected = [
        (2, "name", "string"),
        (3, "colour", "no field"),
        (4, "name", "twice"),
        (5, "price", "not a number"),
        (6, "line", "no JSON object"),
        (7, "line", "no JSON object"),
        (8, "variants[0]", "size"),
        (9, "variants", "one value of each option"),
        (10, "sku", "ASCII"),
        (11, "sku", "came before"),
        (12, "seller", "no such seller"),
    ];
    rejected(&Shop::open(), FileFormat::Ndjson, text, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sku_of_another_products_variant_is_taken() {
    let shop = Shop::open();
    let given = "product_sku,sku,name,description,price,stock,option1_name,option1_value\n\
        S,S,a,a,1,1,크기,S\nS,S-L,,,,1,크기,L\nT,,a,a,1,1,,\n";
    let (run, _) = shop.import(FileFormat::Csv, given).await;
    assert_eq!(run.counts.created, 2);
    let text = "product_sku,sku,name,description,price,stock,option1_name,option1_value\n\
        s-l,,b,b,1,1,,\nU,U,b,b,1,1,크기,S\nU,T,,,,1,크기,L\n";
    let expected = [
        (2, "sku", "belongs to a variant"),
        (3, "variants[1].sku", "belongs to a variant"),
    ];
    rejected(&shop, FileFormat::Csv, text, &expected).await;
    // A variant that has stock does not vanish because a file does not know it.
    let fewer = "product_sku,option1_name,option1_value\nS,크기,S\n";
    rejected(&shop, FileFormat::Csv, fewer, &[(2, "variants", "stock")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_rejects_forgets_what_was_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.rejected.csv");
    let reject = |line| hexmart_application::interchange::Reject {
        line,
        field: "price".to_owned(),
        reason: "must be \"more\" than 0".to_owned(),
        raw: "=A,1\nA,2".to_owned(),
    };
    let mut file = RejectsFile::at(&path);
    file.rewind(0).await.unwrap();
    assert!(!path.exists());
    let first = file.append(&[reject(2), reject(3)]).await.unwrap();
    file.append(&[reject(4)]).await.unwrap();

    let mut file = RejectsFile::at(&path);
    file.rewind(first).await.unwrap();
    let end = file.append(&[reject(5)]).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(end, u64::try_from(text.len()).unwrap());
    let row = |line| format!("{line},price,\"must be \"\"more\"\" than 0\",\"'=A,1\nA,2\"\n");
    let expected = format!("\u{feff}line,field,reason,row\n{}{}{}", row(2), row(3), row(5));
    assert_eq!(text, expected);
    RejectsFile::at(&path).rewind(0).await.unwrap();
    assert!(!path.exists());
}

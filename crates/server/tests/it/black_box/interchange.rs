//! Products in bulk over HTTP.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::place::Place;
use super::shop::Shop;

const IMPORTS: &str = "/commerce/imports/";
const EXPORTS: &str = "/commerce/exports/products/";
/// So long an import may take where a hundred tests run at once.
const PATIENCE: Duration = Duration::from_mins(1);

/// Hands a file over and waits until it was imported.
#[track_caller]
fn import(shop: &Shop, query: &str, media: &str, file: &[u8]) -> Value {
    let answer = shop
        .with("Content-Type", media)
        .post(&format!("{IMPORTS}?{query}"), file);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let place = answer.header("location").unwrap();
    let begun = Instant::now();
    loop {
        let run = shop.get(place).ok();
        match run["state"].as_str().unwrap() {
            "waiting" | "running" => assert!(begun.elapsed() < PATIENCE, "{run}"),
            _ => return run,
        }
    }
}

fn counts(run: &Value) -> [&Value; 5] {
    ["state", "created", "updated", "unchanged", "rejected"].map(|member| &run[member])
}

pub(super) fn a_file_is_imported_and_tells_what_it_left_out(place: &Place) {
    let shop = place.demo();
    let file = "\u{feff}product_sku,name,description,price,stock,category,tags\r\n\
        MUG-1,달토끼 머그,백자,1000,5,주방 > 컵,선물\r\n\
        MUG-2,\"머그, 큰 것\",\"두 줄\r\n백자\",0,5,주방 > 컵,\r\n\
        MUG-3,은쟁반,은,19.99,0,,\r\n";
    let dry = import(
        &shop,
        "dry_run=true&create_categories=true",
        "text/csv",
        file.as_bytes(),
    );
    assert_eq!(
        counts(&dry),
        [&json!("done"), &json!(2), &json!(0), &json!(0), &json!(1)]
    );
    assert!(
        shop.products("product_name=%EB%8B%AC%ED%86%A0%EB%81%BC")
            .is_empty(),
        "nothing was written"
    );

    let run = import(&shop, "create_categories=true", "text/csv", file.as_bytes());
    assert_eq!(
        counts(&run),
        [&json!("done"), &json!(2), &json!(0), &json!(0), &json!(1)]
    );
    let rejects = shop.get(run["rejects"].as_str().unwrap());
    assert_eq!(
        (rejects.status, rejects.header("content-type")),
        (200, Some("text/csv; charset=utf-8"))
    );
    let (head, rejected) = rejects.text().split_once('\n').unwrap();
    assert_eq!(
        head.trim_start_matches('\u{feff}').trim_end(),
        "line,field,reason,row"
    );
    assert!(rejected.starts_with("3,price,"), "{rejected}");
    assert!(
        !rejected.contains("MUG-1") && !rejected.contains("MUG-3"),
        "{rejected}"
    );

    let mugs = shop.products("product_name=%EB%8B%AC%ED%86%A0%EB%81%BC");
    assert_eq!(mugs.len(), 1);
    assert_eq!(
        json!([mugs[0]["price"], mugs[0]["stock_count"]]),
        json!([1000, 5])
    );
    let tree = shop.get("/commerce/categories/?lang=ko").ok();
    let names = tree["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|category| category["name"].as_str().unwrap());
    assert!(names.collect::<Vec<_>>().contains(&"컵"));

    // Again with another price: what is known by its SKU is changed, not doubled.
    let changed = file.replace(",1000,", ",1200,");
    let run = import(&shop, "create_categories=true", "text/csv", changed.as_bytes());
    assert_eq!(
        counts(&run),
        [&json!("done"), &json!(0), &json!(1), &json!(1), &json!(1)]
    );
    let mugs = shop.products("product_name=%EB%8B%AC%ED%86%A0%EB%81%BC");
    assert_eq!((mugs.len(), &mugs[0]["price"]), (1, &json!(1200)));
}

pub(super) fn what_cannot_be_imported_is_refused_whole(place: &Place) {
    let shop = place.demo();
    let count = shop.all_products().len();
    for (media, file) in [
        (
            "text/csv",
            &b"product_sku,name,description,price,stock,colour\nA,a,b,1,1,red\n"[..],
        ),
        (
            "text/csv",
            b"product_sku,name,description,price,stock\nA,\"open,b,1,1\n",
        ),
        ("text/csv", b""),
    ] {
        let answer = shop.with("Content-Type", media).post(IMPORTS, file);
        answer.problem(422, "invalid_file");
    }
    shop.with("Content-Type", "application/json")
        .post(IMPORTS, "{}")
        .problem(415, "unsupported_media_type");
    shop.get("/commerce/imports/IMP01KAFXN1QM4C8N4R2B3M6YQ0ZP/")
        .problem(404, "import_not_found");
    assert_eq!(shop.all_products().len(), count);
}

pub(super) fn what_is_exported_changes_nothing_when_it_is_imported(place: &Place) {
    let shop = place.demo();
    shop.post_json(
        super::shop::PRODUCTS,
        &json!({"name": "=1+1", "description": "@sum\n\"두 줄\"", "price": 0.05, "stock": 1, "sku": "FORMULA"}),
    )
    .ok();
    for (format, media, told) in [
        ("csv", "text/csv", "text/csv; charset=utf-8"),
        ("ndjson", "application/x-ndjson", "application/x-ndjson"),
    ] {
        let export = || shop.get(&format!("{EXPORTS}?format={format}"));
        let first = export();
        assert_eq!((first.status, first.header("content-type")), (200, Some(told)));
        let run = import(&shop, "", media, &first.body);
        assert_eq!(
            counts(&run),
            [&json!("done"), &json!(0), &json!(0), &json!(61), &json!(0)],
            "{format}"
        );
        assert!(export().body == first.body, "{format}");
    }
    let csv = shop.get(EXPORTS);
    let formula = csv.text().lines().find(|line| line.contains("1+1")).unwrap();
    assert!(
        !formula.contains(",=1+1") && !formula.contains("\"=1+1"),
        "no spreadsheet may run it: {formula}"
    );
}

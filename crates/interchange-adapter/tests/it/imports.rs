//! What becomes of the products.

use std::fmt::Write;

use hexmart_application::interchange::{FileFormat, ImportCounts, ImportOptions, ImportOrder, ImportState};
use hexmart_application::marketplace::Authority;
use hexmart_application::platform::{Abort, StoreError, transact};
use hexmart_contracts::given;
use hexmart_domain::catalogue::{Lifecycle, Tag};

use crate::given::{Kept, Shop, StopAfter, Unwatched, opened, order};

const SHIRTS: &str = "\
product_sku,sku,name,description,price,category,tags,stock,option1_name,option1_value,variant_price,attributes
SHIRT,SHIRT,셔츠,면 셔츠,20000,옷 > 셔츠,여름;면,3,크기,S,,\"{\"\"무게\"\": 0.25, \"\"색\"\": \"\"파랑\"\", \"\"신상\"\": true}\"
SHIRT,SHIRT-L,,,,,,5,크기,L,22000,
CAP,,모자,챙 모자,9900.5,,,7,,,,
";

fn counts(created: u64, updated: u64, unchanged: u64, rejected: u64) -> ImportCounts {
    ImportCounts {
        created,
        updated,
        unchanged,
        rejected,
    }
}

const PLANTING: ImportOptions = ImportOptions {
    dry_run: false,
    create_categories: true,
};

#[tokio::test(flavor = "multi_thread")]
async fn new_products_come_with_all_that_is_said_of_them() {
    let shop = Shop::open();
    let (run, rejects) = shop.import_with(FileFormat::Csv, SHIRTS, PLANTING).await;
    assert_eq!(
        (run.counts, run.state),
        (counts(2, 0, 0, 0), ImportState::Done),
        "{rejects:?}"
    );
    assert_eq!((run.bytes_done, run.lines_done), (run.bytes_total, 4));

    let (shirt, stock) = shop.product("SHIRT").await.unwrap();
    assert_eq!(stock, [3, 5]);
    assert_eq!(shirt.options.len(), 1);
    assert_eq!(
        shirt.variants[1].price.unwrap().money().amount().to_string(),
        "22000"
    );
    assert_eq!(
        shirt.tags.iter().map(Tag::as_str).collect::<Vec<_>>(),
        ["여름", "면"]
    );
    assert_eq!(shirt.attributes.len(), 3);
    let forest = shop.storage.catalogue.forest().await.unwrap();
    let path = forest.path(shirt.category.unwrap());
    assert_eq!(
        path.iter().map(|at| at.name.ko.as_str()).collect::<Vec<_>>(),
        ["옷", "셔츠"]
    );
    let (cap, stock) = shop.product("CAP").await.unwrap();
    assert_eq!((cap.category, stock), (None, vec![7]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_changes_nothing() {
    let shop = Shop::open();
    shop.import_with(FileFormat::Csv, SHIRTS, PLANTING).await;
    let before = shop.product("SHIRT").await;
    let (run, _) = shop.import_with(FileFormat::Csv, SHIRTS, PLANTING).await;
    assert_eq!(run.counts, counts(0, 0, 2, 0));
    assert_eq!(shop.product("SHIRT").await, before);
    assert_eq!(shop.storage.catalogue.forest().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    let shop = Shop::open();
    let options = ImportOptions {
        dry_run: true,
        ..PLANTING
    };
    let (run, _) = shop.import_with(FileFormat::Csv, SHIRTS, options).await;
    assert_eq!(run.counts, counts(2, 0, 0, 0));
    assert_eq!(shop.product("SHIRT").await, None);
    assert!(shop.storage.catalogue.forest().await.unwrap().is_empty());
    assert_eq!(shop.storage.imports.run(run.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_product_is_edited_as_far_as_the_file_goes() {
    let shop = Shop::open();
    shop.import_with(FileFormat::Csv, SHIRTS, PLANTING).await;
    let (before, _) = shop.product("SHIRT").await.unwrap();
    let text = "product_sku,sku,name,stock\nshirt,,새 셔츠,4\nshirt,SHIRT-L,,5\n";
    let (run, rejects) = shop.import(FileFormat::Csv, text).await;
    assert_eq!(run.counts, counts(0, 1, 0, 0), "{rejects:?}");

    let (after, stock) = shop.product("SHIRT").await.unwrap();
    assert_eq!((after.name.as_str(), stock), ("새 셔츠", vec![4, 5]));
    assert_eq!(
        (after.id, &after.variants, after.category),
        (before.id, &before.variants, before.category)
    );
    assert_eq!(after.version, 2);
    assert_eq!(shop.stock_events(&after).await, 2);
    let history = shop
        .storage
        .catalogue
        .history(after.id, None, None, 10)
        .await
        .unwrap();
    assert_eq!(history.changes[0].fields[0].field, "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_cell_of_a_list_empties_it() {
    let shop = Shop::open();
    shop.import_with(FileFormat::Csv, SHIRTS, PLANTING).await;
    let text = "product_sku,name,category,tags,attributes,state\nSHIRT,,,,,private\n";
    let (run, rejects) = shop.import(FileFormat::Csv, text).await;
    assert_eq!(run.counts, counts(0, 1, 0, 0), "{rejects:?}");
    let (after, stock) = shop.product("SHIRT").await.unwrap();
    assert_eq!((after.name.as_str(), stock), ("셔츠", vec![3, 5]));
    assert_eq!((after.category, after.lifecycle), (None, Lifecycle::Private));
    assert!(after.tags.is_empty() && after.attributes.is_empty());
}

/// As often as a process dies, wherever: the end is that of an import that nobody disturbed.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_where_it_stopped() {
    let mut text = String::from("product_sku,name,description,price,stock\n");
    for number in 0..40 {
        let price = if number % 7 == 3 {
            "free".to_owned()
        } else {
            format!("{}", number + 1)
        };
        writeln!(text, "SKU-{number},이름 {number},설명,{price},{number}").unwrap();
    }
    let order = order(
        opened(FileFormat::Csv, text.as_bytes()).await.unwrap(),
        ImportOptions::default(),
    );
    let shop = Shop::open();
    let mut kept = Kept::default();
    let mut runs = 0;
    let run = loop {
        runs += 1;
        // What a process told of a batch that it did not live to write.
        kept.0.extend(kept.0.first().cloned());
        match shop.importer().import(&order, &mut kept, &mut StopAfter(3)).await {
            Ok(run) => break run,
            Err(_stopped) => {}
        }
    };
    assert_eq!(runs, 7);
    assert_eq!(run.counts, counts(34, 0, 0, 6));
    let lines: Vec<_> = kept.0.iter().map(|reject| reject.line).collect();
    assert_eq!(lines, [5, 12, 19, 26, 33, 40]);
    let all = shop
        .storage
        .catalogue
        .products_after(None, None, 100)
        .await
        .unwrap();
    assert_eq!(all.len(), 34);
    for (product, stock) in all {
        assert_eq!(product.name.as_str(), format!("이름 {}", stock[0].on_hand.get()));
        assert_eq!(shop.stock_events(&product).await, 1);
    }
    // A run that is done with is not gone on with.
    let again = shop
        .importer()
        .import(&order, &mut kept, &mut Unwatched)
        .await
        .unwrap();
    assert_eq!(again.counts, counts(0, 0, 34, 6));
    assert_ne!(again.id, run.id);
}

/// An export of the whole shop has products of everybody; each comes back to its owner.
#[tokio::test(flavor = "multi_thread")]
async fn products_of_sellers_stay_theirs() {
    let shop = Shop::open();
    let seller = given::seller(given::id(), "가게");
    let id = seller.id;
    transact(&*shop.storage.store, "add", move |uow| {
        let seller = seller.clone();
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.sellers().add(&seller).await?) })
    })
    .await
    .unwrap();
    let text = format!("product_sku,name,description,price,seller\nA,a,a,1,{id}\nB,b,b,2,\n");
    let (run, rejects) = shop.import(FileFormat::Csv, &text).await;
    assert_eq!(run.counts, counts(2, 0, 0, 0), "{rejects:?}");
    let owner = async |sku| shop.product(sku).await.unwrap().0.seller;
    assert_eq!((owner("A").await, owner("B").await), (Some(id), None));
    let (again, _) = shop.import(FileFormat::Csv, &text).await;
    assert_eq!(again.counts, counts(0, 0, 2, 0));

    // A seller brings in nothing for others, and puts nothing back that was blocked.
    let own = "product_sku,name,description,price,state,seller\nC,c,c,1,blocked,\nD,d,d,1,,\n";
    let foreign = format!("E,e,e,1,,{}\n", given::id::<hexmart_domain::shared::Seller>());
    let file = opened(FileFormat::Csv, (own.to_owned() + &foreign).as_bytes())
        .await
        .unwrap();
    let order = ImportOrder {
        authority: Authority::Seller {
            user: given::id(),
            seller: id,
        },
        seller: Some(id),
        ..order(file, ImportOptions::default())
    };
    let mut kept = Kept::default();
    let run = shop
        .importer()
        .import(&order, &mut kept, &mut Unwatched)
        .await
        .unwrap();
    assert_eq!(run.counts, counts(1, 0, 0, 2));
    let fields: Vec<_> = kept.0.iter().map(|reject| reject.field.as_str()).collect();
    assert_eq!(fields, ["state", "seller"]);
    assert_eq!(owner("D").await, Some(id));
}

/// Somebody changes what a batch is about between the look and the write: the batch is looked at anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_came_late_is_looked_at_anew() {
    let shop = Shop::open();
    shop.import(FileFormat::Csv, "product_sku,name,description,price\nA,a,a,1\n")
        .await;
    let rivals: Vec<_> = (0..8)
        .map(|number| {
            let importer = shop.importer();
            tokio::spawn(async move {
                let text = format!("product_sku,description\nA,{number}\n");
                let file = opened(FileFormat::Csv, text.as_bytes()).await.unwrap();
                let order = order(file, ImportOptions::default());
                let run = importer
                    .import(&order, &mut Kept::default(), &mut Unwatched)
                    .await;
                run.unwrap().counts
            })
        })
        .collect();
    for rival in rivals {
        assert_eq!(rival.await.unwrap(), counts(0, 1, 0, 0));
    }
    let (product, _) = shop.product("A").await.unwrap();
    assert_eq!(product.version, 9);
}

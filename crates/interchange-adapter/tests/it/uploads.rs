//! Files that are handed over, and imported by a worker.

use std::sync::Arc;

use hexmart_application::interchange::{
    FileFault, FileFormat, ImportOptions, ImportState, ImportWorker, Interchange, InterchangeError,
    UploadedFile, import_jobs,
};
use hexmart_application::marketplace::Authority;
use hexmart_domain::shared::{SellerId, UserId};
use hexmart_interchange_adapter::Formats;

use crate::given::Shop;

const STAFF: Authority = Authority::Shop(None);

fn file(text: &str) -> UploadedFile {
    UploadedFile {
        bytes: text.as_bytes().to_vec(),
        format: FileFormat::Ndjson,
        options: ImportOptions::default(),
    }
}

fn worker(shop: &Shop) -> ImportWorker {
    ImportWorker::new(
        shop.importer(),
        shop.storage.imports.clone(),
        Arc::new(Formats),
        shop.objects.clone(),
        shop.storage.leases.clone(),
        shop.mint.clone(),
    )
}

fn lines(count: usize) -> String {
    let line = |number: usize| {
        let price = if number % 100 == 50 { 0 } else { 1_000 };
        format!("{{\"sku\":\"S{number}\",\"name\":\"n\",\"description\":\"d\",\"price\":{price}}}\n")
    };
    (0..count).map(line).collect()
}

async fn rejects(shop: &Shop, run: hexmart_domain::shared::ImportId) -> String {
    let (service, mut text, mut from) = (shop.service(), String::new(), 0);
    loop {
        let part = service.rejects(run, from, STAFF).await.unwrap();
        text.push_str(&part.text);
        match part.next {
            Some(next) => from = next,
            None => return text,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_waits_and_is_imported() {
    let shop = Shop::open();
    let service = shop.service();
    let run = service.upload(file(&lines(350)), STAFF).await.unwrap();
    assert_eq!(run.state, ImportState::Waiting);
    // Handed over twice, it is imported once.
    assert_eq!(service.upload(file(&lines(350)), STAFF).await.unwrap().id, run.id);
    assert_eq!(rejects(&shop, run.id).await, "\u{feff}line,field,reason,row\n");

    assert_eq!(worker(&shop).work().await.unwrap(), 1);
    let done = service.run(run.id, STAFF).await.unwrap();
    assert_eq!(
        (done.state, done.counts.created, done.counts.rejected),
        (ImportState::Done, 347, 3)
    );
    assert_eq!(worker(&shop).work().await.unwrap(), 0);
    let told = rejects(&shop, run.id).await;
    assert_eq!(u64::try_from(told.len()).unwrap(), done.rejects_bytes);
    assert_eq!(told.lines().count(), 4, "{told}");

    // Of the files the rejected rows alone are left, and go in the end.
    assert_eq!(shop.objects.list("imports/", None, 10).await.unwrap().len(), 3);
    let later = shop.mint.now() + chrono::TimeDelta::days(31);
    for job in import_jobs(&shop.objects) {
        assert_eq!(job.run(shop.mint.now()).await.unwrap(), 0);
        assert_eq!(job.run(later).await.unwrap(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_is_not_taken_in() {
    let shop = Shop::open();
    let empty = shop.service().upload(file(""), STAFF).await;
    assert!(
        matches!(empty, Err(InterchangeError::Fault(FileFault::Empty))),
        "{empty:?}"
    );
    assert!(shop.objects.list("imports/", None, 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn to_a_seller_others_imports_do_not_exist() {
    let shop = Shop::open();
    let seller = |number: u8| Authority::Seller {
        user: UserId::mint(shop.mint.now(), [number; 10]),
        seller: SellerId::mint(shop.mint.now(), [number; 10]),
    };
    let (one, other) = (seller(1), seller(2));
    let run = shop.service().upload(file(&lines(1)), one).await.unwrap();
    assert!(shop.service().run(run.id, one).await.is_ok());
    assert!(shop.service().run(run.id, STAFF).await.is_ok());
    let unknown = shop.service().run(run.id, other).await;
    assert!(
        matches!(unknown, Err(InterchangeError::UnknownImport)),
        "{unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_is_told_of_and_writes_nothing() {
    let shop = Shop::open();
    let dry = UploadedFile {
        options: ImportOptions {
            dry_run: true,
            create_categories: false,
        },
        ..file(&lines(350))
    };
    let run = shop.service().upload(dry, STAFF).await.unwrap();
    worker(&shop).work().await.unwrap();
    let done = shop.service().run(run.id, STAFF).await.unwrap();
    assert_eq!(
        (done.state, done.counts.created, done.counts.rejected),
        (ImportState::Done, 347, 3)
    );
    assert_eq!(shop.product("S1").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_file_is_gone_fails() {
    let shop = Shop::open();
    let run = shop.service().upload(file(&lines(1)), STAFF).await.unwrap();
    let files = shop.objects.list("imports/", None, 10).await.unwrap();
    shop.objects.delete(&[files[0].key.clone()]).await.unwrap();
    assert_eq!(worker(&shop).work().await.unwrap(), 1);
    let failed = shop.service().run(run.id, STAFF).await.unwrap();
    assert!(matches!(failed.state, ImportState::Failed { .. }), "{failed:?}");
}

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::pending;
use hexmart_application::catalogue::{
    EditProductError, ListFilter, Merchandising, NewPicture, PictureError, PictureOrder, picture_key,
};
use hexmart_application::media::{ObjectError, ObjectStore, PictureFault, RenditionSize};
use hexmart_application::platform::{Store, StoreError, Work};
use hexmart_domain::catalogue::{AltText, Picture, PicturesError};
use hexmart_domain::shared::{PictureId, ProductId};

use super::given::{all_of, id, renamed, seller, staff};
use super::shelves::Shelves;

fn picture(product: ProductId, file: &[u8]) -> NewPicture {
    NewPicture {
        product,
        file: file.to_vec(),
        alt: AltText::parse("앞").ok(),
    }
}

/// Adds a picture as the staff does.
pub(super) async fn added(shelves: &Shelves, product: ProductId) -> Picture {
    let added = shelves
        .keeping
        .add_picture(picture(product, b"jpeg"), staff())
        .await;
    added.unwrap().1
}

/// The names of all files of these pictures, sorted.
pub(super) fn files_of(pictures: &[&Picture]) -> Vec<String> {
    let keys = pictures.iter().flat_map(|picture| {
        RenditionSize::ALL.map(|size| picture_key(picture.id, size, picture.is_transparent).unwrap())
    });
    let mut names: Vec<_> = keys.map(|key| key.as_str().to_owned()).collect();
    names.sort_unstable();
    names
}

fn order(product: ProductId, pictures: &[PictureId]) -> PictureOrder {
    PictureOrder {
        product,
        expected: None,
        pictures: pictures.iter().map(|id| (*id, None)).collect(),
    }
}

/// What becomes of a commit.
#[derive(Clone, Copy)]
enum Fate {
    /// It is made, and nobody hears of it.
    Made,
    /// It is lost, and nobody hears of it.
    Lost,
    /// It is refused.
    Refused,
    /// The process ends before it.
    Never,
}

/// A store with a fate, where every file of a picture lies before a change begins.
struct Fated {
    fate: Fate,
    shelves: Arc<Shelves>,
}

#[async_trait]
impl Store for Fated {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        assert_eq!(self.shelves.files.names().len(), 3, "files come first");
        match self.fate {
            Fate::Made => {
                self.shelves.storage.store.transact(name, work).await?;
                Err(StoreError::unresolved("the line went dead"))
            }
            Fate::Lost => Err(StoreError::unresolved("the line went dead")),
            Fate::Refused => Err(StoreError::unavailable("connection refused")),
            Fate::Never => pending().await,
        }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A product to which a picture was added, with this fate; with what was answered.
async fn fated(fate: Fate) -> (Arc<Shelves>, ProductId, Option<PictureError>) {
    let shelves = Arc::new(Shelves::new());
    let product = shelves.product("a").await.id;
    let store = Arc::new(Fated {
        fate,
        shelves: shelves.clone(),
    });
    let keeping = shelves.keeping_over(store);
    let answer = keeping
        .add_picture(picture(product, b"jpeg"), staff())
        .now_or_never();
    let error = answer.map(Result::unwrap_err);
    (shelves, product, error)
}

#[tokio::test]
async fn a_picture_has_its_files_and_a_place_behind_the_others() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let first = added(&shelves, product).await;
    let second = shelves
        .keeping
        .add_picture(picture(product, b"transparent"), staff())
        .await;
    let (sheet, second) = second.unwrap();
    assert_eq!(sheet.product.pictures, [first.clone(), second.clone()]);
    assert_eq!(sheet.product.version, 3);
    assert_eq!(
        (first.width, first.height, first.is_transparent),
        (800, 600, false)
    );
    assert!(second.is_transparent);
    assert_eq!(shelves.files.names(), files_of(&[&first, &second]));
    for (picture, file) in [(&first, &b"jpeg"[..]), (&second, b"transparent")] {
        let key = picture_key(picture.id, RenditionSize::Medium, picture.is_transparent).unwrap();
        assert_eq!(shelves.files.get(&key).await.unwrap().unwrap().bytes, file);
    }
    let page = shelves.page(all_of(ListFilter::default())).await;
    assert_eq!(page.products[0].card.picture, Some(first));
    let history = shelves.history(product).await.changes;
    assert_eq!(history[0].fields[0].field, "pictures");
}

#[tokio::test]
async fn a_refused_commit_leaves_no_files() {
    let (shelves, product, error) = fated(Fate::Refused).await;
    let unavailable = |error: &_| {
        matches!(
            error,
            PictureError::Product(EditProductError::Store(StoreError::Unavailable(_)))
        )
    };
    assert!(error.as_ref().is_some_and(unavailable), "{error:?}");
    assert!(shelves.files.names().is_empty());
    assert!(shelves.sheet(product).await.product.pictures.is_empty());
}

#[tokio::test]
async fn files_of_an_unresolved_commit_stay_until_it_is_known() {
    for (fate, in_use) in [(Fate::Made, 1), (Fate::Lost, 0)] {
        let (shelves, product, error) = fated(fate).await;
        let unresolved = |error: &_| {
            matches!(
                error,
                PictureError::Product(EditProductError::Store(StoreError::Unresolved(_)))
            )
        };
        assert!(error.as_ref().is_some_and(unresolved), "{error:?}");
        assert_eq!(shelves.files.names().len(), 3);
        assert_eq!(shelves.sheet(product).await.product.pictures.len(), in_use);
        shelves.turn(TimeDelta::hours(2));
        shelves.run("sweep_pictures").await;
        // No product shows a picture that is not there, and no file lies about.
        assert_eq!(shelves.files.names().len(), 3 * in_use);
    }
}

#[tokio::test]
async fn what_a_crash_leaves_behind_is_swept_after_an_hour() {
    let (shelves, product, error) = fated(Fate::Never).await;
    assert!(error.is_none());
    assert_eq!(shelves.files.names().len(), 3);
    let kept = added(&shelves, product).await;
    shelves.turn(TimeDelta::hours(1));
    assert_eq!(shelves.run("sweep_pictures").await, 0);
    assert_eq!(shelves.files.names().len(), 6);
    shelves.turn(TimeDelta::microseconds(1));
    assert_eq!(shelves.run("sweep_pictures").await, 3);
    assert_eq!(shelves.files.names(), files_of(&[&kept]));
    assert_eq!(shelves.run("sweep_pictures").await, 0);
}

#[tokio::test]
async fn a_file_store_that_fails_half_way_leaves_nothing() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await;
    shelves.files.room.store(2, Ordering::Relaxed);
    let answer = shelves
        .keeping
        .add_picture(picture(product.id, b"jpeg"), staff())
        .await;
    assert!(
        matches!(answer, Err(PictureError::Objects(ObjectError::Failed(_)))),
        "{answer:?}"
    );
    assert!(shelves.files.names().is_empty());
    assert_eq!(shelves.sheet(product.id).await.product, product);
}

#[tokio::test]
async fn what_is_no_picture_and_whose_product_is_another_s_is_refused() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let answer = shelves.keeping.add_picture(picture(product, b""), staff()).await;
    assert!(
        matches!(answer, Err(PictureError::Fault(PictureFault::UnknownType))),
        "{answer:?}"
    );
    for (product, who) in [(product, seller(1)), (id(250), staff())] {
        let answer = shelves.keeping.add_picture(picture(product, b"jpeg"), who).await;
        let unknown = PictureError::Product(EditProductError::UnknownProduct);
        let expected = unknown.to_string();
        assert_eq!(answer.map_err(|error| error.to_string()).unwrap_err(), expected);
        let answer = shelves.keeping.arrange_pictures(order(product, &[]), who).await;
        assert_eq!(answer.map_err(|error| error.to_string()).unwrap_err(), expected);
    }
    assert!(shelves.files.names().is_empty());
}

#[tokio::test]
async fn a_product_has_so_many_pictures_and_no_more() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    for _ in 1..Picture::MOST {
        added(&shelves, product).await;
    }
    // Of two that want the last place, both see that it is free.
    let (one, other) = futures_util::future::join(
        shelves.keeping.add_picture(picture(product, b"one"), staff()),
        shelves.keeping.add_picture(picture(product, b"other"), staff()),
    )
    .await;
    for answer in [
        shelves
            .keeping
            .add_picture(picture(product, b"jpeg"), staff())
            .await,
        if one.is_ok() { other } else { one },
    ] {
        assert!(
            matches!(answer, Err(PictureError::Refused(PicturesError::TooMany))),
            "{answer:?}"
        );
    }
    let pictures = shelves.sheet(product).await.product.pictures;
    assert_eq!(pictures.len(), Picture::MOST);
    assert_eq!(
        shelves.files.names(),
        files_of(&pictures.iter().collect::<Vec<_>>())
    );
}

#[tokio::test]
async fn an_order_names_what_stays_and_the_rest_goes_with_its_files() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let [a, b, c] = [
        added(&shelves, product).await,
        added(&shelves, product).await,
        added(&shelves, product).await,
    ];
    let alt = AltText::parse("뒤").ok();
    let wanted = PictureOrder {
        expected: Some(4),
        pictures: vec![(c.id, alt.clone()), (a.id, None)],
        ..order(product, &[])
    };
    let sheet = shelves
        .keeping
        .arrange_pictures(wanted.clone(), staff())
        .await
        .unwrap();
    let kept = |picture: &Picture, alt| Picture {
        alt,
        ..picture.clone()
    };
    assert_eq!(sheet.product.pictures, [kept(&c, alt), kept(&a, None)]);
    assert_eq!(shelves.files.names(), files_of(&[&a, &c]));
    assert_eq!(sheet.product.version, 5);

    // Who saw the product before does not order what they did not see.
    let answer = shelves.keeping.arrange_pictures(wanted, staff()).await;
    assert!(
        matches!(
            answer,
            Err(PictureError::Product(EditProductError::Outdated { version: 5 }))
        ),
        "{answer:?}"
    );
    for (wrong, why) in [
        (vec![a.id, a.id], PicturesError::NotAnOrder),
        (vec![a.id, b.id], PicturesError::Unknown),
        (vec![a.id, id(9)], PicturesError::Unknown),
    ] {
        let answer = shelves
            .keeping
            .arrange_pictures(order(product, &wrong), staff())
            .await;
        assert!(
            matches!(&answer, Err(PictureError::Refused(no)) if *no == why),
            "{wrong:?}: {answer:?}"
        );
    }
    assert_eq!(shelves.sheet(product).await, sheet);
    assert_eq!(shelves.files.names(), files_of(&[&a, &c]));

    let none = shelves
        .keeping
        .arrange_pictures(order(product, &[]), staff())
        .await
        .unwrap();
    assert!(none.product.pictures.is_empty());
    assert!(shelves.files.names().is_empty());
}

#[tokio::test]
async fn an_edit_keeps_the_pictures() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let kept = added(&shelves, product).await;
    let sheet = shelves.edit(product, renamed("b")).await.unwrap();
    assert_eq!(sheet.product.pictures, [kept]);
}

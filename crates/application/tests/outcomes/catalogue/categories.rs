use futures_util::future::join;
use hexmart_application::catalogue::{
    Catalogue, Categories, CategoriesError, CreateProductError, NewCategory,
};
use hexmart_domain::catalogue::{ForestError, Lifecycle, Place, ProductEdit};
use hexmart_domain::shared::CategoryId;

use super::given::{id, label, new_product, staff};
use super::shelves::Shelves;

fn refused<T: std::fmt::Debug>(answer: Result<T, CategoriesError>, why: ForestError) {
    let error = answer.unwrap_err();
    assert!(
        matches!(error, CategoriesError::Refused(no) if no == why),
        "{error:?}"
    );
}

/// The whole tree: how deep, and what.
async fn tree(shelves: &Shelves) -> Vec<(usize, String)> {
    let all = shelves.tree.all().await.unwrap();
    let placed = all.into_iter();
    placed
        .map(|placed| (placed.depth, placed.category.name.ko.as_str().to_owned()))
        .collect()
}

fn outline(lines: &[(usize, &str)]) -> Vec<(usize, String)> {
    lines
        .iter()
        .map(|(depth, name)| (*depth, (*name).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_tree_grows_in_the_order_it_is_given() {
    let shelves = Shelves::new();
    let clothes = shelves.category("옷", None).await;
    shelves.category("전자", None).await;
    let shirts = shelves.category("셔츠", Some(clothes)).await;
    let first = NewCategory {
        name: label("바지", "Trousers"),
        place: Place::LeftOf(shirts),
    };
    let planted = shelves.tree.create(first).await.unwrap();
    assert_eq!((planted.depth, planted.category.position), (1, 0));
    assert_eq!(planted.category.parent, Some(clothes));
    let expected = [(0, "옷"), (1, "바지"), (1, "셔츠"), (0, "전자")];
    assert_eq!(tree(&shelves).await, outline(&expected));
    let renamed = shelves
        .tree
        .rename(clothes, label("의류", "Clothes"))
        .await
        .unwrap();
    assert_eq!((renamed.depth, renamed.category.name.ko.as_str()), (0, "의류"));
    let moved = shelves.tree.relocate(shirts, Place::FirstRoot).await.unwrap();
    assert_eq!(moved.depth, 0);
    let expected = [(0, "셔츠"), (0, "의류"), (1, "바지"), (0, "전자")];
    assert_eq!(tree(&shelves).await, outline(&expected));
}

#[tokio::test]
async fn what_is_not_a_tree_is_refused() {
    let shelves = Shelves::new();
    let a = shelves.category("a", None).await;
    let b = shelves.category("b", Some(a)).await;
    let c = shelves.category("c", Some(b)).await;
    let before = tree(&shelves).await;
    for place in [
        Place::FirstChildOf(c),
        Place::LastChildOf(a),
        Place::LeftOf(b),
        Place::RightOf(a),
    ] {
        refused(shelves.tree.relocate(a, place).await, ForestError::Cycle);
    }
    let nowhere: CategoryId = id(9);
    refused(
        shelves.tree.relocate(nowhere, Place::LastRoot).await,
        ForestError::Unknown,
    );
    refused(
        shelves.tree.relocate(a, Place::LeftOf(nowhere)).await,
        ForestError::UnknownTarget,
    );
    refused(
        shelves.tree.rename(nowhere, label("d", "d")).await,
        ForestError::Unknown,
    );
    refused(shelves.tree.remove(b, None, None).await, ForestError::HasChildren);
    refused(
        shelves.tree.remove(nowhere, None, None).await,
        ForestError::Unknown,
    );
    assert_eq!(tree(&shelves).await, before);
}

#[tokio::test]
async fn two_moves_that_are_harmless_alone_make_no_cycle() {
    let shelves = Shelves::new();
    let a = shelves.category("a", None).await;
    let b = shelves.category("b", None).await;
    let (one, other) = join(
        shelves.tree.relocate(a, Place::LastChildOf(b)),
        shelves.tree.relocate(b, Place::LastChildOf(a)),
    )
    .await;
    assert!(one.is_ok() != other.is_ok(), "{one:?}, {other:?}");
    refused(if one.is_ok() { other } else { one }, ForestError::Cycle);
    assert_eq!(tree(&shelves).await.len(), 2);
}

#[tokio::test]
async fn changes_at_once_are_all_kept() {
    let shelves = Shelves::new();
    let root = shelves.category("root", None).await;
    let plant = |name: &'static str| {
        shelves.tree.create(NewCategory {
            name: label(name, name),
            place: Place::LastChildOf(root),
        })
    };
    let all = [plant("a"), plant("b"), plant("c"), plant("d")];
    let planted = futures_util::future::try_join_all(all).await.unwrap();
    let mut positions: Vec<_> = planted.iter().map(|placed| placed.category.position).collect();
    positions.sort_unstable();
    assert_eq!(positions, [0, 1, 2, 3]);
    assert_eq!(tree(&shelves).await.len(), 5);
}

#[tokio::test]
async fn what_products_hang_on_does_not_go_without_an_heir() {
    let shelves = Shelves::new();
    let [old, heir] = [
        shelves.category("old", None).await,
        shelves.category("heir", None).await,
    ];
    let product = shelves.product("a").await.id;
    let deleted = shelves.product("b").await.id;
    for product in [product, deleted] {
        shelves.hang(product, old).await;
    }
    shelves
        .edit(deleted, ProductEdit::to(Lifecycle::Deleted))
        .await
        .unwrap();
    let answer = shelves.tree.remove(old, None, None).await;
    assert!(matches!(answer, Err(CategoriesError::InUse)), "{answer:?}");
    for nobody in [old, id(9)] {
        let answer = shelves.tree.remove(old, Some(nobody), None).await;
        assert!(matches!(answer, Err(CategoriesError::UnknownHeir)), "{answer:?}");
    }
    assert_eq!(shelves.sheet(product).await.product.category, Some(old));

    let fed = shelves.feed_end().await;
    let moved = shelves.tree.remove(old, Some(heir), staff().user()).await;
    assert_eq!(moved.unwrap(), 2);
    assert_eq!(tree(&shelves).await, outline(&[(0, "heir")]));
    for product in [product, deleted] {
        assert_eq!(shelves.sheet(product).await.product.category, Some(heir));
        let history = shelves.history(product).await.changes;
        assert_eq!(
            (history[0].actor, history[0].fields[0].field),
            (staff().user(), "category")
        );
    }
    assert_eq!(shelves.fed_since(fed).await, [product, deleted]);
}

#[tokio::test]
async fn what_nothing_hangs_on_may_go() {
    let shelves = Shelves::new();
    let [a, b] = [
        shelves.category("a", None).await,
        shelves.category("b", None).await,
    ];
    assert_eq!(shelves.tree.remove(a, None, None).await.unwrap(), 0);
    let answer = shelves.tree.remove(b, Some(id(9)), None).await;
    assert!(matches!(answer, Err(CategoriesError::UnknownHeir)), "{answer:?}");
    assert_eq!(tree(&shelves).await, outline(&[(0, "b")]));
}

#[tokio::test]
async fn a_product_never_hangs_on_what_goes_meanwhile() {
    let shelves = Shelves::new();
    for round in 0..2 {
        let category = shelves.category("a", None).await;
        let mut new = new_product("a", 5);
        new.particulars.category = Some(category);
        let create = shelves.catalogue.create_product(new, staff());
        let remove = shelves.tree.remove(category, None, None);
        // Both orders in which they can begin.
        let (created, removed) = if round == 0 {
            join(create, remove).await
        } else {
            let (removed, created) = join(remove, create).await;
            (created, removed)
        };
        let gone = matches!(created, Err(CreateProductError::UnknownCategory)) && removed.is_ok();
        let in_use = created.is_ok() && matches!(removed, Err(CategoriesError::InUse));
        assert!(gone != in_use, "{created:?}, {removed:?}");
    }
}

#[tokio::test]
async fn a_new_name_or_place_feeds_all_products_below() {
    let shelves = Shelves::new();
    let top = shelves.category("top", None).await;
    let below = shelves.category("below", Some(top)).await;
    let other = shelves.category("other", None).await;
    let [a, b, c] = [
        shelves.product("a").await.id,
        shelves.product("b").await.id,
        shelves.product("c").await.id,
    ];
    for (product, category) in [(a, top), (b, below), (c, other)] {
        shelves.hang(product, category).await;
    }
    let fed = shelves.feed_end().await;
    shelves.tree.rename(top, label("new", "new")).await.unwrap();
    assert_eq!(shelves.fed_since(fed).await, [a, b]);
    let fed = shelves.feed_end().await;
    shelves.tree.relocate(below, Place::FirstRoot).await.unwrap();
    assert_eq!(shelves.fed_since(fed).await, [b]);
    let version = shelves.sheet(b).await.product.version;
    assert_eq!(version, 2, "a move of its category is no edit of a product");
    // What was planted changes nothing about any product.
    let fed = shelves.feed_end().await;
    shelves.category("more", Some(top)).await;
    assert!(shelves.fed_since(fed).await.is_empty());
    let exists =
        shelves.transact(move |uow| Box::pin(async move { Ok(uow.categories().exists(top).await?) }));
    assert!(exists.await);
}

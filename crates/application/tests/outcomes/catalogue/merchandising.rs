use futures_util::future::join;
use hexmart_application::catalogue::{
    EditProduct, EditProductError, ListFilter, Merchandising, ProductSheet,
};
use hexmart_domain::catalogue::{Lifecycle, Product, ProductEdit, Tag};
use hexmart_domain::shared::{CategoryId, ProductId};

use super::given::{all_of, edit_of, id, new_product, price, renamed, seller, sku, staff};
use super::shelves::{Shelves, names};

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let shelves = Shelves::new();
    let before = shelves.product("이어폰").await;
    let after = shelves.edit(before.id, renamed("헤드폰")).await.unwrap();
    let expected = Product {
        name: super::given::name("헤드폰"),
        version: 2,
        updated_at: shelves.now(),
        ..before.clone()
    };
    assert_eq!(after.product, expected);
    assert_eq!(after, shelves.sheet(before.id).await);
    let [stock] = after.stock[..] else {
        panic!("{:?}", after.stock);
    };
    assert_eq!((stock.on_hand.get(), stock.available.get()), (5, 5));
}

#[tokio::test]
async fn who_saw_an_older_version_is_told_which_there_is() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    shelves.edit(product, renamed("b")).await.unwrap();
    for seen in [0, 1, 3] {
        let edit = EditProduct {
            expected: Some(seen),
            ..edit_of(product, renamed("c"))
        };
        let answer = shelves.keeping.edit(edit, staff()).await;
        assert!(
            matches!(answer, Err(EditProductError::Outdated { version: 2 })),
            "{seen}: {answer:?}"
        );
    }
    assert_eq!(shelves.history(product).await.changes.len(), 1);
    let edit = EditProduct {
        expected: Some(2),
        ..edit_of(product, renamed("c"))
    };
    let sheet = shelves.keeping.edit(edit, staff()).await.unwrap();
    assert_eq!((sheet.product.version, sheet.product.name.as_str()), (3, "c"));
}

/// Two edits of one product at the same time, by editors who saw this version.
async fn race(expected: Option<i64>) -> (Shelves, ProductId, [Result<ProductSheet, EditProductError>; 2]) {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let edit = |edit| EditProduct {
        expected,
        ..edit_of(product, edit)
    };
    let dearer = ProductEdit {
        price: Some(price(20_000)),
        ..ProductEdit::default()
    };
    let keeping = &shelves.keeping;
    let (one, other) = join(
        keeping.edit(edit(renamed("b")), staff()),
        keeping.edit(edit(dearer), staff()),
    )
    .await;
    (shelves, product, [one, other])
}

#[tokio::test]
async fn of_two_who_saw_the_same_version_one_wins() {
    let (shelves, product, answers) = race(Some(1)).await;
    let outdated = |answer: &&_| matches!(answer, Err(EditProductError::Outdated { version: 2 }));
    assert_eq!(answers.iter().filter(outdated).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(shelves.sheet(product).await.product.version, 2);
    assert_eq!(shelves.history(product).await.changes.len(), 1);
}

#[tokio::test]
async fn of_two_who_do_not_care_both_are_heard() {
    let (shelves, product, answers) = race(None).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let product = shelves.sheet(product).await.product;
    let edited = (product.version, product.name.as_str(), product.price);
    assert_eq!(edited, (3, "b", price(20_000)));
    let versions: Vec<_> = shelves.history(product.id).await.changes;
    let versions: Vec<_> = versions.iter().map(|change| change.version).collect();
    assert_eq!(versions, [3, 2]);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_leaves_no_trace() {
    let shelves = Shelves::new();
    let before = shelves.product("a").await;
    let fed = shelves.feed_end().await;
    let same = ProductEdit {
        price: Some(price(10_000)),
        lifecycle: Some(Lifecycle::OnSale),
        sku: Some(before.variants[0].sku.clone()),
        category: Some(None),
        tags: Some(Vec::new()),
        ..renamed("a")
    };
    for nothing in [ProductEdit::default(), same] {
        let sheet = shelves.edit(before.id, nothing).await.unwrap();
        assert_eq!(sheet.product, before);
    }
    assert!(shelves.history(before.id).await.changes.is_empty());
    assert!(shelves.fed_since(fed).await.is_empty());
}

#[tokio::test]
async fn a_history_says_who_changed_what_and_when() {
    let shelves = Shelves::new();
    let owner = seller(1);
    let product = shelves.create(new_product("a", 5), owner).await.id;
    let first = ProductEdit {
        price: Some(price(12_000)),
        ..renamed("b")
    };
    shelves
        .keeping
        .edit(edit_of(product, first), owner)
        .await
        .unwrap();
    let began = shelves.now();
    let tags = ProductEdit {
        tags: Some(vec![Tag::parse("new").unwrap(), Tag::parse("hot").unwrap()]),
        ..ProductEdit::default()
    };
    shelves.edit(product, tags).await.unwrap();
    shelves.edit(product, renamed("c")).await.unwrap();

    let history = shelves.history(product).await;
    assert!(!history.more);
    let told: Vec<_> = history
        .changes
        .iter()
        .map(|change| (change.version, change.actor))
        .collect();
    assert_eq!(
        told,
        [(4, staff().user()), (3, staff().user()), (2, owner.user())]
    );
    let [.., tags, first] = &history.changes[..] else {
        panic!("{history:?}");
    };
    assert_eq!((first.product, first.changed_at), (product, began));
    let fields: Vec<_> = first
        .fields
        .iter()
        .map(|field| (field.field, &*field.from, &*field.to))
        .collect();
    assert_eq!(fields, [("name", "a", "b"), ("price", "10000 KRW", "12000 KRW")]);
    assert_eq!((tags.fields[0].field, &*tags.fields[0].to), ("tags", "new; hot"));

    let names = shelves
        .keeping
        .history(product, Some("name"), None, 1, owner)
        .await
        .unwrap();
    let [change] = &names.changes[..] else {
        panic!("{names:?}");
    };
    assert_eq!(
        (change.version, &*change.fields[0].to, names.more),
        (4, "c", true)
    );
    let older = shelves
        .keeping
        .history(product, Some("name"), Some(4), 1, owner)
        .await
        .unwrap();
    let [change] = &older.changes[..] else {
        panic!("{older:?}");
    };
    assert_eq!((change.version, change.fields.len(), older.more), (2, 1, false));
}

#[tokio::test]
async fn to_a_seller_the_products_of_others_do_not_exist() {
    let shelves = Shelves::new();
    let of_the_shop = shelves.product("a").await.id;
    let of_another = shelves.create(new_product("b", 5), seller(2)).await.id;
    for product in [of_the_shop, of_another, id(250)] {
        let (keeping, me) = (&shelves.keeping, seller(1));
        let unknown = |answer| assert!(matches!(answer, EditProductError::UnknownProduct), "{answer:?}");
        unknown(keeping.sheet(product, me).await.unwrap_err());
        unknown(
            keeping
                .edit(edit_of(product, renamed("c")), me)
                .await
                .unwrap_err(),
        );
        unknown(keeping.history(product, None, None, 9, me).await.unwrap_err());
        // A guess of the version tells nothing either.
        let guess = EditProduct {
            expected: Some(7),
            ..edit_of(product, renamed("c"))
        };
        unknown(keeping.edit(guess, me).await.unwrap_err());
    }
    assert_eq!(shelves.list(ListFilter::default()).await, ["a", "b"]);
    let mine = shelves.create(new_product("mine", 5), seller(1)).await.id;
    let edited = shelves
        .keeping
        .edit(edit_of(mine, renamed("yours")), seller(1))
        .await;
    assert_eq!(edited.unwrap().product.name.as_str(), "yours");
}

#[tokio::test]
async fn a_category_must_exist() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await;
    let hung = |category: Option<CategoryId>| ProductEdit {
        category: Some(category),
        ..renamed("b")
    };
    let answer = shelves.edit(product.id, hung(Some(id(9)))).await;
    assert!(
        matches!(answer, Err(EditProductError::UnknownCategory)),
        "{answer:?}"
    );
    assert_eq!(shelves.sheet(product.id).await.product, product);

    let category = shelves.category("옷", None).await;
    let sheet = shelves.edit(product.id, hung(Some(category))).await.unwrap();
    assert_eq!(sheet.product.category, Some(category));
    let sheet = shelves.edit(product.id, hung(None)).await.unwrap();
    assert_eq!(sheet.product.category, None);
}

#[tokio::test]
async fn a_sku_is_taken_among_those_of_one_seller_whatever_its_case() {
    let shelves = Shelves::new();
    let numbered = |text: &str| ProductEdit {
        sku: Some(sku(text)),
        ..ProductEdit::default()
    };
    let first = shelves.product("a").await.id;
    let second = shelves.product("b").await.id;
    shelves.edit(first, numbered("AB-1")).await.unwrap();
    let answer = shelves.edit(second, numbered("ab-1")).await;
    assert!(matches!(answer, Err(EditProductError::SkuTaken)), "{answer:?}");
    assert!(shelves.history(second).await.changes.is_empty());

    // What was thrown away may come back, and needs its number then.
    shelves
        .edit(first, ProductEdit::to(Lifecycle::Deleted))
        .await
        .unwrap();
    let answer = shelves.edit(second, numbered("ab-1")).await;
    assert!(matches!(answer, Err(EditProductError::SkuTaken)), "{answer:?}");

    let theirs = shelves.create(new_product("c", 5), seller(1)).await.id;
    assert!(shelves.edit(theirs, numbered("ab-1")).await.is_ok());
}

#[tokio::test]
async fn an_assortment_shows_every_state_and_to_a_seller_its_own() {
    let shelves = Shelves::new();
    shelves.product("ours").await;
    let hidden = shelves.create(new_product("hidden", 5), seller(1)).await.id;
    shelves.create(new_product("theirs", 0), seller(1)).await;
    shelves.create(new_product("others", 5), seller(2)).await;
    shelves
        .edit(hidden, ProductEdit::to(Lifecycle::Private))
        .await
        .unwrap();
    let every = ListFilter {
        lifecycles: Lifecycle::ALL.to_vec(),
        ..ListFilter::default()
    };
    for (authority, expected) in [
        (staff(), vec!["ours", "hidden", "theirs", "others"]),
        (seller(1), vec!["hidden", "theirs"]),
        (seller(3), vec![]),
    ] {
        let page = shelves
            .keeping
            .assortment(all_of(every.clone()), authority)
            .await
            .unwrap();
        assert_eq!(names(&page), expected);
        assert_eq!(page.total, u64::try_from(expected.len()).ok());
    }
    assert_eq!(
        shelves.list(ListFilter::default()).await,
        ["ours", "theirs", "others"]
    );
}

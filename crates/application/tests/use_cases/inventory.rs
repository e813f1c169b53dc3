use std::sync::{Arc, Mutex};

use hexmart_application::catalogue::MockCatalogueQueries;
use hexmart_application::inventory::{
    AppendError, ChangeStock, ChangeStockError, Inventory, InventoryService, MockStockLedger, StockDecision,
};
use hexmart_application::marketplace::{Authority, Ownership};
use hexmart_application::platform::{MockStore, StoreError};
use hexmart_domain::catalogue::Variant;
use hexmart_domain::inventory::{StockKey, StockLevel, StockRefusal};
use hexmart_domain::shared::{ProductId, StockDelta};
use mockall::predicate::{always, eq};

use crate::given;

fn product() -> ProductId {
    given::id(99)
}

fn take_five() -> ChangeStock {
    ChangeStock {
        product: product(),
        item: None,
        change: StockDelta::try_from(-5).unwrap(),
        authority: Authority::Shop(Some(given::id(50))),
    }
}

fn level(version: i64, on_hand: i64) -> StockLevel {
    StockLevel {
        version,
        on_hand: given::pieces(on_hand),
        ..StockLevel::default()
    }
}

/// The use case over a ledger that gives one answer to the one append on the product's chain.
fn service(
    answer: impl FnOnce(StockDecision) -> Result<hexmart_domain::inventory::StockEvent, AppendError>
    + Send
    + 'static,
) -> InventoryService {
    let mut ledger = MockStockLedger::new();
    ledger
        .expect_append()
        .with(eq(StockKey::at_default(product())), always())
        .times(1)
        .return_once(move |_, decide| answer(decide));
    // Whose a product is need not be asked for the shop's own people.
    InventoryService::new(
        Arc::new(ledger),
        Arc::new(MockStore::new()),
        Arc::new(MockCatalogueQueries::new()),
        given::fresh(),
        given::mint(),
    )
}

#[tokio::test]
async fn a_change_is_decided_against_the_level_that_the_ledger_gives() {
    let service = service(|decide| Ok(decide(&level(3, 8))?));
    let event = service.change_stock(take_five()).await.unwrap();
    assert_eq!(
        (event.version, event.change, event.on_hand_after.get()),
        (4, -5, 3)
    );
    assert_eq!(event.operation, given::id(1));
    assert_eq!(
        (event.actor, event.recorded_at),
        (Some(given::id(50)), given::now())
    );
}

#[tokio::test]
async fn a_decision_can_be_asked_again_after_a_lost_race() {
    let first = Arc::new(Mutex::new(None));
    let service = service({
        let first = Arc::clone(&first);
        move |decide| {
            *first.lock().unwrap() = Some(decide(&level(3, 8))?);
            Ok(decide(&level(4, 7))?)
        }
    });
    let event = service.change_stock(take_five()).await.unwrap();
    let first = first.lock().unwrap().take().unwrap();
    assert_eq!((event.version, event.on_hand_after.get()), (5, 2));
    assert_eq!(event.operation, first.operation);
}

#[tokio::test]
async fn a_product_without_a_chain_is_unknown() {
    let service = service(|_| Err(AppendError::UnknownItem));
    let answer = service.change_stock(take_five()).await;
    assert!(
        matches!(answer, Err(ChangeStockError::UnknownProduct)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_refusal_names_product_and_reason() {
    let service = service(|decide| Ok(decide(&level(3, 4))?));
    let answer = service.change_stock(take_five()).await;
    let expected = StockRefusal::Insufficient {
        available: 4,
        requested: 5,
    };
    assert!(
        matches!(
            &answer,
            Err(ChangeStockError::Refused { product: of, refusal }) if *of == product() && *refusal == expected
        ),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_ledger_that_is_away_says_so() {
    let service = service(|_| Err(AppendError::Store(given::unavailable())));
    let answer = service.change_stock(take_five()).await;
    assert!(matches!(
        answer,
        Err(ChangeStockError::Store(StoreError::Unavailable(_)))
    ));
}

fn seller() -> Authority {
    Authority::Seller {
        user: given::id(51),
        seller: given::id(60),
    }
}

#[tokio::test]
async fn to_a_seller_the_products_of_others_do_not_exist() {
    for owner in [
        None,
        Some(Ownership::Shop),
        Some(Ownership::Seller(given::id(61))),
    ] {
        let mut catalogue = MockCatalogueQueries::new();
        catalogue
            .expect_owner()
            .with(eq(product()))
            .times(1)
            .returning(move |_| Ok(owner));
        // No append is expected.
        let ledger = MockStockLedger::new();
        let service = InventoryService::new(
            Arc::new(ledger),
            Arc::new(MockStore::new()),
            Arc::new(catalogue),
            given::fresh(),
            given::mint(),
        );
        let theirs = ChangeStock {
            authority: seller(),
            ..take_five()
        };
        let answer = service.change_stock(theirs).await;
        assert!(
            matches!(answer, Err(ChangeStockError::UnknownProduct)),
            "{owner:?}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_seller_changes_their_own_stock() {
    let mut catalogue = MockCatalogueQueries::new();
    catalogue
        .expect_owner()
        .returning(|_| Ok(Some(Ownership::Seller(given::id(60)))));
    let mut ledger = MockStockLedger::new();
    ledger
        .expect_append()
        .times(1)
        .returning(|_, decide| Ok(decide(&level(3, 8))?));
    let service = InventoryService::new(
        Arc::new(ledger),
        Arc::new(MockStore::new()),
        Arc::new(catalogue),
        given::fresh(),
        given::mint(),
    );
    let own = ChangeStock {
        authority: seller(),
        ..take_five()
    };
    let event = service.change_stock(own).await.unwrap();
    assert_eq!(event.actor, Some(given::id(51)));
}

#[tokio::test]
async fn a_catalogue_that_is_away_lets_no_seller_through() {
    let mut catalogue = MockCatalogueQueries::new();
    catalogue.expect_owner().returning(|_| Err(given::unavailable()));
    let ledger = MockStockLedger::new();
    let service = InventoryService::new(
        Arc::new(ledger),
        Arc::new(MockStore::new()),
        Arc::new(catalogue),
        given::fresh(),
        given::mint(),
    );
    let wanted = ChangeStock {
        authority: seller(),
        ..take_five()
    };
    let answer = service.change_stock(wanted).await;
    assert!(matches!(
        answer,
        Err(ChangeStockError::Store(StoreError::Unavailable(_)))
    ));
}

/// A catalogue whose one product has a second variant under `id(98)`.
fn with_variant() -> MockCatalogueQueries {
    let mut catalogue = MockCatalogueQueries::new();
    catalogue.expect_product().with(eq(product())).returning(|_| {
        let mut product = given::product(99);
        let second = Variant {
            item: given::id(98),
            ..product.principal().unwrap().clone()
        };
        product.variants.push(second);
        Ok(Some((product, Vec::new())))
    });
    catalogue
}

#[tokio::test]
async fn a_variant_has_a_ledger_of_its_own() {
    let key = StockKey::at_default(given::id::<hexmart_domain::shared::Item>(98));
    let mut ledger = MockStockLedger::new();
    ledger
        .expect_append()
        .with(eq(key), always())
        .times(1)
        .returning(|_, decide| Ok(decide(&level(3, 8))?));
    let service = InventoryService::new(
        Arc::new(ledger),
        Arc::new(MockStore::new()),
        Arc::new(with_variant()),
        given::fresh(),
        given::mint(),
    );
    let wanted = ChangeStock {
        item: Some(given::id(98)),
        ..take_five()
    };
    assert_eq!(service.change_stock(wanted).await.unwrap().key, key);
}

#[tokio::test]
async fn another_products_variant_is_unknown() {
    // No append is expected.
    let service = InventoryService::new(
        Arc::new(MockStockLedger::new()),
        Arc::new(MockStore::new()),
        Arc::new(with_variant()),
        given::fresh(),
        given::mint(),
    );
    let wanted = ChangeStock {
        item: Some(given::id(97)),
        ..take_five()
    };
    let answer = service.change_stock(wanted).await;
    assert!(
        matches!(answer, Err(ChangeStockError::UnknownVariant)),
        "{answer:?}"
    );
}

use std::sync::{Arc, Mutex};

use hexmart_application::inventory::{
    AppendError, ChangeStock, ChangeStockError, Inventory, InventoryService, MockStockLedger, StockDecision,
};
use hexmart_application::platform::StoreError;
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
        change: StockDelta::try_from(-5).unwrap(),
        actor: Some(given::id(50)),
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
    InventoryService::new(Arc::new(ledger), given::mint())
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

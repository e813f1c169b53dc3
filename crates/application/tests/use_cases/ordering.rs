//! What a placement asks of the store, and what follows when the store fails.

use std::sync::{Arc, Mutex};

use hexmart_application::catalogue::{Freshness, MockCatalogueQueries};
use hexmart_application::identity::MockAccountQueries;
use hexmart_application::inventory::{MockGeocoder, MockRoadDistance, MockStockQueries};
use hexmart_application::ordering::{
    Basket, CartService, Carts, Destination, MockOrderQueries, MockParcelTracking, MockRefundPursuit, Offer,
    OrderPorts, OrderService, OrderSettings, Ordering, PlaceOrder, PlaceOrderError, SoldOut,
};
use hexmart_application::platform::{
    Answered, MockRequestQueries, MockStore, MockVault, Once, RequestKey, Store, StoreError, StoredAnswer,
    UniqueKey,
};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::settlement::Settling;
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::catalogue::{Forest, Lifecycle};
use hexmart_domain::identity::{AddressLine, Fingerprint, PostalAddress, PostalCode, RealName};
use hexmart_domain::inventory::{Holding, StockKey, StockLevel};
use hexmart_domain::ordering::Order;
use hexmart_domain::shared::{BasisPoints, ItemId, ProductId, UserId, WarehouseId};
use mockall::Sequence;

use crate::given;

/// Remembers what it is told.
#[derive(Default)]
struct Told(Mutex<Vec<Option<ProductId>>>);

impl Freshness for Told {
    fn product_changed(&self, product: ProductId) {
        self.0.lock().unwrap().push(Some(product));
    }
    fn catalogue_changed(&self) {
        self.0.lock().unwrap().push(None);
    }
    fn coupons_changed(&self, _user: UserId) {}
}

/// Orders over a store, in a shop with one building and no tree. No map is asked.
fn service(store: Arc<dyn Store>, told: &Arc<Told>) -> OrderService {
    let mut catalogue = MockCatalogueQueries::new();
    catalogue.expect_forest().returning(|| Ok(Forest::default()));
    let mut stock = MockStockQueries::new();
    stock.expect_warehouses().returning(|_, _, _| Ok(Vec::new()));
    let ports = OrderPorts {
        store,
        orders: Arc::new(MockOrderQueries::new()),
        requests: Arc::new(MockRequestQueries::new()),
        accounts: Arc::new(MockAccountQueries::new()),
        catalogue: Arc::new(catalogue),
        stock: Arc::new(stock),
        geocoder: Arc::new(MockGeocoder::new()),
        roads: Arc::new(MockRoadDistance::new()),
        tracking: Arc::new(MockParcelTracking::new()),
        refunds: Arc::new(MockRefundPursuit::new()),
        sold_out: Arc::new(SoldOut::before(told.clone())),
        vault: Arc::new(MockVault::new()),
        settling: Settling {
            books: Bookkeeper::new(PointsSettings::default(), given::mint().clone()),
            commission: BasisPoints::NONE,
            mint: given::mint().clone(),
        },
        mint: given::mint(),
    };
    OrderService::new(ports, OrderSettings::default())
}

fn item(dice: u8) -> ItemId {
    given::id::<hexmart_domain::shared::Product>(dice).into()
}

fn offer(dice: u8) -> Offer {
    Offer {
        product: given::id(dice),
        item: item(dice),
        name: "이어폰".to_owned(),
        sku: "SKU".to_owned(),
        options: Vec::new(),
        price: given::price(10_000),
        discount: None,
        available: 5,
        lifecycle: Lifecycle::OnSale,
        category: None,
        picture: None,
        seller: None,
        seller_name: None,
    }
}

fn holding(dice: u8, available: i64) -> (Holding, StockLevel) {
    let level = StockLevel {
        version: 1,
        on_hand: given::pieces(available),
        ..StockLevel::default()
    };
    let holding = Holding {
        key: StockKey::at_default(item(dice)),
        warehouse: WarehouseId::DEFAULT,
        available: given::pieces(available),
    };
    (holding, level)
}

/// Two lines, to an address that is typed.
fn two_lines() -> PlaceOrder {
    let address = PostalAddress {
        recipient: RealName::parse("홍길동").unwrap(),
        phone: None,
        postal_code: PostalCode::parse("04524").unwrap(),
        line: AddressLine::parse("세종대로 110").unwrap(),
        detail: None,
    };
    PlaceOrder {
        of: Basket::Lines {
            items: vec![(item(98), given::pieces(1)), (item(99), given::pieces(2))],
            coupon: None,
        },
        to: Destination::Typed(Box::new(address)),
        note: None,
        expected_total: None,
    }
}

fn once() -> Once<Order> {
    Once {
        key: RequestKey {
            scope: "tester".to_owned(),
            key: "one".to_owned(),
            fingerprint: [1; 16],
        },
        render: Arc::new(|order: &Order| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: order.number.as_str().to_owned(),
        }),
    }
}

/// What everybody looks at, so many times.
fn looked_at(times: usize) -> MockUnitOfWork {
    let mut uow = MockUnitOfWork::default();
    uow.orders
        .expect_offers()
        .times(times)
        .returning(|_, _| Ok(vec![offer(98), offer(99)]));
    uow.stock
        .expect_holdings()
        .times(times)
        .returning(|_| Ok(vec![holding(98, 5), holding(99, 5)]));
    uow
}

/// Each of these is a statement, but the order, which is three: itself, its lines, its timeline. Eight in all.
#[tokio::test]
async fn an_order_of_two_lines_is_eight_statements() {
    let mut uow = looked_at(1);
    let mut order = Sequence::new();
    uow.orders
        .expect_add()
        .withf(|order, events| order.lines.len() == 2 && events.len() == 1)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    uow.stock
        .expect_append()
        .withf(|events| events.len() == 2 && events.is_sorted_by_key(|event| event.key))
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(()));
    uow.outbox
        .expect_enqueue_all()
        .withf(|messages| {
            let topics: Vec<_> = messages.iter().map(|message| message.topic).collect();
            topics == ["event", "letter"]
        })
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(()));
    uow.requests
        .expect_complete()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(()));
    let told = Arc::new(Told::default());
    let service = service(MockedStore::new(uow), &told);
    let placed = service.place(given::id(50), two_lines(), Some(once())).await;
    assert!(matches!(placed, Ok(Answered::Done(_))), "{placed:?}");
    assert_eq!(
        *told.0.lock().unwrap(),
        [Some(given::id(98)), Some(given::id(99))]
    );
}

#[tokio::test]
async fn a_number_that_is_taken_is_replaced() {
    let mut uow = looked_at(2);
    let mut order = Sequence::new();
    for added in [Err(StoreError::Duplicate(UniqueKey::OrderNumber)), Ok(())] {
        uow.orders
            .expect_add()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _| added);
    }
    uow.stock.expect_append().times(1).returning(|_| Ok(()));
    uow.outbox.expect_enqueue_all().times(1).returning(|_| Ok(()));
    let service = service(MockedStore::new(uow), &Arc::default());
    assert!(service.place(given::id(50), two_lines(), None).await.is_ok());
}

/// The second attempt of a request looks first whether its twin was faster.
#[tokio::test]
async fn a_twin_that_was_faster_is_found() {
    let mut uow = looked_at(1);
    uow.orders.expect_add().times(1).returning(|_, _| Ok(()));
    uow.stock
        .expect_append()
        .times(1)
        .returning(|_| Err(StoreError::Conflict));
    uow.requests.expect_find().times(1).returning(|_, _| {
        Ok(Some(hexmart_application::platform::CompletedRequest {
            key: once().key,
            answer: StoredAnswer {
                status: 201,
                headers: Vec::new(),
                body: "before".to_owned(),
            },
            completed_at: given::now(),
            keep_until: given::now(),
        }))
    });
    let service = service(MockedStore::new(uow), &Arc::default());
    let answer = service.place(given::id(50), two_lines(), Some(once())).await;
    assert!(matches!(answer, Ok(Answered::Replayed(answer)) if answer.body == "before"));
}

#[tokio::test]
async fn when_nobody_knows_whether_it_was_written_nothing_kept_is_trusted() {
    for (failure, distrusted) in [
        (StoreError::unresolved("the connection broke"), true),
        (given::unavailable(), false),
    ] {
        let mut store = MockStore::new();
        store
            .expect_transact()
            .times(1)
            .return_once(move |_, _| Err(failure));
        let told = Arc::new(Told::default());
        let service = service(Arc::new(store), &told);
        let answer = service.place(given::id(50), two_lines(), Some(once())).await;
        assert!(matches!(answer, Err(PlaceOrderError::Store(_))), "{answer:?}");
        assert_eq!(told.0.lock().unwrap().contains(&None), distrusted);
    }
}

/// What is shown is asked in one question, and nothing is written.
#[tokio::test]
async fn a_look_at_a_cart_writes_nothing() {
    let mut orders = MockOrderQueries::new();
    orders.expect_cart().times(1).returning(|_| Ok(None));
    let mut vault = MockVault::new();
    vault
        .expect_fingerprint()
        .withf(|purpose, text| purpose == "cart" && text == b"token")
        .return_const(Fingerprint::from_bytes([7; 32]));
    let carts = CartService::new(
        Arc::new(MockStore::new()),
        Arc::new(orders),
        Arc::new(MockCatalogueQueries::new()),
        Arc::new(vault),
        given::mint(),
    );
    let owner = hexmart_domain::ordering::CartOwner::User(given::id(50));
    assert_eq!(carts.show(owner).await.unwrap().cart.version, 0);
    let guest = hexmart_domain::ordering::CartOwner::Guest([7; 32]);
    assert_eq!(carts.guest("token"), guest);
}

//! What placing an order costs the server, and what becomes of it when answers are lost.

use hexmart_application::ordering::OrderFilter;
use hexmart_application::platform::{Abort, Storage, StoreError, UnitOfWork, transact};
use hexmart_contracts::given;
use hexmart_domain::inventory::{StockCommand, StockKey};
use hexmart_domain::ordering::Party;
use hexmart_domain::shared::UserId;
use hexmart_test_mariadb::{PrivateServer, execute, rows};

use crate::mysql_faults::shop;
use crate::two_processes::create;

/// Two items that a buyer wants one piece of each, under a key of their own.
#[derive(Clone)]
struct Purchase {
    buyer: UserId,
    shelves: [StockKey; 2],
    key: String,
}

impl Purchase {
    /// As the use case does it: what is asked, then what is written. False when it was carried out before.
    async fn place(&self, uow: &mut dyn UnitOfWork, again: bool) -> Result<bool, StoreError> {
        if again && uow.requests().find("orders", &self.key).await?.is_some() {
            return Ok(false);
        }
        let items = self.shelves.map(|shelf| shelf.item);
        let offers = uow.orders().offers(&items, given::now()).await?;
        assert_eq!(offers.len(), 2);
        let mut holdings = uow.stock().holdings(&items).await?;
        holdings.sort_by_key(|(holding, _)| holding.key);
        let order = given::order(self.buyer, &items.map(|item| given::order_line(item, 1)));
        let change = order.placed(&given::hand(Party::Buyer));
        uow.orders().add(&change.order, &change.events).await?;
        let reserve = StockCommand::Reserve(given::pieces(1));
        let events: Vec<_> = holdings
            .iter()
            .map(|(holding, level)| given::commanded(holding.key, level, reserve))
            .collect();
        uow.stock().append(&events).await?;
        let about = [change.order.id.as_uuid(), self.buyer.as_uuid()].map(UserId::from_uuid);
        uow.outbox().enqueue_all(&about.map(given::message)).await?;
        let request = given::completed_request("orders", &self.key);
        uow.requests().complete(&request).await?;
        Ok(true)
    }

    async fn run(&self, storage: &Storage, again: bool) -> Result<bool, StoreError> {
        let (purchase, tried) = (self.clone(), std::sync::atomic::AtomicBool::new(again));
        transact(&*storage.store, "place", move |uow| {
            let again = tried.swap(true, std::sync::atomic::Ordering::Relaxed);
            let purchase = purchase.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(purchase.place(uow, again).await?) })
        })
        .await
    }
}

async fn shelf(storage: &Storage, count: i64) -> StockKey {
    let product = given::product();
    create(storage, &product, count).await.unwrap();
    StockKey::at_default(product.id)
}

/// What a server counts of statements that it was sent.
async fn questions(server: &PrivateServer) -> u64 {
    let counted = rows(
        &format!("{}mysql", server.url()),
        "SHOW GLOBAL STATUS LIKE 'Questions'",
    )
    .await;
    let value = counted.first().and_then(|row| row.get("Value"));
    value.unwrap().parse().unwrap()
}

/// One look, `BEGIN`, the rows of six tables with one statement for each, and `COMMIT`.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_two_lines_is_nine_statements() {
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let (_database, storage) = shop(&server).await;
    let purchase = |number: u32, shelves| Purchase {
        buyer: given::id(),
        shelves,
        key: number.to_string(),
    };
    let shelves = [shelf(&storage, 1_000).await, shelf(&storage, 1_000).await];
    // The first prepares what the others execute.
    assert!(purchase(0, shelves).run(&storage, false).await.unwrap());
    let before = questions(&server).await;
    for number in 1..=100 {
        assert!(purchase(number, shelves).run(&storage, false).await.unwrap());
    }
    // Whoever counts is counted, too, and the server does not add up at once.
    let each = (questions(&server).await - before + 50) / 100;
    assert_eq!(each, 9);
}

/// The server cuts connections while 8 callers buy. Who hears nothing repeats the request: each order is placed once, and what
/// was acknowledged is there.
#[tokio::test(flavor = "multi_thread")]
async fn connections_cut_in_the_middle_of_purchases_lose_and_double_none() {
    const BUYERS: u32 = 8;
    const ORDERS: i64 = 40;
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let (_database, storage) = shop(&server).await;
    let mut buying = Vec::new();
    let mut bought = Vec::new();
    for number in 0..BUYERS {
        let shelves = [shelf(&storage, 1_000).await, shelf(&storage, 1_000).await];
        let (storage, buyer) = (storage.clone(), given::id());
        bought.push((buyer, shelves));
        buying.push(tokio::spawn(async move {
            for order in 0..ORDERS {
                let purchase = Purchase {
                    buyer,
                    shelves,
                    key: format!("{number}-{order}"),
                };
                let mut again = false;
                while purchase.run(&storage, again).await.is_err() {
                    again = true;
                }
            }
        }));
    }
    let cut = "SELECT id AS id FROM information_schema.processlist WHERE db LIKE 'hexmart%' LIMIT 3";
    let url = format!("{}mysql", server.url());
    while !buying.iter().all(tokio::task::JoinHandle::is_finished) {
        for row in rows(&url, cut).await {
            // It may have ended by itself.
            let _ended = execute(&url, &format!("KILL {}", row["id"])).await;
        }
    }
    for buyer in buying {
        buyer.await.unwrap();
    }
    for (buyer, shelves) in bought {
        let filter = OrderFilter {
            buyer: Some(buyer),
            ..OrderFilter::default()
        };
        let orders = storage.orders.orders(&filter, None, 1_000).await.unwrap();
        assert_eq!(i64::try_from(orders.len()).unwrap(), ORDERS);
        for shelf in shelves {
            let events = storage.stock.history(shelf, 0, 9_999).await.unwrap();
            assert_eq!(events.last().unwrap().reserved_after.get(), ORDERS);
        }
    }
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}

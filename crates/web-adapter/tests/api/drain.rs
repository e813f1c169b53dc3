//! Clients that hang up, and servers that stop.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use hexmart_application::pricing::{CreateCouponError, NewCoupon, Pricing, SetDiscount, SetDiscountError};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_web_adapter::NOTHING_MOUNTED;
use tokio::sync::Notify;

use crate::client::Request;
use crate::fixture::{Api, Ports, settings};
use crate::samples::{PRODUCT, discount};

const LONG: Duration = Duration::from_secs(20);
const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: shop\r\n\r\n";

/// Says when setting a discount begins and ends, and in between waits until it may go on.
struct SlowPricing {
    began: Sender<()>,
    go_on: Arc<Notify>,
    ended: Sender<()>,
}

#[async_trait]
impl Pricing for SlowPricing {
    async fn set_discount(&self, _: SetDiscount) -> Result<Discount, SetDiscountError> {
        self.began.send(()).unwrap();
        self.go_on.notified().await;
        self.ended.send(()).unwrap();
        Ok(discount("10"))
    }

    async fn create_coupon(&self, _: NewCoupon) -> Result<Coupon, CreateCouponError> {
        Err(CreateCouponError::CodeTaken)
    }
}

struct Slow {
    api: Api,
    began: Receiver<()>,
    go_on: Arc<Notify>,
    ended: Receiver<()>,
}

fn slow() -> Slow {
    let (start, began) = channel();
    let (end, ended) = channel();
    let go_on = Arc::new(Notify::new());
    let mut services = Ports::new().services();
    services.pricing = Arc::new(SlowPricing {
        began: start,
        go_on: Arc::clone(&go_on),
        ended: end,
    });
    Slow {
        api: Api::start(services, settings(), NOTHING_MOUNTED),
        began,
        go_on,
        ended,
    }
}

fn change() -> Request {
    let path = format!("/commerce/products/{PRODUCT}/discounts/");
    Request::new("POST", &path)
        .bearer("staff")
        .body(r#"{"percentage": 1}"#)
}

fn answer_of(mut connection: TcpStream) -> String {
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_command_goes_on_when_its_client_hangs_up() {
    let Slow {
        api,
        began,
        go_on,
        ended,
    } = slow();
    // A connection that is closed with an answer unread is reset, which even a half-closed one would survive.
    let mut connection = TcpStream::connect(api.address).unwrap();
    connection.write_all(LIVE.as_bytes()).unwrap();
    connection.peek(&mut [0]).unwrap();
    connection.write_all(&change().bytes()).unwrap();
    began.recv_timeout(LONG).unwrap();
    drop(connection);
    // The thread that held the connection has looked at it again when it has answered others.
    for _ in 0..3 {
        assert_eq!(api.get("/health/live").status, 200);
    }
    go_on.notify_one();
    ended.recv_timeout(LONG).unwrap();
}

#[test]
fn a_drained_server_finishes_what_it_began_and_accepts_no_more() {
    let Slow {
        mut api,
        began,
        go_on,
        ended,
    } = slow();
    let connection = change().open(api.address);
    began.recv_timeout(LONG).unwrap();
    std::thread::scope(|scope| {
        let drained = scope.spawn(|| api.runtime.block_on(api.server.drain(LONG)));
        let deadline = Instant::now() + LONG;
        while TcpStream::connect(api.address).is_ok() {
            assert!(Instant::now() < deadline, "the server still accepts");
        }
        assert!(!drained.is_finished());
        go_on.notify_one();
        ended.recv_timeout(LONG).unwrap();
        let answer = answer_of(connection);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        drained.join().unwrap();
    });
    api.runtime.block_on(api.server.wait()).unwrap();
}

#[test]
fn an_idle_connection_does_not_hold_a_drain_up() {
    let mut api = Ports::new().serve();
    let mut idle = TcpStream::connect(api.address).unwrap();
    idle.write_all(LIVE.as_bytes()).unwrap();
    idle.peek(&mut [0]).unwrap();
    let started = Instant::now();
    api.runtime.block_on(api.server.drain(LONG));
    assert!(started.elapsed() < LONG / 2, "{:?}", started.elapsed());
    assert!(answer_of(idle).ends_with(r#"{"status":"live"}"#));
}

#[test]
fn a_drain_ends_when_its_time_is_up() {
    let Slow { mut api, began, .. } = slow();
    let connection = change().open(api.address);
    began.recv_timeout(LONG).unwrap();
    api.runtime.block_on(api.server.drain(Duration::from_millis(50)));
    drop(connection);
}

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use serde_json::Value;

use crate::client::Client;
use crate::command::run;
use crate::people::{Tokens, join, refresh};
use crate::premises::Premises;
use crate::process::Hexmart;

fn get(url: &str) -> Value {
    let text = ureq::get(url)
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    serde_json::from_str(&text).unwrap()
}

fn names(server: &Hexmart, query: &str) -> Vec<String> {
    let list = get(&format!(
        "{}/commerce/products/?page_size=200{query}",
        server.base_url()
    ));
    let products = list.get("products").unwrap().as_array().unwrap().clone();
    products
        .iter()
        .map(|product| product.get("name").unwrap().as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_demo_is_put_in_once_and_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let server = Hexmart::start(&url, &["--demo", "--demo-without-pictures"]);
    let first = names(&server, "");
    assert_eq!(first.len(), 60);
    assert!(server.kill().status.code().is_none());
    assert_eq!(
        names(&Hexmart::start(&url, &["--demo", "--demo-without-pictures"]), ""),
        first
    );
}

#[test]
fn without_the_demo_the_shop_is_empty_and_guarded() {
    let server = Hexmart::start("memory:", &[]);
    assert!(names(&server, "").is_empty());
    let body = r#"{"name": "머그", "description": "백자", "price": 1000, "stock": 1}"#;
    let refused = ureq::post(format!("{}/commerce/products/", server.base_url())).send(body);
    assert!(
        matches!(refused, Err(ureq::Error::StatusCode(401))),
        "{refused:?}"
    );
}

#[test]
fn tokens_are_good_after_a_restart() {
    let premises = Premises::sqlite();
    let server = premises.serve(&[]);
    let hana = join(&Client::of(&server), "hana@example.com");
    assert!(server.terminate().status.success());
    let server = premises.serve(&[]);
    let client = Client::of(&server);
    assert!(hana.are_live(&client));
    refresh(&client, &hana.refresh).ok();
}

#[test]
fn servers_of_one_shop_take_each_others_tokens() {
    for premises in [Some(Premises::sqlite()), Premises::mysql()]
        .into_iter()
        .flatten()
    {
        // Both make the keys if there are none: one of them does.
        let [one, other] = thread::scope(|scope| {
            [(); 2]
                .map(|()| scope.spawn(|| premises.serve(&[])))
                .map(|starting| starting.join().unwrap())
        });
        let (here, there) = (Client::of(&one), Client::of(&other));
        let hana = join(&here, "hana@example.com");
        assert!(hana.are_live(&there));
        let next = Tokens::of(&refresh(&there, &hana.refresh));
        refresh(&here, &hana.refresh).problem(401, "invalid_refresh_token");
        refresh(&there, &next.refresh).problem(401, "invalid_refresh_token");
    }
}

#[test]
fn sigterm_ends_with_0_and_standard_output_holds_one_line() {
    let stopped = Hexmart::start("memory:", &["--log-format", "json"]).terminate();
    assert_eq!((stopped.status.code(), stopped.stdout.as_str()), (Some(0), ""));
    for line in stopped.log.lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        assert!(
            event.get("level").is_some() && event.get("timestamp").is_some(),
            "{line}"
        );
    }
    assert!(
        stopped.log.contains("messages wait in the outbox"),
        "{}",
        stopped.log
    );
}

/// A request that the server has begun to read and that has not ended: the socket, and the rest of its body.
fn begun_request(server: &Hexmart) -> (TcpStream, &'static str) {
    let body = r#"{"name": "머그", "description": "백자", "price": 1000, "stock": 1}"#;
    let (sent, held_back) = body.split_at(10);
    let address = server.address();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /commerce/products/ HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\
         Expect: 100-continue\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .unwrap();
    // The interim answer says that the request has begun.
    let mut interim = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut interim).unwrap();
    assert!(
        interim.starts_with(b"HTTP/1.1 100"),
        "{}",
        String::from_utf8_lossy(&interim)
    );
    stream.write_all(sent.as_bytes()).unwrap();
    (stream, held_back)
}

#[test]
fn a_request_that_runs_is_finished_after_sigterm() {
    let server = Hexmart::start("memory:", &["--demo", "--demo-without-pictures"]);
    let (mut stream, held_back) = begun_request(&server);
    server.ask_to_stop();
    stream.write_all(held_back.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.wait().status.code(), Some(0));
}

#[test]
fn a_second_signal_does_not_wait_for_requests() {
    let server = Hexmart::start("memory:", &["--demo", "--demo-without-pictures"]);
    let request = begun_request(&server);
    server.ask_to_stop();
    // It has taken notice when it accepts no more.
    while TcpStream::connect(server.address()).is_ok() {}
    let stopped = server.terminate();
    assert_eq!(stopped.status.code(), Some(1), "{}", stopped.log);
    drop(request);
}

#[test]
fn seeded_products_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let ended = run(&[
        "seed",
        "products",
        "--count",
        "2500",
        "--seed",
        "7",
        "--database-url",
        &url,
    ]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(ended.stdout, format!("wrote 2500 products to {url}\n"));
    assert!(
        ended.stderr.lines().count() >= 3 && ended.stderr.contains("2500/2500"),
        "{}",
        ended.stderr
    );

    let server = Hexmart::start(&url, &[]);
    let apples = names(&server, "&product_name=%EC%82%AC%EA%B3%BC");
    assert!(
        apples.len() > 50 && apples.iter().all(|name| name.contains("사과")),
        "{apples:?}"
    );
}

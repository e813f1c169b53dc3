//! Where callers come from, when somebody stands between.

use hexmart_application::identity::RefreshError;

use crate::client::Request;
use crate::fixture::Ports;
use crate::people::tokens;

const CLAIM: &str = r#"{"email": "a@b.co", "password": "x"}"#;

/// Signs in through a server that trusts these proxies, and checks which network it saw.
fn seen(trusted: &[&str], forwarded: &[&str], expected: &'static str) {
    let mut ports = Ports::new();
    ports.settings.trusted_proxies = trusted.iter().map(|network| network.parse().unwrap()).collect();
    ports
        .sign_in
        .expect_sign_in()
        .times(1)
        .returning(move |_, caller| {
            assert_eq!(caller.network.as_deref(), Some(expected));
            Ok(tokens())
        });
    let request = Request::new("POST", "/commerce/auth/token/");
    let request = forwarded
        .iter()
        .fold(request, |request, line| request.header("X-Forwarded-For", line));
    let response = ports.serve().send(request.json(CLAIM));
    assert_eq!(response.status, 200, "{trusted:?} {forwarded:?}");
}

#[test]
fn nobody_speaks_for_others_unless_trusted() {
    seen(&[], &["198.51.100.7"], "127.0.0.0/24");
    seen(&["10.0.0.0/8"], &["198.51.100.7"], "127.0.0.0/24");
    seen(&["127.0.0.0/8"], &["198.51.100.7"], "198.51.100.0/24");
    seen(&["127.0.0.0/8"], &["2001:db8:1:2::7"], "2001:db8:1:2::/64");
}

#[test]
fn what_a_client_writes_before_the_proxy_is_not_believed() {
    let proxies = ["127.0.0.0/8", "10.0.0.0/8"];
    seen(&proxies, &["1.2.3.4, 198.51.100.7"], "198.51.100.0/24");
    seen(
        &proxies,
        &["1.2.3.4", "198.51.100.7, 10.0.0.9"],
        "198.51.100.0/24",
    );
    seen(&proxies, &["127.0.0.1, 198.51.100.7"], "198.51.100.0/24");
    seen(&proxies, &["198.51.100.7, nonsense"], "127.0.0.0/24");
    seen(&proxies, &[""], "127.0.0.0/24");
}

#[test]
fn a_client_names_itself_in_two_hundred_characters() {
    let mut ports = Ports::new();
    ports.sign_in.expect_sign_in().returning(|_, caller| {
        let client = caller.client.clone().unwrap();
        assert_eq!(client.chars().count(), 200);
        assert!(client.chars().all(|character| character == 'x'));
        Ok(tokens())
    });
    ports
        .sign_in
        .expect_refresh()
        .returning(|_| Err(RefreshError::Invalid));
    let name = format!("\t{}", "x".repeat(300));
    let request = Request::new("POST", "/commerce/auth/token/").header("User-Agent", &name);
    assert_eq!(ports.serve().send(request.json(CLAIM)).status, 200);
}

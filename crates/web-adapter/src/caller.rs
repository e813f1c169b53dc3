//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, USER_AGENT};
use hexmart_application::identity::Caller;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The longest name of a client that is kept, in characters.
const LONGEST_CLIENT: usize = 200;

/// Where the request comes from, as far as it counts against misuse.
pub(crate) fn of(request: &HttpRequest, proxies: &[IpNet]) -> Caller {
    Caller {
        network: network(request, proxies),
        client: client(request),
    }
}

/// The network of whoever sent the request: a household or an office, so that nobody counts as many by changing the last
/// digits. None when it came by no network.
pub(crate) fn network(request: &HttpRequest, proxies: &[IpNet]) -> Option<String> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let address = forwarded(request, proxies, peer);
    let width = if address.is_ipv4() { 24 } else { 64 };
    let network = IpNet::new(address, width).ok()?;
    Some(network.trunc().to_string())
}

/// Whom the peer passes the request on for, if it is a trusted proxy: the nearest hop that is none itself. What stands
/// further left, anybody can have written.
fn forwarded(request: &HttpRequest, proxies: &[IpNet], peer: IpAddr) -> IpAddr {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(&address));
    if !is_proxy(peer) {
        return peer;
    }
    let lines: Vec<_> = request.headers().get_all(FORWARDED_FOR).collect();
    let hops = lines
        .iter()
        .rev()
        .flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let mut nearest = peer;
    for hop in hops {
        let Some(address) = address(hop.trim()) else {
            return nearest;
        };
        nearest = address;
        if !is_proxy(address) {
            return nearest;
        }
    }
    nearest
}

/// An address, with or without its port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|socket: SocketAddr| socket.ip());
    let bracketed = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    bracketed
        .parse()
        .ok()
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

/// What the client calls itself, in one line.
fn client(request: &HttpRequest) -> Option<String> {
    let name = request.headers().get(USER_AGENT)?;
    let name: String = String::from_utf8_lossy(name.as_bytes())
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_CLIENT)
        .collect();
    Some(name).filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded: &[&str]) -> Option<String> {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let mut request = TestRequest::default().peer_addr(peer.parse().unwrap());
        for line in forwarded {
            request = request.append_header((FORWARDED_FOR, *line));
        }
        network(&request.to_http_request(), &proxies)
    }

    #[test]
    fn a_caller_is_a_network() {
        for (peer, expected) in [
            ("203.0.113.77:1", "203.0.113.0/24"),
            ("[2001:db8:1:2:3:4:5:6]:1", "2001:db8:1:2::/64"),
            ("[::ffff:203.0.113.77]:1", "203.0.113.0/24"),
        ] {
            assert_eq!(seen(peer, &[]).as_deref(), Some(expected));
        }
        assert_eq!(network(&TestRequest::default().to_http_request(), &[]), None);
    }

    #[test]
    fn only_a_trusted_proxy_speaks_for_others() {
        for (peer, forwarded, expected) in [
            ("203.0.113.77:1", &["198.51.100.1"][..], "203.0.113.0/24"),
            ("10.0.0.1:1", &["198.51.100.1"], "198.51.100.0/24"),
            ("10.0.0.1:1", &["192.0.2.9, 198.51.100.1"], "198.51.100.0/24"),
            ("10.0.0.1:1", &["192.0.2.9", "198.51.100.1"], "198.51.100.0/24"),
            (
                "10.0.0.1:1",
                &["198.51.100.1, 10.9.9.9,10.0.0.2"],
                "198.51.100.0/24",
            ),
            ("10.0.0.1:1", &["198.51.100.1:4711"], "198.51.100.0/24"),
            ("[fd00::1]:1", &["[2001:db8::9]:443"], "2001:db8::/64"),
            ("10.0.0.1:1", &["[2001:db8::9]"], "2001:db8::/64"),
            ("10.0.0.1:1", &["::ffff:198.51.100.1"], "198.51.100.0/24"),
            ("10.0.0.1:1", &["198.51.100.1, unknown"], "10.0.0.0/24"),
            ("10.0.0.1:1", &[""], "10.0.0.0/24"),
            ("10.0.0.1:1", &["10.7.7.7"], "10.7.7.0/24"),
            ("10.0.0.1:1", &[], "10.0.0.0/24"),
        ] {
            assert_eq!(
                seen(peer, forwarded).as_deref(),
                Some(expected),
                "{peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn a_client_has_one_line_to_name_itself() {
        let named = |name: &[u8]| {
            let name = actix_web::http::header::HeaderValue::from_bytes(name).unwrap();
            let request = TestRequest::default().insert_header((USER_AGENT, name));
            client(&request.to_http_request())
        };
        assert_eq!(named(b"curl/8\t(x)").as_deref(), Some("curl/8(x)"));
        assert_eq!(named(&[b'x'; 500]).map(|name| name.len()), Some(200));
        assert_eq!(
            named("크롬".repeat(150).as_bytes()).map(|name| name.chars().count()),
            Some(200)
        );
        assert_eq!(named(b"  "), None);
        assert_eq!(client(&TestRequest::default().to_http_request()), None);
    }
}

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::report::Report;
use crate::failure::Failure;

/// How long a live server may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the server at `address` is alive. By hand, so that the check of a container costs no HTTP client.
pub(super) fn check(report: &mut Report, address: SocketAddr) -> Result<(), Failure> {
    let address = reachable(address);
    match ask(address) {
        Ok(status) if status.ends_with(" 200") => {
            report.fine("server", &format!("http://{address} is alive"))
        }
        Ok(status) => report.down(
            "server",
            &format!("http://{address} answers \"{status}\""),
            "look at its log",
        ),
        Err(error) => report.down(
            "server",
            &format!("http://{address} does not answer ({error})"),
            "start it with `hexmart serve`",
        ),
    }
}

/// A server that listens on every address is asked on this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The protocol and the status of the answer, such as `HTTP/1.1 200`.
fn ask(address: SocketAddr) -> io::Result<String> {
    const STATUS: usize = "HTTP/1.1 200".len();
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // In one piece: a server may answer and hang up as soon as it has seen enough.
    let request = format!("GET /health/live HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; STATUS];
    stream.read_exact(&mut status)?;
    Ok(String::from_utf8_lossy(&status).escape_default().to_string())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn server(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 512];
            let read = stream.read(&mut request).unwrap();
            assert!(request[..read].starts_with(b"GET /health/live HTTP/1.1\r\n"));
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn the_status_tells() {
        assert_eq!(ask(server("HTTP/1.1 200 OK\r\n\r\n")).unwrap(), "HTTP/1.1 200");
        assert_eq!(ask(server("HTTP/1.1 503 No\r\n\r\n")).unwrap(), "HTTP/1.1 503");
        assert!(ask(server("")).is_err());
    }

    #[test]
    fn a_server_on_every_address_is_asked_on_this_machine() {
        let of = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(of("0.0.0.0:8000"), "127.0.0.1:8000");
        assert_eq!(of("[::]:8000"), "[::1]:8000");
        assert_eq!(of("10.1.2.3:80"), "10.1.2.3:80");
    }
}

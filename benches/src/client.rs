//! HTTP/1.1 over one kept-alive connection, as little of it as possible.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::HeaderValue;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::timeout;

/// How many characters of a wrong answer are worth showing.
const SAMPLE: usize = 300;

/// A request with its body in memory: cheap to clone, ready to be sent again and again.
pub(crate) type Call = Request<Full<Bytes>>;

/// Prepares a request without a body.
pub(crate) fn get(path: &str) -> Result<Call> {
    prepared(Method::GET, path, Bytes::new())
}

/// Prepares a request without a body, of somebody who signed in.
pub(crate) fn get_as(path: &str, token: &str) -> Result<Call> {
    bearing(get(path)?, token)
}

fn bearing(mut call: Call, token: &str) -> Result<Call> {
    let header = HeaderValue::try_from(format!("Bearer {token}"))?;
    call.headers_mut().insert(header::AUTHORIZATION, header);
    Ok(call)
}

/// Prepares a request with a JSON body, of somebody who signed in.
pub(crate) fn post_as(path: &str, body: &Value, token: &str) -> Result<Call> {
    bearing(post(path, body)?, token)
}

/// Prepares a request with a JSON body.
pub(crate) fn post(path: &str, body: &Value) -> Result<Call> {
    prepared(Method::POST, path, Bytes::from(body.to_string()))
}

/// The same request called by an `Idempotency-Key`.
pub(crate) fn with_key(mut call: Call, key: &str) -> Result<Call> {
    let key = HeaderValue::try_from(key)?;
    call.headers_mut().insert("idempotency-key", key);
    Ok(call)
}

fn prepared(method: Method, path: &str, body: Bytes) -> Result<Call> {
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1");
    if !body.is_empty() {
        builder = builder.header(header::CONTENT_TYPE, "application/json");
    }
    builder
        .body(Full::new(body))
        .with_context(|| format!("{path} is not a valid request target"))
}

/// The beginning of an answer, short enough for a message.
pub(crate) fn sample(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(SAMPLE).collect()
}

/// A value as it may stand in a query.
pub(crate) fn percent_encoded(text: &str) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    let encoded = |byte: u8| [Some('%'), digit(byte >> 4), digit(byte & 15)];
    text.bytes().flat_map(encoded).flatten().collect()
}

/// Opens a connection; must be called inside a `LocalSet`, which then also carries the connection's task.
pub(crate) async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    // Without this, Nagle's algorithm would be measured instead of the server.
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // A broken connection also fails the request that waits on it, which is where it is counted.
    spawn_local(async move { connection.await.ok() });
    Ok(sender)
}

/// Sends one prepared request and waits for the head of its answer.
pub(crate) async fn send(sender: &mut SendRequest<Full<Bytes>>, call: &Call) -> Result<Response<Incoming>> {
    sender.ready().await?;
    Ok(sender.send_request(call.clone()).await?)
}

/// Asks once on a connection of its own and reads the answer as JSON; anything but 200 is an error.
pub(crate) fn ask(address: SocketAddr, call: &Call) -> Result<Value> {
    let (status, body) = exchange(address, call)?;
    ensure!(
        status == StatusCode::OK,
        "{} {} answered {status}: {}",
        call.method(),
        call.uri(),
        sample(&body)
    );
    serde_json::from_slice(&body).with_context(|| format!("{} did not answer with JSON", call.uri()))
}

/// Asks once on a connection of its own.
pub(crate) fn exchange(address: SocketAddr, call: &Call) -> Result<(StatusCode, Bytes)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, async {
        let answer = async {
            let mut sender = connect(address).await?;
            let response = send(&mut sender, call).await?;
            let status = response.status();
            Ok((status, response.into_body().collect().await?.to_bytes()))
        };
        timeout(Duration::from_secs(30), answer)
            .await
            .context("no answer within 30 s")?
    })
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn a_value_is_encoded_byte_by_byte() {
        assert_eq!(percent_encoded("사a"), "%ec%82%ac%61");
    }
}

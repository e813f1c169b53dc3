use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use hyper::Uri;
use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

/// The addresses of a host, when they are known.
pub type LookUp = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// With which machines a client may speak, where others say to whom it is to speak.
///
/// Asked whenever a connection is made, and the connection is made to the very address that was asked about: a name that
/// means something else a moment later leads nowhere else.
pub trait Guard: Send + Sync {
    /// The addresses of a host by its name.
    fn look_up(&self, host: String) -> LookUp {
        system_look_up(host)
    }

    /// Whether a connection to this address may be made. A host with a single address that may not be spoken with is not
    /// spoken with at all.
    fn allows(&self, address: IpAddr) -> bool;
}

/// The addresses of a host as the system knows them.
pub fn system_look_up(host: String) -> LookUp {
    Box::pin(async move {
        let addresses = tokio::net::lookup_host((host, 0)).await?;
        Ok(addresses.map(|address| address.ip()).collect())
    })
}

/// For services whose address is the operator's own choice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anywhere;

impl Guard for Anywhere {
    fn allows(&self, _address: IpAddr) -> bool {
        true
    }
}

fn refused() -> io::Error {
    io::Error::new(
        io::ErrorKind::PermissionDenied,
        "the address is not one to connect to",
    )
}

/// Refuses a host that is an address itself, for which no resolver is ever asked.
pub(crate) fn check_literal(guard: &dyn Guard, uri: &Uri) -> io::Result<()> {
    let host = uri.host().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse();
    match literal {
        Ok(address) if !guard.allows(address) => Err(refused()),
        _ => Ok(()),
    }
}

/// Looks names up, and lets those pass that the guard lets pass.
#[derive(Clone)]
pub(crate) struct Resolver(pub(crate) Arc<dyn Guard>);

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let addresses = guard.look_up(name.as_str().to_owned()).await?;
            if !addresses.iter().all(|address| guard.allows(*address)) {
                return Err(refused());
            }
            let addresses: Vec<_> = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            Ok(addresses.into_iter())
        })
    }
}

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::{App, HttpServer};

use crate::fakes::Fakes;

/// Doubles on a socket of their own, for as long as this lives. They run on their own thread, whatever runtime the
/// caller has, or none.
#[derive(Debug)]
pub struct FakeServer {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Fakes {
    /// Serves the doubles, and nothing else, on a listener.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn serve_on(&self, listener: TcpListener) -> io::Result<FakeServer> {
        let address = listener.local_addr()?;
        let configure = self.configure();
        let (started, start) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let server = HttpServer::new(move || App::new().configure(configure.clone()))
                    .workers(1)
                    .disable_signals()
                    .listen(listener)?
                    .run();
                // The one who waits is below; were it gone, there would be nobody to serve.
                started.send(server.handle()).map_err(io::Error::other)?;
                server.await
            })
        });
        match start.recv() {
            Ok(handle) => Ok(FakeServer {
                address,
                handle,
                thread: Some(thread),
            }),
            Err(gone) => Err(match thread.join() {
                Ok(Err(error)) => error,
                Ok(Ok(())) | Err(_) => io::Error::other(gone),
            }),
        }
    }
}

impl FakeServer {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the doubles are: `http://127.0.0.1:4711/fake`.
    pub fn url(&self) -> String {
        format!("http://{}/fake", self.address)
    }
}

impl Drop for FakeServer {
    /// Stops at once; calls that hang are cut.
    fn drop(&mut self) {
        // The command is sent by the call; its future would only wait for the end, as the join does.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

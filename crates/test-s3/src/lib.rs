//! S3 for tests: a server over a folder of its own, which checks signatures as the real one does. It runs inside the
//! test's process, so nothing needs to be installed.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests alone: what cannot go on has failed"
)]

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

/// The id of the only key that a server takes.
pub const ACCESS_KEY: &str = "hexmart-tests";
/// The secret that belongs to it.
pub const SECRET_KEY: &str = "not-a-secret-of-anybody";
/// The bucket that every server begins with, empty.
pub const BUCKET: &str = "shop";
/// The region that requests are signed for.
pub const REGION: &str = "us-east-1";

/// A server of one test, on a port of its own; it ends with this value, and its files with it.
///
/// It has a thread and a runtime to itself: a test may block its own, and still be answered.
pub struct Server {
    port: u16,
    folder: TempDir,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.port)
    }
}

impl Server {
    /// Starts a server with an empty [`BUCKET`].
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("hexmart-s3.").tempdir().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = service.build();

        let (listening, port) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                listening.send(listener.local_addr().unwrap().port()).unwrap();
                tokio::select! {
                    () = serve(listener, service) => {}
                    _ = ended => {}
                }
            });
        });
        Self {
            port: port.recv().unwrap(),
            folder,
            running: Some((end, thread)),
        }
    }

    /// Its address, for requests in path style: the bucket stands in the path.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it keeps a file of the bucket.
    pub fn path_of(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(key)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.running.take() {
            // Whoever is not there to hear it has ended already.
            let _ended = end.send(());
            let _ended = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let service = service.clone();
        tokio::spawn(async move {
            let http = Builder::new(TokioExecutor::new());
            // A caller that leaves in the middle is no failure of the server.
            let _left = http.serve_connection(TokioIo::new(socket), service).await;
        });
    }
}

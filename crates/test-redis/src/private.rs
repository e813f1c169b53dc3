use std::fmt;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hexmart_test_port::Port;
use tempfile::TempDir;

/// How long a server may take to answer after its start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server of one test, which may be frozen, killed and started again on the same port. It keeps nothing on disk, so
/// what it knew dies with it.
pub struct PrivateServer {
    program: String,
    folder: TempDir,
    port: Port,
    process: Option<Child>,
}

impl fmt::Debug for PrivateServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateServer({})", self.port.number())
    }
}

impl PrivateServer {
    /// Starts a server. None when the tests run without one, or with one whose program is not on this machine.
    pub fn start() -> Option<Self> {
        super::server()?;
        let program = std::env::var("HEXMART_TEST_REDIS_BIN").ok()?;
        let folder = tempfile::Builder::new()
            .prefix("hexmart-redis.")
            .tempdir()
            .unwrap();
        let mut server = Self {
            program,
            folder,
            port: Port::reserve(),
            process: None,
        };
        server.launch();
        Some(server)
    }

    /// The address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port.number())
    }

    /// SIGKILL, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts the killed server again, empty.
    pub fn launch(&mut self) {
        let mut command = Command::new(&self.program);
        command
            .args(["--port", &self.port.number().to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
            .arg("--dir")
            .arg(self.folder.path());
        self.process = Some(
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        self.wait_until_it_answers();
    }

    /// SIGSTOP: connections stay open and nothing answers.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// SIGCONT.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let process = self.process.as_ref().unwrap().id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &process])
                .status()
                .unwrap()
                .success()
        );
    }

    fn wait_until_it_answers(&mut self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port.number())).is_err() {
            let ended = self.process.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "the server ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "the server does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        self.kill();
    }
}

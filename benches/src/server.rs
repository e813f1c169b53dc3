//! The server under test, as a process of its own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::database::Home;

const READY_LINE: &str = "listening on http://";
const READY_WITHIN: Duration = Duration::from_mins(1);
/// A draining server exits within 25 s; after that it is stuck.
const STOPPED_WITHIN: Duration = Duration::from_secs(28);

/// Where the binary is and where its processes write their logs.
#[derive(Debug, Clone)]
pub(crate) struct Binary {
    pub(crate) path: PathBuf,
    pub(crate) log: PathBuf,
    /// The keys of every shop of a run.
    pub(crate) keys: PathBuf,
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Binary {
    pub(crate) fn new(path: &Path, directory: &Path) -> Result<Self> {
        let path = path.canonicalize().with_context(|| {
            format!(
                "no server at {}; build it with `cargo build --release -p hexmart-server`",
                path.display()
            )
        })?;
        let log = directory.join("server.log");
        // All processes of a run append to it; the last run's lines would only mislead.
        fs::write(&log, "").with_context(|| format!("cannot write {}", log.display()))?;
        let keys = directory.join("bench.keys");
        Ok(Self { path, log, keys })
    }

    /// Fills a database with products.
    pub(crate) fn seed(&self, url: &str, count: u64) -> Result<()> {
        self.run(&["seed", "products", "--count", &count.to_string()], url)
    }

    /// Makes sure that nothing in a database contradicts itself.
    pub(crate) fn check(&self, url: &str) -> Result<()> {
        self.run(&["check-invariants"], url)
    }

    /// Runs a command on a database to its end.
    fn run(&self, command: &[&str], url: &str) -> Result<()> {
        let status = Command::new(&self.path)
            .args(command)
            .args(["--database-url", url])
            .arg("--keys-file")
            .arg(&self.keys)
            .stdin(Stdio::null())
            .stdout(self.log()?)
            .stderr(self.log()?)
            .status()?;
        ensure!(
            status.success(),
            "{} ended with {status}; see {}",
            command.join(" "),
            self.log.display()
        );
        Ok(())
    }

    /// Starts a server on a free port and waits until it is ready.
    pub(crate) fn serve(&self, home: &Home) -> Result<Server> {
        let mut child = Command::new(&self.path)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--demo",
                "--log-level",
                "warn",
                "--database-url",
                &home.url,
            ])
            .arg("--search-dir")
            .arg(&home.search)
            .arg("--media-dir")
            .arg(&home.media)
            .arg("--keys-file")
            .arg(&self.keys)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(self.log()?)
            .spawn()
            .with_context(|| format!("cannot start {}", self.path.display()))?;
        let stdout = child.stdout.take();
        // From here on the process is owned by a `Server`, which ends it on every way out.
        let mut server = Server {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let ready = stdout.context("the server has no output").and_then(ready_address);
        server.address = ready.with_context(|| format!("no ready server; see {}", self.log.display()))?;
        Ok(server)
    }

    pub(crate) fn log(&self) -> Result<File> {
        let open = OpenOptions::new().create(true).append(true).open(&self.log);
        open.with_context(|| format!("cannot write {}", self.log.display()))
    }
}

impl Server {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to drain and waits for its end.
    pub(crate) fn stop(mut self) -> Result<()> {
        // The standard library can only kill, and this crate has no unsafe code: the shell's own `kill`.
        Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &self.pid().to_string()])
            .status()?;
        let deadline = Instant::now() + STOPPED_WITHIN;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server ended with {status}");
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        anyhow::bail!(
            "the server did not stop within {} s of SIGTERM",
            STOPPED_WITHIN.as_secs()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Reads the ready line on a thread, which goes on emptying the pipe so that the server never blocks on it.
fn ready_address(stdout: ChildStdout) -> Result<SocketAddr> {
    let (found, first_line) = mpsc::channel();
    thread::spawn(move || {
        let mut output = BufReader::new(stdout);
        let mut line = String::new();
        let read = output.read_line(&mut line).map(|_| line);
        found.send(read).ok();
        io::copy(&mut output, &mut io::sink()).ok();
    });
    let line = first_line
        .recv_timeout(READY_WITHIN)
        .context("it did not become ready in time")??;
    let address = line.trim().strip_prefix(READY_LINE);
    address
        .with_context(|| format!("its first line was {line:?}"))?
        .parse()
        .context("it named no address")
}

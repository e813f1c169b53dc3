use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};

use crate::command::hexmart;

/// A running server. Dies with its variable.
#[derive(Debug)]
pub(crate) struct Hexmart {
    child: Child,
    base_url: String,
    stdout: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
}

impl Hexmart {
    /// Starts a server on a free port, and waits until it is ready.
    pub(crate) fn start(database_url: &str, arguments: &[&str]) -> Self {
        let mut child = hexmart()
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", database_url])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        // Read all the time: a full pipe would stop the server.
        let log = thread::spawn(move || {
            let mut log = Vec::new();
            drop(stderr.read_to_end(&mut log));
            String::from_utf8_lossy(&log).into_owned()
        });
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(base_url) = line.trim_end().strip_prefix("listening on ") else {
            drop(child.kill());
            panic!("the server said {line:?} and logged:\n{}", log.join().unwrap());
        };
        Self {
            base_url: base_url.to_owned(),
            child,
            stdout,
            log: Some(log),
        }
    }

    /// Where it answers, such as `http://127.0.0.1:41234`; no slash at the end.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Its address and port.
    pub(crate) fn address(&self) -> &str {
        self.base_url.trim_start_matches("http://")
    }

    /// Asks it to stop (SIGTERM), and goes on at once.
    pub(crate) fn ask_to_stop(&self) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn terminate(self) -> Stopped {
        self.ask_to_stop();
        self.wait()
    }

    /// Ends it without warning (SIGKILL), as a power cut would.
    pub(crate) fn kill(mut self) -> Stopped {
        self.child.kill().unwrap();
        self.wait()
    }

    /// Waits until it has ended.
    pub(crate) fn wait(mut self) -> Stopped {
        let status = self.child.wait().unwrap();
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        Stopped { status, stdout, log }
    }
}

impl Drop for Hexmart {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a server leaves behind.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) status: ExitStatus,
    /// What it said after the line with its address.
    pub(crate) stdout: String,
    pub(crate) log: String,
}

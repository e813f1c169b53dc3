use std::fmt;
use std::io::Read;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hexmart_test_port::Port;
use tempfile::TempDir;

/// How long a server may take to answer after its start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server of one test, which may be frozen, killed and started again on the same data and port.
pub struct PrivateServer {
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
    /// Starts a server with fresh data. None when the tests run without one, or with one whose program is not on this
    /// machine.
    pub fn start() -> Option<Self> {
        super::server()?;
        let program = std::env::var("HEXMART_TEST_MYSQLD_BIN").ok()?;
        let folder = tempfile::Builder::new()
            .prefix("hexmart-db.")
            .tempdir_in("/tmp")
            .unwrap();
        std::fs::create_dir(scratch(folder.path())).unwrap();
        give_to_server(folder.path());
        give_to_server(&scratch(folder.path()));
        create_data(&program, folder.path());
        let mut server = Self {
            folder,
            port: Port::reserve(),
            process: None,
        };
        server.launch();
        Some(server)
    }

    /// The address, which ends in `/`.
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/", self.port.number())
    }

    /// SIGKILL, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts the killed server again.
    pub fn launch(&mut self) {
        let program = std::env::var("HEXMART_TEST_MYSQLD_BIN").unwrap();
        let folder = self.folder.path();
        let mut command = Command::new(program);
        command
            .arg("--no-defaults")
            .arg(format!("--datadir={}", folder.join("data").display()))
            .arg(format!("--tmpdir={}", scratch(folder).display()))
            .arg(format!("--socket={}", folder.join("s").display()))
            .arg(format!("--pid-file={}", folder.join("pid").display()))
            .arg(format!("--init-file={}", folder.join("init.sql").display()))
            .arg(format!("--port={}", self.port.number()))
            .args([
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--skip-log-bin",
                "--lc-messages=en_US",
            ])
            .args(["--character-set-server=utf8mb4", "--max-connections=500"])
            .args([
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M",
            ])
            .args(user());
        if !is_mariadb() {
            command.args(["--mysqlx=OFF", "--secure-file-priv=NULL"]);
        }
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
        while !greets(self.port.number()) {
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

fn is_mariadb() -> bool {
    std::env::var_os("HEXMART_TEST_MYSQL_INSTALL_DB").is_some()
}

/// As root, the server wants to be told which account to become.
fn user() -> Option<String> {
    std::env::var("HEXMART_TEST_MYSQLD_USER")
        .ok()
        .map(|user| format!("--user={user}"))
}

/// Whether the server says hello. Its port takes connections before it looks at them.
fn greets(port: u16) -> bool {
    let hello = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.read_exact(&mut [0])
    };
    hello().is_ok()
}

/// Where a server keeps temporary tables. Its own: a server that starts deletes those of all others that it finds.
fn scratch(folder: &Path) -> PathBuf {
    folder.join("tmp")
}

fn give_to_server(folder: &Path) {
    if let Ok(user) = std::env::var("HEXMART_TEST_MYSQLD_USER") {
        assert!(
            Command::new("chown")
                .arg(user)
                .arg(folder)
                .status()
                .unwrap()
                .success()
        );
    }
}

fn create_data(program: &str, folder: &Path) {
    let init = "CREATE USER IF NOT EXISTS 'root'@'127.0.0.1' IDENTIFIED BY ''; \n\
                GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n";
    std::fs::write(folder.join("init.sql"), init).unwrap();
    let mut command = match std::env::var("HEXMART_TEST_MYSQL_INSTALL_DB") {
        Ok(install) => {
            let mut command = Command::new(install);
            command.args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ]);
            command
        }
        Err(_mysql) => {
            let mut command = Command::new(program);
            command.args(["--no-defaults", "--initialize-insecure"]);
            command
        }
    };
    let made = command
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", scratch(folder).display()))
        .args(user())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use hexmart_application::platform::Storage;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_security_adapter::{KeyRing, KeyVault};
use hexmart_test_mariadb::{Database, server};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::command::{Ended, hexmart, run_with};
use crate::mailbox::Mailbox;
use crate::process::Hexmart;

/// What a server of a test stands on: a database, its keys, and a folder for its messages. Gone with the test.
pub(crate) struct Premises {
    pub(crate) url: String,
    folder: TempDir,
    _database: Option<Database>,
}

impl Premises {
    /// On the database at an address.
    pub(crate) fn on(url: String) -> Self {
        Self {
            url,
            folder: tempfile::tempdir().unwrap(),
            _database: None,
        }
    }

    /// Whatever the process remembers.
    pub(crate) fn memory() -> Self {
        Self::on("memory:".to_owned())
    }

    /// A file that is not there yet.
    pub(crate) fn sqlite() -> Self {
        let mut premises = Self::on(String::new());
        premises.url = format!("sqlite://{}", premises.file("shop.db").display());
        premises
    }

    /// A database on the test server; none when the tests do without.
    pub(crate) fn mysql() -> Option<Self> {
        let database = Runtime::new().unwrap().block_on(Database::create(&server()?));
        let url = database.url().to_owned();
        Some(Self {
            _database: Some(database),
            ..Self::on(url)
        })
    }

    /// Whether what one process wrote is there for the next.
    pub(crate) fn outlive_a_process(&self) -> bool {
        self.url != "memory:"
    }

    /// Where a file of these premises is.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What was sent to people.
    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::at(self.file("messages"))
    }

    /// Tells a server where its keys are, and its files and search index unless it forgets them. That is where they are
    /// beside a database in a file; others would keep them where the tests run.
    pub(crate) fn options(&self) -> Vec<String> {
        let mut options = vec![format!("--keys-file={}", self.file("keys").display())];
        if self.outlive_a_process() {
            options.push(format!("--media-dir={}", self.media().display()));
            options.push(format!("--search-dir={}", self.file("shop.search").display()));
        }
        options
    }

    /// Where pictures and uploads are.
    pub(crate) fn media(&self) -> PathBuf {
        self.file("shop.media")
    }

    /// Starts a server here: a demo, which sets nobody limits.
    pub(crate) fn serve(&self, more: &[&str]) -> Hexmart {
        let (options, messages) = (self.options(), self.file("messages"));
        let mut arguments = vec!["--demo", "--demo-without-pictures"];
        arguments.extend(["--messages-dir", messages.to_str().unwrap()]);
        arguments.extend(options.iter().map(String::as_str));
        arguments.extend(more);
        Hexmart::start(&self.url, &arguments)
    }

    /// A command that works here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = hexmart();
        command
            .args(arguments)
            .args(["--database-url", &self.url, "--keys-file"])
            .arg(self.file("keys"))
            .env("HEXMART_MEDIA_DIR", self.media())
            .env("HEXMART_SEARCH_DIR", self.file("shop.search"));
        command
    }

    /// What a command that works here says; it must succeed.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let Ended { code, stdout, stderr } = run_with("", &mut self.command(arguments));
        assert_eq!(code, 0, "{stdout}{stderr}");
        stdout
    }

    /// Makes an account from the command line.
    pub(crate) fn employ(&self, role: &str, email: &str, password: &str) {
        let arguments = [
            "user",
            "create",
            "--password-stdin",
            "--role",
            role,
            "--email",
            email,
        ];
        let ended = run_with(password, &mut self.command(&arguments));
        assert_eq!(ended.code, 0, "{}", ended.stderr);
    }

    /// The storage beneath, opened beside whatever server is running.
    pub(crate) async fn storage(&self) -> Storage {
        let ring = Arc::new(KeyRing::open(self.file("keys")).unwrap());
        let vault = Arc::new(KeyVault::new(ring));
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let options = sqlite::Options {
                path: path.into(),
                readers: 1,
                vault,
            };
            return sqlite::open(options).await.unwrap();
        }
        let options = mysql::Options {
            url: self.url.clone(),
            connections: 2,
            vault,
        };
        mysql::open(options).await.unwrap()
    }
}

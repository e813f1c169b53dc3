use std::any::Any;

use hexmart_test_mariadb::{Database, server};
use tokio::runtime::Runtime;

use super::shop::Shop;
use crate::client::Client;
use crate::command::{hexmart, run_with};
use crate::process::Hexmart;

const PASSWORD: &str = "four rabbits on the moon";

/// An empty database of one test, gone with it.
pub(super) struct Place {
    url: String,
    _guard: Box<dyn Any>,
}

/// A file that is not there yet.
#[expect(
    clippy::unnecessary_wraps,
    reason = "databases that may be missing have the same signature"
)]
pub(super) fn sqlite() -> Option<Place> {
    let folder = tempfile::tempdir().unwrap();
    Some(Place {
        url: format!("sqlite://{}/shop.db", folder.path().display()),
        _guard: Box::new(folder),
    })
}

/// A database on the test server; none when the tests do without.
pub(super) fn mysql() -> Option<Place> {
    let server = server()?;
    let database = Runtime::new().unwrap().block_on(Database::create(&server));
    Some(Place {
        url: database.url().to_owned(),
        _guard: Box::new(database),
    })
}

/// Whatever the process remembers.
#[expect(
    clippy::unnecessary_wraps,
    reason = "databases that may be missing have the same signature"
)]
pub(super) fn memory() -> Option<Place> {
    Some(Place {
        url: "memory:".to_owned(),
        _guard: Box::new(()),
    })
}

impl Place {
    /// A shop with the products of the demo, in which everybody may change everything.
    pub(super) fn demo(&self) -> Shop {
        Shop::of(Hexmart::start(&self.url, &["--demo"]))
    }

    /// An empty shop that only staff may change.
    pub(super) fn guarded(&self) -> Shop {
        Shop::of(Hexmart::start(&self.url, &[]))
    }

    /// Whether accounts made by the command line are there when the server starts.
    pub(super) fn outlives_a_process(&self) -> bool {
        self.url != "memory:"
    }

    /// Makes an account from the command line and signs it in.
    pub(super) fn employ(&self, shop: &Shop, role: &str) -> Client {
        let email = format!("{role}@example.com");
        let mut create = hexmart();
        create
            .args(["user", "create", "--password-stdin", "--email", &email])
            .args(["--role", role, "--database-url", &self.url]);
        let ended = run_with(PASSWORD, &mut create);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        shop.sign_in(&email, PASSWORD)
    }
}

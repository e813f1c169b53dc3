use super::person::Person;
use super::shop::Shop;
use crate::command::run_with;
use crate::premises::Premises;
use crate::process::Hexmart;

/// What those sign in with whom the command line made.
pub(super) const PASSWORD: &str = "four rabbits on the moon";

/// An empty database of one test, gone with it.
pub(super) struct Place(Premises);

/// A file that is not there yet.
#[expect(
    clippy::unnecessary_wraps,
    reason = "databases that may be missing have the same signature"
)]
pub(super) fn sqlite() -> Option<Place> {
    Some(Place(Premises::sqlite()))
}

/// A database on the test server; none when the tests do without.
pub(super) fn mysql() -> Option<Place> {
    Premises::mysql().map(Place)
}

/// Whatever the process remembers.
#[expect(
    clippy::unnecessary_wraps,
    reason = "databases that may be missing have the same signature"
)]
pub(super) fn memory() -> Option<Place> {
    Some(Place(Premises::memory()))
}

impl Place {
    /// A shop with the products of the demo, in which everybody may change everything.
    pub(super) fn demo(&self) -> Shop {
        self.guarded_with(&["--demo", "--demo-without-pictures"])
    }

    /// An empty shop that only staff may change.
    pub(super) fn guarded(&self) -> Shop {
        self.guarded_with(&[])
    }

    /// An empty shop that only staff may change, with further options.
    pub(super) fn guarded_with(&self, options: &[&str]) -> Shop {
        let own = self.0.options();
        let own: Vec<_> = own.iter().map(String::as_str).collect();
        Shop::of(Hexmart::start(&self.0.url, &[&own, options].concat()))
    }

    /// Loses the keys; answers how commands end that somebody tries then.
    pub(super) fn lose_keys(&self) -> Vec<i32> {
        std::fs::remove_file(self.0.file("keys")).unwrap();
        let ended = (0..3).map(|_| run_with("", &mut self.0.command(&["keys", "list"])).code);
        ended.collect()
    }

    /// Makes an account from the command line and signs it in; on a database that outlives the command.
    #[track_caller]
    pub(super) fn employ(&self, shop: &Shop, role: &str) -> Person {
        self.employ_as(shop, &format!("{role}@example.com"), role)
    }

    /// Makes an account with an address from the command line and signs it in.
    #[track_caller]
    pub(super) fn employ_as(&self, shop: &Shop, email: &str, role: &str) -> Person {
        self.0.employ(role, email, PASSWORD);
        Person::signed_in(shop, email, PASSWORD)
    }
}

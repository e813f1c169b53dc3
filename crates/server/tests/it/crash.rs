//! Servers and databases that die while 64 clients write: what was acknowledged is there, whatever dies when.

use std::path::Path;

use hexmart_application::platform::Storage;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, PrivateServer, server};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::runtime::Runtime;

use crate::database_gone::database_on;
use crate::load::{Field, Promises};
use crate::process::Hexmart;

/// When things die: after so many acknowledged writes. The same in every run.
fn moments(kills: usize) -> impl Iterator<Item = usize> {
    let mut dice = StdRng::seed_from_u64(0x4E17);
    (0..kills).map(move |_| dice.random_range(1..=400))
}

async fn open_sqlite(path: &Path) -> Storage {
    let options = sqlite::Options {
        path: path.to_owned(),
        readers: 1,
    };
    sqlite::open(options).await.unwrap()
}

async fn open_mysql(url: &str) -> Storage {
    let options = mysql::Options {
        url: url.to_owned(),
        connections: 4,
    };
    mysql::open(options).await.unwrap()
}

/// Kills the server again and again under load; each time, looks at what it left and starts it on that.
fn kill_the_server(url: &str, kills: usize, open: impl AsyncFn() -> Storage) {
    let runtime = Runtime::new().unwrap();
    let mut server = Hexmart::start(url, &["--demo"]);
    let field = Field::prepare(&server);
    let mut promises = Promises::default();
    for moment in moments(kills) {
        let load = field.load(&server);
        load.wait_for(moment);
        let stopped = server.kill();
        assert_eq!(stopped.status.code(), None, "{}", stopped.log);
        promises.extend(load.finish());
        runtime.block_on(async { field.audit(&open().await, &promises).await });
        server = Hexmart::start(url, &["--demo"]);
    }
    assert!(promises.kept() >= moments(kills).sum::<usize>());
    assert!(
        promises.unanswered() >= kills,
        "the load was under way at each kill"
    );
    runtime.block_on(async { field.goes_on(&server, &open().await).await });
}

#[test]
fn a_server_killed_twenty_times_on_sqlite_keeps_every_promise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let url = format!("sqlite://{}", path.display());
    kill_the_server(&url, 20, async || open_sqlite(&path).await);
}

#[test]
fn a_server_killed_five_times_on_mysql_keeps_every_promise() {
    let Some(server) = server() else { return };
    let database = Runtime::new().unwrap().block_on(Database::create(&server));
    kill_the_server(database.url(), 5, async || open_mysql(database.url()).await);
}

#[test]
fn a_database_killed_three_times_keeps_every_promise_of_a_server_that_stays() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let database = database_on(&mysqld);
    let server = Hexmart::start(&database, &["--demo"]);
    let field = Field::prepare(&server);
    let load = field.load(&server);
    for moment in moments(3) {
        load.wait_for(moment);
        mysqld.kill();
        mysqld.launch();
        load.forget();
    }
    load.wait_for(200);
    let promises = load.finish();
    assert_eq!(promises.unanswered(), 0, "the server answers all the time");
    runtime.block_on(async {
        let storage = open_mysql(&database).await;
        field.audit(&storage, &promises).await;
        field.goes_on(&server, &storage).await;
    });
}

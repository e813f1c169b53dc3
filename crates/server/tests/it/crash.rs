//! Servers and databases that die while 64 clients write: what was acknowledged is there, whatever dies when.

use hexmart_test_mariadb::PrivateServer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::runtime::Runtime;

use crate::database_gone::database_on;
use crate::load::{Field, Promises};
use crate::premises::Premises;

/// When things die: after so many acknowledged writes. The same in every run.
fn moments(kills: usize) -> impl Iterator<Item = usize> {
    let mut dice = StdRng::seed_from_u64(0x4E17);
    (0..kills).map(move |_| dice.random_range(1..=400))
}

/// Kills the server again and again under load; each time, looks at what it left and starts it on that.
fn kill_the_server(home: &Premises, kills: usize) {
    let runtime = Runtime::new().unwrap();
    let mut server = home.serve(&[]);
    let field = Field::prepare(&server);
    let mut promises = Promises::default();
    for moment in moments(kills) {
        let load = field.load(&server);
        load.wait_for(moment);
        let stopped = server.kill();
        assert_eq!(stopped.status.code(), None, "{}", stopped.log);
        promises.extend(load.finish());
        runtime.block_on(async { field.audit(&home.storage().await, &promises).await });
        server = home.serve(&[]);
    }
    assert!(promises.kept() >= moments(kills).sum::<usize>());
    assert!(
        promises.unanswered() >= kills,
        "the load was under way at each kill"
    );
    runtime.block_on(async { field.goes_on(&server, &home.storage().await).await });
}

#[test]
fn a_server_killed_twenty_times_on_sqlite_keeps_every_promise() {
    kill_the_server(&Premises::sqlite(), 20);
}

#[test]
fn a_server_killed_five_times_on_mysql_keeps_every_promise() {
    if let Some(home) = Premises::mysql() {
        kill_the_server(&home, 5);
    }
}

#[test]
fn a_database_killed_three_times_keeps_every_promise_of_a_server_that_stays() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let home = Premises::on(database_on(&mysqld));
    let server = home.serve(&[]);
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
        let storage = home.storage().await;
        field.audit(&storage, &promises).await;
        field.goes_on(&server, &storage).await;
    });
}

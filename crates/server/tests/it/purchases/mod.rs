//! Servers and databases that die while people buy: nothing is sold twice, no order that was acknowledged is lost, nobody
//! pays twice, and nothing stays promised to nobody.
//!
//! Each test kills a few times; `HEXMART_TEST_KILLS=all` asks for as many as the shop is to survive.

mod buyer;
mod provider;
mod purchase;
mod recount;
mod shop;

use hexmart_test_mariadb::PrivateServer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::runtime::Runtime;

use crate::database_gone::database_on;
use crate::premises::Premises;
use crate::process::Hexmart;

use recount::recount;
use shop::Shop;

/// How often something dies: as often as the shop is to survive it, when that is asked for.
pub(crate) fn kills(usual: usize, all: usize) -> usize {
    match std::env::var("HEXMART_TEST_KILLS").as_deref() {
        Ok("all") => all,
        _ => usual,
    }
}

/// When things die: after so many answers. The same in every run.
fn moments(kills: usize) -> impl Iterator<Item = usize> {
    let mut dice = StdRng::seed_from_u64(0xB0B);
    (0..kills).map(move |_| dice.random_range(1..=200))
}

/// Starts a server whose buyers have a minute to pay, on the same file of the provider's again and again.
fn serve(home: &Premises) -> Hexmart {
    let file = format!("--sandbox-file={}", home.file("money").display());
    home.serve(&["--pay-within=1", &file])
}

/// Kills the server again and again while people buy; each time, looks at what it left and starts it on that.
fn kill_the_server(home: &Premises, kills: usize) {
    let runtime = Runtime::new().unwrap();
    let mut shop = Shop::open(home, serve);
    for moment in moments(kills) {
        let load = shop.load();
        load.wait_for(moment);
        let stopped = shop.kill();
        assert_eq!(stopped.status.code(), None, "{}", stopped.log);
        load.finish(&mut shop);
        runtime.block_on(async {
            let storage = home.storage().await;
            assert_eq!(storage.stock.faults(9).await.unwrap(), []);
            shop::let_leases_run_out(&storage).await;
        });
        shop.begin_again(serve(home));
    }
    assert!(
        shop.unanswered() >= kills,
        "people were buying at each kill: {}",
        shop.unanswered()
    );
    close(home, shop);
}

/// Everybody finishes, the shop does what it does by itself, and then everything must add up.
fn close(home: &Premises, mut shop: Shop) {
    shop.finish();
    shop.wait_until_settled();
    recount(home, shop);
}

#[test]
fn a_server_killed_while_people_buy_on_sqlite_sells_everything_once() {
    kill_the_server(&Premises::sqlite(), kills(4, 60));
}

#[test]
fn a_server_killed_while_people_buy_on_mysql_sells_everything_once() {
    if let Some(home) = Premises::mysql() {
        kill_the_server(&home, kills(2, 20));
    }
}

#[test]
fn a_database_killed_while_people_buy_sells_everything_once() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let home = Premises::on(database_on(&mysqld));
    let mut shop = Shop::open(&home, serve);
    let load = shop.load();
    for moment in moments(kills(1, 5)) {
        load.wait_for(moment);
        mysqld.kill();
        mysqld.launch();
        load.forget();
    }
    load.wait_for(100);
    load.stop();
    load.finish(&mut shop);
    assert_eq!(shop.unanswered(), 0, "the server answers all the time");
    close(&home, shop);
}

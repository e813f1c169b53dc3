//! What is personal or secret stands in no log, no figure, no refusal and no table: canaries are let loose in all of it,
//! on paths that go well and on paths that do not, and then looked for wherever they have no business.

mod hunt;
mod unhappy;
mod visit;

use std::fs;

use hexmart_test_mariadb::{PrivateServer, rows};
use tokio::runtime::Runtime;

use crate::database_gone::database_on;
use crate::premises::Premises;
use crate::process::Hexmart;

use self::hunt::Hunt;
use self::visit::Visitor;

const STAFF: &str = "kanarie.staff.41872@canary.example";
const STAFF_PASSWORD: &str = "canary staff password 41872";

/// A server that logs all it can.
fn serve(premises: &Premises) -> Hexmart {
    premises.serve(&["--log-level", "trace", "--log-format", "json"])
}

/// Lets the canaries loose; `look_below` gets to see the database while everything is in it.
fn let_loose(premises: &Premises, hunt: &Hunt, server: &Hexmart, look_below: impl Fn()) {
    let visitor = Visitor::new(premises, hunt, server);
    visit::happy(&visitor);
    look_below();
    unhappy::refused(&visitor);
    look_below();
    visit::farewell(&visitor);
    look_below();
    hunt.look("the metrics", visitor.get("/metrics").text());
}

fn is_whole(log: &str) {
    for level in ["TRACE", "DEBUG", "INFO"] {
        assert!(
            log.contains(&format!(r#""level":"{level}""#)),
            "nothing of {level} is logged"
        );
    }
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn no_canary_is_found_on_sqlite() {
    let (premises, hunt) = (Premises::sqlite(), Hunt::default());
    premises.employ("admin", STAFF, STAFF_PASSWORD);
    let server = serve(&premises);
    let dump = || {
        for name in ["shop.db", "shop.db-wal", "shop.db-shm"] {
            hunt.look(
                name,
                &String::from_utf8_lossy(&fs::read(premises.file(name)).unwrap()),
            );
        }
    };
    let_loose(&premises, &hunt, &server, dump);
    let stopped = server.terminate();
    is_whole(&stopped.log);
    hunt.look("the log", &stopped.log);
    hunt.look("standard output", &stopped.stdout);
    hunt.finish();
}

#[test]
fn no_canary_is_found_on_mysql_and_when_the_database_dies() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let (premises, hunt) = (Premises::on(database_on(&mysqld)), Hunt::default());
    premises.employ("admin", STAFF, STAFF_PASSWORD);
    let server = serve(&premises);
    let_loose(&premises, &hunt, &server, || {
        look_into_every_table(&premises.url, &hunt);
    });
    let visitor = Visitor::new(&premises, &hunt, &server);
    mysqld.kill();
    unhappy::unavailable(&visitor);
    let stopped = server.terminate();
    is_whole(&stopped.log);
    hunt.look("the log", &stopped.log);
    hunt.finish();
}

fn look_into_every_table(url: &str, hunt: &Hunt) {
    let tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()";
    Runtime::new().unwrap().block_on(async {
        let tables = rows(url, tables).await;
        assert!(tables.len() > 15, "{tables:?}");
        for table in tables {
            let name = &table["name"];
            for row in rows(url, &format!("SELECT * FROM `{name}`")).await {
                hunt.look(name, &format!("{row:?}"));
            }
        }
    });
}

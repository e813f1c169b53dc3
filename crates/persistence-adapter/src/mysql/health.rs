use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::connection::{establish, without_password};
use crate::error::{Finding, OpenError};

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Looks at the settings of the server on which durability and correctness depend.
pub async fn check(url: &str) -> Result<Vec<Finding>, OpenError> {
    let unreachable = |reason: String| OpenError::Unreachable {
        target: without_password(url),
        reason,
    };
    let mut conn = establish(url)
        .await
        .map_err(|error| unreachable(error.to_string()))?;
    let mut findings = Vec::new();
    for (name, wanted, cure) in WANTED {
        let query = format!("SELECT CAST(@@{name} AS CHAR) AS value");
        let setting: Setting = diesel::sql_query(query)
            .get_result(&mut conn)
            .await
            .map_err(|error| unreachable(error.to_string()))?;
        let ok = wanted.iter().any(|good| setting.value.eq_ignore_ascii_case(good));
        let cure = if ok { String::new() } else { (*cure).to_owned() };
        findings.push(Finding {
            ok,
            what: format!("{name} = {}", setting.value),
            cure,
        });
    }
    Ok(findings)
}

/// Setting, good values, what to do otherwise.
const WANTED: [(&str, &[&str], &str); 3] = [
    (
        "innodb_flush_log_at_trx_commit",
        &["1"],
        "set it to 1: with another value a crash of the machine loses acknowledged changes",
    ),
    (
        "character_set_database",
        &["utf8mb4"],
        "create the database with CHARACTER SET utf8mb4",
    ),
    (
        "sql_mode LIKE '%STRICT_TRANS_TABLES%'",
        &["1"],
        "add STRICT_TRANS_TABLES to sql_mode: without it the server cuts values that are too long",
    ),
];

use std::path::Path;

use diesel::RunQueryDsl;
use diesel::dsl::sql;
use diesel::sql_types::Text;

use super::connection::{Purpose, establish};
use crate::error::{Finding, OpenError};

/// Looks at the file: its structure, and whether its log makes commits durable.
pub async fn check(path: &Path) -> Result<Vec<Finding>, OpenError> {
    let path = path.to_owned();
    let target = path.display().to_string();
    let looking = tokio::task::spawn_blocking(move || {
        let mut conn = establish(&path, Purpose::Read)?;
        let mut ask = |question: &str| {
            diesel::select(sql::<Text>(question))
                .get_result::<String>(&mut conn)
                .map_err(|error| OpenError::Unreachable {
                    target: path.display().to_string(),
                    reason: error.to_string(),
                })
        };
        let journal = ask("(SELECT journal_mode FROM pragma_journal_mode)")?;
        let sound = ask("(SELECT quick_check FROM pragma_quick_check LIMIT 1)")?;
        Ok(vec![
            finding(
                journal == "wal",
                format!("journal_mode = {journal}"),
                "put the file on a local disk",
            ),
            finding(
                sound == "ok",
                format!("quick_check: {sound}"),
                "restore the file from a backup",
            ),
        ])
    });
    looking.await.map_err(|panic| OpenError::Unreachable {
        target,
        reason: panic.to_string(),
    })?
}

fn finding(ok: bool, what: String, cure: &str) -> Finding {
    Finding {
        ok,
        what,
        cure: if ok { String::new() } else { cure.to_owned() },
    }
}

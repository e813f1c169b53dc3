//! The questions about accounts and credentials are answered by indexes: said by the databases themselves.

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use hexmart_contracts::given;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, execute, rows, server};

/// A question, the index of each of its steps on MariaDB, and what SQLite says of each step.
struct Plan(&'static str, &'static [&'static str], &'static [&'static str]);

const PLANS: [Plan; 22] = [
    // Who somebody is.
    Plan(
        "SELECT id FROM accounts WHERE email_print = x'0000000000000000000000000000000000000000000000000000000000000007'",
        &["email_print"],
        &["SEARCH accounts USING INDEX sqlite_autoindex_accounts_2 (email_print=?)"],
    ),
    Plan(
        "SELECT nickname, provider FROM accounts LEFT JOIN linked_identities ON account_id = accounts.id \
         WHERE accounts.id = x'00000000000000000000000000000007'",
        &["PRIMARY", "linked_identities_by_account"],
        &[
            "SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (id=?)",
            "SEARCH linked_identities USING INDEX linked_identities_by_account (account_id=?)",
        ],
    ),
    Plan(
        "SELECT nickname FROM linked_identities INNER JOIN accounts ON accounts.id = account_id \
         WHERE provider = 'kakao' \
         AND subject = x'0000000000000000000000000000000000000000000000000000000000000007'",
        &["PRIMARY", "PRIMARY"],
        &[
            "SEARCH linked_identities USING PRIMARY KEY (provider=? AND subject=?)",
            "SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (id=?)",
        ],
    ),
    Plan(
        "SELECT nickname FROM accounts WHERE id > x'00000000000000000000000000000007' ORDER BY id LIMIT 30",
        &["PRIMARY"],
        &["SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (id>?)"],
    ),
    Plan(
        "SELECT nickname FROM accounts WHERE id > x'00000000000000000000000000000007' AND state = 'DORMANT' \
         ORDER BY id LIMIT 30",
        &["accounts_by_state"],
        &["SEARCH accounts USING INDEX accounts_by_state (state=? AND id>?)"],
    ),
    Plan(
        "SELECT version, position FROM address_books LEFT JOIN addresses \
         ON addresses.account_id = address_books.account_id \
         WHERE address_books.account_id = x'00000000000000000000000000000007'",
        &["PRIMARY", "addresses_by_account"],
        &[
            "SEARCH address_books USING PRIMARY KEY (account_id=?)",
            "SEARCH addresses USING INDEX addresses_by_account (account_id=?)",
        ],
    ),
    // What is late.
    Plan(
        "SELECT id FROM accounts WHERE state = 'UNVERIFIED' AND created_at < '2026-01-01 00:00:00.000000' \
         ORDER BY created_at LIMIT 200",
        &["accounts_by_age"],
        &["SEARCH accounts USING INDEX accounts_by_age (state=? AND created_at<?)"],
    ),
    Plan(
        "SELECT id FROM accounts WHERE state = 'ACTIVE' AND dormancy_notice_at IS NULL \
         AND idle_since < '2026-01-01 00:00:00.000000' AND role = 'user' ORDER BY idle_since LIMIT 200",
        &["accounts_by_idleness"],
        &[
            "SEARCH accounts USING INDEX accounts_by_idleness (state=? AND dormancy_notice_at=? AND idle_since<?)",
        ],
    ),
    Plan(
        "SELECT id FROM accounts WHERE state = 'ACTIVE' AND dormancy_notice_at < '2026-01-01 00:00:00.000000' \
         AND idle_since < '2026-01-01 00:00:00.000000' ORDER BY dormancy_notice_at LIMIT 200",
        &["accounts_by_idleness"],
        &["SEARCH accounts USING INDEX accounts_by_idleness (state=? AND dormancy_notice_at<?)"],
    ),
    Plan(
        "SELECT id FROM accounts WHERE to_forget_since < '2026-01-01 00:00:00.000000' \
         ORDER BY to_forget_since LIMIT 200",
        &["accounts_to_forget"],
        &["SEARCH accounts USING INDEX accounts_to_forget (to_forget_since<?)"],
    ),
    // Who calls.
    Plan(
        "SELECT role, ended_at FROM sessions INNER JOIN accounts ON accounts.id = account_id \
         WHERE sessions.id = x'00000000000000000000000000000007' \
         AND account_id = x'00000000000000000000000000000007'",
        &["PRIMARY", "PRIMARY"],
        &[
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
            "SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (id=?)",
        ],
    ),
    Plan(
        "SELECT issued_at, client, (SELECT chain.generation FROM refresh_tokens AS chain \
         WHERE chain.session_id = refresh_tokens.session_id ORDER BY chain.generation DESC LIMIT 1) \
         FROM refresh_tokens INNER JOIN sessions ON sessions.id = refresh_tokens.session_id \
         WHERE refresh_tokens.hash = x'0000000000000000000000000000000000000000000000000000000000000007'",
        &["refresh_tokens_hash", "PRIMARY", "PRIMARY"],
        &[
            "SEARCH refresh_tokens USING INDEX sqlite_autoindex_refresh_tokens_1 (hash=?)",
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
            "CORRELATED SCALAR SUBQUERY",
            "SEARCH chain USING PRIMARY KEY (session_id=?)",
        ],
    ),
    Plan(
        "SELECT client FROM sessions WHERE account_id = x'00000000000000000000000000000007' AND ended_at IS NULL \
         ORDER BY id DESC",
        &["sessions_by_account"],
        &["SEARCH sessions USING INDEX sessions_by_account (account_id=? AND ended_at=?)"],
    ),
    Plan(
        "UPDATE sessions SET ended_at = '2026-01-01 00:00:00.000000' \
         WHERE account_id = x'00000000000000000000000000000007' \
         AND id <> x'00000000000000000000000000000000' AND ended_at IS NULL",
        &["sessions_by_account"],
        &["SEARCH sessions USING INDEX sessions_by_account (account_id=? AND ended_at=?)"],
    ),
    Plan(
        "SELECT name, role FROM api_keys INNER JOIN accounts ON accounts.id = owner_id \
         WHERE hash = x'0000000000000000000000000000000000000000000000000000000000000007'",
        &["api_keys_hash", "PRIMARY"],
        &[
            "SEARCH api_keys USING INDEX sqlite_autoindex_api_keys_2 (hash=?)",
            "SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 (id=?)",
        ],
    ),
    Plan(
        "SELECT name FROM api_keys WHERE owner_id = x'00000000000000000000000000000007' AND revoked_at IS NULL \
         AND expires_at > '2026-01-01 00:00:00.000000' ORDER BY id",
        &["api_keys_by_owner"],
        &["SEARCH api_keys USING INDEX api_keys_by_owner (owner_id=?)"],
    ),
    // What nobody can use any more.
    Plan(
        "SELECT id FROM sessions WHERE ended_at < '2026-01-01 00:00:00.000000' ORDER BY ended_at LIMIT 200",
        &["sessions_by_end"],
        &["SEARCH sessions USING INDEX sessions_by_end (ended_at<?)"],
    ),
    Plan(
        "SELECT id FROM sessions WHERE created_at < '2026-01-01 00:00:00.000000' ORDER BY created_at LIMIT 200",
        &["sessions_by_age"],
        &["SEARCH sessions USING INDEX sessions_by_age (created_at<?)"],
    ),
    Plan(
        "SELECT id FROM sessions WHERE refreshed_at < '2026-01-01 00:00:00.000000' ORDER BY refreshed_at LIMIT 200",
        &["sessions_by_use"],
        &["SEARCH sessions USING INDEX sessions_by_use (refreshed_at<?)"],
    ),
    Plan(
        "DELETE FROM refresh_tokens WHERE session_id = x'00000000000000000000000000000007'",
        &["PRIMARY"],
        &["SEARCH refresh_tokens USING PRIMARY KEY (session_id=?)"],
    ),
    Plan(
        "SELECT account_id FROM codes WHERE issued_at < '2026-01-01 00:00:00.000000' \
         AND (spent = 1 OR issued_at < '2025-12-31 23:55:00.000000') ORDER BY issued_at LIMIT 200",
        &["codes_by_age"],
        &["SEARCH codes USING INDEX codes_by_age (issued_at<?)"],
    ),
    Plan(
        "SELECT state FROM provider_attempts WHERE began_at < '2026-01-01 00:00:00.000000' ORDER BY began_at LIMIT 200",
        &["provider_attempts_by_age"],
        &["SEARCH provider_attempts USING INDEX provider_attempts_by_age (began_at<?)"],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn mariadb_answers_from_indexes() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    fill(database.url()).await;
    for Plan(query, indexes, _) in PLANS {
        let steps = rows(database.url(), &format!("EXPLAIN {query}")).await;
        let keys: Vec<_> = steps.iter().map(|step| step["key"].as_str()).collect();
        assert_eq!(keys, *indexes, "{query}: {steps:?}");
        for step in steps {
            let way = step["type"].as_str();
            assert!(
                ["const", "eq_ref", "ref", "range"].contains(&way),
                "{query}: {step:?}"
            );
            let sorts = step["Extra"].contains("filesort") || step["Extra"].contains("temporary");
            assert!(!sorts, "{query}: {step:?}");
        }
    }
}

/// Enough rows for an index to be worth it, most of them younger than what is asked for.
async fn fill(url: &str) {
    let now = given::now().format("%Y-%m-%d %H:%M:%S").to_string();
    let numbers =
        "WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)";
    let id = "UNHEX(LPAD(HEX(n), 32, '0'))";
    let few = "UNHEX(LPAD(HEX(n MOD 40), 32, '0'))";
    let print = "UNHEX(LPAD(HEX(n), 64, '0'))";
    let state = "ELT(1 + n MOD 4, 'ACTIVE', 'UNVERIFIED', 'DORMANT', 'DELETED')";
    let at = format!("'{now}' - INTERVAL (n MOD 400) DAY");
    let sometimes = format!("IF(n MOD 3 = 0, {at}, NULL)");
    let fill = format!(
        "INSERT INTO accounts {numbers} \
         SELECT {id}, {print}, {print}, NULL, 'n', NULL, NULL, 'user', {state}, 'ko', 1, 1, {at}, {at}, NULL, \
         {sometimes}, NULL, {at}, {sometimes} FROM numbers; \
         INSERT INTO linked_identities {numbers} SELECT 'kakao', {print}, {id}, {at} FROM numbers; \
         INSERT INTO sessions {numbers} SELECT {id}, {few}, NULL, {at}, {at}, {sometimes} FROM numbers; \
         INSERT INTO refresh_tokens {numbers} SELECT {few}, n, {print}, {at} FROM numbers; \
         INSERT INTO codes {numbers} \
         SELECT {id}, 'VERIFY_EMAIL', NULL, {print}, {at}, 0, 1, n MOD 2 FROM numbers; \
         INSERT INTO provider_attempts {numbers} \
         SELECT {print}, 'kakao', {print}, 'u', NULL, {at} FROM numbers; \
         INSERT INTO address_books {numbers} SELECT {id}, 1, NULL FROM numbers; \
         INSERT INTO addresses {numbers} SELECT {id}, {few}, n, x'01', {at}, {at} FROM numbers; \
         INSERT INTO api_keys {numbers} \
         SELECT {id}, {few}, 'n', '', {print}, {at}, {at}, NULL, {sometimes} FROM numbers; \
         ANALYZE TABLE accounts, linked_identities, sessions, refresh_tokens, codes, provider_attempts, \
         address_books, addresses, api_keys"
    );
    execute(url, &fill).await.unwrap();
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[tokio::test]
async fn sqlite_answers_from_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    for Plan(query, _, ways) in PLANS {
        let plan: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {query}"))
            .load(&mut conn)
            .unwrap();
        let steps: Vec<_> = plan.into_iter().map(|step| step.detail).collect();
        let as_told = steps.iter().zip(ways).all(|(step, way)| {
            let covering = way.replace("USING INDEX", "USING COVERING INDEX");
            step.starts_with(way) || step.starts_with(&covering)
        });
        assert!(as_told && steps.len() == ways.len(), "{query}: {steps:?}");
    }
}

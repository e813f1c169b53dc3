//! The database of a Milly shop, on SQLite or MySQL/MariaDB, read and never written.
//!
//! What its tables are called depends on the application that they belong to, so they are told by their columns. Every value
//! is asked for as text: both databases then say the same, and nothing is lost of decimals.

mod rows;
mod tables;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, ConnectionError, QueryResult, SqliteConnection};
use diesel_async::{AsyncConnection, AsyncMysqlConnection};
use hexmart_application::interchange::{LegacyInventory, LegacyProduct, LegacyShop};
use hexmart_application::platform::StoreError;

use crate::error::OpenError;
use rows::{ColumnRow, NumberRow, ProductRow, TextRow};
use tables::Tables;

/// Opens a Milly database: `mysql://user:password@host:port/database`, or the path of an SQLite file.
pub async fn open(url: &str) -> Result<Arc<dyn LegacyShop>, OpenError> {
    let server = match url.strip_prefix("sqlite://") {
        Some(path) => Server::Sqlite(PathBuf::from(path)),
        None => Server::MySql(url.to_owned()),
    };
    let unreachable = |reason: String| OpenError::Unreachable {
        target: server.name(),
        reason,
    };
    let columns: Vec<ColumnRow> = server
        .load(server.columns_sql(), None)
        .await
        .map_err(|error| unreachable(error.to_string()))?;
    let columns = columns.into_iter().map(|row| (row.place, row.name));
    let tables = Tables::among(columns).map_err(|missing| unreachable(format!("no table of {missing}")))?;
    Ok(Arc::new(Milly { server, tables }))
}

struct Milly {
    server: Server,
    tables: Tables,
}

#[async_trait]
impl LegacyShop for Milly {
    async fn inventory(&self) -> Result<LegacyInventory, StoreError> {
        Ok(LegacyInventory {
            products: self.count(Some(&self.tables.products)).await?,
            coupons: self.count(self.tables.coupons.as_ref()).await?,
        })
    }

    async fn products(&self, after: Option<String>, limit: u64) -> Result<Vec<LegacyProduct>, StoreError> {
        let sql = self.tables.products_sql(limit);
        let after = after.unwrap_or_default();
        let rows: Vec<ProductRow> = self.server.load(&sql, Some(after)).await.map_err(failed)?;
        rows.into_iter().map(LegacyProduct::try_from).collect()
    }

    async fn place(&self, before: u64) -> Result<Option<String>, StoreError> {
        let sql = self.tables.place_sql(before);
        let rows: Vec<TextRow> = self.server.load(&sql, None).await.map_err(failed)?;
        Ok(rows.into_iter().next().map(|row| row.value))
    }
}

impl Milly {
    async fn count(&self, table: Option<&String>) -> Result<u64, StoreError> {
        let Some(table) = table else {
            return Ok(0);
        };
        let sql = format!("SELECT COUNT(*) AS value FROM {table}");
        let rows: Vec<NumberRow> = self.server.load(&sql, None).await.map_err(failed)?;
        let count = rows.first().map_or(0, |row| row.value);
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

fn failed(error: Trouble) -> StoreError {
    match error {
        Trouble::Connection(error) => StoreError::unavailable(error),
        Trouble::Query(error) => StoreError::backend(error),
        Trouble::Lost(error) => StoreError::backend(error),
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    #[error(transparent)]
    Lost(#[from] tokio::task::JoinError),
}

/// Where it runs. Each question has a connection of its own: there is one for every thousand products.
#[derive(Debug, Clone)]
enum Server {
    Sqlite(PathBuf),
    MySql(String),
}

impl Server {
    fn name(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::MySql(url) => crate::mysql::without_password(url),
        }
    }

    const fn columns_sql(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => {
                "SELECT m.name AS place, c.name AS name FROM sqlite_master m \
                 JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            }
            Self::MySql(_) => {
                "SELECT CAST(table_name AS CHAR) AS place, CAST(column_name AS CHAR) AS name \
                 FROM information_schema.columns WHERE table_schema = DATABASE()"
            }
        }
    }

    /// The rows of a question, with at most one text in place of its `?`.
    async fn load<R: rows::Row>(&self, sql: &str, text: Option<String>) -> Result<Vec<R>, Trouble> {
        match self {
            Self::Sqlite(path) => {
                let (path, sql) = (path.clone(), sql.to_owned());
                tokio::task::spawn_blocking(move || load_from_file(&path, &sql, text)).await?
            }
            Self::MySql(url) => {
                let mut conn = AsyncMysqlConnection::establish(url).await?;
                let question = diesel::sql_query(sql);
                let rows: QueryResult<Vec<R>> = match text {
                    Some(text) => {
                        diesel_async::RunQueryDsl::load(question.bind::<Text, _>(text), &mut conn).await
                    }
                    None => diesel_async::RunQueryDsl::load(question, &mut conn).await,
                };
                Ok(rows?)
            }
        }
    }
}

fn load_from_file<R: rows::Row>(path: &Path, sql: &str, text: Option<String>) -> Result<Vec<R>, Trouble> {
    if !path.exists() {
        let missing = format!("there is no file {}", path.display());
        return Err(ConnectionError::BadConnection(missing).into());
    }
    let mut conn = SqliteConnection::establish(&path.display().to_string())?;
    conn.batch_execute("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;")?;
    let question = diesel::sql_query(sql);
    let rows: QueryResult<Vec<R>> = match text {
        Some(text) => diesel::RunQueryDsl::load(question.bind::<Text, _>(text), &mut conn),
        None => diesel::RunQueryDsl::load(question, &mut conn),
    };
    Ok(rows?)
}

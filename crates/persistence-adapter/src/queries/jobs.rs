use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{JobRun, StoreError};
use hexmart_domain::shared::Instant;

use super::{Conn, classify, pricing};
use crate::columns::At;
use crate::schema::job_runs;

type Row = (String, At, At, Option<i64>);

fn run((job, began_at, ended_at, done): Row) -> JobRun {
    JobRun {
        job,
        began_at: began_at.0,
        ended_at: ended_at.0,
        done: done.and_then(|done| u64::try_from(done).ok()),
    }
}

/// See [`JobLog::record`](hexmart_application::platform::JobLog::record).
pub(crate) async fn record(conn: &mut Conn, run: &JobRun) -> Result<(), StoreError> {
    let done = run.done.map(|done| i64::try_from(done).unwrap_or(i64::MAX));
    diesel::insert_into(job_runs::table)
        .values((
            job_runs::job.eq(&run.job),
            job_runs::began_at.eq(At(run.began_at)),
            job_runs::ended_at.eq(At(run.ended_at)),
            job_runs::done.eq(done),
        ))
        .execute(conn)
        .await
        .map_err(pricing::duplicate(hexmart_application::platform::UniqueKey::Id))?;
    Ok(())
}

/// See [`JobLog::latest`](hexmart_application::platform::JobLog::latest).
pub(crate) async fn latest_run(conn: &mut Conn, job: &'static str) -> Result<Option<JobRun>, StoreError> {
    let row: Option<Row> = job_runs::table
        .filter(job_runs::job.eq(job))
        .order(job_runs::began_at.desc())
        .select((
            job_runs::job,
            job_runs::began_at,
            job_runs::ended_at,
            job_runs::done,
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(row.map(run))
}

/// See [`JobLog::recent`](hexmart_application::platform::JobLog::recent).
pub(crate) async fn recent_runs(conn: &mut Conn, limit: u64) -> Result<Vec<JobRun>, StoreError> {
    let rows: Vec<Row> = job_runs::table
        .order((job_runs::began_at.desc(), job_runs::job.asc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            job_runs::job,
            job_runs::began_at,
            job_runs::ended_at,
            job_runs::done,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(rows.into_iter().map(run).collect())
}

/// See [`JobLog::purge`](hexmart_application::platform::JobLog::purge).
pub(crate) async fn purge_runs(conn: &mut Conn, before: Instant) -> Result<u64, StoreError> {
    // The newest run of each job stays: few jobs, few rows, no clever statement.
    let jobs: Vec<String> = job_runs::table
        .select(job_runs::job)
        .distinct()
        .load(conn)
        .await
        .map_err(classify)?;
    let mut gone = 0_u64;
    for job in jobs {
        let newest: At = job_runs::table
            .filter(job_runs::job.eq(&job))
            .order(job_runs::began_at.desc())
            .select(job_runs::began_at)
            .first(conn)
            .await
            .map_err(classify)?;
        let before = At(newest.0.min(before));
        let deleted = diesel::delete(job_runs::table)
            .filter(job_runs::job.eq(&job))
            .filter(job_runs::began_at.lt(before))
            .execute(conn)
            .await
            .map_err(classify)?;
        gone = gone.saturating_add(u64::try_from(deleted).unwrap_or(0));
    }
    Ok(gone)
}

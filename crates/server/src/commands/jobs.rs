use super::shop::{OpenShop, open, open_for_jobs};
use crate::cli::{JobRunArgs, ShopArgs};
use crate::failure::{Exit, Failure};
use crate::terminal;

/// The most runs that are shown.
const MOST: u64 = 50;

/// Lists the newest runs.
pub(super) async fn list(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args).await?;
    let runs = shop.storage.jobs.recent(MOST).await;
    let runs = runs.map_err(|error| Failure::of_store("cannot read the runs of jobs", &error))?;
    for run in &runs {
        let done = run
            .done
            .map_or_else(|| "failed".to_owned(), |done| format!("did {done}"));
        terminal::say(&format!(
            "{} {} to {}: {done}",
            run.job, run.began_at, run.ended_at
        ))?;
    }
    if runs.is_empty() {
        terminal::say("no job has run")?;
    }
    Ok(())
}

/// Runs a job now.
pub(super) async fn run(args: JobRunArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open_for_jobs(&args).await?;
    let jobs = shop.jobs();
    let Some(job) = jobs.iter().find(|job| job.name() == args.job) else {
        let names: Vec<_> = jobs.iter().map(|job| job.name()).collect();
        return Err(Failure::new(Exit::Usage, format!("there is no job {}", args.job))
            .cure(format!("one of {}", names.join(", "))));
    };
    let ran = shop.scheduler(Vec::new()).run(&**job).await;
    ran.map_err(|error| Failure::of_store("the job failed", &error))?;
    terminal::say(&format!("ran {}", args.job))
}

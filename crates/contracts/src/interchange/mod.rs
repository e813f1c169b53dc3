//! Promises of `ImportRepository` and `ImportQueries`.

use chrono::TimeDelta;
use hexmart_application::interchange::{FileFormat, ImportCounts, ImportOptions, ImportRun, ImportState};
use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::shared::ImportId;

use crate::callers::at_once;
use crate::given;
use crate::marketplace::approved;
use crate::writes::{attempt, once};

/// A run of an uploaded file of the shop's own that nobody has begun.
fn waiting(fingerprint: u8) -> ImportRun {
    ImportRun {
        fingerprint: [fingerprint; 32],
        seller: None,
        actor: None,
        state: ImportState::Waiting,
        lines_done: 0,
        ..given::import_run()
    }
}

async fn add(storage: &Storage, run: &ImportRun) -> Result<(), StoreError> {
    attempt(storage, run.clone(), |uow, run| {
        Box::pin(async move { uow.imports().add(&run).await })
    })
    .await
}

async fn save(storage: &Storage, run: &ImportRun) -> Result<(), StoreError> {
    once(storage, run.clone(), |uow, run| {
        Box::pin(async move { uow.imports().save(&run).await })
    })
    .await
}

/// The run of an id, on which attempts and queries agree.
async fn kept(storage: &Storage, id: ImportId) -> Option<ImportRun> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.imports().find(id).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.imports.run(id).await.unwrap(), found);
    found
}

/// A run reads back to the last byte, as it began and in every state after that.
pub async fn a_run_of_an_import_is_kept_as_it_was_written(storage: Storage) {
    let mut run = ImportRun {
        format: FileFormat::Ndjson,
        is_uploaded: false,
        options: ImportOptions {
            dry_run: true,
            create_categories: false,
        },
        seller: Some(approved(&storage, "상회").await.id),
        actor: Some(given::id()),
        ..waiting(1)
    };
    add(&storage, &run).await.unwrap();
    assert_eq!(kept(&storage, run.id).await.as_ref(), Some(&run));
    let why = "\"줄 3\": 따옴표가 닫히지 않음 😀".repeat(22);
    for (number, state) in (1..).zip([
        ImportState::Running,
        ImportState::Failed { why },
        ImportState::Waiting,
        ImportState::Done,
    ]) {
        let step = u64::try_from(number).unwrap();
        run = ImportRun {
            version: run.version + 1,
            state,
            counts: ImportCounts {
                created: step,
                updated: 20 * step,
                unchanged: 300 * step,
                rejected: 4_000 * step,
            },
            bytes_done: 3_000_000_000 + step,
            lines_done: 450_000 + step,
            rejects_bytes: 2_200_000_000 + step,
            updated_at: given::now() + TimeDelta::hours(number),
            ..run
        };
        save(&storage, &run).await.unwrap();
        assert_eq!(kept(&storage, run.id).await.as_ref(), Some(&run));
    }
    let plain = ImportRun {
        options: ImportOptions {
            dry_run: false,
            create_categories: true,
        },
        ..waiting(2)
    };
    for run in [plain, given::import_run()] {
        add(&storage, &run).await.unwrap();
        assert_eq!(kept(&storage, run.id).await, Some(run));
    }
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// An id is given to one run.
pub async fn a_run_of_an_import_is_added_once(storage: Storage) {
    let run = waiting(1);
    add(&storage, &run).await.unwrap();
    let again = ImportRun {
        id: run.id,
        ..waiting(2)
    };
    let answer = add(&storage, &again).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::Id))),
        "{answer:?}"
    );
    assert_eq!(kept(&storage, run.id).await, Some(run));
}

/// Who has not read how far a run is cannot take it further.
pub async fn a_stale_run_of_an_import_is_a_conflict(storage: Storage) {
    let run = waiting(1);
    add(&storage, &run).await.unwrap();
    let further = |version| ImportRun {
        version,
        bytes_done: 10,
        ..run.clone()
    };
    save(&storage, &further(2)).await.unwrap();
    for version in [0, 1, 2, 4] {
        let answer = save(&storage, &further(version)).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    let unknown = ImportRun {
        version: 2,
        ..waiting(1)
    };
    let answer = save(&storage, &unknown).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, run.id).await, Some(further(2)));
}

/// Of 12 processes that do the same rows at once, one does them: the others find that they are done.
pub async fn one_of_many_takes_a_step_of_an_import(storage: Storage) {
    let run = waiting(1);
    add(&storage, &run).await.unwrap();
    let answers = at_once(12, |_| {
        let (storage, id) = (storage.clone(), run.id);
        async move {
            let did = attempt(&storage, id, |uow, id| {
                Box::pin(async move {
                    let run = uow.imports().find(id).await?.unwrap();
                    if run.lines_done > 0 {
                        return Ok(false);
                    }
                    let further = ImportRun {
                        version: run.version + 1,
                        lines_done: 100,
                        ..run
                    };
                    uow.imports().save(&further).await?;
                    Ok(true)
                })
            });
            did.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|did| **did).count(), 1);
    assert_eq!(kept(&storage, run.id).await.map(|run| run.version), Some(2));
}

/// The newest run of a file that is not finished, of this owner, uploaded or not.
pub async fn an_unfinished_run_is_found_by_its_file(storage: Storage) {
    let seller = Some(approved(&storage, "상회").await.id);
    let mut runs: Vec<_> = (0..7).map(|_| waiting(1)).collect();
    runs[1].state = ImportState::Running;
    runs[2].seller = seller;
    runs[3].is_uploaded = false;
    runs[4].fingerprint[31] = 2;
    runs[5].state = ImportState::Done;
    runs[6].state = ImportState::Failed { why: "no".to_owned() };
    for run in &runs {
        add(&storage, run).await.unwrap();
    }
    for (fingerprint, seller, is_uploaded, expected) in [
        (runs[0].fingerprint, None, true, Some(&runs[1])),
        (runs[0].fingerprint, seller, true, Some(&runs[2])),
        (runs[0].fingerprint, None, false, Some(&runs[3])),
        (runs[4].fingerprint, None, true, Some(&runs[4])),
        (runs[4].fingerprint, seller, true, None),
        ([9; 32], None, true, None),
    ] {
        let found = storage.imports.unfinished(fingerprint, seller, is_uploaded).await;
        assert_eq!(found.unwrap().as_ref(), expected);
    }
}

/// Runs of uploaded files that are not finished wait, the oldest first, whoever wanted them.
pub async fn waiting_imports_are_listed_oldest_first(storage: Storage) {
    let seller = Some(approved(&storage, "상회").await.id);
    let mut runs: Vec<_> = (0..6).map(waiting).collect();
    runs[1].is_uploaded = false;
    runs[2].state = ImportState::Done;
    runs[3].state = ImportState::Running;
    runs[4].state = ImportState::Failed { why: String::new() };
    runs[5].seller = seller;
    for run in runs.iter().rev() {
        add(&storage, run).await.unwrap();
    }
    let expected = [runs[0].clone(), runs[3].clone(), runs[5].clone()];
    assert_eq!(storage.imports.waiting(9).await.unwrap(), expected);
    assert_eq!(storage.imports.waiting(2).await.unwrap(), expected[..2]);
}

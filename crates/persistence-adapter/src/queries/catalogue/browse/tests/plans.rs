use diesel::query_builder::QueryFragment;
use hexmart_application::catalogue::ListSort;

use super::super::super::super::plans::steps;
use super::super::super::Database;
use super::super::super::card::{Available, MainPicture};
use super::super::super::order::Order;
use super::super::super::route::{Question, Source, Stretch};
use super::super::super::statement::{Places, Rows, Total, Weights};
use super::shop::{fill, filters, items, now};
use super::trial::{self, Step};

/// Each stored table is read by an index of ours, and nothing is sorted unless it may be.
fn assert_by_index(steps: &[Step], may_sort: bool, case: &str) {
    let is_stored = |name: &str| ["products", "product_tags", "stock_chains", "stock_events"].contains(&name);
    let mut reads = steps
        .iter()
        .filter(|step| step.table.as_deref().is_some_and(is_stored))
        .peekable();
    assert!(reads.peek().is_some(), "{case}: {steps:?}");
    for step in reads {
        assert!(!step.reads_everything && step.index.is_some(), "{case}: {step:?}");
    }
    assert!(
        may_sort || steps.iter().all(|step| !step.sorts),
        "{case}: {steps:?}"
    );
}

fn listing(stretches: Vec<Stretch>, order: Order) -> Rows<impl QueryFragment<Database> + Send + 'static> {
    Rows {
        columns: listed_columns!(),
        places: Places::new(stretches, order, 0, 30),
    }
}

fn uses(steps: &[Step], source: Source) -> bool {
    let name = match source {
        Source::Index(index) => index,
        Source::Names => "products_by_name",
        Source::Ids | Source::Tag => return true,
    };
    steps.iter().any(|step| step.index.as_deref() == Some(name))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_and_every_order_is_answered_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    let items = items(20_000);
    fill(conn, &items).await;
    for filter in filters(&items) {
        for sort in ListSort::ALL {
            let inside = items.iter().filter(|item| item.passes(&filter)).nth(1);
            for after in [None, inside.map(|item| item.mark(sort))] {
                let question = Question::new(&filter, sort, after, now());
                let case = format!("{filter:?} {sort:?} {after:?}");
                let (walk, walked) = (question.walk(None), question.walked());
                // Several pieces are merged, and a handful of ids is sorted.
                let may_sort = walk.len() > 1 || walked == Source::Ids;
                let sources: Vec<_> = walk.iter().map(|stretch| stretch.source).collect();
                let way = steps(conn, listing(walk, question.order)).await;
                assert_by_index(&way, may_sort, &case);
                assert!(
                    sources.iter().all(|source| uses(&way, *source)),
                    "{case}: {way:?}"
                );
                if question.leaves_names_over() {
                    let through = question.through(Source::Names);
                    let way = steps(conn, listing(vec![through], question.order)).await;
                    assert_by_index(&way, true, &case);
                    assert!(uses(&way, Source::Names), "{case}: {way:?}");
                }
                for sieve in question.sieves() {
                    let (case, source) = (format!("{case} through {sieve:?}"), sieve.source);
                    let through = question.through(source);
                    let way = steps(conn, listing(vec![through.clone()], question.order)).await;
                    assert_by_index(&way, true, &case);
                    assert!(uses(&way, source), "{case}: {way:?}");
                    assert_by_index(&steps(conn, Total(through)).await, false, &case);
                    let weights = Weights {
                        sieves: vec![sieve],
                        most: 1_000,
                    };
                    assert_by_index(&steps(conn, weights).await, false, &case);
                }
            }
        }
    }
}

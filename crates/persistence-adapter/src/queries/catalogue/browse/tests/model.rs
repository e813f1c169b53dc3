use hexmart_application::catalogue::{ListFilter, ListSort, Mark, Window};

use super::super::{browse_with, place, total};
use super::shop::{Item, fill, filters, items, now};
use super::{Conn, trial};

/// The marks of a list in its order.
fn expected(items: &[Item], filter: &ListFilter, sort: ListSort) -> Vec<Mark> {
    let listed = items.iter().filter(|item| item.passes(filter));
    let mut marks: Vec<_> = listed.map(|item| item.mark(sort)).collect();
    marks.sort_by_key(|mark| (mark.key, mark.product));
    if !sort.is_ascending() {
        marks.reverse();
    }
    marks
}

fn stretch(marks: &[Mark], skip: usize, limit: usize) -> Vec<Mark> {
    marks.iter().skip(skip).take(limit).copied().collect()
}

async fn page(
    conn: &mut Conn,
    filter: &ListFilter,
    sort: ListSort,
    (after, skip, limit): (Option<Mark>, u64, u64),
    few: u64,
) -> Vec<Mark> {
    let window = Window { after, skip, limit };
    let cards = browse_with(conn, filter, sort, window, now(), few).await.unwrap();
    cards.into_iter().map(|card| card.mark).collect()
}

/// Whichever way a list is read: at once, in pages, skipped into, by its places, and counted.
#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_what_the_model_says() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    let items = items(2_000);
    fill(conn, &items).await;
    for filter in filters(&items) {
        for sort in ListSort::ALL {
            let marks = expected(&items, &filter, sort);
            // Everything is fetched; everything is walked, and soon given up; what lies between.
            for few in [100_000, 1, 20] {
                let case = format!("{filter:?} {sort:?} {few}");
                let first = page(conn, &filter, sort, (None, 0, 40), few).await;
                assert_eq!(first, stretch(&marks, 0, 40), "{case}");
                if let Some(last) = first.last() {
                    let second = page(conn, &filter, sort, (Some(*last), 1, 40), few).await;
                    assert_eq!(second, stretch(&marks, first.len() + 1, 40), "{case}");
                }
                let inside = page(conn, &filter, sort, (None, 7, 5), few).await;
                assert_eq!(inside, stretch(&marks, 7, 5), "{case}");
            }
            for skip in [0, 3, marks.len() / 2, marks.len()] {
                let number = u64::try_from(skip).unwrap();
                let found = place(conn, &filter, sort, number, now()).await.unwrap();
                assert_eq!(found, marks.get(skip).copied(), "{filter:?} {sort:?} {skip}");
            }
        }
        let counted = total(conn, &filter, now()).await.unwrap();
        let all = expected(&items, &filter, ListSort::Oldest).len();
        assert_eq!(counted, u64::try_from(all).unwrap(), "{filter:?}");
    }
}

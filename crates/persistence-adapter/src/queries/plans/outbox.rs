//! What waits in other lanes is in nobody's way.

use diesel_async::SimpleAsyncConnection;
use hexmart_application::platform::{EVENT, LETTER, Lane, NOTIFICATION};

use super::super::outbox::due_of;
use super::super::trial::{self, ANALYZE};
use super::purchase::{May, assert_by, now};
use super::{Conn, fill};

const WAITING: u32 = 2_000;

async fn events(conn: &mut Conn) {
    let rows = (0..WAITING).map(|n| {
        format!(
            "{}, 1, {}, '{EVENT}', NULL, 'PENDING', 0, {at}, {at}",
            fill::id(n),
            fill::id(n),
            at = fill::at(n),
        )
    });
    let columns = "outbox (aggregate, position, id, topic, payload, state, tries, due_at, written_at)";
    fill::insert(conn, columns, rows).await;
    conn.batch_execute(ANALYZE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_due_are_found_by_their_topic() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    events(&mut conn).await;
    for topics in [&[EVENT][..], &[NOTIFICATION, LETTER]] {
        let lane = Lane {
            topics,
            spared: Vec::new(),
        };
        for topic in lane.topics {
            let due = due_of(&lane, topic, now(), 32);
            assert_by(&mut conn, due, "outbox_due_by_topic", May::Nothing).await;
        }
    }
}

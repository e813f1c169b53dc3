//! Redis and memory answer alike, whatever they are asked.

use std::time::Duration;

use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_test_redis::server;
use hexmart_throttle_adapter::MemoryThrottle;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::given::{at, key};
use crate::redis_server::connected;

/// A question, and how many microseconds after (or before) the last it comes.
type Step = (i64, Question);

#[derive(Debug, Clone)]
enum Question {
    Take(u32, Rate),
    WaitingTime,
    Miss(Patience),
    Forgive,
}

#[derive(Debug, PartialEq)]
enum Answer {
    Allowance(Allowance),
    Wait(Duration),
    Forgiven,
}

/// All sizes alike: as many spans of microseconds as of weeks.
fn span() -> impl Strategy<Value = Duration> {
    (0..42_u32, any::<u64>()).prop_map(|(bits, any)| Duration::from_micros(any & ((1 << bits) - 1)))
}

fn count() -> impl Strategy<Value = u32> {
    (0..=32_u32, any::<u32>()).prop_map(|(bits, any)| any.checked_shr(32 - bits).unwrap_or(0))
}

fn rate() -> impl Strategy<Value = Rate> {
    (count(), span()).prop_map(|(burst, per)| Rate { burst, per })
}

fn patience() -> impl Strategy<Value = Patience> {
    (0..5_u32, span(), span(), span()).prop_map(|(free, window, first, longest)| Patience {
        free,
        window,
        first,
        longest,
    })
}

/// One rate and one patience, now and then others; mostly small steps, now and then back.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    (rate(), patience(), span()).prop_flat_map(|(rate, patience, longest_step)| {
        let question = prop_oneof![
            8 => count().prop_map(move |cost| Question::Take(cost % rate.burst.saturating_add(2).max(1), rate)),
            1 => (count(), self::rate()).prop_map(|(cost, rate)| Question::Take(cost, rate)),
            4 => Just(Question::WaitingTime),
            6 => Just(Question::Miss(patience)),
            1 => self::patience().prop_map(Question::Miss),
            1 => Just(Question::Forgive),
        ];
        let longest = i64::try_from(longest_step.as_micros()).unwrap_or(i64::MAX) + 1;
        vec((-longest / 8..=longest, question), 1..60)
    })
}

async fn answer(throttle: &dyn Throttle, key: &str, question: &Question, now: i64) -> Answer {
    match *question {
        Question::Take(cost, rate) => Answer::Allowance(throttle.take(key, cost, rate, at(now)).await),
        Question::WaitingTime => Answer::Wait(throttle.waiting_time(key, at(now)).await),
        Question::Miss(patience) => Answer::Wait(throttle.miss(key, patience, at(now)).await),
        Question::Forgive => {
            throttle.forgive(key).await;
            Answer::Forgiven
        }
    }
}

#[test]
fn redis_and_memory_answer_alike() {
    let Some(server) = server() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let redis = runtime.block_on(connected(&server));
    let memory = MemoryThrottle::new();
    let checked = TestRunner::default().run(&steps(), |steps| {
        let (key, mut now) = (key(), 0);
        for (step, question) in steps {
            now += step;
            let (here, there) = runtime.block_on(async {
                (
                    answer(&memory, &key, &question, now).await,
                    answer(&redis, &key, &question, now).await,
                )
            });
            prop_assert_eq!(here, there, "{:?} at {}", question, now);
        }
        Ok(())
    });
    checked.unwrap();
}

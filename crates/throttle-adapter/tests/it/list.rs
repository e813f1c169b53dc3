//! The list of promises.

/// Makes one test of each promise of the throttle port.
///
/// `$fresh` names a function of the same module, `async fn fresh() -> Option<Arc<dyn Throttle>>`, that opens a throttle
/// which knows nothing of the test's own keys; None when it is not to be had on this machine.
macro_rules! throttle_contract {
    ($fresh:ident) => {
        crate::list::context!($fresh, buckets: [
            a_burst_is_granted_and_what_exceeds_it_is_refused,
            a_token_is_back_at_its_very_instant,
            an_odd_rate_loses_nothing,
            a_cost_is_taken_whole_or_not_at_all,
            a_cost_above_the_burst_is_never_granted,
            taking_nothing_is_always_granted,
            a_bucket_never_holds_more_than_its_burst,
            whoever_waits_as_told_is_granted,
            callers_that_race_get_no_more_than_the_burst,
            keys_are_independent,
            another_rate_goes_on_from_the_same_bucket,
            a_bucket_that_was_seen_full_is_forgotten,
            a_clock_behind_by_a_little_fills_nothing,
            a_clock_that_goes_back_far_holds_up_nobody_for_long,
        ]);
        crate::list::context!($fresh, misses: [
            whoever_never_missed_does_not_wait,
            the_first_misses_are_free,
            each_further_miss_costs_twice_as_much_up_to_the_longest,
            a_waiting_time_runs_out,
            a_miss_meanwhile_costs_the_next_waiting_time,
            misses_are_forgotten_after_their_window,
            a_miss_keeps_those_before_it_in_mind,
            a_waiting_time_outlasts_its_window,
            the_forgiven_start_anew,
            keys_are_independent,
            misses_that_race_are_all_counted,
            buckets_and_misses_of_a_key_are_independent,
            a_clock_that_goes_back_prolongs_nothing,
        ]);
    };
}

macro_rules! context {
    ($fresh:ident, $context:ident: [$($promise:ident),* $(,)?]) => {
        mod $context {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $promise() {
                    if let Some(throttle) = super::$fresh().await {
                        crate::$context::$promise(throttle).await;
                    }
                }
            )*
        }
    };
}

pub(crate) use {context, throttle_contract};

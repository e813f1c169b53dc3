//! The list of what belongs to crowdfunding.

/// Makes one test of each promise about pockets, campaigns and pledges.
#[doc(hidden)]
#[macro_export]
macro_rules! funding_contract {
    ($fresh:ident) => {
        $crate::context_contract!($fresh, funding: [
            a_campaign_is_kept_as_it_began,
            a_changed_campaign_is_kept,
            a_stale_campaign_is_a_conflict,
            a_campaign_that_somebody_backed_meanwhile_is_a_conflict,
            the_clock_of_the_store_moves_on,
            campaigns_are_listed_by_their_total,
            campaigns_are_listed_by_their_age,
            what_is_cancelled_or_put_away_is_not_listed,
            pages_of_campaigns_neither_skip_nor_repeat,
            own_campaigns_are_told_newest_first,
            backers_are_told_newest_first,
            own_pledges_are_told_newest_first,
            campaigns_that_are_over_are_due,
            a_pledge_is_kept_as_it_was_made,
            a_pledge_is_counted_with_its_campaign,
            an_account_pledges_once,
            a_slot_is_given_once,
            a_pledge_to_a_changed_campaign_is_a_conflict,
            a_refused_attempt_leaves_no_pledge,
            a_pocket_is_kept_as_it_was_registered,
            a_stale_pocket_is_a_conflict,
            pledges_that_race_all_count,
            the_last_of_a_reward_is_given_once,
            one_of_many_pledges_of_an_account_lands,
            one_of_many_payments_becomes_a_pledge,
            an_account_pledges_once_by_attempts_that_overlap,
            one_of_many_decides_a_campaign,
            pledges_and_a_decision_that_race_agree,
            pledges_go_back_together,
            a_pledge_goes_back_once,
            one_of_many_gives_a_pledge_back,
            campaigns_that_owe_are_known,
            what_pledges_come_to_is_added_up,
        ]);
    };
}

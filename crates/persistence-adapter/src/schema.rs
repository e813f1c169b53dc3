//! The tables, once for both databases: every column keeps to the types that both have.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    products (id) {
        id -> Binary,
        seller_id -> Nullable<Binary>,
        category_id -> Nullable<Binary>,
        lifecycle -> Text,
        name -> Text,
        name_folded -> Text,
        description -> Text,
        price -> BigInt,
        currency -> Text,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
        discount_percentage -> Nullable<BigInt>,
        discount_starts_at -> Nullable<UtcMicros>,
        discount_ends_at -> Nullable<UtcMicros>,
        particulars -> Nullable<Text>,
        variants -> BigInt,
        version -> BigInt,
        sale_price -> BigInt,
        deal -> BigInt,
        stocked -> BigInt,
        in_stock -> Bool,
        sales -> BigInt,
        likes -> BigInt,
        ratings -> BigInt,
        stars_sum -> BigInt,
        stars -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    stock_events (item_id, location_id, version) {
        item_id -> Binary,
        location_id -> Binary,
        version -> BigInt,
        kind -> Text,
        change -> BigInt,
        reserved_change -> BigInt,
        on_hand_after -> BigInt,
        reserved_after -> BigInt,
        ceiling -> Nullable<BigInt>,
        low -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        reference -> Nullable<Binary>,
        op_id -> Binary,
        actor_id -> Nullable<Binary>,
        recorded_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary};

    product_discounts (product_id, version) {
        product_id -> Binary,
        version -> BigInt,
        id -> Binary,
        percentage -> BigInt,
        starts_at -> UtcMicros,
        ends_at -> UtcMicros,
        created_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Text};

    coupons (id) {
        id -> Binary,
        owner_id -> Binary,
        code -> Text,
        code_key -> Text,
        percentage -> BigInt,
        valid_from -> UtcMicros,
        valid_to -> UtcMicros,
        active -> Bool,
        created_at -> UtcMicros,
        redeemed -> Bool,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    accounts (id) {
        id -> Binary,
        email_print -> Nullable<Binary>,
        phone_print -> Nullable<Binary>,
        personal -> Nullable<Binary>,
        nickname -> Text,
        introduction -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        role -> Text,
        state -> Text,
        language -> Text,
        token_version -> BigInt,
        version -> BigInt,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
        last_sign_in_at -> Nullable<UtcMicros>,
        dormancy_notice_at -> Nullable<UtcMicros>,
        deleted_at -> Nullable<UtcMicros>,
        idle_since -> UtcMicros,
        to_forget_since -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{Binary, Text};

    linked_identities (provider, subject) {
        provider -> Text,
        subject -> Binary,
        account_id -> Binary,
        linked_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{Binary, Nullable, Text};

    sessions (id) {
        id -> Binary,
        account_id -> Binary,
        client -> Nullable<Text>,
        created_at -> UtcMicros,
        refreshed_at -> UtcMicros,
        ended_at -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary};

    refresh_tokens (session_id, generation) {
        session_id -> Binary,
        generation -> BigInt,
        hash -> Binary,
        issued_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    codes (account_id, purpose) {
        account_id -> Binary,
        purpose -> Text,
        target -> Nullable<Binary>,
        hash -> Binary,
        issued_at -> UtcMicros,
        misses -> BigInt,
        version -> BigInt,
        spent -> Bool,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{Binary, Nullable, Text};

    provider_attempts (state) {
        state -> Binary,
        provider -> Text,
        binding -> Binary,
        redirect_uri -> Text,
        link_to -> Nullable<Binary>,
        began_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable};

    address_books (account_id) {
        account_id -> Binary,
        version -> BigInt,
        default_id -> Nullable<Binary>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary};

    addresses (id) {
        id -> Binary,
        account_id -> Binary,
        position -> BigInt,
        document -> Binary,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{Binary, Nullable, Text};

    api_keys (id) {
        id -> Binary,
        owner_id -> Binary,
        name -> Text,
        scopes -> Text,
        hash -> Binary,
        created_at -> UtcMicros,
        expires_at -> UtcMicros,
        last_used_at -> Nullable<UtcMicros>,
        revoked_at -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    sellers (id) {
        id -> Binary,
        account_id -> Binary,
        company -> Text,
        company_key -> Text,
        business_number -> Text,
        private -> Binary,
        state -> Text,
        reason -> Nullable<Text>,
        applied_at -> UtcMicros,
        decided_at -> Nullable<UtcMicros>,
        decided_by -> Nullable<Binary>,
        followers -> BigInt,
        version -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::Binary;

    follows (seller_id, account_id) {
        seller_id -> Binary,
        account_id -> Binary,
        followed_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    outbox (aggregate, position) {
        aggregate -> Binary,
        position -> BigInt,
        id -> Binary,
        topic -> Text,
        payload -> Nullable<Binary>,
        state -> Text,
        tries -> BigInt,
        due_at -> UtcMicros,
        why -> Nullable<Text>,
        written_at -> UtcMicros,
        settled_at -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Text};

    leases (name) {
        name -> Text,
        holder -> Binary,
        fence -> BigInt,
        ends_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Nullable, Text};

    job_runs (job, began_at) {
        job -> Text,
        began_at -> UtcMicros,
        ended_at -> UtcMicros,
        done -> Nullable<BigInt>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    audit_log (position) {
        position -> BigInt,
        recorded_at -> UtcMicros,
        actor_id -> Nullable<Binary>,
        action -> Text,
        subject -> Text,
        note -> Text,
        previous -> Binary,
        hash -> Binary,
    }
}

table! {
    use diesel::sql_types::{Binary, Text};

    variants (item_id) {
        item_id -> Binary,
        product_id -> Binary,
        owner_key -> Binary,
        sku_key -> Text,
    }
}

table! {
    use diesel::sql_types::{Binary, Text};

    product_tags (tag, product_id) {
        tag -> Text,
        product_id -> Binary,
    }
}

table! {
    use diesel::sql_types::Binary;

    product_pictures (id) {
        id -> Binary,
        product_id -> Binary,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    categories (id) {
        id -> Binary,
        parent_id -> Nullable<Binary>,
        position -> BigInt,
        name_ko -> Text,
        name_en -> Nullable<Text>,
        created_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::BigInt;

    category_tree (id) {
        id -> BigInt,
        version -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    product_changes (product_id, version) {
        product_id -> Binary,
        version -> BigInt,
        actor_id -> Nullable<Binary>,
        changed_at -> UtcMicros,
        fields -> Text,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    catalogue_feed (position) {
        position -> BigInt,
        product_id -> Binary,
        added_at -> UtcMicros,
        what -> Nullable<Text>,
        item_id -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::BigInt;

    catalogue_feed_floor (id) {
        id -> BigInt,
        position -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    imports (id) {
        id -> Binary,
        version -> BigInt,
        fingerprint -> Binary,
        format -> Text,
        is_uploaded -> Bool,
        dry_run -> Bool,
        create_categories -> Bool,
        seller_id -> Nullable<Binary>,
        actor_id -> Nullable<Binary>,
        state -> Text,
        why -> Nullable<Text>,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        rejected -> BigInt,
        bytes_done -> BigInt,
        bytes_total -> BigInt,
        lines_done -> BigInt,
        rejects_bytes -> BigInt,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    warehouses (id) {
        id -> Binary,
        name -> Text,
        name_folded -> Text,
        address -> Nullable<Text>,
        address_folded -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        latitude -> Nullable<BigInt>,
        longitude -> Nullable<BigInt>,
        contact_sealed -> Nullable<Binary>,
        available -> Bool,
        version -> BigInt,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    racks (id) {
        id -> Binary,
        warehouse_id -> Binary,
        name -> Text,
        position -> Nullable<Text>,
        version -> BigInt,
    }
}

table! {
    use diesel::sql_types::{Binary, Bool};

    stock_chains (item_id, location_id) {
        item_id -> Binary,
        location_id -> Binary,
        warehouse_id -> Binary,
        sellable -> Bool,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    carts (id) {
        id -> Binary,
        owner_id -> Nullable<Binary>,
        token_hash -> Nullable<Binary>,
        lines -> Text,
        coupon_id -> Nullable<Binary>,
        version -> BigInt,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    orders (id) {
        id -> Binary,
        number -> Text,
        buyer_id -> Binary,
        cart_id -> Nullable<Binary>,
        state -> Text,
        destination_sealed -> Binary,
        coupon -> Nullable<Text>,
        shipping_fee -> BigInt,
        currency -> Text,
        shipments -> Text,
        pay_by -> UtcMicros,
        placed_at -> UtcMicros,
        paid_at -> Nullable<UtcMicros>,
        paid -> Nullable<BigInt>,
        version -> BigInt,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    order_lines (order_id, place) {
        order_id -> Binary,
        place -> BigInt,
        id -> Binary,
        product_id -> Binary,
        item_id -> Binary,
        seller_id -> Nullable<Binary>,
        state -> Text,
        asked_from -> Nullable<Text>,
        quantity -> BigInt,
        unit_price -> BigInt,
        unit_discount -> BigInt,
        unit_coupon -> BigInt,
        list -> BigInt,
        discount -> BigInt,
        coupon -> BigInt,
        payable -> BigInt,
        picks -> Text,
        snapshot -> Text,
        delivered_at -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    order_events (order_id, version, place) {
        order_id -> Binary,
        version -> BigInt,
        place -> BigInt,
        line_id -> Nullable<Binary>,
        kind -> Text,
        from_value -> Nullable<Text>,
        to_value -> Nullable<Text>,
        party -> Text,
        actor_id -> Nullable<Binary>,
        reason -> Nullable<Text>,
        at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    payments (id) {
        id -> Binary,
        purpose -> Text,
        target_id -> Binary,
        tier_id -> Nullable<Binary>,
        attempt -> BigInt,
        buyer_id -> Binary,
        provider -> Nullable<Text>,
        merchant_uid -> Text,
        amount -> BigInt,
        points -> BigInt,
        currency -> Text,
        state -> Text,
        provider_key -> Nullable<Text>,
        transaction_no -> Nullable<Text>,
        method -> Nullable<Text>,
        receipt_url -> Nullable<Text>,
        failure_code -> Nullable<Text>,
        failure_message -> Nullable<Text>,
        refunds -> Text,
        refunded -> BigInt,
        ask_at -> Nullable<UtcMicros>,
        asked -> BigInt,
        expires_at -> UtcMicros,
        captured_at -> Nullable<UtcMicros>,
        created_at -> UtcMicros,
        version -> BigInt,
        updated_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::Binary;

    order_payments (order_id) {
        order_id -> Binary,
        payment_id -> Binary,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::Text;

    provider_messages (provider, message) {
        provider -> Text,
        message -> Text,
        heard_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    wallet_entries (user_id, version) {
        user_id -> Binary,
        version -> BigInt,
        kind -> Text,
        amount -> BigInt,
        balance_after -> BigInt,
        reference -> Text,
        business_date -> Text,
        moved -> Text,
        lots -> Text,
        note -> Nullable<Text>,
        actor_id -> Nullable<Binary>,
        recorded_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};

    wallet_postings (user_id, version, account) {
        user_id -> Binary,
        version -> BigInt,
        account -> Text,
        amount -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};

    wallet_lapses (user_id, lapses_on, version) {
        user_id -> Binary,
        lapses_on -> Text,
        version -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::Binary;

    welcomes (print) {
        print -> Binary,
        welcomed_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    subscriptions (user_id) {
        user_id -> Binary,
        state -> Text,
        period -> BigInt,
        fee -> BigInt,
        started_on -> Text,
        next_payment -> Text,
        due_on -> Nullable<Text>,
        version -> BigInt,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Text};

    settlements (id) {
        id -> Binary,
        seller_id -> Binary,
        kind -> Text,
        order_id -> Binary,
        line_id -> Binary,
        gross -> BigInt,
        commission -> BigInt,
        net -> BigInt,
        currency -> Text,
        points -> BigInt,
        business_date -> Text,
        settled_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};

    seller_months (seller_id, month) {
        seller_id -> Binary,
        month -> Text,
        profit -> BigInt,
        sent -> BigInt,
        unsent -> BigInt,
        unpaid -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary};

    coupon_redemptions (coupon_id, slot) {
        coupon_id -> Binary,
        slot -> BigInt,
        order_id -> Binary,
        redeemed_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Text};

    completed_requests (id) {
        id -> Binary,
        scope -> Text,
        request_key -> Text,
        fingerprint -> Binary,
        status -> BigInt,
        headers -> Text,
        body_sealed -> Binary,
        completed_at -> UtcMicros,
        keep_until -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    webhooks (id) {
        id -> Binary,
        url -> Text,
        description -> Nullable<Text>,
        events -> Text,
        enabled -> Bool,
        secrets_sealed -> Binary,
        failing_since -> Nullable<UtcMicros>,
        version -> BigInt,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    webhook_deliveries (id) {
        id -> Binary,
        webhook_id -> Binary,
        event_id -> Binary,
        kind -> Text,
        line -> Binary,
        body -> Text,
        state -> Text,
        tries -> BigInt,
        last_status -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        last_tried_at -> Nullable<UtcMicros>,
        delivered_at -> Nullable<UtcMicros>,
        version -> BigInt,
        created_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::BigInt;

    news_position (id) {
        id -> BigInt,
        position -> BigInt,
    }
}

table! {
    use diesel::sql_types::Binary;

    news_sold_out (product_id) {
        product_id -> Binary,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    reviews (id) {
        id -> Binary,
        product_id -> Binary,
        author_id -> Binary,
        stars -> BigInt,
        title -> Text,
        body -> Text,
        delivery -> Text,
        service -> Text,
        feedback -> Text,
        line_id -> Binary,
        options -> Text,
        unit_price -> BigInt,
        currency -> Text,
        picture_id -> Nullable<Binary>,
        picture_alt -> Nullable<Text>,
        picture_width -> Nullable<BigInt>,
        picture_height -> Nullable<BigInt>,
        picture_transparent -> Nullable<Bool>,
        pictured -> Bool,
        visible -> Bool,
        hidden_reason -> Nullable<Text>,
        reward_kind -> Nullable<Text>,
        reward_points -> BigInt,
        likes -> BigInt,
        version -> BigInt,
        written_at -> UtcMicros,
        edited_at -> Nullable<UtcMicros>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::Binary;

    review_likes (review_id, account_id) {
        review_id -> Binary,
        account_id -> Binary,
        liked_at -> UtcMicros,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary};

    review_tallies (product_id) {
        product_id -> Binary,
        stars_1 -> BigInt,
        stars_2 -> BigInt,
        stars_3 -> BigInt,
        stars_4 -> BigInt,
        stars_5 -> BigInt,
        pictured -> BigInt,
        delivery_good -> BigInt,
        delivery_normal -> BigInt,
        delivery_bad -> BigInt,
        service_good -> BigInt,
        service_normal -> BigInt,
        service_bad -> BigInt,
        feedback_good -> BigInt,
        feedback_normal -> BigInt,
        feedback_bad -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Text};

    wishes (product_id, account_id) {
        product_id -> Binary,
        account_id -> Binary,
        wished_at -> UtcMicros,
        notices -> Bool,
        on_offer -> Bool,
        price -> BigInt,
        currency -> Text,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable};

    wish_watch (id) {
        id -> BigInt,
        position -> Nullable<BigInt>,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Text};

    pockets (user_id) {
        user_id -> Binary,
        account_type -> Text,
        is_active -> Bool,
        registered_at -> UtcMicros,
        updated_at -> UtcMicros,
        version -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

    campaigns (id) {
        id -> Binary,
        poster_id -> Binary,
        title -> Text,
        poster_name -> Text,
        content -> Text,
        picture_url -> Nullable<Text>,
        target -> BigInt,
        unit_price -> BigInt,
        currency -> Text,
        tiers -> Text,
        closes_at -> UtcMicros,
        state -> Text,
        standing -> BigInt,
        backers -> BigInt,
        total -> BigInt,
        refunded_count -> BigInt,
        refunded -> BigInt,
        refunds_due -> Bool,
        cancel_reason -> Nullable<Text>,
        decided_at -> Nullable<UtcMicros>,
        fulfilled_at -> Nullable<UtcMicros>,
        archived_at -> Nullable<UtcMicros>,
        created_at -> UtcMicros,
        updated_at -> UtcMicros,
        version -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary};

    campaign_tiers (tier_id) {
        tier_id -> Binary,
        campaign_id -> Binary,
        taken -> BigInt,
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    pledges (id) {
        id -> Binary,
        campaign_id -> Binary,
        backer_id -> Binary,
        tier_id -> Nullable<Binary>,
        slot -> Nullable<BigInt>,
        amount -> BigInt,
        currency -> Text,
        lots -> Nullable<Text>,
        payment_id -> Nullable<Binary>,
        state -> Text,
        pledged_at -> UtcMicros,
        refunded_at -> Nullable<UtcMicros>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary};

    tier_slots (tier_id, slot) {
        tier_id -> Binary,
        slot -> BigInt,
        pledge_id -> Binary,
    }
}

allow_tables_to_appear_in_same_query!(campaigns, pledges, accounts);
allow_tables_to_appear_in_same_query!(sellers, follows);
allow_tables_to_appear_in_same_query!(outbox, leases);
allow_tables_to_appear_in_same_query!(
    products,
    stock_events,
    stock_chains,
    coupons,
    variants,
    sellers,
    product_tags,
    product_pictures,
    reviews,
    review_tallies,
    wishes
);
allow_tables_to_appear_in_same_query!(products, categories);
allow_tables_to_appear_in_same_query!(warehouses, racks);
allow_tables_to_appear_in_same_query!(orders, order_lines);
allow_tables_to_appear_in_same_query!(accounts, linked_identities, sessions, refresh_tokens, api_keys);
allow_tables_to_appear_in_same_query!(address_books, addresses);

//! The tables, once for both databases: every column keeps to the types that both have.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    products (id) {
        id -> Binary,
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
        on_hand_after -> BigInt,
        reserved_after -> BigInt,
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
    }
}

table! {
    use crate::columns::UtcMicros;
    use diesel::sql_types::{Binary, Text};

    accounts (id) {
        id -> Binary,
        email -> Text,
        email_key -> Text,
        nickname -> Text,
        password_hash -> Text,
        role -> Text,
        created_at -> UtcMicros,
    }
}

allow_tables_to_appear_in_same_query!(products, stock_events, coupons);

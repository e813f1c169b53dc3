//! Promises of `ProductRepository`, `CategoryRepository`, `CatalogueQueries` and `ChangeFeed`.

mod browsing;
mod categories;
mod counting;
mod deals;
mod documents;
mod edits;
mod feeding;
mod filters;
mod hanging;
mod products;
mod reading;
mod skus;
mod sold_out;
mod sorting;
mod states;

pub use browsing::{
    a_filter_disregards_case, a_list_is_in_the_order_of_creation, a_list_is_read_in_pages,
    a_list_shows_the_newest_stock, a_page_after_a_product_never_skips_or_repeats,
    a_place_in_a_list_has_its_product, every_character_of_a_filter_stands_for_itself,
};
pub(crate) use categories::planted;
pub use categories::{
    a_forest_is_kept_as_it_was_planted, a_stale_forest_is_a_conflict,
    changes_of_the_forest_that_race_all_land, moves_that_overlap_make_no_cycle,
    of_two_moves_that_make_a_cycle_one_lands,
};
pub use counting::{
    a_mean_of_stars_is_rounded_half_up, an_edit_leaves_the_counters, counts_add_up,
    counts_that_race_all_count, no_count_falls_below_zero,
};
pub use deals::{
    a_deal_lapses_once, a_discount_that_is_over_is_none_at_once, what_lapsed_lies_where_it_belongs,
};
pub use documents::{
    a_document_tells_what_an_index_knows, a_page_shows_a_product_in_full, a_page_shows_every_variant,
    an_export_goes_through_all_products, documents_go_through_all_that_is_listed, pictures_in_use_are_known,
};
pub use edits::{
    a_changed_product_is_kept, a_history_is_told_newest_first, a_product_is_kept_in_full,
    a_stale_product_is_a_conflict, an_edit_that_is_overtaken_lands_next, edits_that_race_all_land,
    long_texts_are_written_together, products_are_saved_together,
};
pub use feeding::{
    a_refused_attempt_feeds_nothing, every_change_is_fed, stock_is_fed_when_it_crosses_zero,
    the_feed_forgets_what_is_old,
};
pub use filters::{
    a_list_can_be_among_some_products, a_list_can_be_of_a_range_of_creation,
    a_list_can_be_of_a_range_of_prices, a_list_can_be_of_one_owner, a_list_can_be_of_one_tag,
    a_list_can_be_of_some_categories, a_list_can_be_of_some_states, a_list_can_be_of_what_is_in_stock,
    a_list_can_be_of_what_is_reduced, the_parts_of_a_filter_narrow_each_other,
};
pub use hanging::{
    a_category_that_an_attempt_rests_on_stays, a_category_with_products_stays,
    no_product_hangs_on_a_category_that_is_gone, products_are_rehung_while_others_edit,
    products_are_rehung_with_a_history, products_of_categories_are_fed,
};
pub use products::{
    a_batch_with_a_taken_id_adds_nothing, a_product_belongs_to_its_seller_or_to_the_shop,
    a_product_is_kept_as_it_was_made, a_thousand_products_land_in_one_attempt,
    an_id_that_differs_in_its_last_bit_is_another, an_unknown_product_is_none, nothing_can_be_added,
    simultaneous_viewers_are_shown_their_own, the_longest_texts_are_kept,
};
pub(crate) use reading::fed_by;
pub use reading::{
    no_reader_passes_an_entry_that_appears_later, nothing_is_missed_while_many_write,
    the_feed_is_read_in_pages,
};
pub use skus::{
    a_batch_with_a_taken_sku_adds_nothing, a_change_takes_skus_and_lets_them_go,
    a_sku_is_taken_once_by_attempts_that_overlap, a_sku_is_taken_whatever_its_case,
    a_sku_is_unique_for_one_seller_alone, a_sku_of_a_deleted_product_stays_taken, one_of_many_takes_a_sku,
    products_are_found_by_their_skus, taken_ids_are_told_whatever_became_of_the_products,
};
pub use sold_out::{
    a_product_can_be_had_while_a_variant_can, a_product_is_sold_out_with_its_last_piece,
    a_variant_comes_and_goes_with_its_stock, an_attempt_sells_out_when_it_ends,
    events_of_one_attempt_count_in_their_order, stock_and_state_never_disagree,
    stock_revives_nothing_that_was_taken_away,
};
pub use sorting::{
    a_mark_is_a_place_without_its_product, a_product_moves_with_its_measure, every_sort_is_in_order,
    pages_and_places_of_every_sort_agree, pages_behind_marks_neither_skip_nor_repeat,
};
pub use states::{
    a_state_can_change_and_change_back, what_is_hidden_is_kept, what_is_not_public_is_not_shown,
};

use hexmart_application::catalogue::{
    Counters, ListFilter, ListSort, Mark, NameFilter, ProductCard, ProductDetail, Window,
};
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::shared::ProductId;

use crate::given;

/// What a list shows of a product that nothing was counted about.
fn card_of(product: &Product, stock: i64) -> ProductCard {
    ProductCard {
        id: product.id,
        name: product.name.as_str().to_owned(),
        description: product.description.as_str().to_owned(),
        price: product.price,
        available: given::pieces(stock),
        discount: product.deal(given::now()),
        seller: product.seller,
        category: product.category,
        lifecycle: product.lifecycle,
        picture: product.pictures.first().cloned(),
        variants: u32::try_from(product.variants.len()).unwrap(),
        counters: Counters::default(),
        mark: mark_of(product),
        created_at: product.created_at,
        updated_at: product.updated_at,
    }
}

/// What the page of a product of the shop shows nobody in particular; its variants have these stocks.
fn detail_of(product: &Product, stock: &[i64]) -> ProductDetail {
    let variants = product.variants.iter().cloned();
    ProductDetail {
        card: card_of(product, stock.iter().sum()),
        seller: None,
        tags: product.tags.clone(),
        attributes: product.attributes.clone(),
        options: product.options.clone(),
        variants: variants
            .zip(stock.iter().map(|count| given::pieces(*count)))
            .collect(),
        pictures: product.pictures.clone(),
        coupon: None,
    }
}

/// Where a product stands in the order of creation.
fn mark_of(product: &Product) -> Mark {
    Mark {
        key: 0,
        product: product.id,
    }
}

fn ids_of(products: &[Product]) -> Vec<ProductId> {
    products.iter().map(|product| product.id).collect()
}

/// What everybody sees.
fn everything() -> ListFilter {
    ListFilter::default()
}

/// What everybody sees whose name contains this.
fn containing(part: &str) -> ListFilter {
    ListFilter {
        name: NameFilter::containing(part),
        ..everything()
    }
}

/// Products of whatever state.
fn of_every_state() -> ListFilter {
    ListFilter {
        lifecycles: Lifecycle::ALL.to_vec(),
        ..everything()
    }
}

/// The ids of a stretch of the list.
async fn browse(storage: &Storage, filter: &ListFilter, window: Window) -> Vec<ProductId> {
    sorted(storage, filter, ListSort::Oldest, window).await
}

/// The ids of a stretch of a list of this sort.
async fn sorted(storage: &Storage, filter: &ListFilter, sort: ListSort, window: Window) -> Vec<ProductId> {
    let cards = storage.catalogue.browse(filter, sort, window, given::now());
    cards.await.unwrap().iter().map(|card| card.id).collect()
}

/// The card of a product of whatever state.
async fn card(storage: &Storage, product: ProductId) -> ProductCard {
    let filter = ListFilter {
        among: Some(vec![product]),
        ..of_every_state()
    };
    let cards = storage
        .catalogue
        .browse(&filter, ListSort::Oldest, window(0, 9), given::now());
    let mut cards = cards.await.unwrap();
    assert_eq!(cards.len(), 1);
    cards.remove(0)
}

/// The stretch of so many, from a place on.
fn window(skip: u64, limit: u64) -> Window {
    Window {
        after: None,
        skip,
        limit,
    }
}

//! Promises of `ProductRepository` and `CatalogueQueries`.

mod browsing;
mod products;

pub use browsing::{
    a_filter_disregards_case, a_list_is_in_the_order_of_creation, a_list_is_read_in_pages,
    a_list_shows_the_newest_stock, a_page_after_a_product_never_skips_or_repeats,
    a_place_in_a_list_has_its_product, every_character_of_a_filter_stands_for_itself,
};
pub use products::{
    a_batch_with_a_taken_id_adds_nothing, a_product_belongs_to_its_seller_or_to_the_shop,
    a_product_is_kept_as_it_was_made, a_thousand_products_land_in_one_attempt,
    an_id_that_differs_in_its_last_bit_is_another, an_unknown_product_is_none, nothing_can_be_added,
    simultaneous_viewers_are_shown_their_own, the_longest_texts_are_kept,
};

use hexmart_application::catalogue::{NameFilter, ProductCard, Window};
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::Product;
use hexmart_domain::shared::ProductId;

use crate::given;

/// What a list shows of a product without discount.
fn card_of(product: &Product, stock: i64) -> ProductCard {
    ProductCard {
        id: product.id,
        name: product.name.as_str().to_owned(),
        description: product.description.as_str().to_owned(),
        price: product.price,
        available: given::pieces(stock),
        discount: None,
        created_at: product.created_at,
        updated_at: product.updated_at,
    }
}

fn ids_of(products: &[Product]) -> Vec<ProductId> {
    products.iter().map(|product| product.id).collect()
}

/// The ids of a stretch of the list.
async fn browse(storage: &Storage, filter: Option<NameFilter>, window: Window) -> Vec<ProductId> {
    let cards = storage
        .catalogue
        .browse(filter, window, given::now())
        .await
        .unwrap();
    cards.iter().map(|card| card.id).collect()
}

/// The stretch of so many, from a place on.
fn window(skip: u64, limit: u64) -> Window {
    Window {
        after: None,
        skip,
        limit,
    }
}

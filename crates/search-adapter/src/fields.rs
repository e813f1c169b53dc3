//! What the index keeps of a product. No text is kept, only where its words occur, and numbers to sort and count by.

use tantivy::schema::{BytesOptions, FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// Changes with anything that is written differently: an index of another form is built again.
pub(crate) const FORM: u32 = 1;

/// Names of the numeric columns, all of which every product has.
pub(crate) mod column {
    /// The first and the last 64 bits of the id.
    pub(crate) const ID_HIGH: &str = "id_high";
    pub(crate) const ID_LOW: &str = "id_low";
    /// See [`crate::traits::Traits`].
    pub(crate) const TRAITS: &str = "traits";
    pub(crate) const SALE_PRICE: &str = "sale_price";
    pub(crate) const DEAL: &str = "deal";
    pub(crate) const CREATED_AT: &str = "created_at";
    pub(crate) const SALES: &str = "sales";
    pub(crate) const LIKES: &str = "likes";
    pub(crate) const STARS: &str = "stars";
    /// The ids from the outermost category to the product's own, 16 bytes each, as one value: a shop has few paths.
    pub(crate) const PATH: &str = "path";
    /// The 16 bytes of the seller's id; empty when the shop itself sells.
    pub(crate) const SELLER: &str = "seller";
}

/// The fields, by their numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The words and symbols of the name.
    pub(crate) name: Field,
    /// The words of tags and of the names of categories.
    pub(crate) label: Field,
    /// The words of the description.
    pub(crate) description: Field,
    /// What can be suggested beside single words of names: words of category names, and neighbours in either.
    pub(crate) phrase: Field,
    /// Whole tags.
    pub(crate) tag: Field,
    /// The last 16 bits of the id: a key for finding a product that costs 2 bytes, where the whole id would cost 25.
    pub(crate) bucket: Field,
    pub(crate) id_high: Field,
    pub(crate) id_low: Field,
    pub(crate) traits: Field,
    pub(crate) sale_price: Field,
    pub(crate) deal: Field,
    pub(crate) created_at: Field,
    pub(crate) sales: Field,
    pub(crate) likes: Field,
    pub(crate) stars: Field,
    pub(crate) path: Field,
    pub(crate) seller: Field,
}

/// The tokenizer that takes what lies between blanks.
const BETWEEN_BLANKS: &str = "whitespace";
/// The tokenizer that takes all.
const WHOLE: &str = "raw";

/// The schema of the index and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        name: schema.add_text_field("name", occurrences(BETWEEN_BLANKS)),
        label: schema.add_text_field("label", occurrences(BETWEEN_BLANKS)),
        description: schema.add_text_field("description", occurrences(BETWEEN_BLANKS)),
        phrase: schema.add_text_field("phrase", occurrences(BETWEEN_BLANKS)),
        tag: schema.add_text_field("tag", occurrences(WHOLE)),
        bucket: schema.add_bytes_field("bucket", BytesOptions::default().set_indexed()),
        id_high: schema.add_u64_field(column::ID_HIGH, FAST),
        id_low: schema.add_u64_field(column::ID_LOW, FAST),
        traits: schema.add_u64_field(column::TRAITS, FAST),
        sale_price: schema.add_i64_field(column::SALE_PRICE, FAST),
        deal: schema.add_i64_field(column::DEAL, FAST),
        created_at: schema.add_i64_field(column::CREATED_AT, FAST),
        sales: schema.add_i64_field(column::SALES, FAST),
        likes: schema.add_i64_field(column::LIKES, FAST),
        stars: schema.add_i64_field(column::STARS, FAST),
        path: schema.add_bytes_field(column::PATH, FAST),
        seller: schema.add_bytes_field(column::SELLER, FAST),
    };
    (schema.build(), fields)
}

/// In which products a word occurs, and nothing else: how often and where would double the size.
fn occurrences(tokenizer: &str) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    )
}

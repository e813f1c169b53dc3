//! How a product is sent.

use std::collections::BTreeSet;

use hexmart_application::search::{PRICE_BANDS, SearchDocument};
use hexmart_domain::shared::{Id, ProductId, fold_case};
use hexmart_search_words::{Piece, apart, fold, fold_apart, initials, keystrokes, pieces, words};
use serde_json::{Value, json};

/// How many units of a price make one unit of the currency.
const SCALE: i64 = 10_000;
/// Stands between the keys that write a text and the text.
pub(crate) const TEXT: char = '\u{1}';

/// An id as the server knows it: hexadecimal digits, which sort as ids do.
pub(crate) fn digits<K>(id: Id<K>) -> String {
    id.as_uuid().simple().to_string()
}

/// The name of a product's document.
pub(crate) fn name_of(product: ProductId) -> String {
    digits(product)
}

/// The form of a tag by which it is looked for.
pub(crate) fn whole_tag(tag: &str) -> String {
    fold(tag)
}

/// Keys as text: each is one character.
pub(crate) fn text_of(keys: &[u8]) -> String {
    keys.iter().copied().map(char::from).collect()
}

/// A product.
pub(crate) fn written(document: &SearchDocument) -> Value {
    let folded = fold(&document.name);
    let name = searched_name(&document.name, &folded);
    let labels: Vec<String> = document
        .tags
        .iter()
        .chain(&document.category_names)
        .map(|label| fold(label))
        .collect();
    let label = joined(labels.iter().flat_map(|label| words(label)), " ");
    let description = joined(words(&fold(&document.description)), " ");
    let suggested = suggested(&folded, &document.category_names);
    let keyed = |place: fn(&str) -> Vec<u8>| -> Vec<String> {
        let keyed = |text: &String| format!("{}{TEXT}{text}", text_of(&place(text)));
        suggested.iter().map(keyed).collect()
    };
    json!({
        "product": name_of(document.product),
        "name_joined": joined(words(&folded), ""),
        "name_jamo": apart(&joined(words(&folded), " ")),
        "name": name,
        "label_jamo": apart(&label),
        "label": label,
        "description_jamo": apart(&description),
        "description": description,
        "tags": document.tags.iter().map(|tag| whole_tag(tag)).collect::<Vec<_>>(),
        "path": document.category_path.iter().copied().map(digits).collect::<Vec<_>>(),
        "seller": document.seller.map(digits),
        "band": PRICE_BANDS.iter().filter(|end| **end * SCALE <= document.sale_price).count(),
        "in_stock": document.in_stock,
        "on_sale": document.deal > 0,
        "sale_price": document.sale_price,
        "deal": document.deal,
        "created_at": document.created_at.timestamp_micros(),
        "sales": document.sales,
        "likes": document.likes,
        "stars": document.stars,
        "keys": keyed(keystrokes),
        "initials": keyed(initials),
    })
}

fn joined<'a>(words: impl Iterator<Item = &'a str>, between: &str) -> String {
    words.collect::<Vec<_>>().join(between)
}

/// The words and symbols of a name. A filter by name knows no composition: what looks different without is added.
fn searched_name(name: &str, folded: &str) -> String {
    let mut searched = joined(pieces(folded).map(Piece::text), " ");
    let apart = fold_apart(&fold_case(name));
    if apart != folded {
        searched.push(' ');
        searched.push_str(&joined(pieces(&apart).map(Piece::text), " "));
    }
    searched
}

/// Words, and each two that follow one another, of the name and of names of categories.
fn suggested(name: &str, categories: &[String]) -> BTreeSet<String> {
    let mut suggested = BTreeSet::new();
    let categories = categories.iter().map(|category| fold(category));
    for text in std::iter::once(name.to_owned()).chain(categories) {
        let mut before: Option<&str> = None;
        for piece in pieces(&text) {
            if let Some(word) = piece.word() {
                let several = !word.is_ascii() || word.len() > 1;
                if several && word.chars().any(char::is_alphabetic) {
                    suggested.insert(word.to_owned());
                }
                suggested.extend(before.map(|before| format!("{before} {word}")));
            }
            before = piece.word();
        }
    }
    suggested
}

//! How a product is written into the index.

use hexmart_application::search::SearchDocument;
use hexmart_domain::shared::{ProductId, fold_case};
use tantivy::{Document, TantivyDocument};

use crate::fields::Fields;
use crate::traits::Traits;
use hexmart_search_words::{Piece, fold, fold_apart, pieces, words};

/// Stands between the words of a phrase; no word contains it.
pub(crate) const PHRASE: char = '+';

/// The key of a product that it shares with few others.
pub(crate) fn bucket(product: ProductId) -> [u8; 2] {
    let [.., high, low] = product.as_uuid().into_bytes();
    [high, low]
}

/// The two halves of an id, which sort as it does.
pub(crate) fn halves(product: ProductId) -> (u64, u64) {
    product.as_uuid().as_u64_pair()
}

/// The form of a tag by which it is looked for.
pub(crate) fn whole_tag(tag: &str) -> String {
    fold(tag)
}

/// What the index learns of a product.
///
/// In a box: with each commit tantivy makes a queue with room for 40,000 of them, which is filled by a few.
pub(crate) struct Written(Box<TantivyDocument>);

impl Document for Written {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        *self.0
    }
}

/// Reads a product as the index learns it.
pub(crate) fn written(document: &SearchDocument, fields: &Fields) -> Written {
    let mut written = TantivyDocument::new();
    let name = fold(&document.name);
    write_texts(&mut written, &name, document, fields);
    let (high, low) = halves(document.product);
    written.add_bytes(fields.bucket, &bucket(document.product));
    written.add_u64(fields.id_high, high);
    written.add_u64(fields.id_low, low);
    written.add_u64(fields.traits, Traits::of(document).0);
    written.add_i64(fields.sale_price, document.sale_price);
    written.add_i64(fields.deal, document.deal);
    written.add_i64(fields.created_at, document.created_at.timestamp_micros());
    written.add_i64(fields.sales, document.sales);
    written.add_i64(fields.likes, document.likes);
    written.add_i64(fields.stars, document.stars);
    let path: Vec<u8> = document
        .category_path
        .iter()
        .flat_map(|category| category.as_uuid().into_bytes())
        .collect();
    written.add_bytes(fields.path, &path);
    let seller = document.seller.map(|seller| seller.as_uuid().into_bytes());
    written.add_bytes(
        fields.seller,
        seller.as_ref().map_or(&[][..], |seller| &seller[..]),
    );
    Written(Box::new(written))
}

fn write_texts(written: &mut TantivyDocument, name: &str, document: &SearchDocument, fields: &Fields) {
    let mut text = String::new();
    let mut phrases = String::new();
    push_all(&mut text, pieces(name).map(Piece::text));
    push_neighbours(&mut phrases, name);
    // A filter by name knows no composition: what looks different without is to be found, too.
    let apart = fold_apart(&fold_case(&document.name));
    if apart != name {
        push_all(&mut text, pieces(&apart).map(Piece::text));
    }
    written.add_text(fields.name, &text);

    text.clear();
    for category in &document.category_names {
        let category = fold(category);
        push_all(&mut text, words(&category));
        push_all(&mut phrases, words(&category));
        push_neighbours(&mut phrases, &category);
    }
    for tag in &document.tags {
        push_all(&mut text, words(&fold(tag)));
        written.add_text(fields.tag, whole_tag(tag));
    }
    written.add_text(fields.label, &text);
    written.add_text(fields.phrase, &phrases);

    text.clear();
    push_all(&mut text, words(&fold(&document.description)));
    written.add_text(fields.description, &text);
}

fn push_all<'a>(text: &mut String, words: impl Iterator<Item = &'a str>) {
    for word in words {
        text.push_str(word);
        text.push(' ');
    }
}

/// Adds each two words that follow one another.
fn push_neighbours(text: &mut String, folded: &str) {
    let mut before: Option<&str> = None;
    for piece in pieces(folded) {
        if let (Some(before), Some(word)) = (before, piece.word()) {
            text.push_str(before);
            text.push(PHRASE);
            text.push_str(word);
            text.push(' ');
        }
        before = piece.word();
    }
}

//! How the server keeps products.

use serde_json::{Value, json};

/// Changes with anything that is written differently: an index of another form has another name.
pub(crate) const FORM: u32 = 1;

/// How far one can go into the hits of a search: as far as the port allows, and a page.
const WINDOW: u64 = 10_200;

/// What an index is made of.
pub(crate) fn index() -> Value {
    json!({
        "settings": {
            // One, so that counts are exact and one refresh shows everything.
            "number_of_shards": 1,
            // Whoever writes says when it is shown.
            "refresh_interval": "-1",
            "max_result_window": WINDOW,
            "analysis": {
                "analyzer": {
                    "between_blanks": {"type": "custom", "tokenizer": "whitespace"},
                    "one": {"type": "custom", "tokenizer": "one"},
                    "two": {"type": "custom", "tokenizer": "two"},
                    "korean": {"type": "custom", "tokenizer": "korean", "filter": ["nori_part_of_speech"]},
                },
                "tokenizer": {
                    "one": {"type": "ngram", "min_gram": 1, "max_gram": 1},
                    "two": {"type": "ngram", "min_gram": 2, "max_gram": 2},
                    "korean": {"type": "nori_tokenizer", "decompound_mode": "mixed"},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            // Nothing is read but the position.
            "_source": {"includes": ["position"]},
            "properties": {
                "position": {"type": "long", "index": false},
                "product": {"type": "keyword"},
                "name": text(),
                "name_joined": {"type": "text", "analyzer": "two", "norms": false},
                "name_jamo": words(),
                "label": text(),
                "label_jamo": words(),
                "description": text(),
                "description_jamo": words(),
                "tags": {"type": "keyword"},
                "path": {"type": "keyword"},
                "seller": {"type": "keyword"},
                "band": {"type": "byte"},
                "in_stock": {"type": "boolean"},
                "on_sale": {"type": "boolean"},
                "sale_price": {"type": "long"},
                "deal": {"type": "long"},
                "created_at": {"type": "long"},
                "sales": {"type": "long"},
                "likes": {"type": "long"},
                "stars": {"type": "long"},
                "keys": {"type": "keyword"},
                "initials": {"type": "keyword"},
            },
        },
    })
}

/// Whole words.
fn words() -> Value {
    json!({"type": "text", "analyzer": "between_blanks", "norms": false, "index_options": "docs"})
}

/// Whole words, each character and each two that follow one another, and what nori makes of it.
fn text() -> Value {
    json!({
        "type": "text", "analyzer": "between_blanks", "norms": false, "index_options": "docs",
        "fields": {
            "one": {"type": "text", "analyzer": "one", "norms": false, "index_options": "docs"},
            "two": {"type": "text", "analyzer": "two", "norms": false},
            "korean": {"type": "text", "analyzer": "korean", "norms": false, "index_options": "docs"},
        },
    })
}

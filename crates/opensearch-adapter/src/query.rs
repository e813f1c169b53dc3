//! How questions are put.

use std::collections::BTreeSet;

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{SearchFilter, SearchQuery, SearchSort};
use hexmart_domain::shared::ProductId;
use hexmart_search_words::{Piece, apart, fold, fold_apart, pieces, typos};
use serde_json::{Value, json};

use crate::document::{digits, whole_tag};

/// The most words of a question that count: the server's scores are exact up to 24 bits, and so many fit.
const MOST_WORDS: usize = 15;

// What meeting a word is worth. Any number of points is less than a name, any number of names less than a word to the
// letter, any number of those less than a word more.
const MET: u32 = 1 << 19;
const EXACT: u32 = 1 << 15;
const NAMED: u32 = 1 << 11;

/// The longest list of a facet.
const LONGEST: u32 = 50;

/// A search.
pub(crate) fn searched(query: &SearchQuery) -> Value {
    let words = words_of(&query.text);
    let mut wanted = filters(&query.filter);
    let ways: Vec<Value> = words.iter().map(|word| ways_to_meet(word)).collect();
    let must = if query.text.trim().is_empty() {
        json!({"match_all": {}})
    } else if ways.is_empty() {
        json!({"match_none": {}})
    } else {
        json!({"bool": {"should": ways, "minimum_should_match": 1}})
    };
    wanted.push(json!({"exists": {"field": "product"}}));
    json!({
        "from": query.skip.min(SearchQuery::MAX_SKIP),
        "size": query.limit,
        "_source": false,
        "track_total_hits": true,
        "query": {"bool": {"must": must, "filter": wanted}},
        "sort": [first(query.sort), {"sales": "desc"}, {"product": "desc"}],
        "aggs": {
            "categories": {"terms": {"field": "path", "size": LONGEST}},
            "sellers": {"terms": {"field": "seller", "size": LONGEST}},
            "bands": {"terms": {"field": "band", "size": LONGEST}},
            "in_stock": {"filter": {"term": {"in_stock": true}}},
        },
    })
}

/// Products by a part of their name.
pub(crate) fn named(part: &NameFilter, after: Option<ProductId>, limit: usize) -> Value {
    let folded = fold_apart(part.folded());
    let asked: BTreeSet<&str> = pieces(&folded).map(Piece::text).take(MOST_WORDS).collect();
    let mut wanted: Vec<Value> = asked.into_iter().map(|piece| containing("name", piece)).collect();
    wanted.push(match after {
        Some(after) => json!({"range": {"product": {"gt": digits(after)}}}),
        None => json!({"exists": {"field": "product"}}),
    });
    json!({
        "size": limit,
        "_source": false,
        "track_total_hits": false,
        "query": {"bool": {"filter": wanted}},
        "sort": [{"product": "asc"}],
    })
}

/// The words of a question, each once; its symbols, when there is nothing else.
fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all: Vec<Piece<'_>> = pieces(&folded).collect();
    let any_word = all.iter().any(|piece| piece.word().is_some());
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter(|piece| !any_word || piece.word().is_some())
        .map(Piece::text)
        .filter(|word| seen.insert(*word))
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

fn containing(field: &str, part: &str) -> Value {
    if part.chars().nth(1).is_none() {
        json!({"term": {format!("{field}.one"): part}})
    } else {
        json!({"match_phrase": {format!("{field}.two"): part}})
    }
}

fn worth(what: &Value, points: u32) -> Value {
    json!({"constant_score": {"filter": what, "boost": points}})
}

/// All ways to meet a word, of which the best counts.
fn ways_to_meet(word: &str) -> Value {
    let mut ways = Vec::new();
    let fields = [
        ("name", MET + EXACT + NAMED + 70, 7),
        ("label", MET + EXACT + 40, 5),
        ("description", MET + EXACT + 10, 3),
    ];
    for (field, exact, similar) in fields {
        ways.push(worth(&json!({"term": {field: word}}), exact + 20));
        ways.push(worth(&json!({"prefix": {field: word}}), exact + 12));
        ways.push(worth(&containing(field, word), exact + 5));
        let analysed = json!({"match": {format!("{field}.korean"): {"query": word, "operator": "and"}}});
        ways.push(worth(&analysed, exact + 2));
        // The same words are long enough as everywhere.
        if !typos(word).is_empty() {
            let similar_to =
                json!({"fuzzy": {format!("{field}_jamo"): {"value": apart(word), "fuzziness": 1}}});
            let named = if field == "name" { NAMED } else { 0 };
            ways.push(worth(&similar_to, MET + named + similar));
        }
    }
    if word.chars().count() > 3 {
        let together = json!({"match_phrase": {"name_joined": word}});
        ways.push(worth(&together, MET + EXACT + NAMED + 70));
    }
    json!({"dis_max": {"queries": ways}})
}

fn filters(filter: &SearchFilter) -> Vec<Value> {
    let SearchFilter {
        category,
        seller,
        price_from,
        price_to,
        in_stock,
        on_sale,
        tag,
    } = filter;
    let terms = [
        category.map(|category| json!({"path": digits(category)})),
        seller.map(|seller| json!({"seller": digits(seller)})),
        in_stock.map(|in_stock| json!({"in_stock": in_stock})),
        on_sale.map(|on_sale| json!({"on_sale": on_sale})),
        tag.as_ref().map(|tag| json!({"tags": whole_tag(tag)})),
    ];
    let ends = [
        price_from.map(|least| json!({"gte": least})),
        price_to.map(|most| json!({"lte": most})),
    ];
    let terms = terms.into_iter().flatten().map(|term| json!({"term": term}));
    let ends = ends
        .into_iter()
        .flatten()
        .map(|end| json!({"range": {"sale_price": end}}));
    terms.chain(ends).collect()
}

fn first(sort: SearchSort) -> Value {
    match sort {
        SearchSort::Relevance => json!({"_score": "desc"}),
        SearchSort::Recent => json!({"created_at": "desc"}),
        SearchSort::PriceUp => json!({"sale_price": "asc"}),
        SearchSort::PriceDown => json!({"sale_price": "desc"}),
        SearchSort::Discount => json!({"deal": "desc"}),
        SearchSort::Sales => json!({"sales": "desc"}),
        SearchSort::Popularity => json!({"likes": "desc"}),
        SearchSort::Stars => json!({"stars": "desc"}),
    }
}

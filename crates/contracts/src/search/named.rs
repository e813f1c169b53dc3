//! Products by a part of their name.

use hexmart_application::catalogue::NameFilter;
use hexmart_domain::shared::{ProductId, fold_case};

use super::given::{Index, build, ids, product, upsert};

async fn candidates(index: &Index, part: &str) -> Vec<ProductId> {
    let part = NameFilter::containing(part).unwrap();
    index.named(&part, None, 1000).await.unwrap().products
}

/// Whatever stretch of a name is asked for, across words, signs and scripts, the product is among the candidates.
pub async fn a_name_is_found_by_any_part(index: Index) {
    let names = [
        "Galaxy S24 울트라(256GB) - 블랙",
        "사과  5kg, 100% 국산!",
        "école Ελλάς ﬁne ㎏ Ⅷ ½",
        "\u{1109}\u{1161}\u{1100}\u{116A} e\u{301}t 🍎🍏",
        "日本語 テスト ｶﾅ",
        "İstanbul ẞ ŉ",
    ];
    let products = names.map(product);
    build(&index, &products).await;
    for (name, product) in names.iter().zip(ids(&products)) {
        let characters: Vec<char> = name.chars().collect();
        for from in 0..characters.len() {
            for to in from + 1..=characters.len() {
                let part: String = characters[from..to].iter().collect();
                assert!(fold_case(name).contains(&fold_case(&part)));
                assert!(
                    candidates(&index, &part).await.contains(&product),
                    "{part:?} of {name:?}"
                );
            }
        }
    }
}

/// Signs of query languages are signs.
pub async fn every_character_of_a_part_stands_for_itself(index: Index) {
    let products = ["100% 사과", "사과_배", "a*b", "(\"a\")", "\\"].map(product);
    build(&index, &products).await;
    for (place, part) in ["%", "_", "*", "(\"", "\\"].into_iter().enumerate() {
        assert_eq!(
            candidates(&index, part).await,
            ids(&products[place..=place]),
            "{part}"
        );
    }
}

/// White space alone tells nothing of words, so that whoever may have it is a candidate.
pub async fn a_part_of_nothing_but_space_misses_nobody(index: Index) {
    let products = ["사과 5kg", "a b"].map(product);
    build(&index, &products).await;
    assert_eq!(candidates(&index, " ").await, ids(&products));
}

/// Candidates come in the order of ids, behind the product that is named, with a word on whether there are more.
pub async fn candidates_lie_behind_a_product(index: Index) {
    let products: Vec<_> = (0..9).map(|_| product("사과")).collect();
    build(&index, &[&products[5..], &[product("배")]].concat()).await;
    upsert(&index, &products[..5], 2).await;
    let ids = ids(&products);
    let part = NameFilter::containing("사과").unwrap();
    let page = async |after: Option<usize>, limit| {
        let after = after.map(|place| ids[place]);
        let found = index.named(&part, after, limit).await.unwrap();
        (found.products, found.more)
    };
    assert_eq!(page(None, 4).await, (ids[..4].to_vec(), true));
    assert_eq!(page(Some(3), 4).await, (ids[4..8].to_vec(), true));
    assert_eq!(page(Some(3), 5).await, (ids[4..].to_vec(), false));
    assert_eq!(page(Some(7), 4).await, (ids[8..].to_vec(), false));
    assert_eq!(page(Some(8), 4).await, (Vec::new(), false));
}

/// They say up to where in the feed none is missed.
pub async fn candidates_know_how_far_they_know(index: Index) {
    build(&index, &[product("사과")]).await;
    let part = NameFilter::containing("사과").unwrap();
    assert_eq!(index.named(&part, None, 5).await.unwrap().known_to, 1);
    upsert(&index, &[product("사과")], 7).await;
    let found = index.named(&part, None, 5).await.unwrap();
    assert_eq!((found.products.len(), found.known_to), (2, 7));
}

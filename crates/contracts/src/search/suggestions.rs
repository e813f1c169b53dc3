//! What somebody may be about to type.

use hexmart_application::search::{IndexChange, SearchDocument};

use super::given::{Index, build, product, upsert};

async fn texts(index: &Index, typed: &str) -> Vec<String> {
    let suggestions = index.suggest(typed, 10).await.unwrap();
    suggestions
        .into_iter()
        .map(|suggestion| suggestion.text)
        .collect()
}

async fn leads(index: &Index, typed: &str, text: &str) -> bool {
    texts(index, typed)
        .await
        .iter()
        .any(|suggested| suggested == text)
}

/// Initials, unfinished syllables and whole ones lead to what they can become.
pub async fn korean_is_completed_from_its_first_jamo(index: Index) {
    build(
        &index,
        &[product("사과"), product("수건"), product("블루투스 이어폰")],
    )
    .await;
    for typed in ["ㅅ", "ㅅㄱ", "사", "사ㄱ", "삭", "사고", "사과", "ㅅ과"] {
        assert!(leads(&index, typed, "사과").await, "{typed}");
    }
    for typed in ["ㅅ", "ㅅㄱ", "수", "숙", "수거"] {
        assert!(leads(&index, typed, "수건").await, "{typed}");
    }
    for typed in ["ㄱ", "사거", "수", "ㅅㄱㅅ", "ㅂ"] {
        assert!(!leads(&index, typed, "사과").await, "{typed}");
    }
    for typed in ["ㅂㄹ", "블", "블루ㅌ", "ㅂㄹㅌㅅ"] {
        assert!(leads(&index, typed, "블루투스").await, "{typed}");
    }
}

/// Latin letters in upper and in lower case lead to the same.
pub async fn latin_letters_are_completed_whatever_their_case(index: Index) {
    build(&index, &[product("Keyboard"), product("KETTLE")]).await;
    for typed in ["k", "K", "ke", "KE"] {
        let mut texts = texts(&index, typed).await;
        texts.sort();
        assert_eq!(texts, ["kettle", "keyboard"], "{typed}");
    }
    assert_eq!(texts(&index, "kEY").await, ["keyboard"]);
}

/// What stands next to each other in a name is completed together.
pub async fn a_phrase_is_completed(index: Index) {
    build(&index, &[product("블루투스 이어폰"), product("Apple Watch")]).await;
    for typed in ["블루투스 이", "블루투스 ㅇ", "블루투스이어"] {
        assert!(leads(&index, typed, "블루투스 이어폰").await, "{typed}");
    }
    assert!(leads(&index, "apple w", "apple watch").await);
}

/// What more products have comes first.
pub async fn the_likeliest_comes_first(index: Index) {
    build(
        &index,
        &[product("사과"), product("사탕"), product("사탕"), product("사탕")],
    )
    .await;
    upsert(&index, &[product("사과")], 2).await;
    let suggestions = index.suggest("사", 10).await.unwrap();
    let found: Vec<_> = suggestions
        .iter()
        .map(|suggestion| suggestion.text.as_str())
        .collect();
    assert_eq!(found, ["사탕", "사과"]);
    assert!(suggestions[0].weight > suggestions[1].weight);
}

/// No more than asked for, and each text once.
pub async fn at_most_so_many_are_suggested_and_none_twice(index: Index) {
    let names = ["사과", "사탕", "사자", "사진", "사다리", "사전"];
    build(&index, &names.map(product)).await;
    upsert(&index, &names.map(product), 2).await;
    let mut all = texts(&index, "사").await;
    all.sort();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(all, expected);
    assert_eq!(index.suggest("사", 3).await.unwrap().len(), 3);
    assert_eq!(index.suggest("사", 0).await.unwrap(), []);
}

/// Nothing typed, or nothing known of it, leads nowhere.
pub async fn nothing_is_suggested_for_nothing(index: Index) {
    build(&index, &[product("사과")]).await;
    for typed in ["", " ", "\u{3000}", "바", "zzz", "ㅋ", "%", "*"] {
        assert_eq!(index.suggest(typed, 10).await.unwrap(), [], "{typed:?}");
    }
}

/// What no product has any more is not suggested.
pub async fn what_is_gone_is_not_suggested(index: Index) {
    let products = [product("사과"), product("사탕")];
    build(&index, &products).await;
    index
        .apply(vec![IndexChange::Remove(products[0].product)], 2)
        .await
        .unwrap();
    assert_eq!(texts(&index, "사").await, ["사탕"]);
    let renamed = SearchDocument {
        product: products[1].product,
        ..product("수박")
    };
    upsert(&index, &[renamed], 3).await;
    assert_eq!(texts(&index, "ㅅ").await, ["수박"]);
}

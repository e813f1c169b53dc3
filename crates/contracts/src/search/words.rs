//! Which words find what.

use super::given::{Index, build, described, found, found_unordered, ids, product};
use hexmart_application::search::SearchDocument;

/// Names, descriptions, tags and names of categories in any language are searched.
pub async fn a_word_is_found_in_any_text_of_a_product(index: Index) {
    let products = [
        product("무선 이어폰"),
        described("충전기", "이어폰 상자를 위한"),
        SearchDocument {
            tags: vec!["이어폰".to_owned()],
            ..product("헤드셋")
        },
        SearchDocument {
            category_names: vec!["이어폰".to_owned(), "earphones".to_owned()],
            ..product("버즈")
        },
        product("책상"),
    ];
    build(&index, &products).await;
    assert_eq!(found_unordered(&index, "이어폰").await, ids(&products[..4]));
    assert_eq!(found(&index, "Earphones").await, ids(&products[3..4]));
}

/// Upper and lower case, half and full width, composed and not, are the same.
pub async fn a_word_is_found_whatever_its_case_and_width(index: Index) {
    let products = [
        product("Galaxy 갤럭시"),
        product("ＧＡＬＡＸＹ"),
        product("\u{1100}\u{1162}\u{11AF}럭시 galaxy"),
    ];
    build(&index, &products).await;
    for text in ["galaxy", "GALAXY", "ｇａｌａｘｙ"] {
        assert_eq!(found_unordered(&index, text).await, ids(&products), "{text}");
    }
    assert_eq!(
        found_unordered(&index, "갤럭시").await,
        [products[0].product, products[2].product]
    );
}

/// One syllable, two syllables, the beginning, the middle and the end of a word; letters and digits alike.
pub async fn words_are_found_by_their_parts(index: Index) {
    let products = [
        product("풋사과주스 1234ml"),
        product("스마트폰 keyboard"),
        described("상자", "풋사과주스 keyboard"),
    ];
    build(&index, &products).await;
    for text in ["풋", "사", "스", "풋사", "사과", "주스", "과주", "풋사과주스"] {
        let found = found_unordered(&index, text).await;
        assert!(
            found.contains(&products[0].product) && found.contains(&products[2].product),
            "{text}"
        );
    }
    for text in ["k", "key", "eyb", "board", "keyboard"] {
        assert_eq!(found_unordered(&index, text).await, ids(&products[1..]), "{text}");
    }
    for text in ["12", "234", "ml"] {
        assert_eq!(found(&index, text).await, ids(&products[..1]), "{text}");
    }
}

/// Who leaves out a space, or types one too many, finds the same products.
pub async fn words_that_are_written_together_are_found_apart(index: Index) {
    let products = [
        product("블루투스 이어폰"),
        product("블루투스이어폰"),
        product("Bluetooth speaker"),
        product("이어폰"),
    ];
    build(&index, &products).await;
    for text in ["블루투스이어폰", "블루투스 이어폰"] {
        let mut first: Vec<_> = found(&index, text).await.into_iter().take(2).collect();
        first.sort();
        assert_eq!(first, ids(&products[..2]), "{text}");
    }
    assert_eq!(found(&index, "bluetoothspeaker").await, ids(&products[2..3]));
}

/// A wrong, a missing, an additional and a swapped letter, and one wrong jamo, are forgiven; two errors are not.
pub async fn small_errors_are_forgiven(index: Index) {
    let products = [product("keyboard"), product("사과"), product("블루투스")];
    build(&index, &products).await;
    for text in ["keybpard", "keybard", "keyboaard", "keybaord", "KEYBORD"] {
        assert_eq!(found(&index, text).await, ids(&products[..1]), "{text}");
    }
    for text in ["시과", "사괴", "자과", "삭과"] {
        assert_eq!(found(&index, text).await, ids(&products[1..2]), "{text}");
    }
    assert_eq!(found(&index, "블루투수").await, ids(&products[2..]));
    for text in ["kyebaord", "치괴", "플루트스"] {
        assert_eq!(found(&index, text).await, [], "{text}");
    }
}

/// Neither quotes nor brackets, stars, signs or words like AND mean anything but themselves.
pub async fn every_character_of_a_search_stands_for_itself(index: Index) {
    let products = [
        product("apple juice"),
        product("orange juice"),
        product("100% cotton"),
    ];
    build(&index, &products).await;
    for text in [
        "apple\"",
        "(apple",
        "apple*",
        "+apple",
        "-apple",
        "name:apple",
        "apple~",
        "apple\\",
        "{\"apple\"}",
        "[apple",
    ] {
        assert_eq!(
            found(&index, text).await.first(),
            Some(&products[0].product),
            "{text}"
        );
    }
    assert_eq!(
        found(&index, "juice -apple").await.first(),
        Some(&products[0].product)
    );
    assert_eq!(found(&index, "100%").await, ids(&products[2..]));
    for text in ["*", "\"", "?*", "/.*/", "\u{0}"] {
        assert_eq!(found(&index, text).await, [], "{text:?}");
    }
}

/// What no product has is not found, however much was typed.
pub async fn what_nobody_has_is_not_found(index: Index) {
    let products = [product("사과"), product("apple")];
    build(&index, &products).await;
    for text in ["바나나", "zebra", "가가가가", &"나".repeat(200)] {
        assert_eq!(found(&index, text).await, [], "{text}");
    }
}

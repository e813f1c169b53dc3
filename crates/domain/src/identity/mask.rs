//! Personal data as others may see it. Total: every text has a mask, and no mask is longer than its text.

/// `h*****l@b.c`: the first and the last character of what stands before the `@`.
pub fn email(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", ends(local)),
        None => ends(text),
    }
}

/// `홍*동`: the first and the last character; of two the first; of one none.
pub fn name(text: &str) -> String {
    ends(text)
}

/// `010****5678`: the first three and the last four digits, two instead of three for Seoul's 02. Short numbers lose all
/// but the last two.
pub fn phone(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let head = if digits.starts_with(&['0', '2']) { 2 } else { 3 };
    let tail = 4;
    if digits.len() < head + tail + 1 {
        return starred(&digits, 0, 2);
    }
    starred(&digits, head, tail)
}

/// `a*c`: the first and the last character.
pub fn address(text: &str) -> String {
    ends(text)
}

fn ends(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    match characters.len() {
        0 | 1 => starred(&characters, 0, 0),
        2 => starred(&characters, 1, 0),
        _ => starred(&characters, 1, 1),
    }
}

fn starred(characters: &[char], head: usize, tail: usize) -> String {
    let tail_from = characters.len().saturating_sub(tail);
    let star = |(place, character): (usize, &char)| {
        if place < head || place >= tail_from {
            *character
        } else {
            '*'
        }
    };
    characters.iter().enumerate().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_what_the_owner_recognises() {
        for (clear, masked) in [
            ("hongkil@b.c", "h*****l@b.c"),
            ("abc@b.c", "a*c@b.c"),
            ("ab@b.c", "a*@b.c"),
            ("a@b.c", "*@b.c"),
        ] {
            assert_eq!(email(clear), masked);
        }
        for (clear, masked) in [
            ("홍길동", "홍*동"),
            ("남궁민수", "남**수"),
            ("홍길", "홍*"),
            ("홍", "*"),
            ("", ""),
        ] {
            assert_eq!(name(clear), masked);
        }
        for (clear, masked) in [
            ("01012345678", "010****5678"),
            ("010-1234-5678", "010****5678"),
            ("0111234567", "011***4567"),
            ("021234567", "02***4567"),
            ("1234", "**34"),
        ] {
            assert_eq!(phone(clear), masked);
        }
        for (clear, masked) in [("abc", "a*c"), ("ab", "a*"), ("a", "*")] {
            assert_eq!(address(clear), masked);
        }
    }
}

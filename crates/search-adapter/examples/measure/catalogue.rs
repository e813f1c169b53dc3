//! A made-up catalogue, the same each time.
//!
//! Seven of ten products are Korean, the others English. Names have a brand of 3,000, one to three common words, a thing
//! of 4,000 and, every other one, a model number of its own; descriptions have some 200 characters. Words are drawn by
//! Zipf's law from 30,000 stems; Korean ones carry one of thirty endings, which makes some 500,000 different words.

use std::fmt::Write as _;

use chrono::DateTime;
use hexmart_application::search::SearchDocument;
use hexmart_domain::shared::{CategoryId, ProductId, SellerId};
use uuid::Uuid;

const SYLLABLES: &str = "가강거건게고공과관광교구국기김나남내노농다단달당대도동두드라래로루르리마만매면명모목무문미바박반방배버보복부분비사산상서선설성세소속손수스시식신실아안애양어여연영오온용우운원위유은음의이인일자장재전정제조주준중지진차천청초추출치카커코크타탁태터토통투트파판패편평포표품풍프피하학한할해핸향현형호화환활회후휘흰히";
const ENDINGS: [&str; 30] = [
    "",
    "",
    "",
    "",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "에서",
    "으로",
    "로",
    "와",
    "과",
    "도",
    "만",
    "까지",
    "부터",
    "처럼",
    "하는",
    "하고",
    "합니다",
    "입니다",
    "있는",
    "적인",
    "용",
    "들",
];
const KOREAN: [&str; 48] = [
    "사과",
    "이어폰",
    "블루투스",
    "무선",
    "키보드",
    "마우스",
    "노트북",
    "가방",
    "운동화",
    "티셔츠",
    "원피스",
    "청바지",
    "냉장고",
    "세탁기",
    "청소기",
    "선풍기",
    "화장품",
    "향수",
    "샴푸",
    "비누",
    "칫솔",
    "치약",
    "커피",
    "녹차",
    "라면",
    "김치",
    "두부",
    "우유",
    "치즈",
    "과자",
    "초콜릿",
    "사탕",
    "연필",
    "공책",
    "지우개",
    "의자",
    "책상",
    "침대",
    "이불",
    "베개",
    "수건",
    "냄비",
    "프라이팬",
    "식칼",
    "도마",
    "텐트",
    "침낭",
    "자전거",
];
const ENGLISH: [&str; 32] = [
    "wireless",
    "bluetooth",
    "keyboard",
    "mouse",
    "speaker",
    "headphones",
    "charger",
    "cable",
    "laptop",
    "stand",
    "cotton",
    "shirt",
    "jacket",
    "running",
    "shoes",
    "backpack",
    "coffee",
    "organic",
    "green",
    "tea",
    "steel",
    "bottle",
    "kitchen",
    "knife",
    "camping",
    "tent",
    "leather",
    "wallet",
    "phone",
    "case",
    "premium",
    "set",
];
const LETTERS: [&str; 24] = [
    "an", "ber", "con", "der", "el", "fin", "gra", "hol", "in", "jo", "kel", "lum", "mar", "nor", "ol",
    "pra", "qui", "ros", "sta", "tor", "un", "ver", "wil", "zen",
];

/// `SplitMix64`: the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A rank below the end by Zipf's law: each rank as likely as its reciprocal.
    fn rank(&mut self, end: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((end as f64).powf(part) - 1.0) as usize
    }

    fn one<'a>(&mut self, list: &'a [String]) -> &'a str {
        &list[self.rank(list.len())]
    }
}

pub(crate) struct Catalogue {
    korean: Vec<String>,
    english: Vec<String>,
    brands: Vec<String>,
}

impl Catalogue {
    pub(crate) fn new() -> Self {
        let mut dice = Dice::of(1);
        let syllables: Vec<char> = SYLLABLES.chars().collect();
        let korean = |dice: &mut Dice| {
            let length = [2, 2, 2, 3, 3, 4][dice.below(6)];
            (0..length)
                .map(|_| syllables[dice.below(syllables.len())])
                .collect::<String>()
        };
        let english = |dice: &mut Dice| {
            (0..=1 + dice.below(3))
                .map(|_| LETTERS[dice.below(24)])
                .collect::<String>()
        };
        let mut words = |known: &[&str], make: &dyn Fn(&mut Dice) -> String, count: usize| {
            let mut list: Vec<String> = known.iter().map(|word| (*word).to_owned()).collect();
            list.resize_with(count, || make(&mut dice));
            list
        };
        Self {
            korean: words(&KOREAN, &korean, 30_000),
            english: words(&ENGLISH, &english, 30_000),
            brands: words(&["삼성", "나이키", "apple", "sony"], &english, 3_000),
        }
    }

    /// The product of a number.
    pub(crate) fn product(&self, number: u64) -> SearchDocument {
        let mut dice = Dice::of(number.wrapping_mul(0x5851_F42D_4C95_7F2D) + 7);
        let is_korean = dice.below(10) < 7;
        let words = if is_korean { &self.korean } else { &self.english };
        let category = dice.rank(600);
        SearchDocument {
            product: id_of(number),
            name: self.name(&mut dice, words),
            description: description(&mut dice, words, is_korean),
            tags: (0..dice.below(3))
                .map(|_| words[dice.rank(500)].clone())
                .collect(),
            category_path: path(category),
            category_names: self.category_names(category),
            seller: (dice.below(5) > 0)
                .then(|| SellerId::from_uuid(Uuid::from_u128(dice.rank(5_000) as u128))),
            sale_price: (1 + dice.rank(2_000_000) as i64) * 10_000,
            deal: if dice.below(4) == 0 {
                dice.below(5_000) as i64
            } else {
                0
            },
            in_stock: dice.below(10) > 0,
            created_at: DateTime::from_timestamp_micros(1_700_000_000_000_000 + number as i64 * 31_000_000)
                .unwrap(),
            sales: dice.rank(10_000) as i64,
            likes: dice.rank(3_000) as i64,
            stars: if dice.below(2) == 0 {
                100 + dice.below(400) as i64
            } else {
                0
            },
        }
    }

    fn name(&self, dice: &mut Dice, words: &[String]) -> String {
        let mut name = dice.one(&self.brands).to_owned();
        for _ in 0..=1 + dice.below(3) {
            name.push(' ');
            name.push_str(dice.one(&words[..4_000]));
        }
        if dice.below(2) == 0 {
            let letter = |dice: &mut Dice| char::from(b'A' + dice.below(26) as u8);
            let (first, second) = (letter(dice), letter(dice));
            write!(name, " {first}{second}-{:04}", dice.below(10_000)).unwrap();
        }
        name
    }

    fn category_names(&self, category: usize) -> Vec<String> {
        [category % 12, 12 + category % 60, 100 + category]
            .into_iter()
            .flat_map(|place| [self.korean[place].clone(), self.english[place].clone()])
            .collect()
    }

    /// The words that a question may be about, as names have them.
    pub(crate) fn korean_words(&self) -> &[String] {
        &self.korean[..4_000]
    }
}

fn path(category: usize) -> Vec<CategoryId> {
    [category % 12, 1_000 + category % 60, 10_000 + category]
        .into_iter()
        .map(|place| CategoryId::from_uuid(Uuid::from_u128(place as u128)))
        .collect()
}

/// As the shop mints them: by time, with 62 random bits.
fn id_of(number: u64) -> ProductId {
    let random = Dice::of(number ^ 0xABCD).next().to_be_bytes();
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&random);
    let at = DateTime::from_timestamp_micros(1_700_000_000_000_000 + number as i64 * 1_250).unwrap();
    ProductId::mint(at, bytes)
}

fn description(dice: &mut Dice, words: &[String], is_korean: bool) -> String {
    let mut text = String::new();
    let mut length = 0;
    while length < 200 {
        let word = dice.one(words);
        let ending = if is_korean {
            ENDINGS[dice.below(ENDINGS.len())]
        } else {
            ""
        };
        length += word.chars().count() + ending.chars().count() + 1;
        text.push_str(word);
        text.push_str(ending);
        text.push_str(if dice.below(12) == 0 { ". " } else { " " });
    }
    text
}

/// The bytes of all that is searched of a product.
pub(crate) fn size(document: &SearchDocument) -> usize {
    let lists = document.tags.iter().chain(&document.category_names);
    document.name.len() + document.description.len() + lists.map(String::len).sum::<usize>()
}

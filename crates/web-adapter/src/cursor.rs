//! Where a page of a list starts, in a form that clients hand back and do not look into.
//!
//! A cursor grants nothing: whoever makes one up sees what a list shows everybody. It is therefore not signed, and holds
//! in every process; a checksum tells those that were damaged or put together by hand.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use hexmart_application::catalogue::Mark;
use hexmart_application::funding::CampaignMark;
use hexmart_application::inventory::LedgerMark;
use hexmart_application::points::DayMark;
use hexmart_application::reviews::{ReviewMark, WishMark};
use hexmart_domain::funding::Won;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Id, Kind};
use twox_hash::XxHash3_64;

use crate::body::Fault;

/// The first byte of one that holds an id, so that what a cursor holds can change one day.
const BY_ID: u8 = 1;
/// The first byte of one that holds a place in a sorted list, and which list that is.
const BY_MARK: u8 = 2;

/// The first byte of one that holds a place in the stock ledger, and which part of it that is.
const BY_ENTRY: u8 = 3;
/// The first byte of one that holds a place in a list of reviews, and which list that is.
const BY_REVIEW: u8 = 5;
/// The first byte of one that holds a place in a list of wishes, and whose it is.
const BY_WISH: u8 = 7;

/// The first byte of one that holds a place in a list of campaigns, and which list that is.
const BY_CAMPAIGN: u8 = 6;
/// The first byte of one that holds a place in a wallet, and which part of it that is.
const BY_DAY: u8 = 4;

/// Which list it is, with its filters and its order: a place in one is none in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListIdentity(u64);

impl ListIdentity {
    /// The list that these words describe.
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut bytes = Vec::new();
        for word in words {
            bytes.extend_from_slice(word.as_bytes());
            // In no UTF-8, so that words never run into each other.
            bytes.push(0xFF);
        }
        Self(XxHash3_64::oneshot(&bytes))
    }
}

/// The cursor of the page that starts behind an id.
pub(crate) fn encode<K: Kind>(after: Id<K>) -> String {
    let mut bytes = vec![BY_ID];
    bytes.extend_from_slice(after.to_string().as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The id behind which the page of a cursor starts; none when it is no cursor of such a list.
pub(crate) fn decode<K: Kind>(cursor: &str) -> Option<Id<K>> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let id = bytes.strip_prefix(&[BY_ID])?;
    std::str::from_utf8(id).ok()?.parse().ok()
}

/// The cursor of the page of a list that starts behind a mark.
pub(crate) fn encode_mark(after: Mark, list: ListIdentity) -> String {
    packed(BY_MARK, list, &keyed(after.key, after.product))
}

/// The mark behind which the page of a cursor of this list starts.
pub(crate) fn decode_mark(cursor: &str, list: ListIdentity) -> Result<Mark, Fault> {
    let (key, product) = key_and_id(&unpacked(BY_MARK, cursor, list)?)?;
    Ok(Mark { key, product })
}

/// The cursor of the page of a list of reviews that starts behind a mark.
pub(crate) fn encode_review(after: ReviewMark, list: ListIdentity) -> String {
    packed(BY_REVIEW, list, &keyed(after.key, after.review))
}

/// The mark behind which the page of a cursor of this list of reviews starts.
pub(crate) fn decode_review(cursor: &str, list: ListIdentity) -> Result<ReviewMark, Fault> {
    let (key, review) = key_and_id(&unpacked(BY_REVIEW, cursor, list)?)?;
    Ok(ReviewMark { key, review })
}

/// The cursor of the page of a list of wishes that starts behind a mark.
pub(crate) fn encode_wish(after: WishMark, list: ListIdentity) -> String {
    packed(
        BY_WISH,
        list,
        &keyed(after.since.timestamp_micros(), after.product),
    )
}

/// The mark behind which the page of a cursor of this list of wishes starts.
pub(crate) fn decode_wish(cursor: &str, list: ListIdentity) -> Result<WishMark, Fault> {
    let (micros, product) = key_and_id(&unpacked(BY_WISH, cursor, list)?)?;
    let since = DateTime::from_timestamp_micros(micros).ok_or(Fault::NotACursor)?;
    Ok(WishMark { since, product })
}

/// What a list is sorted by, and an id.
fn keyed<K: Kind>(key: i64, id: Id<K>) -> Vec<u8> {
    let mut place = key.to_be_bytes().to_vec();
    place.extend_from_slice(id.to_string().as_bytes());
    place
}

fn key_and_id<K: Kind>(place: &[u8]) -> Result<(i64, Id<K>), Fault> {
    let read = || {
        let (key, id) = place.split_first_chunk()?;
        Some((
            i64::from_be_bytes(*key),
            std::str::from_utf8(id).ok()?.parse().ok()?,
        ))
    };
    read().ok_or(Fault::NotACursor)
}

/// The cursor of the page of the ledger that starts behind an entry.
pub(crate) fn encode_entry(after: LedgerMark, list: ListIdentity) -> String {
    let mut place = after.recorded_at.timestamp_micros().to_be_bytes().to_vec();
    place.extend_from_slice(&after.version.to_be_bytes());
    place.extend_from_slice(format!("{} {}", after.key.item, after.key.location).as_bytes());
    packed(BY_ENTRY, list, &place)
}

/// The entry behind which the page of a cursor of this part of the ledger starts.
pub(crate) fn decode_entry(cursor: &str, list: ListIdentity) -> Result<LedgerMark, Fault> {
    let place = unpacked(BY_ENTRY, cursor, list)?;
    let mark = || {
        let (recorded_at, rest) = place.split_first_chunk()?;
        let (version, key) = rest.split_first_chunk()?;
        let (item, location) = std::str::from_utf8(key).ok()?.split_once(' ')?;
        Some(LedgerMark {
            recorded_at: DateTime::from_timestamp_micros(i64::from_be_bytes(*recorded_at))?,
            key: StockKey {
                item: item.parse().ok()?,
                location: location.parse().ok()?,
            },
            version: i64::from_be_bytes(*version),
        })
    };
    mark().ok_or(Fault::NotACursor)
}

/// The cursor of the page of a list of campaigns that starts behind a place.
pub(crate) fn encode_campaign(after: CampaignMark, list: ListIdentity) -> String {
    let mut place = after.standing.to_be_bytes().to_vec();
    place.extend_from_slice(&after.total.get().to_be_bytes());
    place.extend_from_slice(after.id.to_string().as_bytes());
    packed(BY_CAMPAIGN, list, &place)
}

/// The place behind which the page of a cursor of this list of campaigns starts.
pub(crate) fn decode_campaign(cursor: &str, list: ListIdentity) -> Result<CampaignMark, Fault> {
    let place = unpacked(BY_CAMPAIGN, cursor, list)?;
    let mark = || {
        let (standing, rest) = place.split_first_chunk()?;
        let (total, id) = rest.split_first_chunk()?;
        Some(CampaignMark {
            standing: i64::from_be_bytes(*standing),
            total: Won::try_from(i64::from_be_bytes(*total)).ok()?,
            id: std::str::from_utf8(id).ok()?.parse().ok()?,
        })
    };
    mark().ok_or(Fault::NotACursor)
}

/// The cursor of the page of a wallet that starts behind an entry.
pub(crate) fn encode_day(after: DayMark, list: ListIdentity) -> String {
    let mut place = after.version.to_be_bytes().to_vec();
    place.extend_from_slice(after.on.to_string().as_bytes());
    packed(BY_DAY, list, &place)
}

/// The entry behind which the page of a cursor of this part of a wallet starts.
pub(crate) fn decode_day(cursor: &str, list: ListIdentity) -> Result<DayMark, Fault> {
    let place = unpacked(BY_DAY, cursor, list)?;
    let mark = || {
        let (version, on) = place.split_first_chunk()?;
        Some(DayMark {
            on: std::str::from_utf8(on).ok()?.parse().ok()?,
            version: i64::from_be_bytes(*version),
        })
    };
    mark().ok_or(Fault::NotACursor)
}

/// A place in a list with a checksum before it.
fn packed(form: u8, list: ListIdentity, place: &[u8]) -> String {
    let place = [list.0.to_be_bytes().as_slice(), place].concat();
    let checksum = XxHash3_64::oneshot(&place).to_be_bytes();
    URL_SAFE_NO_PAD.encode([[form].as_slice(), checksum.as_slice(), &place].concat())
}

/// The place in this list that a cursor holds.
fn unpacked(form: u8, cursor: &str, list: ListIdentity) -> Result<Vec<u8>, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).or(Err(Fault::NotACursor))?;
    let read = || {
        let (checksum, place) = bytes.strip_prefix(&[form])?.split_first_chunk()?;
        let is_sound = XxHash3_64::oneshot(place) == u64::from_be_bytes(*checksum);
        let (identity, place) = place.split_first_chunk()?;
        is_sound.then(|| (ListIdentity(u64::from_be_bytes(*identity)), place.to_vec()))
    };
    match read().ok_or(Fault::NotACursor)? {
        (identity, place) if identity == list => Ok(place),
        _ => Err(Fault::CursorOfAnotherList),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_domain::shared::{Product, ProductId};

    #[test]
    fn only_what_was_given_out_is_read() {
        let id: ProductId = "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP".parse().unwrap();
        let cursor = encode(id);
        assert_eq!(decode(&cursor), Some(id));
        for wrong in [
            "",
            "1",
            "not base64!",
            &cursor[1..],
            &format!("{cursor}A"),
            &URL_SAFE_NO_PAD.encode(b"\x02PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP"),
            &URL_SAFE_NO_PAD.encode(b"\x01DISC01KAFXN1QM4C8N4R2B3M6YQ0ZP"),
        ] {
            assert_eq!(decode::<Product>(wrong), None, "{wrong}");
        }
    }

    fn mark() -> Mark {
        Mark {
            key: -19_900,
            product: "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP".parse().unwrap(),
        }
    }

    #[test]
    fn a_mark_comes_back_to_its_own_list_alone() {
        let list = ListIdentity::of(["products", "price", "tag", "a"]);
        let cursor = encode_mark(mark(), list);
        assert_eq!(decode_mark(&cursor, list), Ok(mark()));
        for other in [
            ["products", "-price", "tag", "a"],
            ["products", "price", "tag", "b"],
            ["staff", "price", "tag", "a"],
            ["products", "price", "ta", "ga"],
        ] {
            let other = ListIdentity::of(other);
            assert_eq!(decode_mark(&cursor, other), Err(Fault::CursorOfAnotherList));
        }
    }

    #[test]
    fn a_place_in_a_wallet_comes_back_to_it_alone() {
        let (mine, other) = (
            ListIdentity::of(["points", "a"]),
            ListIdentity::of(["points", "b"]),
        );
        let mark = DayMark {
            on: "2026-11-20".parse().unwrap(),
            version: 7,
        };
        let cursor = encode_day(mark, mine);
        assert_eq!(decode_day(&cursor, mine), Ok(mark));
        assert_eq!(decode_day(&cursor, other), Err(Fault::CursorOfAnotherList));
    }

    #[test]
    fn cursors_outlive_the_process() {
        let cursor = encode_mark(mark(), ListIdentity::of(["products"]));
        assert_eq!(
            cursor,
            "AugsECn6bhuwj_RkoDKLBND_______-yRFBST0QwMUtBRlhOMVFNNEM4TjRSMkIzTTZZUTBaUA"
        );
    }

    #[test]
    fn whoever_changes_a_cursor_has_none() {
        let list = ListIdentity::of([]);
        let cursor = encode_mark(mark(), list);
        for place in 0..cursor.len() {
            for letter in ["A", "B", "-", "_", "=", "", "AA"] {
                let tampered = [&cursor[..place], letter, &cursor[place + 1..]].concat();
                if tampered != cursor {
                    assert_eq!(decode_mark(&tampered, list), Err(Fault::NotACursor), "{tampered}");
                }
            }
        }
        assert_eq!(decode_mark(&encode(mark().product), list), Err(Fault::NotACursor));
    }
}

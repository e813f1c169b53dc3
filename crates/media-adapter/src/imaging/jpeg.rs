//! Whether a JPEG file has an end. The decoder paints what is missing in grey.

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// Follows the markers from the beginning of a file to the end of its picture. The last of the bytes is no guide: cameras
/// put a thumbnail with an end of its own before the picture, and more pictures behind it.
pub(super) fn is_whole(file: &[u8]) -> bool {
    let mut rest = file.get(2..).unwrap_or_default(); // after the start of the image
    loop {
        let Some((marker, behind)) = next_marker(rest) else {
            return false;
        };
        rest = match marker {
            END_OF_IMAGE => return true,
            0x01 | 0xD0..=0xD8 => behind, // stand alone
            marker => {
                let Some(segment) = skip_segment(behind) else {
                    return false;
                };
                if marker == START_OF_SCAN {
                    skip_scan(segment)
                } else {
                    segment
                }
            }
        };
    }
}

/// The next marker, and what is behind it. Before it there may be fill bytes.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let first = bytes.iter().position(|&byte| byte == 0xFF)?;
    let after = bytes.get(first..)?;
    let code = after.iter().position(|&byte| byte != 0xFF)?;
    Some((*after.get(code)?, after.get(code + 1..)?))
}

/// What is behind a segment that says how long it is, its length included.
fn skip_segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes(*bytes.first_chunk()?);
    bytes.get(usize::from(length)..)
}

/// From the next marker on that is part of no scan: neither an escaped 0xFF nor a restart.
fn skip_scan(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .windows(2)
        .position(|pair| matches!(pair, [0xFF, code] if !matches!(code, 0x00 | 0xD0..=0xD7 | 0xFF)));
    end.and_then(|end| bytes.get(end..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRESSIVE: &[u8] = include_bytes!("../../tests/fixtures/progressive.jpg");

    #[test]
    fn a_picture_is_whole_up_to_its_last_marker() {
        assert!(is_whole(PROGRESSIVE));
        assert!(is_whole(&[PROGRESSIVE, b"more"].concat()));
        for kept in 0..PROGRESSIVE.len() {
            assert!(!is_whole(PROGRESSIVE.get(..kept).unwrap()), "{kept}");
        }
    }

    #[test]
    fn the_end_of_a_thumbnail_is_not_the_end() {
        let thumbnail = [&[0xFF, 0xE1, 0, 8][..], &[0xFF, 0xD8, 0xFF, 0xD9, 0, 0]].concat();
        let (start, rest) = PROGRESSIVE.split_at(2);
        let file = [start, &thumbnail, rest].concat();
        assert!(is_whole(&file));
        assert!(!is_whole(file.get(..file.len() - 1).unwrap()));
    }

    #[test]
    fn fill_bytes_escapes_and_restarts_are_passed_over() {
        let file = [
            0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0x00, 2, 0xFF, 0xD0, 3, 0xFF, 0xFF, 0xD9,
        ];
        assert!(is_whole(&file));
        assert!(!is_whole(file.get(..file.len() - 2).unwrap()));
    }
}

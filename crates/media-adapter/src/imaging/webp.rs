//! Whether a WebP file keeps to its own canvas. The decoder finds out when it has decoded the frame, however large.

/// The start of a lossy frame: its chunk's name, the chunk's length and three bytes of flags, a fixed code, and the size.
const FRAME: usize = 18;

/// Whether no lossy frame is larger than the canvas. Looks for frames wherever they may be, so that no way of nesting
/// chunks hides one; what only looks like a frame in ten million bytes of anything else is a matter of 2⁻³³.
pub(super) fn frames_fit(file: &[u8], width: u32, height: u32) -> bool {
    file.windows(FRAME)
        .filter_map(frame_size)
        .all(|(w, h)| w <= width && h <= height)
}

fn frame_size(start: &[u8]) -> Option<(u32, u32)> {
    match start {
        [
            b'V',
            b'P',
            b'8',
            b' ',
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            0x9D,
            0x01,
            0x2A,
            w0,
            w1,
            h0,
            h1,
        ] => {
            let side = |low: &u8, high: &u8| u32::from(u16::from_le_bytes([*low, *high]) & 0x3FFF);
            Some((side(w0, w1), side(h0, h1)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOSSY: &[u8] = include_bytes!("../../tests/fixtures/lossy.webp"); // 64 by 48

    #[test]
    fn a_frame_is_found_wherever_it_is() {
        for before in [&b""[..], b"VP8 ", &[0; 1001]] {
            let file = [before, LOSSY].concat();
            assert!(frames_fit(&file, 64, 48));
            assert!(!frames_fit(&file, 63, 48) && !frames_fit(&file, 64, 47));
        }
        assert!(frames_fit(b"", 1, 1));
    }
}

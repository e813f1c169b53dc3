use std::borrow::Cow;

use encoding_rs::EUC_KR;
use hexmart_application::interchange::FileFault;

/// How characters lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// What Korean spreadsheets write; the web calls it EUC-KR. None of its double bytes holds a comma, a quote or a line
    /// break, so that cells are found before they are decoded.
    Cp949,
}

impl Encoding {
    /// The text. Whatever cannot be read was found when the file was looked through.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Cp949 => EUC_KR.decode_without_bom_handling(bytes).0,
        }
    }
}

/// Tells the encoding of a file record by record: valid UTF-8 is UTF-8, anything else CP949.
#[derive(Debug, Default)]
pub(crate) struct Detector {
    /// The first line that is not UTF-8.
    not_utf8: Option<u64>,
    /// The first line that is not CP949.
    not_cp949: Option<u64>,
}

impl Detector {
    pub(crate) fn look_at(&mut self, line: u64, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        if self.not_utf8.is_none() && std::str::from_utf8(bytes).is_err() {
            self.not_utf8 = Some(line);
        }
        let reads_as_cp949 = || {
            EUC_KR
                .decode_without_bom_handling_and_without_replacement(bytes)
                .is_some()
        };
        if self.not_cp949.is_none() && !reads_as_cp949() {
            self.not_cp949 = Some(line);
        }
    }

    pub(crate) fn verdict(&self) -> Result<Encoding, FileFault> {
        match (self.not_utf8, self.not_cp949) {
            (None, _) => Ok(Encoding::Utf8),
            (Some(_), None) => Ok(Encoding::Cp949),
            // The encoding that held out longer is the one that was meant.
            (Some(one), Some(other)) => Err(FileFault::Encoding { line: one.max(other) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(lines: &[&[u8]]) -> Result<Encoding, FileFault> {
        let mut detector = Detector::default();
        for (line, bytes) in (1..).zip(lines) {
            detector.look_at(line, bytes);
        }
        detector.verdict()
    }

    #[test]
    fn what_reads_as_utf8_is_utf8() {
        assert_eq!(verdict(&[b"sku", "사과".as_bytes()]), Ok(Encoding::Utf8));
        assert_eq!(verdict(&[b"sku"]), Ok(Encoding::Utf8));
    }

    #[test]
    fn what_a_korean_spreadsheet_writes_is_cp949() {
        // The last one is beyond EUC-KR proper.
        let (bytes, _, _) = EUC_KR.encode("사과 뷁 똠방각하");
        assert_eq!(verdict(&[b"sku", &bytes]), Ok(Encoding::Cp949));
        assert_eq!(Encoding::Cp949.decode(&bytes), "사과 뷁 똠방각하");
    }

    #[test]
    fn what_is_neither_is_refused_where_it_breaks() {
        let broken = b"\xea\xb0\x80\xff\xff";
        let lines: [&[u8]; 3] = ["사과가".as_bytes(), b"a", broken];
        assert_eq!(verdict(&lines), Err(FileFault::Encoding { line: 3 }));
    }
}

//! Which problem each error of imports and exports is.

use hexmart_application::interchange::{FileFault, InterchangeError};

use super::{Code, Problem};
use crate::language::Phrase;

/// The most characters that are told of what is wrong with a file.
const MOST_TOLD: usize = 500;

impl From<InterchangeError> for Problem {
    fn from(error: InterchangeError) -> Self {
        match error {
            InterchangeError::Fault(fault) => Self::of(Code::InvalidFile).detail(told(&fault)),
            InterchangeError::TooLarge => Self::of(Code::BodyTooLarge),
            InterchangeError::UnknownImport => Self::of(Code::ImportNotFound),
            InterchangeError::Overtaken => Self::passing(Code::Busy),
            InterchangeError::Rejects(_) => Self::internal(error.to_string()),
            InterchangeError::Objects(error) => error.into(),
            InterchangeError::Store(error) => error.into(),
        }
    }
}

/// What is wrong with a file.
fn told(fault: &FileFault) -> Phrase {
    let korean = match fault {
        FileFault::Empty => "빈 파일입니다".to_owned(),
        FileFault::Encoding { line } => format!("{line}행: UTF-8도 CP949도 아닙니다"),
        FileFault::UnknownColumns(columns) => {
            format!("없거나 중복된 열입니다: {}", columns.join(", "))
        }
        FileFault::MissingColumns(columns) => format!("필요한 열이 없습니다: {}", columns.join(", ")),
        FileFault::TooLong { line } => {
            let most = FileFault::MAX_RECORD_BYTES;
            format!("{line}행에서 시작하는 레코드가 {most}바이트를 넘습니다")
        }
        FileFault::OpenQuote { line } => format!("{line}행에서 시작한 따옴표가 닫히지 않았습니다"),
        FileFault::Unreadable(_) => "파일을 읽을 수 없습니다".to_owned(),
    };
    Phrase::new(shortened(&fault.to_string()), shortened(&korean))
}

/// A header can have a thousand wrong names, and nobody reads of each.
fn shortened(text: &str) -> String {
    text.chars().take(MOST_TOLD).collect()
}

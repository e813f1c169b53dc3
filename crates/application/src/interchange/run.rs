use hexmart_domain::shared::{ImportId, Instant, SellerId, UserId};

/// One run of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRun {
    /// Which.
    pub id: ImportId,
    /// How often it was written, from 1.
    pub version: i64,
    /// SHA-256 of the file: the same file goes on where it stopped.
    pub fingerprint: [u8; 32],
    /// How the file is written.
    pub format: FileFormat,
    /// Whether the file was uploaded, and lies in the object store.
    pub is_uploaded: bool,
    /// What was wished for.
    pub options: ImportOptions,
    /// For whom it imports; none for the shop itself.
    pub seller: Option<SellerId>,
    /// Who wanted it.
    pub actor: Option<UserId>,
    /// How it stands.
    pub state: ImportState,
    /// What was done with the products so far.
    pub counts: ImportCounts,
    /// Bytes of the file that are dealt with: where to go on.
    pub bytes_done: u64,
    /// Bytes of the file altogether.
    pub bytes_total: u64,
    /// Lines of the file that are dealt with.
    pub lines_done: u64,
    /// Bytes of the file of rejected rows; what is behind them was written by a process that died.
    pub rejects_bytes: u64,
    /// When it was wanted.
    pub created_at: Instant,
    /// When it last came further.
    pub updated_at: Instant,
}

/// How a file of products is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// Comma-separated values with a header, one line per variant.
    Csv,
    /// One JSON object per line, one line per product.
    Ndjson,
}

/// What can be wished for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Look at everything, and write nothing.
    pub dry_run: bool,
    /// Plant categories that are named and do not exist, instead of refusing their products.
    pub create_categories: bool,
}

/// How an import stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// Nobody has begun.
    Waiting,
    /// Somebody is at it, or was.
    Running,
    /// Every row was dealt with.
    Done,
    /// It cannot go on.
    Failed {
        /// Why, for whoever wanted it; at most 500 characters.
        why: String,
    },
}

/// What was done with products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Products that are new.
    pub created: u64,
    /// Products that were changed.
    pub updated: u64,
    /// Products that were like that already.
    pub unchanged: u64,
    /// Products that were refused.
    pub rejected: u64,
}

impl FileFormat {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// The word that is stored and answered, and the ending of a file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Its media type (RFC 6838).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

impl ImportState {
    /// The word that is stored and answered.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed { .. } => "failed",
        }
    }

    /// The one of a word, and of the reason beside it.
    pub fn from_word(word: &str, why: Option<String>) -> Option<Self> {
        match word {
            "waiting" => Some(Self::Waiting),
            "running" => Some(Self::Running),
            "done" => Some(Self::Done),
            "failed" => Some(Self::Failed {
                why: why.unwrap_or_default(),
            }),
            _ => None,
        }
    }

    /// Whether there is something left to do.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

impl ImportCounts {
    /// All products that were looked at.
    pub const fn total(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.rejected
    }

    /// These and those.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self {
            created: self.created + more.created,
            updated: self.updated + more.updated,
            unchanged: self.unchanged + more.unchanged,
            rejected: self.rejected + more.rejected,
        }
    }
}

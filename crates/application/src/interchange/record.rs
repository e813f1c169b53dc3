use hexmart_domain::pricing::DiscountTerms;

/// A product as a file tells it: texts of the right form, to which no rule was applied yet.
///
/// What is none is not in the file, and stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductRecord {
    /// The SKU of its first variant, by which it is known.
    pub sku: String,
    /// Its id where the file was written. Not for a file to choose: a new product has another, and if a product of this shop
    /// has it, it must be that of the SKU.
    pub id: Option<String>,
    /// Who sells it, likewise.
    pub seller: Option<String>,
    /// When it came into the catalogue; told by exports, and ignored.
    pub created_at: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// What there is to say about it.
    pub description: Option<String>,
    /// What one piece costs, as a decimal.
    pub price: Option<String>,
    /// The currency of its prices; that of the product or, for a new one, KRW when nothing is said.
    pub currency: Option<String>,
    /// Where it hangs: Korean names from the root on, joined by ` > `, or an id; empty for nowhere.
    pub category: Option<String>,
    /// All its tags.
    pub tags: Option<Vec<String>>,
    /// All its attributes, by name.
    pub attributes: Option<Vec<(String, RecordValue)>>,
    /// What is decided about it.
    pub state: Option<String>,
    /// Pieces that lie there, if it has no options.
    pub stock: Option<String>,
    /// What can be chosen. With options come all variants; without them, `variants` names existing ones.
    pub options: Option<Vec<(String, Vec<String>)>>,
    /// What is sold.
    pub variants: Option<Vec<VariantRecord>>,
    /// Its discount. No file tells it: another shop's database does.
    pub discount: Option<DiscountTerms>,
}

/// How an attribute is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordValue {
    /// In words.
    Text(String),
    /// In figures, as they are written.
    Number(String),
    /// Yes or no.
    Flag(bool),
}

/// A variant as a file tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantRecord {
    /// Its SKU.
    pub sku: String,
    /// What it is of each option.
    pub values: Vec<String>,
    /// What one piece costs, if not what the product does.
    pub price: Option<String>,
    /// Pieces that lie there.
    pub stock: Option<String>,
}

/// A product that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Which field is to blame.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
    /// Its lines, as they are in the file.
    pub raw: String,
}

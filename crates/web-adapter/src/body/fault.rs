use hexmart_domain::catalogue::{MatrixError, PriceError, SkuError};
use hexmart_domain::funding::FinalDateError;
use hexmart_domain::pricing::CouponPeriodError;
use hexmart_domain::shared::{PercentageError, QuantityError, StockDeltaError, TextError};
use hexmart_domain::webhooks::WebhookUrlError;

/// What is wrong with one field or parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    Required,
    UnknownField,
    NotText,
    NotANumber,
    NotWhole,
    NotABoolean,
    NotWords,
    NotAList,
    NotAnObject,
    /// Neither text nor a number nor true or false.
    NotAnAttribute,
    NotAnInstant,
    NotADay,
    /// Not an id that begins like this.
    NotAnId(&'static str),
    /// Neither the shop nor the id of a seller.
    NotAnOwner,
    Sku,
    /// A list with more entries than this.
    TooMany {
        most: usize,
    },
    /// What another entry of the same list says.
    Repeated,
    /// Options and variants that do not go together.
    Matrix(MatrixError),
    /// A SKU where variants bring theirs.
    BesideVariants,
    /// Another currency than the product's.
    Currency,
    UnknownCategory,
    UnknownPicture,
    UnknownAddress,
    UnknownPaymentProvider,
    /// No event, and no group of events.
    UnknownEvent,
    WebhookUrl(WebhookUrlError),
    /// An address that nothing is sent to.
    Unsent(&'static str),
    /// None of these words.
    NotOneOf(&'static str),
    /// An address to come back to that the shop does not know.
    UnknownRedirect,
    /// No change of points, or a larger one than an entry moves.
    PointChange,
    /// Zero or less, or in the wrong currency.
    NotAboveZero,
    /// Degrees that are no point on the earth.
    NotADegree {
        most: u32,
    },
    /// The rack that another field names.
    SameRack,
    TooLarge,
    TooFine,
    Text(TextError),
    Price(PriceError),
    Percentage(PercentageError),
    Quantity,
    StockDelta(StockDeltaError),
    CouponPeriod,
    /// A number in the query that is none, or lies outside.
    NotWithin {
        least: u64,
        most: u64,
    },
    /// An amount in the query that is none, or lies outside.
    NotAnAmount,
    /// The end of a range that lies before its start, which this parameter says.
    BelowStart(&'static str),
    /// What this parameter rules out.
    RuledOut(&'static str),
    NotACursor,
    CursorOfAnotherList,
    CursorAndIndex,
    /// Not a day on which a campaign can end.
    FinalDate(FinalDateError),
    /// What stays as it is, whatever is sent.
    Settled,
}

impl Fault {
    /// The stable word.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::UnknownField => "unknown_field",
            Self::NotText
            | Self::NotANumber
            | Self::NotWhole
            | Self::NotABoolean
            | Self::NotWords
            | Self::NotAList
            | Self::NotAnObject
            | Self::NotAnAttribute => "wrong_type",
            Self::NotOneOf(_)
            | Self::UnknownRedirect
            | Self::UnknownCategory
            | Self::UnknownPicture
            | Self::UnknownAddress
            | Self::UnknownEvent
            | Self::UnknownPaymentProvider => "unknown_value",
            Self::NotAnInstant
            | Self::NotADay
            | Self::NotACursor
            | Self::NotAnId(_)
            | Self::NotAnOwner
            | Self::Sku
            | Self::WebhookUrl(
                WebhookUrlError::Malformed | WebhookUrlError::UserInfo | WebhookUrlError::Fragment,
            )
            | Self::FinalDate(FinalDateError::Malformed)
            | Self::Text(TextError::Malformed { .. }) => "malformed",
            Self::TooMany { .. } | Self::Matrix(MatrixError::TooManyOptions) => "too_many",
            Self::Repeated
            | Self::Matrix(
                MatrixError::OptionTwice { .. }
                | MatrixError::Values { .. }
                | MatrixError::SameChoice { .. }
                | MatrixError::SameSku { .. },
            ) => "repeated",
            Self::Text(TextError::Blank) => "blank",
            Self::Text(TextError::TooLong { .. }) | Self::WebhookUrl(WebhookUrlError::TooLong) => "too_long",
            Self::Text(TextError::TooShort { .. }) => "too_short",
            Self::Text(TextError::ControlCharacter) => "control_character",
            Self::TooFine
            | Self::Price(PriceError::TooManyDecimals)
            | Self::Percentage(PercentageError::TooManyDecimals) => "too_many_decimals",
            Self::TooLarge
            | Self::Unsent(_)
            | Self::Price(PriceError::NotPositive | PriceError::TooHigh)
            | Self::Percentage(PercentageError::OutOfRange)
            | Self::Quantity
            | Self::StockDelta(StockDeltaError::Zero | StockDeltaError::OutOfRange)
            | Self::CouponPeriod
            | Self::NotWithin { .. }
            | Self::NotAnAmount
            | Self::NotAboveZero
            | Self::PointChange
            | Self::NotADegree { .. }
            | Self::BelowStart(_)
            | Self::FinalDate(FinalDateError::TooEarly) => "out_of_range",
            Self::Settled => "settled",
            Self::CursorOfAnotherList => "other_list",
            Self::CursorAndIndex
            | Self::RuledOut(_)
            | Self::BesideVariants
            | Self::SameRack
            | Self::Currency
            | Self::Matrix(
                MatrixError::Count | MatrixError::NotAChoice { .. } | MatrixError::Currency { .. },
            ) => "conflicting",
        }
    }
}

impl From<TextError> for Fault {
    fn from(error: TextError) -> Self {
        Self::Text(error)
    }
}

impl From<SkuError> for Fault {
    fn from(SkuError: SkuError) -> Self {
        Self::Sku
    }
}

impl From<PriceError> for Fault {
    fn from(error: PriceError) -> Self {
        Self::Price(error)
    }
}

impl From<PercentageError> for Fault {
    fn from(error: PercentageError) -> Self {
        Self::Percentage(error)
    }
}

impl From<QuantityError> for Fault {
    fn from(QuantityError: QuantityError) -> Self {
        Self::Quantity
    }
}

impl From<StockDeltaError> for Fault {
    fn from(error: StockDeltaError) -> Self {
        Self::StockDelta(error)
    }
}

impl From<CouponPeriodError> for Fault {
    fn from(CouponPeriodError: CouponPeriodError) -> Self {
        Self::CouponPeriod
    }
}

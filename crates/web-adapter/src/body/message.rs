//! What is wrong with a field or a parameter, for people to read.

use hexmart_domain::catalogue::{MatrixError, OptionGroup, PriceError, SkuError, Variant};
use hexmart_domain::funding::FinalDateError;
use hexmart_domain::shared::{PercentageError, Quantity, StockDeltaError, TextError};
use hexmart_domain::webhooks::{WebhookUrl, WebhookUrlError};

use super::Fault;
use crate::language::Phrase;

impl Fault {
    /// The sentence, to be read after the name of the field.
    #[expect(clippy::too_many_lines, reason = "a table: one sentence for each fault")]
    pub(crate) fn message(&self) -> Phrase {
        let fixed = Phrase::fixed;
        match self {
            Self::Required => fixed("is required", "필수 항목입니다"),
            Self::UnknownField => fixed("is not known here", "알 수 없는 항목입니다"),
            Self::NotText => fixed("must be text", "문자열이어야 합니다"),
            Self::NotANumber => fixed("must be a number", "숫자여야 합니다"),
            Self::NotWhole => fixed("must be a whole number", "정수여야 합니다"),
            Self::NotABoolean => fixed("must be true or false", "true 또는 false여야 합니다"),
            Self::NotWords => fixed("must be a list of strings", "문자열 목록이어야 합니다"),
            Self::NotAList => fixed("must be a list", "목록이어야 합니다"),
            Self::NotAnObject => fixed("must be an object", "객체여야 합니다"),
            Self::NotAnAttribute => fixed(
                "must be text, a number, or true or false",
                "문자열, 숫자, true, false 중 하나여야 합니다",
            ),
            Self::NotAnId(prefix) => Phrase::new(
                format!("must be an id that begins with {prefix}"),
                format!("{prefix}로 시작하는 ID여야 합니다"),
            ),
            Self::NotAnOwner => fixed(
                "must be shop or the id of a seller",
                "shop 또는 판매자 ID여야 합니다",
            ),
            Self::Sku => Phrase::new(
                SkuError.to_string(),
                "영문자, 숫자, '-', '_', '.', '/'로 된 1~64자여야 합니다".to_owned(),
            ),
            Self::TooMany { most } => Phrase::new(
                format!("must have at most {most} entries"),
                format!("최대 {most}개까지 입력할 수 있습니다"),
            ),
            Self::Repeated => fixed("is there already", "중복된 값입니다"),
            Self::Matrix(error) => matrix_message(error),
            Self::BesideVariants => fixed(
                "does not go with variants, which have their own",
                "variants와 함께 쓸 수 없습니다. 옵션 조합마다 SKU가 따로 있습니다",
            ),
            Self::Currency => currency_message(),
            Self::UnknownCategory => fixed("is no category of this shop", "없는 카테고리입니다"),
            Self::UnknownPicture => fixed("is no picture of this product", "이 상품에 없는 이미지입니다"),
            Self::UnknownAddress => fixed("is no address of the caller's book", "주소록에 없는 배송지입니다"),
            Self::UnknownPaymentProvider => fixed(
                "is no provider by which this shop takes money",
                "이 상점에서 지원하지 않는 결제 대행사입니다",
            ),
            Self::UnknownEvent => fixed(
                "must name events of this shop, or groups of them",
                "이 상점의 이벤트 이름 또는 그룹이어야 합니다",
            ),
            Self::WebhookUrl(error) => Phrase::new(error.to_string(), webhook_url_in_korean(error)),
            Self::Unsent(why) => Phrase::new(
                (*why).to_owned(),
                "공개 인터넷의 허용된 포트로 HTTPS 접속할 수 있는 주소여야 합니다".to_owned(),
            ),
            Self::NotAboveZero => fixed("must be an amount above 0", "0보다 큰 금액이어야 합니다"),
            Self::NotADegree { most } => Phrase::new(
                format!("must be a number of degrees from -{most} to {most}"),
                format!("-{most}부터 {most}까지의 각도여야 합니다"),
            ),
            Self::SameRack => fixed(
                "must be another rack than from_location_id",
                "from_location_id와 다른 선반이어야 합니다",
            ),
            Self::NotOneOf(words) => Phrase::new(
                format!("must be one of: {words}"),
                format!("다음 중 하나여야 합니다: {words}"),
            ),
            Self::UnknownRedirect => fixed(
                "is not an address that this shop sends people back to",
                "이 상점에 등록된 주소가 아닙니다",
            ),
            Self::NotAnInstant => fixed(
                "must be a date or a date and time (ISO 8601) in the years 1000 to 9999",
                "1000년부터 9999년 사이의 날짜 또는 일시(ISO 8601)여야 합니다",
            ),
            Self::NotADay => fixed(
                "must be a date such as 2026-11-20",
                "2026-11-20과 같은 날짜여야 합니다",
            ),
            Self::PointChange => fixed(
                "must be a whole number from -9999999999 to 9999999999, and not 0",
                "-9999999999부터 9999999999까지의 0이 아닌 정수여야 합니다",
            ),
            Self::TooLarge => fixed("is too far from zero", "허용 범위를 벗어난 숫자입니다"),
            Self::TooFine => fixed("has too many decimals", "소수 자릿수가 너무 많습니다"),
            Self::Text(error) => text_message(error),
            Self::Price(error) => Phrase::new(error.to_string(), price_in_korean(error).to_owned()),
            Self::Percentage(error) => Phrase::new(error.to_string(), percentage_in_korean(error).to_owned()),
            Self::Quantity => whole_within(0, Quantity::MAX.get()),
            Self::StockDelta(StockDeltaError::Zero) => fixed("must not be 0", "0일 수 없습니다"),
            Self::StockDelta(StockDeltaError::OutOfRange) => {
                whole_within(-Quantity::MAX.get(), Quantity::MAX.get())
            }
            Self::CouponPeriod => fixed("must be after valid_from", "valid_from보다 나중이어야 합니다"),
            Self::NotWithin { least, most } => whole_within(least, most),
            Self::NotACursor => fixed(
                "must be a cursor of an earlier answer",
                "이전 응답의 커서여야 합니다",
            ),
            Self::NotAnAmount => fixed(
                "must be an amount from 0 to 99999999.99",
                "0부터 99999999.99까지의 금액이어야 합니다",
            ),
            Self::BelowStart(start) => Phrase::new(
                format!("must not be less than {start}"),
                format!("{start}보다 작을 수 없습니다"),
            ),
            Self::RuledOut(other) => Phrase::new(
                format!("does not go with {other}"),
                format!("{other} 값과 함께 쓸 수 없습니다"),
            ),
            Self::CursorOfAnotherList => fixed(
                "belongs to a list with other filters or in another order",
                "필터나 정렬이 다른 목록의 커서입니다",
            ),
            Self::FinalDate(FinalDateError::Malformed) => {
                fixed("must be a day as 2026-12-31", "2026-12-31 형식의 날짜여야 합니다")
            }
            Self::FinalDate(FinalDateError::TooEarly) => fixed(
                "must be tomorrow in Seoul, or later",
                "서울 기준 내일 이후의 날짜여야 합니다",
            ),
            Self::Settled => fixed("cannot be changed", "변경할 수 없는 항목입니다"),
            Self::CursorAndIndex => fixed("does not go with page_index", "page_index와 함께 쓸 수 없습니다"),
        }
    }
}

fn webhook_url_in_korean(error: &WebhookUrlError) -> String {
    match error {
        WebhookUrlError::Malformed => "https://로 시작하는 URL이어야 합니다".to_owned(),
        WebhookUrlError::UserInfo => "사용자 이름이나 비밀번호를 포함할 수 없습니다".to_owned(),
        WebhookUrlError::Fragment => "#으로 시작하는 부분을 포함할 수 없습니다".to_owned(),
        WebhookUrlError::TooLong => format!("최대 {}자까지 입력할 수 있습니다", WebhookUrl::MAX),
    }
}

fn whole_within<T: std::fmt::Display>(least: T, most: T) -> Phrase {
    Phrase::new(
        format!("must be a whole number from {least} to {most}"),
        format!("{least}부터 {most}까지의 정수여야 합니다"),
    )
}

fn matrix_message(error: &MatrixError) -> Phrase {
    match error {
        MatrixError::TooManyOptions => Fault::TooMany {
            most: OptionGroup::MOST,
        }
        .message(),
        MatrixError::OptionTwice { .. } => Fault::Repeated.message(),
        MatrixError::Values { .. } => Phrase::new(
            format!("must be 1 to {} different values", OptionGroup::MOST_VALUES),
            format!(
                "서로 다른 값이 1개 이상 {}개 이하여야 합니다",
                OptionGroup::MOST_VALUES
            ),
        ),
        MatrixError::Count => Phrase::new(
            format!("must be 1 to {}, and exactly one without options", Variant::MOST),
            format!(
                "1개 이상 {}개 이하여야 하며, 옵션이 없으면 1개여야 합니다",
                Variant::MOST
            ),
        ),
        MatrixError::NotAChoice { .. } => Phrase::fixed(
            "must be one value of each option, in the order of the options",
            "옵션 순서대로 옵션마다 값을 하나씩 골라야 합니다",
        ),
        MatrixError::SameChoice { .. } => Phrase::fixed(
            "must not be what another variant chooses",
            "다른 옵션 조합과 같을 수 없습니다",
        ),
        MatrixError::SameSku { .. } => Phrase::fixed(
            "must not be the SKU of another variant",
            "다른 옵션 조합의 SKU와 같을 수 없습니다",
        ),
        MatrixError::Currency { .. } => currency_message(),
    }
}

const fn currency_message() -> Phrase {
    Phrase::fixed(
        "must be in the currency of the product",
        "상품의 통화와 같아야 합니다",
    )
}

fn text_message(error: &TextError) -> Phrase {
    let korean = match error {
        TextError::Blank => "비어 있을 수 없습니다".to_owned(),
        TextError::TooLong { max } => format!("최대 {max}자까지 입력할 수 있습니다"),
        TextError::TooShort { min } => format!("최소 {min}자 이상이어야 합니다"),
        TextError::ControlCharacter => "제어 문자를 포함할 수 없습니다".to_owned(),
        TextError::Malformed { .. } => "형식이 올바르지 않습니다".to_owned(),
    };
    Phrase::new(error.to_string(), korean)
}

const fn price_in_korean(error: &PriceError) -> &'static str {
    match error {
        PriceError::NotPositive => "0보다 커야 합니다",
        PriceError::TooHigh => "최대 99999999.99까지 입력할 수 있습니다",
        PriceError::TooManyDecimals => "소수점 이하 2자리까지 입력할 수 있습니다",
    }
}

const fn percentage_in_korean(error: &PercentageError) -> &'static str {
    match error {
        PercentageError::OutOfRange => "0보다 크고 100 이하여야 합니다",
        PercentageError::TooManyDecimals => "소수점 이하 2자리까지 입력할 수 있습니다",
    }
}

use actix_web::http::StatusCode;

use crate::language::Phrase;

/// Declares the codes. Each is a section of `docs/problems.md`, which a test compares.
macro_rules! codes {
    ($($code:ident $word:literal $status:ident $english:literal $korean:literal $(msg $msg:literal)?;)*) => {
        /// What kind of problem: the word that clients switch on, and what always goes with it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(clippy::enum_variant_names, reason = "some problems are about codes that were sent")]
        pub(crate) enum Code {
            $($code,)*
        }

        impl Code {
            /// Every code.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The word on the wire. Never changes.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$code => $word,)* }
            }

            /// The status it is answered with.
            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)* }
            }

            /// What it is called, for people.
            pub(crate) const fn title(self) -> Phrase {
                match self { $(Self::$code => Phrase::fixed($english, $korean),)* }
            }

            /// The `msg` that clients of the six first operations know; the English title where they know none.
            pub(crate) const fn msg(self) -> &'static str {
                match self { $(Self::$code => codes!(@msg $english $($msg)?),)* }
            }
        }
    };
    (@msg $english:literal) => { $english };
    (@msg $english:literal $msg:literal) => { $msg };
}

codes! {
    MalformedJson "malformed_json" BAD_REQUEST "The body is not a JSON object" "본문이 JSON 객체가 아닙니다";
    Required "required" BAD_REQUEST "A required field is missing" "필수 항목이 없습니다" msg "Parameter required";
    InvalidParameter "invalid_parameter" BAD_REQUEST "A value is not allowed" "허용되지 않는 값입니다" msg "Invalid parameter";
    UseCursor "use_cursor" BAD_REQUEST "The page is too deep to be asked for by number" "번호로 요청하기에는 너무 먼 페이지입니다";
    InsufficientStock "insufficient_stock" BAD_REQUEST "Not enough stock" "재고가 부족합니다" msg "Client error";
    StockTooHigh "stock_too_high" BAD_REQUEST "More stock than can be counted" "재고 수량이 한도를 넘습니다" msg "Client error";
    InvalidCode "invalid_code" BAD_REQUEST "The code is not valid" "유효하지 않은 인증 코드입니다";
    WrongCode "wrong_code" BAD_REQUEST "The code is wrong" "인증 코드가 일치하지 않습니다";
    InvalidReturn "invalid_return" BAD_REQUEST "The sign-in cannot be completed" "로그인을 완료할 수 없습니다";
    UnsetPagination "unset_pagination" BAD_REQUEST "A page number needs a page size" "페이지 번호에는 page_size가 필요합니다";
    PageOutOfBound "page_out_of_bound" BAD_REQUEST "There is no such page" "존재하지 않는 페이지입니다";
    MalformedTag "malformed_tag" BAD_REQUEST "If-Match is not a tag of this shop" "If-Match 값이 올바르지 않습니다";
    IdempotencyKeyRequired "idempotency_key_required" BAD_REQUEST "Name the request by an Idempotency-Key" "Idempotency-Key 헤더가 필요합니다";
    InvalidIdempotencyKey "invalid_idempotency_key" BAD_REQUEST "The Idempotency-Key is not valid" "Idempotency-Key 값이 올바르지 않습니다";
    AuthenticationRequired "authentication_required" UNAUTHORIZED "Sign in first" "로그인이 필요합니다";
    InvalidToken "invalid_token" UNAUTHORIZED "The access token is not valid" "유효하지 않은 액세스 토큰입니다";
    InvalidCredentials "invalid_credentials" UNAUTHORIZED "The e-mail address or the password is wrong" "이메일 주소 또는 비밀번호가 올바르지 않습니다";
    InvalidRefreshToken "invalid_refresh_token" UNAUTHORIZED "The refresh token is not valid" "유효하지 않은 리프레시 토큰입니다";
    ProviderRefused "provider_refused" UNAUTHORIZED "The provider does not vouch for anybody" "소셜 로그인 제공자가 본인임을 확인해 주지 않았습니다";
    Forged "forged" UNAUTHORIZED "The message is not the provider's" "결제 대행사가 보낸 메시지가 아닙니다";
    Forbidden "forbidden" FORBIDDEN "Not allowed" "권한이 없습니다";
    Unverified "unverified" FORBIDDEN "Verify the e-mail address first" "이메일 인증이 필요합니다";
    InsufficientScope "insufficient_scope" FORBIDDEN "The API key does not cover this" "API 키의 권한 범위를 벗어난 요청입니다";
    AccountDormant "account_dormant" FORBIDDEN "The account is dormant" "휴면 계정입니다";
    NotBought "not_bought" FORBIDDEN "Only who bought it and kept it reviews it" "구매 후 배송받은 상품만 리뷰를 쓸 수 있습니다";
    WrongPassword "wrong_password" FORBIDDEN "The password is wrong" "비밀번호가 올바르지 않습니다";
    NotFound "not_found" NOT_FOUND "There is nothing at this address" "해당 주소에 아무것도 없습니다";
    ProductNotFound "product_not_found" NOT_FOUND "There is no such product" "해당 상품이 없습니다";
    VariantNotFound "variant_not_found" NOT_FOUND "The product has no such variant" "해당 상품에 그런 옵션 조합이 없습니다";
    CategoryNotFound "category_not_found" NOT_FOUND "There is no such category" "해당 카테고리가 없습니다";
    ImportNotFound "import_not_found" NOT_FOUND "There is no such import" "해당 가져오기 작업이 없습니다";
    UserNotFound "user_not_found" NOT_FOUND "There is no such user" "해당 사용자가 없습니다";
    SellerNotFound "seller_not_found" NOT_FOUND "There is no such seller" "해당 판매자가 없습니다";
    AddressNotFound "address_not_found" NOT_FOUND "There is no such address" "해당 배송지가 없습니다";
    SessionNotFound "session_not_found" NOT_FOUND "There is no such session" "해당 세션이 없습니다";
    ApiKeyNotFound "api_key_not_found" NOT_FOUND "There is no such API key" "해당 API 키가 없습니다";
    ProviderNotFound "provider_not_found" NOT_FOUND "This shop does not work with the provider" "지원하지 않는 소셜 로그인 제공자입니다";
    CartNotFound "cart_not_found" NOT_FOUND "There is no such cart" "해당 장바구니가 없습니다";
    LineNotFound "line_not_found" NOT_FOUND "There is no such line" "해당 항목이 없습니다";
    OrderNotFound "order_not_found" NOT_FOUND "There is no such order" "해당 주문이 없습니다";
    ShipmentNotFound "shipment_not_found" NOT_FOUND "There is no such parcel" "해당 배송 건이 없습니다";
    PaymentNotFound "payment_not_found" NOT_FOUND "There is no such payment" "해당 결제가 없습니다";
    PocketNotFound "pocket_not_found" NOT_FOUND "There is no such pocket" "등록된 펀딩 지갑이 없습니다";
    CampaignNotFound "campaign_not_found" NOT_FOUND "There is no such campaign" "해당 펀딩이 없습니다";
    TierNotFound "tier_not_found" NOT_FOUND "The campaign has no such reward" "해당 펀딩에 없는 리워드입니다";
    SubscriptionNotFound "subscription_not_found" NOT_FOUND "There is no subscription" "구독 내역이 없습니다";
    ReviewNotFound "review_not_found" NOT_FOUND "There is no such review" "해당 리뷰가 없습니다";
    WishNotFound "wish_not_found" NOT_FOUND "There is no such wish" "찜한 상품이 아닙니다";
    WarehouseNotFound "warehouse_not_found" NOT_FOUND "There is no such warehouse" "해당 창고가 없습니다";
    RackNotFound "rack_not_found" NOT_FOUND "There is no such rack" "해당 선반이 없습니다";
    ItemNotFound "item_not_found" NOT_FOUND "There is no such item" "해당 품목이 없습니다";
    WebhookNotFound "webhook_not_found" NOT_FOUND "There is no such webhook" "해당 웹훅이 없습니다";
    DeliveryNotFound "delivery_not_found" NOT_FOUND "There is no such delivery" "해당 웹훅 전송이 없습니다";
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "The address does not know this method" "이 주소에서 지원하지 않는 메서드입니다";
    BodyTooSlow "body_too_slow" REQUEST_TIMEOUT "The body took too long to arrive" "본문 전송이 너무 오래 걸립니다";
    CouponCodeTaken "coupon_code_taken" CONFLICT "Another coupon has this code" "이미 사용 중인 쿠폰 코드입니다";
    SkuTaken "sku_taken" CONFLICT "Another variant of the same seller has this SKU" "이미 사용 중인 SKU입니다";
    VariantInStock "variant_in_stock" CONFLICT "A variant that has stock cannot go" "재고가 남은 옵션 조합은 삭제할 수 없습니다";
    ProductDeleted "product_deleted" CONFLICT "The product is deleted" "삭제된 상품입니다";
    NotDeleted "not_deleted" CONFLICT "The product is not deleted" "삭제되지 않은 상품입니다";
    TooManyPictures "too_many_pictures" CONFLICT "The product has as many pictures as it may" "이미지를 더 등록할 수 없습니다";
    CategoryCycle "category_cycle" CONFLICT "A category cannot lie below or beside itself" "카테고리를 자기 자신이나 하위 카테고리 쪽으로 옮길 수 없습니다";
    CategoryHasChildren "category_has_children" CONFLICT "There are categories below it" "하위 카테고리가 있습니다";
    CategoryInUse "category_in_use" CONFLICT "Products hang on it" "카테고리에 상품이 있습니다";
    TooManyCategories "too_many_categories" CONFLICT "The shop has as many categories as it may" "카테고리를 더 만들 수 없습니다";
    EmailTaken "email_taken" CONFLICT "Another account has this e-mail address" "이미 가입된 이메일 주소입니다";
    PhoneTaken "phone_taken" CONFLICT "Another account has this number" "이미 등록된 휴대폰 번호입니다";
    Taken "taken" CONFLICT "Another account has its address or number" "다른 계정이 같은 이메일 주소 또는 휴대폰 번호를 사용하고 있습니다";
    AccountExists "account_exists" CONFLICT "An account has this e-mail address already" "같은 이메일 주소로 가입된 계정이 있습니다";
    IdentityTaken "identity_taken" CONFLICT "The identity belongs to another account" "이미 다른 계정에 연결된 소셜 계정입니다";
    NothingToVerify "nothing_to_verify" CONFLICT "There is nothing to verify" "인증할 항목이 없습니다";
    Employed "employed" CONFLICT "An employee's account is ended by an administrator" "직원 계정은 관리자만 종료할 수 있습니다";
    Oneself "oneself" CONFLICT "Nobody does this to themselves" "자기 자신에게는 할 수 없습니다";
    NotRestorable "not_restorable" CONFLICT "The account cannot be restored" "복구할 수 없는 계정입니다";
    AddressBookFull "address_book_full" CONFLICT "The address book is full" "배송지를 더 등록할 수 없습니다";
    TooManyApiKeys "too_many_api_keys" CONFLICT "The account has as many API keys as it may" "API 키를 더 만들 수 없습니다";
    AlreadyApplied "already_applied" CONFLICT "There is an application already" "이미 판매자 신청을 하였습니다";
    CompanyTaken "company_taken" CONFLICT "Another seller has this name" "이미 사용 중인 상호입니다";
    ApplicationClosed "application_closed" CONFLICT "The application is closed" "종료된 판매자 신청입니다";
    NotPending "not_pending" CONFLICT "The application does not wait for a decision" "심사 대기 중인 신청이 아닙니다";
    NotForSale "not_for_sale" CONFLICT "It is not sold at the moment" "현재 판매하지 않는 상품입니다";
    OutOfStock "out_of_stock" CONFLICT "Less can be had than is wanted" "재고가 부족합니다";
    CartFull "cart_full" CONFLICT "The cart has as many lines as it may" "장바구니에 더 담을 수 없습니다";
    TooManyPieces "too_many_pieces" CONFLICT "A line has at most 999 pieces" "한 항목은 최대 999개까지 담을 수 있습니다";
    NothingToOrder "nothing_to_order" CONFLICT "There is nothing to order" "주문할 상품이 없습니다";
    CouponUnusable "coupon_unusable" CONFLICT "The coupon cannot be redeemed" "사용할 수 없는 쿠폰입니다";
    PriceChanged "price_changed" CONFLICT "It costs something else now" "결제 금액이 변경되었습니다";
    AmountTooLarge "amount_too_large" CONFLICT "The amounts are beyond what can be reckoned" "계산할 수 있는 금액을 넘습니다";
    WrongState "wrong_state" CONFLICT "That cannot be done as it stands" "현재 상태에서는 할 수 없습니다";
    AlreadyDispatched "already_dispatched" CONFLICT "What has left is not taken back" "이미 발송되어 환불을 요청할 수 없습니다";
    AddressSettled "address_settled" CONFLICT "The address cannot be changed any more" "배송지를 더 이상 변경할 수 없습니다";
    QuantitySettled "quantity_settled" CONFLICT "The number of pieces cannot be changed any more" "수량을 더 이상 변경할 수 없습니다";
    OrderPaid "order_paid" CONFLICT "The order is paid" "이미 결제된 주문입니다";
    NotPayable "not_payable" CONFLICT "The order cannot be paid for any more" "더 이상 결제할 수 없는 주문입니다";
    PointsSpent "points_spent" CONFLICT "Points that were bought are spent" "충전한 포인트를 이미 사용했습니다";
    LineSettled "line_settled" CONFLICT "Nothing more goes back for the line" "더 이상 환불할 수 없는 항목입니다";
    MoneyPledged "money_pledged" CONFLICT "The money is pledged to a campaign that still collects" "아직 모금 중인 캠페인에 후원된 금액입니다";
    PaymentUnderWay "payment_under_way" CONFLICT "A payment is under way" "결제가 진행 중입니다";
    PaymentOver "payment_over" CONFLICT "The payment is over" "종료된 결제입니다";
    PaymentDeclined "payment_declined" CONFLICT "The provider declined" "결제가 거절되었습니다";
    Unfulfillable "unfulfillable" CONFLICT "What was paid for cannot be had any more; the money goes back" "결제한 내용을 처리할 수 없어 결제 금액이 환불됩니다";
    NotCaptured "not_captured" CONFLICT "The payment has no money to give back" "환불할 금액이 없는 결제입니다";
    RefundTooLarge "refund_too_large" CONFLICT "More than can go back" "환불 가능한 금액을 넘습니다";
    AlreadyAttended "already_attended" CONFLICT "There were points for today already" "오늘은 이미 출석했습니다";
    InsufficientPoints "insufficient_points" CONFLICT "There are not so many points" "포인트가 부족합니다";
    WalletFull "wallet_full" CONFLICT "The wallet takes no more points" "포인트를 더 적립할 수 없습니다";
    NotOffered "not_offered" CONFLICT "The shop does not offer this" "이 상점에서 제공하지 않는 기능입니다";
    AlreadySubscribed "already_subscribed" CONFLICT "The subscription is paid for" "이미 구독 중입니다";
    NotSubscribed "not_subscribed" CONFLICT "The subscription is over" "종료된 구독입니다";
    AlreadyReviewed "already_reviewed" CONFLICT "The product was reviewed already" "이미 리뷰를 쓴 상품입니다";
    AlreadyHidden "already_hidden" CONFLICT "The review is hidden already" "이미 숨긴 리뷰입니다";
    NotHidden "not_hidden" CONFLICT "The review is not hidden" "숨긴 리뷰가 아닙니다";
    NotThere "not_there" CONFLICT "The item does not lie there" "해당 위치에 없는 품목입니다";
    AlreadyThere "already_there" CONFLICT "The item lies there already" "해당 위치에 이미 있는 품목입니다";
    AboveCeiling "above_ceiling" CONFLICT "More than is to lie there" "보관 한도를 넘습니다";
    TooManyWebhooks "too_many_webhooks" CONFLICT "The shop has as many webhooks as it may" "웹훅을 더 만들 수 없습니다";
    WebhookDisabled "webhook_disabled" CONFLICT "The webhook is not enabled" "사용 중지된 웹훅입니다";
    DeliveryUnderWay "delivery_under_way" CONFLICT "The delivery is on its way already" "이미 전송 중입니다";
    PocketRequired "pocket_required" CONFLICT "Register a pocket first" "먼저 펀딩 지갑을 등록해야 합니다";
    OwnCampaign "own_campaign" CONFLICT "Nobody pledges to their own campaign" "자신의 펀딩에는 참여할 수 없습니다";
    AlreadyPledged "already_pledged" CONFLICT "There is a pledge already" "이미 참여한 펀딩입니다";
    CampaignOver "campaign_over" CONFLICT "The campaign collects no more" "마감된 펀딩입니다";
    TierTaken "tier_taken" CONFLICT "The reward is given out" "소진된 리워드입니다";
    TermsSettled "terms_settled" CONFLICT "Somebody pledged at this price" "참여자가 있어 금액과 리워드를 변경할 수 없습니다";
    Stale "stale" PRECONDITION_FAILED "It was changed meanwhile" "그사이에 변경되었습니다";
    BodyTooLarge "body_too_large" PAYLOAD_TOO_LARGE "The body is too large" "본문이 너무 큽니다";
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "The body is not of a type that is read here" "지원하지 않는 본문 형식입니다";
    InvalidFields "invalid_fields" UNPROCESSABLE_ENTITY "Some fields are not valid" "올바르지 않은 항목이 있습니다";
    InvalidVariants "invalid_variants" UNPROCESSABLE_ENTITY "Options and variants do not go together" "옵션과 옵션 조합이 서로 맞지 않습니다";
    InvalidPicture "invalid_picture" UNPROCESSABLE_ENTITY "The file is no picture that can be shown" "사용할 수 없는 이미지 파일입니다";
    InvalidFile "invalid_file" UNPROCESSABLE_ENTITY "The file cannot be imported" "가져올 수 없는 파일입니다";
    GuessablePassword "guessable_password" UNPROCESSABLE_ENTITY "The password is easy to guess" "추측하기 쉬운 비밀번호입니다";
    AmountMismatch "amount_mismatch" UNPROCESSABLE_ENTITY "The amount is not that of the payment" "결제 금액이 일치하지 않습니다";
    IdempotencyKeyReused "idempotency_key_reused" UNPROCESSABLE_ENTITY "The key was used for another request" "다른 요청에 사용된 Idempotency-Key입니다";
    VersionRequired "version_required" PRECONDITION_REQUIRED "Say in If-Match which version is to be changed" "If-Match 헤더로 변경할 버전을 지정해야 합니다";
    TooManyTries "too_many_tries" TOO_MANY_REQUESTS "Too many tries" "시도 횟수가 너무 많습니다";
    TooManyRequests "too_many_requests" TOO_MANY_REQUESTS "Too many requests" "요청이 너무 많습니다";
    OutcomeUnknown "outcome_unknown" SERVICE_UNAVAILABLE "Nobody knows whether the change was made" "변경이 저장되었는지 알 수 없습니다";
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong here" "서버에서 오류가 발생했습니다";
    Busy "busy" SERVICE_UNAVAILABLE "Too much is going on at once" "요청이 너무 많이 몰려 있습니다";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "The store cannot be reached" "저장소에 연결할 수 없습니다";
    SearchUnavailable "search_unavailable" SERVICE_UNAVAILABLE "The search does not answer" "검색을 이용할 수 없습니다";
    ProviderUnavailable "provider_unavailable" SERVICE_UNAVAILABLE "The provider does not answer" "소셜 로그인 제공자가 응답하지 않습니다";
    PaymentUnavailable "payment_unavailable" SERVICE_UNAVAILABLE "The payment provider does not answer" "결제 대행사가 응답하지 않습니다";
    CourierUnavailable "courier_unavailable" SERVICE_UNAVAILABLE "The courier does not answer" "택배사가 응답하지 않습니다";
    Crowded "crowded" SERVICE_UNAVAILABLE "Too many are buying this right now" "주문이 몰리고 있습니다";
    NotReady "not_ready" SERVICE_UNAVAILABLE "Not ready for requests" "요청을 받을 준비가 되지 않았습니다";
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_domain::shared::Language;

    #[test]
    fn every_code_and_no_other_is_documented() {
        let document = include_str!("../../../../docs/problems.md");
        let (_, sections) = document.split_once("\n# Codes\n").unwrap();
        let mut documented = sections.split("\n## ").skip(1);
        for code in Code::ALL {
            let section = documented.next().unwrap_or_default();
            let title = code.title();
            let expected = format!(
                "{}\n**{} · {} · {}**\n",
                code.word(),
                code.status().as_u16(),
                title.told_in(Language::English),
                title.told_in(Language::Korean),
            );
            assert!(
                section.starts_with(&expected),
                "{expected} is not how this begins:\n{section}"
            );
        }
        assert_eq!(documented.next(), None);
    }
}

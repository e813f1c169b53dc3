//! Everything that is served, in one table.

use hexmart_domain::identity::Scope;

use crate::catalogue::categories::{change as category, list as categories};
use crate::catalogue::{
    assortment, create, deals, edit, history, list, media, pictures, search, sheet, show, variants,
};
use crate::funding::{
    list as campaigns, mine as funded, pledging, pocket, show as campaign, steps as campaign_steps, writing,
};
use crate::identity::{
    addresses, api_keys, contact, leaving, me, password, providers, public_profile, resets, sessions,
    sign_in, sign_up,
};
use crate::interchange::{exports, imports};
use crate::inventory;
use crate::inventory::{items, ledger, movements, racks, warehouses};
use crate::marketplace::{apply, card, earnings, follow, own};
use crate::ordering::cart::{coupon as cart_coupon, lines, moving, show as cart};
use crate::ordering::{amend, desk, mine, place, steps};
use crate::payments::{pay, record, webhook};
use crate::platform::{docs, health, metrics};
use crate::points::{terms, wallet};
use crate::policy::Policy;
use crate::pricing::{coupon, discount};
use crate::problem::Code;
use crate::reviews::{
    like, list as review_list, mine as own_reviews, picture, show as review, summary, wishes, write,
};
use crate::route::{Body, Route, Verb};
use crate::staff::{accounts, audit, orders, payments, points, reviews as moderation, sellers};
use crate::subscription;
use crate::webhooks::{deliveries, endpoints};

/// Free of charge.
const FREE: u32 = 0;
/// What a read costs.
const READ: u32 = 1;
/// What a write costs.
const WRITE: u32 = 5;
/// What checking or storing a password costs.
const HASH: u32 = 20;
/// What a file costs that comes in or goes out.
const FILE: u32 = 20;

/// Declares the table: verb, path, handler, policy, the scope that admits API keys, cost, body, problems. Rows of one
/// path stand together, and a path of words before one with a place for an id.
macro_rules! routes {
    ($($verb:ident $path:literal => $($handler:ident)::+,
        $policy:ident $({ $($field:ident: $value:literal),* })?, [$($scope:ident)?], $cost:ident, $body:ident
        $(: $($code:ident)*)?;)*) => {
        /// The table.
        pub(crate) const ROUTES: &[Route] = &[$(Route {
            verb: Verb::$verb,
            path: $path,
            policy: Policy::$policy $({ $($field: $value),* })?,
            scope: routes!(@scope $($scope)?),
            cost: $cost,
            body: Body::$body,
            problems: &[$($(Code::$code),*)?],
            handler: |call| Box::pin($($handler)::+(call)),
        },)*];
    };
    (@scope) => { None };
    (@scope $scope:ident) => { Some(Scope::$scope) };
}

routes! {
    Post "/commerce/products/" => create::create, Trader { operators: false }, [CatalogueWrite], WRITE, Lenient:
        SkuTaken InvalidVariants;
    Get "/commerce/products/" => list::list, Public, [], READ, None: InvalidParameter UseCursor;
    Get "/commerce/products/{product_id}/" => show::show, Viewer, [AccountRead], READ, None: ProductNotFound;
    Patch "/commerce/products/{product_id}/" => edit::edit, Trader { operators: false }, [CatalogueWrite], WRITE, Strict:
        ProductNotFound MalformedTag Stale SkuTaken ProductDeleted;
    Delete "/commerce/products/{product_id}/" => edit::delete, Trader { operators: false }, [CatalogueWrite], WRITE, None:
        ProductNotFound MalformedTag Stale;
    Post "/commerce/products/{product_id}/restore/" => edit::restore, Trader { operators: false }, [CatalogueWrite], WRITE, None:
        ProductNotFound MalformedTag Stale NotDeleted;
    Get "/commerce/products/{product_id}/sheet/" => sheet::show, Trader { operators: false }, [CatalogueWrite], READ, None:
        ProductNotFound;
    Get "/commerce/products/{product_id}/history/" => history::list, Trader { operators: false }, [CatalogueWrite], READ, None:
        ProductNotFound InvalidFields;
    Put "/commerce/products/{product_id}/variants/" => variants::replace, Trader { operators: false }, [CatalogueWrite], WRITE, Strict:
        ProductNotFound MalformedTag Stale SkuTaken ProductDeleted VariantInStock InvalidVariants;
    Post "/commerce/products/{product_id}/variants/{item_id}/stock/" => inventory::change_variant, Trader { operators: true },
        [StockWrite], WRITE, Lenient: ProductNotFound VariantNotFound InsufficientStock StockTooHigh IdempotencyKeyReused
        InvalidIdempotencyKey;
    Post "/commerce/products/{product_id}/pictures/" => pictures::add, Trader { operators: false }, [CatalogueWrite], FILE, File:
        ProductNotFound InvalidPicture TooManyPictures;
    Put "/commerce/products/{product_id}/pictures/" => pictures::arrange, Trader { operators: false }, [CatalogueWrite], WRITE, Strict:
        ProductNotFound MalformedTag Stale;
    Post "/commerce/products/{product_id}/stock/" => inventory::change, Trader { operators: true }, [StockWrite], WRITE, Lenient:
        ProductNotFound InsufficientStock StockTooHigh IdempotencyKeyReused InvalidIdempotencyKey;
    Post "/commerce/products/{product_id}/discounts/" => discount::set, Trader { operators: false }, [PricingWrite], WRITE, Lenient:
        ProductNotFound;
    Get "/commerce/products/{product_id}/reviews/" => review_list::list, Viewer, [AccountRead], READ, None: InvalidFields ProductNotFound;
    Post "/commerce/products/{product_id}/reviews/" => write::write, Active, [], WRITE, Strict:
        ProductNotFound NotBought AlreadyReviewed;
    Get "/commerce/products/{product_id}/reviews/summary/" => summary::show, Public, [], READ, None: ProductNotFound;
    Get "/commerce/reviews/{review_id}/" => review::show, Viewer, [AccountRead], READ, None: ReviewNotFound;
    Patch "/commerce/reviews/{review_id}/" => write::edit, Active, [], WRITE, Strict: ReviewNotFound MalformedTag Stale;
    Put "/commerce/reviews/{review_id}/picture/" => picture::put, Active, [], FILE, File:
        ReviewNotFound InvalidPicture InvalidFields MalformedTag Stale;
    Delete "/commerce/reviews/{review_id}/picture/" => picture::remove, Active, [], WRITE, None: ReviewNotFound MalformedTag Stale;
    Put "/commerce/reviews/{review_id}/like/" => like::like, Active, [], WRITE, None: ReviewNotFound Oneself;
    Delete "/commerce/reviews/{review_id}/like/" => like::unlike, Active, [], WRITE, None: ReviewNotFound Oneself;
    Get "/commerce/deals/" => deals::list, Public, [], READ, None: InvalidFields;
    Get "/commerce/search/" => search::search, Public, [], READ, None: InvalidFields SearchUnavailable;
    Get "/commerce/suggestions/" => search::suggest, Public, [], READ, None: InvalidFields SearchUnavailable;
    Get "/commerce/categories/" => categories::list, Public, [], READ, None: InvalidFields;
    Post "/commerce/categories/" => category::create, Staff, [CatalogueWrite], WRITE, Strict: TooManyCategories;
    Patch "/commerce/categories/{category_id}/" => category::rename, Staff, [CatalogueWrite], WRITE, Strict: CategoryNotFound;
    Delete "/commerce/categories/{category_id}/" => category::remove, Staff, [CatalogueWrite], WRITE, None:
        CategoryNotFound CategoryHasChildren CategoryInUse InvalidFields;
    Post "/commerce/categories/{category_id}/move/" => category::relocate, Staff, [CatalogueWrite], WRITE, Strict:
        CategoryNotFound CategoryCycle;
    Post "/commerce/imports/" => imports::begin, Trader { operators: false }, [CatalogueWrite], FILE, File: InvalidFile;
    Get "/commerce/imports/{import_id}/" => imports::show, Trader { operators: false }, [CatalogueWrite], READ, None: ImportNotFound;
    Get "/commerce/imports/{import_id}/rejects/" => exports::rejects, Trader { operators: false }, [CatalogueWrite], READ, None:
        ImportNotFound;
    Get "/commerce/exports/products/" => exports::products, Trader { operators: false }, [CatalogueWrite], FILE, None: InvalidFields;
    Post "/commerce/coupons/" => coupon::create, Holder { refusal: "Authentication required for coupon creation" },
        [PricingWrite], WRITE, Lenient: CouponCodeTaken;

    Get "/commerce/cart/" => cart::show, Shopper, [], READ, None: CartNotFound;
    Delete "/commerce/cart/" => cart::clear, Shopper, [], WRITE, None: CartNotFound MalformedTag Stale;
    Post "/commerce/cart/lines/" => lines::add, Shopper, [], WRITE, Strict:
        CartNotFound MalformedTag Stale ProductNotFound VariantNotFound NotForSale CartFull TooManyPieces;
    Delete "/commerce/cart/lines/" => lines::remove_several, Shopper, [], WRITE, None:
        InvalidFields CartNotFound MalformedTag Stale;
    Patch "/commerce/cart/lines/{item_id}/" => lines::set, Shopper, [], WRITE, Strict:
        CartNotFound LineNotFound MalformedTag Stale;
    Delete "/commerce/cart/lines/{item_id}/" => lines::remove, Shopper, [], WRITE, None: CartNotFound LineNotFound MalformedTag Stale;
    Put "/commerce/cart/coupon/" => cart_coupon::apply, Shopper, [], WRITE, Strict: CartNotFound CouponUnusable MalformedTag Stale;
    Delete "/commerce/cart/coupon/" => cart_coupon::clear, Shopper, [], WRITE, None: CartNotFound MalformedTag Stale;
    Post "/commerce/cart/merge/" => moving::merge, Account, [], WRITE, None: CartNotFound;
    Post "/commerce/cart/reorder/" => moving::reorder, Account, [], WRITE, Strict: OrderNotFound CartFull TooManyPieces;
    Post "/commerce/carts/" => moving::open, Shopper, [], WRITE, None;

    Post "/commerce/orders/" => place::place, Active, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused NothingToOrder NotForSale OutOfStock LineNotFound CartFull
        TooManyPieces CouponUnusable PriceChanged AmountTooLarge Stale Crowded;
    Get "/commerce/orders/" => mine::list, Active, [OrdersRead], READ, None: InvalidFields;
    Get "/commerce/orders/{order_id}/" => mine::show, Active, [OrdersRead], READ, None: InvalidFields OrderNotFound;
    Patch "/commerce/orders/{order_id}/" => amend::readdress, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound AddressSettled MalformedTag Stale;
    Patch "/commerce/orders/{order_id}/lines/{line_id}/" => amend::resize, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound QuantitySettled PaymentUnderWay OutOfStock TooManyPieces AmountTooLarge MalformedTag Stale;
    Get "/commerce/orders/{order_id}/timeline/" => mine::timeline, Active, [OrdersRead], READ, None: OrderNotFound;
    Get "/commerce/orders/{order_id}/shipments/{shipment_id}/tracking/" => mine::track, Active, [OrdersRead], READ, None:
        ShipmentNotFound CourierUnavailable;
    Post "/commerce/orders/{order_id}/cancel/" => steps::cancel, Active, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyReused InvalidIdempotencyKey OrderNotFound LineNotFound WrongState Forbidden PaymentUnderWay AmountTooLarge
        MalformedTag Stale;
    Post "/commerce/orders/{order_id}/request_refund/" => steps::request_refund, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState AlreadyDispatched Forbidden MalformedTag Stale;
    Post "/commerce/orders/{order_id}/withdraw_refund/" => steps::withdraw_refund, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState Forbidden MalformedTag Stale;
    Post "/commerce/orders/{order_id}/confirm/" => steps::confirm, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState Forbidden MalformedTag Stale;
    Post "/commerce/orders/{order_id}/payments/" => pay::start, Active, [], WRITE, Strict:
        InvalidIdempotencyKey IdempotencyKeyReused OrderNotFound OrderPaid NotPayable InsufficientPoints PaymentDeclined
        PaymentUnavailable;
    Get "/commerce/orders/{order_id}/payments/" => record::of_order, Active, [OrdersRead], READ, None: OrderNotFound;
    Post "/commerce/points/top_ups/" => pay::top_up, Active, [], WRITE, Strict:
        InvalidIdempotencyKey IdempotencyKeyReused PaymentDeclined PaymentUnavailable;
    Post "/commerce/campaigns/{campaign_id}/payments/" => pay::pledge, Active, [], WRITE, Strict:
        InvalidIdempotencyKey IdempotencyKeyReused CampaignNotFound TierNotFound PocketRequired OwnCampaign AlreadyPledged
        CampaignOver TierTaken AmountTooLarge PaymentDeclined PaymentUnavailable;
    Get "/commerce/payment_providers/" => pay::providers, Public, [], READ, None;
    Get "/commerce/payments/" => record::list, Active, [OrdersRead], READ, None: InvalidFields;
    Get "/commerce/payments/{payment_id}/" => record::show, Active, [OrdersRead], READ, None: PaymentNotFound;
    Post "/commerce/payments/{payment_id}/confirm/" => pay::confirm, Active, [], WRITE, Strict:
        PaymentNotFound AmountMismatch PaymentUnderWay PaymentOver PaymentDeclined PaymentUnavailable Unfulfillable;
    Post "/commerce/webhooks/payments/{provider}/" => webhook::hear, Public, [], FREE, Message: NotFound Forged;

    Get "/commerce/campaigns/" => campaigns::list, Public, [], READ, None:
        InvalidFields Required UnsetPagination PageOutOfBound UseCursor;
    Post "/commerce/campaigns/" => writing::open, Active, [], WRITE, Strict:
        InvalidIdempotencyKey IdempotencyKeyReused PocketRequired;
    Get "/commerce/campaigns/{campaign_id}/" => campaign::show, Viewer, [AccountRead], READ, None: CampaignNotFound;
    Patch "/commerce/campaigns/{campaign_id}/" => writing::edit, Active, [], WRITE, Strict:
        CampaignNotFound Forbidden CampaignOver TermsSettled MalformedTag Stale;
    Get "/commerce/campaigns/{campaign_id}/backers/" => campaign::backers, Viewer, [AccountRead], READ, None:
        InvalidFields CampaignNotFound;
    Get "/commerce/campaigns/{campaign_id}/pledge_quote/" => pledging::quote, Active, [], READ, None:
        InvalidFields CampaignNotFound TierNotFound PocketRequired OwnCampaign AlreadyPledged CampaignOver TierTaken AmountTooLarge;
    Post "/commerce/campaigns/{campaign_id}/pledges/" => pledging::pledge, Active, [], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused CampaignNotFound TierNotFound PocketRequired OwnCampaign
        AlreadyPledged CampaignOver TierTaken InsufficientPoints AmountTooLarge;
    Post "/commerce/campaigns/{campaign_id}/cancel/" => campaign_steps::cancel, Active, [], WRITE, Strict:
        CampaignNotFound Forbidden CampaignOver MalformedTag Stale;
    Post "/commerce/campaigns/{campaign_id}/fulfil/" => campaign_steps::fulfil, Active, [], WRITE, None:
        CampaignNotFound Forbidden WrongState MalformedTag Stale;
    Post "/commerce/campaigns/{campaign_id}/archive/" => campaign_steps::archive, Active, [], WRITE, None:
        CampaignNotFound Forbidden WrongState MalformedTag Stale;
    Get "/commerce/points/" => wallet::show, Active, [AccountRead], READ, None;
    Get "/commerce/points/entries/" => wallet::entries, Active, [AccountRead], READ, None: InvalidFields;
    Get "/commerce/points/statistics/" => wallet::statistics, Active, [AccountRead], READ, None: InvalidFields;
    Get "/commerce/points/terms/" => terms::show, Public, [], READ, None;
    Post "/commerce/points/attendance/" => wallet::attend, Active, [], WRITE, None: AlreadyAttended NotOffered WalletFull;
    Get "/commerce/subscription/" => subscription::show, Active, [AccountRead], READ, None: SubscriptionNotFound;
    Post "/commerce/subscription/" => subscription::start, Active, [], WRITE, None:
        IdempotencyKeyReused InvalidIdempotencyKey NotOffered AlreadySubscribed InsufficientPoints;
    Post "/commerce/subscription/cancel/" => subscription::cancel, Active, [], WRITE, None: SubscriptionNotFound NotSubscribed;
    Post "/commerce/subscription/resume/" => subscription::resume, Active, [], WRITE, None:
        IdempotencyKeyReused InvalidIdempotencyKey SubscriptionNotFound NotOffered InsufficientPoints;

    Get "/commerce/warehouses/" => warehouses::list, Operator, [StockWrite], READ, None: InvalidFields;
    Post "/commerce/warehouses/" => warehouses::add, Operator, [], WRITE, Strict;
    Get "/commerce/warehouses/{warehouse_id}/" => warehouses::show, Operator, [StockWrite], READ, None: WarehouseNotFound;
    Put "/commerce/warehouses/{warehouse_id}/" => warehouses::replace, Operator, [], WRITE, Strict:
        WarehouseNotFound MalformedTag VersionRequired Stale;
    Get "/commerce/warehouses/{warehouse_id}/racks/" => racks::list, Operator, [StockWrite], READ, None: WarehouseNotFound;
    Post "/commerce/warehouses/{warehouse_id}/racks/" => racks::add, Operator, [], WRITE, Strict: WarehouseNotFound;
    Get "/commerce/warehouses/{warehouse_id}/stock/" => items::in_warehouse, Operator, [StockWrite], READ, None:
        InvalidFields WarehouseNotFound;
    Put "/commerce/racks/{rack_id}/" => racks::replace, Operator, [], WRITE, Strict: RackNotFound MalformedTag VersionRequired Stale;
    Get "/commerce/racks/{rack_id}/stock/" => items::on_rack, Operator, [StockWrite], READ, None: InvalidFields RackNotFound;
    Get "/commerce/stock/items/{item_id}/" => items::of_item, Operator, [StockWrite], READ, None: InvalidFields ItemNotFound;
    Get "/commerce/stock/ledger/" => ledger::list, Operator, [StockWrite], READ, None: InvalidFields;
    Post "/commerce/stock/movements/" => movements::record, Operator, [StockWrite], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused ItemNotFound RackNotFound NotThere AlreadyThere OutOfStock
        AboveCeiling;
    Post "/commerce/stock/transfers/" => movements::transfer, Operator, [StockWrite], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused ItemNotFound RackNotFound NotThere OutOfStock AboveCeiling;

    Post "/commerce/users/" => sign_up::sign_up, Public, [], HASH, Strict: GuessablePassword TooManyTries;
    Get "/commerce/users/me/" => me::show, Account, [AccountRead], READ, None: InvalidFields;
    Patch "/commerce/users/me/" => me::change, Account, [], WRITE, Strict: Stale;
    Delete "/commerce/users/me/" => leaving::erase, Account, [], HASH, Strict: WrongPassword Employed TooManyTries;
    Post "/commerce/users/me/dormancy/" => leaving::sleep, Account, [], HASH, Strict: WrongPassword Employed TooManyTries;
    Post "/commerce/users/me/password/" => password::change, Account, [], HASH, Strict:
        WrongPassword GuessablePassword TooManyTries;
    Post "/commerce/users/me/email-code/" => contact::send_code, Account, [], WRITE, None: NothingToVerify TooManyTries;
    Post "/commerce/users/me/email-verification/" => contact::verify_email, Account, [], WRITE, Strict:
        WrongCode InvalidCode EmailTaken TooManyTries;
    Post "/commerce/users/me/email/" => contact::request_email, Active, [], HASH, Strict:
        EmailTaken WrongPassword NothingToVerify TooManyTries;
    Post "/commerce/users/me/email/confirm/" => contact::confirm_email, Active, [], WRITE, Strict:
        WrongCode InvalidCode EmailTaken TooManyTries;
    Post "/commerce/users/me/phone/" => contact::request_phone, Active, [], WRITE, Strict:
        NothingToVerify TooManyTries;
    Post "/commerce/users/me/phone/confirm/" => contact::confirm_phone, Active, [], WRITE, Strict:
        WrongCode InvalidCode PhoneTaken TooManyTries;
    Get "/commerce/users/me/sessions/" => sessions::list, Account, [], READ, None;
    Delete "/commerce/users/me/sessions/{session_id}/" => sessions::end, Account, [], WRITE, None: SessionNotFound;
    Get "/commerce/users/me/addresses/" => addresses::list, Active, [], READ, None: InvalidFields;
    Post "/commerce/users/me/addresses/" => addresses::add, Active, [], WRITE, Strict: AddressBookFull;
    Get "/commerce/users/me/addresses/{address_id}/" => addresses::show, Active, [], READ, None: InvalidFields AddressNotFound;
    Put "/commerce/users/me/addresses/{address_id}/" => addresses::replace, Active, [], WRITE, Strict: AddressNotFound;
    Delete "/commerce/users/me/addresses/{address_id}/" => addresses::remove, Active, [], WRITE, None: AddressNotFound;
    Get "/commerce/users/me/api-keys/" => api_keys::list, Active, [], READ, None;
    Post "/commerce/users/me/api-keys/" => api_keys::make, Active, [], WRITE, Strict: TooManyApiKeys;
    Delete "/commerce/users/me/api-keys/{api_key_id}/" => api_keys::revoke, Active, [], WRITE, None: ApiKeyNotFound;
    Post "/commerce/users/me/api-keys/{api_key_id}/rotation/" => api_keys::rotate, Active, [], WRITE, Strict:
        ApiKeyNotFound TooManyApiKeys;
    Get "/commerce/users/me/reviews/" => own_reviews::list, Active, [], READ, None: InvalidFields;
    Get "/commerce/users/me/wishes/" => wishes::list, Active, [], READ, None: InvalidFields;
    Put "/commerce/users/me/wishes/{product_id}/" => wishes::add, Active, [], WRITE, None: ProductNotFound;
    Patch "/commerce/users/me/wishes/{product_id}/" => wishes::edit, Active, [], WRITE, Strict: ProductNotFound WishNotFound;
    Delete "/commerce/users/me/wishes/{product_id}/" => wishes::remove, Active, [], WRITE, None: ProductNotFound;
    Get "/commerce/users/me/pocket/" => pocket::show, Active, [], READ, None: PocketNotFound;
    Put "/commerce/users/me/pocket/" => pocket::register, Active, [], WRITE, Strict;
    Delete "/commerce/users/me/pocket/" => pocket::close, Active, [], WRITE, None: PocketNotFound;
    Get "/commerce/users/me/campaigns/" => funded::campaigns, Active, [], READ, None: InvalidFields;
    Get "/commerce/users/me/pledges/" => funded::pledges, Active, [], READ, None: InvalidFields;
    Get "/commerce/users/me/follows/" => follow::list, Active, [], READ, None;
    Get "/commerce/users/{user_id}/" => public_profile::show, Public, [], READ, None: UserNotFound;

    Post "/commerce/auth/token/" => sign_in::sign_in, Public, [], HASH, Strict: InvalidCredentials AccountDormant TooManyTries;
    Post "/commerce/auth/refresh/" => sign_in::refresh, Public, [], WRITE, Strict: InvalidRefreshToken;
    Post "/commerce/auth/sign-out/" => sessions::sign_out, Account, [], WRITE, None;
    Post "/commerce/auth/sign-out-everywhere/" => sessions::sign_out_everywhere, Account, [], WRITE, None;
    Post "/commerce/auth/password-resets/" => resets::request, Public, [], WRITE, Strict: TooManyTries;
    Post "/commerce/auth/password-resets/confirm/" => resets::confirm, Public, [], HASH, Strict:
        InvalidCode GuessablePassword TooManyTries;
    Get "/commerce/auth/providers/" => providers::list, Public, [], READ, None;
    Post "/commerce/auth/providers/{provider}/" => providers::begin, Viewer, [], WRITE, Strict:
        AuthenticationRequired ProviderNotFound;
    Post "/commerce/auth/providers/{provider}/callback/" => providers::complete, Public, [], WRITE, Strict:
        InvalidReturn ProviderRefused ProviderNotFound AccountExists IdentityTaken ProviderUnavailable;

    Post "/commerce/sellers/" => apply::apply, Active, [], WRITE, Strict: AlreadyApplied CompanyTaken;
    Get "/commerce/sellers/me/" => own::show, Active, [], READ, None: InvalidFields SellerNotFound;
    Put "/commerce/sellers/me/" => own::amend, Active, [], WRITE, Strict: SellerNotFound CompanyTaken ApplicationClosed;
    Delete "/commerce/sellers/me/" => own::withdraw, Active, [], WRITE, None: SellerNotFound ApplicationClosed;
    Get "/commerce/sellers/me/products/" => assortment::own, Active, [CatalogueWrite], READ, None:
        InvalidFields Forbidden UseCursor;
    Get "/commerce/sellers/me/settlements/" => earnings::settlements, Active, [OrdersRead], READ, None: InvalidFields Forbidden;
    Get "/commerce/sellers/me/statistics/" => earnings::statistics, Active, [OrdersRead], READ, None: Forbidden;
    Get "/commerce/sellers/me/order_lines/" => desk::lines, Active, [OrdersRead], READ, None: InvalidFields Forbidden;
    Post "/commerce/sellers/me/orders/{order_id}/prepare/" => desk::prepare, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState Forbidden MalformedTag Stale;
    Post "/commerce/sellers/me/orders/{order_id}/dispatch/" => desk::dispatch, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState Forbidden MalformedTag Stale;
    Post "/commerce/sellers/me/orders/{order_id}/deliver/" => desk::deliver, Active, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState Forbidden MalformedTag Stale;
    Post "/commerce/sellers/me/orders/{order_id}/cancel/" => desk::cancel, Active, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyReused InvalidIdempotencyKey OrderNotFound LineNotFound WrongState Forbidden PaymentUnderWay AmountTooLarge
        MalformedTag Stale;
    Post "/commerce/sellers/me/orders/{order_id}/refund/" => desk::refund, Active, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyReused InvalidIdempotencyKey OrderNotFound LineNotFound WrongState Forbidden AmountTooLarge MalformedTag Stale;
    Get "/commerce/sellers/{seller_id}/" => card::show, Viewer, [AccountRead], READ, None: SellerNotFound;
    Put "/commerce/sellers/{seller_id}/follow/" => follow::follow, Active, [], WRITE, None: SellerNotFound Oneself;
    Delete "/commerce/sellers/{seller_id}/follow/" => follow::unfollow, Active, [], WRITE, None: SellerNotFound Oneself;

    Get "/commerce/staff/users/" => accounts::list, Staff, [PeopleRead], READ, None: InvalidFields;
    Get "/commerce/staff/users/{user_id}/" => accounts::show, Staff, [PeopleRead], READ, None: InvalidFields UserNotFound;
    Delete "/commerce/staff/users/{user_id}/" => accounts::erase, Admin, [], WRITE, Strict: UserNotFound Oneself;
    Put "/commerce/staff/users/{user_id}/role/" => accounts::change_role, Admin, [], WRITE, Strict: UserNotFound Oneself;
    Post "/commerce/staff/users/{user_id}/sign-out/" => accounts::sign_out, Staff, [], WRITE, None: UserNotFound Oneself;
    Post "/commerce/staff/users/{user_id}/restoration/" => accounts::restore, Staff, [], WRITE, None:
        UserNotFound Oneself NotRestorable Taken;
    Get "/commerce/staff/users/{user_id}/points/" => points::show, Staff, [PeopleRead], READ, None: UserNotFound;
    Post "/commerce/staff/users/{user_id}/points/" => points::adjust, Staff, [], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused UserNotFound Oneself InsufficientPoints WalletFull;
    Get "/commerce/staff/users/{user_id}/points/entries/" => points::entries, Staff, [PeopleRead], READ, None:
        InvalidFields UserNotFound;
    Get "/commerce/staff/sellers/" => sellers::list, Staff, [PeopleRead], READ, None: InvalidFields;
    Get "/commerce/staff/sellers/{seller_id}/" => sellers::show, Staff, [PeopleRead], READ, None: InvalidFields SellerNotFound;
    Post "/commerce/staff/sellers/{seller_id}/approval/" => sellers::approve, Staff, [], WRITE, None:
        SellerNotFound NotPending Oneself;
    Post "/commerce/staff/sellers/{seller_id}/rejection/" => sellers::reject, Staff, [], WRITE, Strict:
        SellerNotFound NotPending Oneself;
    Get "/commerce/staff/products/" => assortment::staff, Staff, [CatalogueWrite], READ, None: InvalidFields UseCursor;
    Get "/commerce/staff/order_lines/" => orders::lines, Operator, [OrdersRead], READ, None: InvalidFields;
    Get "/commerce/staff/orders/" => orders::list, Staff, [OrdersRead], READ, None: InvalidFields;
    Get "/commerce/staff/orders/{order_id}/" => orders::show, Staff, [OrdersRead], READ, None: InvalidFields OrderNotFound;
    Post "/commerce/staff/orders/{order_id}/prepare/" => orders::prepare, Operator, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState MalformedTag Stale;
    Post "/commerce/staff/orders/{order_id}/dispatch/" => orders::dispatch, Operator, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState MalformedTag Stale;
    Post "/commerce/staff/orders/{order_id}/deliver/" => orders::deliver, Operator, [OrdersWrite], WRITE, Strict:
        OrderNotFound LineNotFound WrongState MalformedTag Stale;
    Post "/commerce/staff/orders/{order_id}/cancel/" => orders::cancel, Staff, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyReused InvalidIdempotencyKey OrderNotFound LineNotFound WrongState PaymentUnderWay AmountTooLarge MalformedTag
        Stale;
    Post "/commerce/staff/orders/{order_id}/refund/" => orders::refund, Staff, [OrdersWrite], WRITE, Strict:
        IdempotencyKeyReused InvalidIdempotencyKey OrderNotFound LineNotFound WrongState AmountTooLarge MalformedTag Stale;
    Get "/commerce/staff/payments/" => payments::list, Staff, [OrdersRead], READ, None: InvalidFields;
    Post "/commerce/staff/payments/{payment_id}/refunds/" => payments::refund, Staff, [], WRITE, Strict:
        IdempotencyKeyRequired InvalidIdempotencyKey IdempotencyKeyReused PaymentNotFound NotCaptured RefundTooLarge
        PointsSpent LineNotFound LineSettled MoneyPledged;
    Get "/commerce/staff/reviews/" => moderation::list, Staff, [], READ, None: InvalidFields;
    Post "/commerce/staff/reviews/{review_id}/hide/" => moderation::hide, Staff, [], WRITE, Strict: ReviewNotFound AlreadyHidden;
    Post "/commerce/staff/reviews/{review_id}/unhide/" => moderation::unhide, Staff, [], WRITE, Strict: ReviewNotFound NotHidden;
    Get "/commerce/staff/audit/" => audit::list, Admin, [], READ, None: InvalidFields;

    Get "/commerce/webhooks/" => endpoints::list, Staff, [], READ, None;
    Post "/commerce/webhooks/" => endpoints::create, Staff, [], WRITE, Strict: TooManyWebhooks;
    Get "/commerce/webhooks/event_types/" => endpoints::event_types, Staff, [], READ, None;
    Get "/commerce/webhooks/deliveries/{delivery_id}/" => deliveries::show, Staff, [], READ, None: DeliveryNotFound;
    Post "/commerce/webhooks/deliveries/{delivery_id}/replay/" => deliveries::replay, Staff, [], WRITE, None:
        DeliveryNotFound WebhookDisabled DeliveryUnderWay;
    Get "/commerce/webhooks/{webhook_id}/" => endpoints::show, Staff, [], READ, None: WebhookNotFound;
    Put "/commerce/webhooks/{webhook_id}/" => endpoints::replace, Staff, [], WRITE, Strict:
        WebhookNotFound MalformedTag VersionRequired Stale;
    Delete "/commerce/webhooks/{webhook_id}/" => endpoints::remove, Staff, [], WRITE, None: WebhookNotFound;
    Get "/commerce/webhooks/{webhook_id}/deliveries/" => deliveries::list, Staff, [], READ, None: InvalidFields WebhookNotFound;
    Post "/commerce/webhooks/{webhook_id}/rotate_secret/" => endpoints::rotate, Staff, [], WRITE, None: WebhookNotFound;
    Post "/commerce/webhooks/{webhook_id}/test/" => deliveries::test, Staff, [], WRITE, None: WebhookNotFound;

    Get "/media/pictures/{picture}/{file}" => media::show, Public, [], FREE, None: NotFound Unavailable;

    Get "/health/live" => health::live, Public, [], FREE, None;
    Get "/health/ready" => health::readiness, Public, [], FREE, None: NotReady;
    Get "/metrics" => metrics::metrics, Public, [], FREE, None;
    Get "/openapi.json" => docs::openapi, Public, [], FREE, None;
    Get "/docs/" => docs::docs, Public, [], FREE, None;
    Get "/docs/{file}" => docs::docs_file, Public, [], FREE, None;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a path that stands first takes the requests of one behind it.
    fn shadows(first: &str, second: &str) -> bool {
        let (first, second): (Vec<_>, Vec<_>) = (first.split('/').collect(), second.split('/').collect());
        let takes = |(first, second): (&&str, &&str)| first.starts_with('{') || first == second;
        first.len() == second.len() && first.iter().zip(&second).all(takes)
    }

    #[test]
    fn every_route_can_be_reached() {
        let mut paths: Vec<_> = ROUTES.iter().map(|route| route.path).collect();
        paths.dedup();
        for (place, path) in paths.iter().enumerate() {
            for earlier in &paths[..place] {
                assert!(!shadows(earlier, path), "{earlier} stands before {path}");
            }
        }
    }

    #[test]
    fn the_shop_is_counted_and_the_rest_is_not() {
        for route in ROUTES {
            // A provider that is turned away believes that the shop is down.
            let counts = route.path.starts_with("/commerce/")
                && !route.path.starts_with("/commerce/webhooks/payments/");
            assert_eq!(route.cost > 0, counts, "{}", route.path);
            let reads = route.verb == Verb::Get && !route.path.starts_with("/commerce/exports/");
            assert_eq!(
                route.cost <= READ,
                reads || !counts,
                "{} {:?}",
                route.path,
                route.verb
            );
        }
    }
}

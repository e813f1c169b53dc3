//! Everything that is served, in one table.

use actix_web::http::Method;
use futures_util::future::LocalBoxFuture;
use hexmart_domain::identity::Scope;

use crate::call::{Answer, Call};
use crate::catalogue::categories::{change as category, list as categories};
use crate::catalogue::{
    assortment, create, deals, edit, history, list, media, pictures, search, sheet, show, variants,
};
use crate::identity::{
    addresses, api_keys, contact, leaving, me, password, providers, public_profile, resets, sessions,
    sign_in, sign_up,
};
use crate::interchange::{exports, imports};
use crate::inventory;
use crate::marketplace::{apply, card, follow, own};
use crate::platform::{docs, health, metrics};
use crate::policy::Policy;
use crate::pricing::{coupon, discount};
use crate::problem::Code;
use crate::staff::{accounts, audit, sellers};

/// One operation.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// The canonical form; with and without the slash at its end, it answers the same.
    pub(crate) path: &'static str,
    pub(crate) policy: Policy,
    /// What an API key needs; none where only people may.
    pub(crate) scope: Option<Scope>,
    /// What a request takes from its caller's bucket; 0 where nobody counts.
    pub(crate) cost: u32,
    pub(crate) body: Body,
    /// What it can answer beside what every operation of its kind can.
    pub(crate) problems: &'static [Code],
    pub(crate) handler: fn(Call) -> LocalBoxFuture<'static, Answer>,
}

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// GET; HEAD answers the same without the body.
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// What an operation reads after the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    None,
    /// An object that says that it is JSON, and has no fields that nobody knows.
    Strict,
    /// An object, as clients of the six first operations send it.
    Lenient,
    /// A file, of one of a few types.
    File,
}

impl Verb {
    pub(crate) const fn methods(self) -> &'static [Method] {
        match self {
            Self::Get => &[Method::GET, Method::HEAD],
            Self::Post => &[Method::POST],
            Self::Put => &[Method::PUT],
            Self::Patch => &[Method::PATCH],
            Self::Delete => &[Method::DELETE],
        }
    }
}

impl Route {
    /// Whether answers are for the caller alone, and no cache may keep them.
    pub(crate) fn is_private(&self) -> bool {
        let for_everybody = matches!(self.policy, Policy::Public | Policy::Viewer);
        !for_everybody || self.path.starts_with("/commerce/auth/") || self.path == "/commerce/users/"
    }
}

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
        [StockWrite], WRITE, Lenient: ProductNotFound VariantNotFound InsufficientStock StockTooHigh;
    Post "/commerce/products/{product_id}/pictures/" => pictures::add, Trader { operators: false }, [CatalogueWrite], FILE, File:
        ProductNotFound InvalidPicture TooManyPictures;
    Put "/commerce/products/{product_id}/pictures/" => pictures::arrange, Trader { operators: false }, [CatalogueWrite], WRITE, Strict:
        ProductNotFound MalformedTag Stale;
    Post "/commerce/products/{product_id}/stock/" => inventory::change, Trader { operators: true }, [StockWrite], WRITE, Lenient:
        ProductNotFound InsufficientStock StockTooHigh;
    Post "/commerce/products/{product_id}/discounts/" => discount::set, Trader { operators: false }, [PricingWrite], WRITE, Lenient:
        ProductNotFound;
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
    Get "/commerce/staff/sellers/" => sellers::list, Staff, [PeopleRead], READ, None: InvalidFields;
    Get "/commerce/staff/sellers/{seller_id}/" => sellers::show, Staff, [PeopleRead], READ, None: InvalidFields SellerNotFound;
    Post "/commerce/staff/sellers/{seller_id}/approval/" => sellers::approve, Staff, [], WRITE, None:
        SellerNotFound NotPending Oneself;
    Post "/commerce/staff/sellers/{seller_id}/rejection/" => sellers::reject, Staff, [], WRITE, Strict:
        SellerNotFound NotPending Oneself;
    Get "/commerce/staff/products/" => assortment::staff, Staff, [CatalogueWrite], READ, None: InvalidFields UseCursor;
    Get "/commerce/staff/audit/" => audit::list, Admin, [], READ, None: InvalidFields;

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
            assert_eq!(
                route.cost > 0,
                route.path.starts_with("/commerce/"),
                "{}",
                route.path
            );
            let reads = route.verb == Verb::Get && !route.path.starts_with("/commerce/exports/");
            assert_eq!(route.cost <= READ, reads, "{} {:?}", route.path, route.verb);
        }
    }
}

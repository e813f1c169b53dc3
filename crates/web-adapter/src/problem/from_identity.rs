//! Which problem each error of the identity context is.

use hexmart_application::identity::{
    AddressError, ApiKeyError, CodeError, CodeRequestError, FederationError, HashingError, PeopleError,
    ProfileError, RefreshError, SignInError, SignUpError,
};
use hexmart_domain::identity::AddressBookError;

use super::{Code, Problem};
use crate::body::{Fault, FieldError, strict_problem};

impl From<HashingError> for Problem {
    fn from(HashingError: HashingError) -> Self {
        Self::turned_away(Code::Busy)
    }
}

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::EmailTaken => Self::of(Code::EmailTaken),
            SignUpError::GuessablePassword => Self::of(Code::GuessablePassword),
            SignUpError::TooMany { retry_after } => Self::wait(Code::TooManyTries, retry_after),
            SignUpError::Busy(error) => error.into(),
            SignUpError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::InvalidCredentials => Self::unproved(Code::InvalidCredentials),
            SignInError::Dormant => Self::of(Code::AccountDormant),
            SignInError::TooMany { retry_after } => Self::wait(Code::TooManyTries, retry_after),
            SignInError::Busy(error) => error.into(),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Invalid => Self::unproved(Code::InvalidRefreshToken),
            RefreshError::Store(error) => error.into(),
        }
    }
}

/// Why no code was sent; `taken` is the problem of an address or a number that somebody else has.
pub(crate) fn code_request_problem(error: CodeRequestError, taken: Code) -> Problem {
    match error {
        CodeRequestError::TooMany { retry_after } => Problem::wait(Code::TooManyTries, retry_after),
        CodeRequestError::NothingToVerify => Problem::of(Code::NothingToVerify),
        CodeRequestError::Taken => Problem::of(taken),
        CodeRequestError::WrongPassword => Problem::of(Code::WrongPassword),
        CodeRequestError::Busy(error) => error.into(),
        CodeRequestError::Store(error) => error.into(),
    }
}

/// Why a code had no effect; `taken` is the problem of an address or a number that somebody else has.
pub(crate) fn code_problem(error: CodeError, taken: Code) -> Problem {
    match error {
        CodeError::Wrong { left } => Problem::wrong_code(left),
        CodeError::Invalid => Problem::of(Code::InvalidCode),
        CodeError::Taken => Problem::of(taken),
        CodeError::GuessablePassword => Problem::of(Code::GuessablePassword),
        CodeError::TooMany { retry_after } => Problem::wait(Code::TooManyTries, retry_after),
        CodeError::Busy(error) => error.into(),
        CodeError::Store(error) => error.into(),
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            // The account went while its token lived on.
            ProfileError::Unknown => Self::unproved(Code::InvalidToken),
            ProfileError::Stale => Self::of(Code::Stale),
            ProfileError::WrongPassword => Self::of(Code::WrongPassword),
            ProfileError::GuessablePassword => Self::of(Code::GuessablePassword),
            ProfileError::Employed => Self::of(Code::Employed),
            ProfileError::TooMany { retry_after } => Self::wait(Code::TooManyTries, retry_after),
            ProfileError::Busy(error) => error.into(),
            ProfileError::Store(error) => error.into(),
        }
    }
}

impl From<AddressError> for Problem {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Refused(AddressBookError::Full) => Self::of(Code::AddressBookFull),
            AddressError::Refused(AddressBookError::Unknown) => Self::of(Code::AddressNotFound),
            AddressError::Store(error) => error.into(),
        }
    }
}

impl From<ApiKeyError> for Problem {
    fn from(error: ApiKeyError) -> Self {
        match error {
            ApiKeyError::Unknown => Self::of(Code::ApiKeyNotFound),
            ApiKeyError::TooMany => Self::of(Code::TooManyApiKeys),
            ApiKeyError::Store(error) => error.into(),
        }
    }
}

impl From<FederationError> for Problem {
    fn from(error: FederationError) -> Self {
        match error {
            FederationError::NotSetUp => Self::of(Code::ProviderNotFound),
            FederationError::UnknownRedirect => {
                strict_problem(vec![FieldError::of_body("redirect_uri", Fault::UnknownRedirect)])
            }
            FederationError::NotActive => Self::of(Code::Unverified),
            FederationError::InvalidReturn => Self::of(Code::InvalidReturn),
            FederationError::Refused => Self::unproved(Code::ProviderRefused),
            FederationError::AccountExists => Self::of(Code::AccountExists),
            FederationError::IdentityTaken => Self::of(Code::IdentityTaken),
            FederationError::Unavailable(error) => Self::passing(Code::ProviderUnavailable).caused_by(&error),
            FederationError::Store(error) => error.into(),
        }
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Unknown => Self::of(Code::UserNotFound),
            PeopleError::Oneself => Self::of(Code::Oneself),
            PeopleError::NotRestorable => Self::of(Code::NotRestorable),
            PeopleError::Taken => Self::of(Code::Taken),
            PeopleError::Store(error) => error.into(),
        }
    }
}

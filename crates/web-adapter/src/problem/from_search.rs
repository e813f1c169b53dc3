//! Which problem each error of the search is.

use hexmart_application::search::{FindError, SearchError};

use super::{Code, Problem};

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Index(error) => error.into(),
            FindError::Store(error) => error.into(),
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        let problem = match error {
            SearchError::Unavailable(_) => Self::passing(Code::SearchUnavailable),
            SearchError::NotTheWriter | SearchError::Failed(_) => Self::lasting(Code::Internal),
        };
        problem.caused_by(&error)
    }
}

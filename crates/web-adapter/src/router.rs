//! Which operation a path means.
//!
//! One tree for all workers. The router of actix-web compiles three regular expressions for each path, in each worker again,
//! and asks them one after the other: 14 MB a worker, and the last of a hundred and fifty paths is found last.

use std::fmt;

use actix_web::http::Method;
use actix_web::http::header::HeaderValue;

use crate::route::Route;

/// The paths of a table of routes, each with and without the slash at its end.
pub(crate) struct Router {
    tree: matchit::Router<usize>,
    paths: Vec<Operations>,
}

/// Every operation on one path.
pub(crate) struct Operations {
    /// As the table has it.
    pub(crate) path: &'static str,
    /// The methods that it takes.
    pub(crate) allow: HeaderValue,
    routes: Vec<&'static Route>,
    /// What the places of the path are called, in their order.
    places: Vec<&'static str>,
}

/// What a path names in its places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Segments(Vec<(&'static str, String)>);

impl Router {
    /// Routes of one path must stand together. A path that cannot be told from another is left out, which is logged.
    pub(crate) fn of(table: &'static [Route]) -> Self {
        let mut router = Self {
            tree: matchit::Router::new(),
            paths: Vec::new(),
        };
        for of_a_path in table.chunk_by(|one, next| one.path == next.path) {
            router.add(of_a_path);
        }
        router
    }

    fn add(&mut self, routes: &'static [Route]) {
        let Some(path) = routes.first().map(|route| route.path) else {
            return;
        };
        let bare = path.trim_end_matches('/');
        for form in [bare.to_owned(), format!("{bare}/")] {
            if let Err(error) = self.tree.insert(form, self.paths.len()) {
                tracing::error!(path, %error, "nobody can be routed to this path");
            }
        }
        let methods = routes.iter().flat_map(|route| route.verb.methods());
        let allow: Vec<_> = methods.map(Method::as_str).collect();
        self.paths.push(Operations {
            path,
            allow: HeaderValue::try_from(allow.join(", ")).unwrap_or(HeaderValue::from_static("")),
            routes: routes.iter().collect(),
            places: places(path).collect(),
        });
    }

    /// The operations on a path, and what it names in its places.
    pub(crate) fn find(&self, path: &str) -> Option<(&Operations, Segments)> {
        let found = self.tree.at(path).ok()?;
        let operations = self.paths.get(*found.value)?;
        let named = found.params.iter().map(|(_, named)| named.to_owned());
        let segments = operations.places.iter().copied().zip(named).collect();
        Some((operations, Segments(segments)))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Router({} paths)", self.paths.len())
    }
}

impl Operations {
    /// The operation of a method.
    pub(crate) fn of(&self, method: &Method) -> Option<&'static Route> {
        let takes = |route: &&&Route| route.verb.methods().contains(method);
        self.routes.iter().find(takes).copied()
    }
}

impl Segments {
    /// What the path names in a place; nothing where there is no such place.
    pub(crate) fn get(&self, place: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| *name == place);
        found.map_or("", |(_, named)| named)
    }
}

/// The names between braces.
fn places(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::ROUTES;

    #[test]
    fn every_operation_is_found_in_both_forms_of_its_path() {
        let router = Router::of(ROUTES);
        for route in ROUTES {
            let names: Vec<_> = places(route.path).collect();
            let path = names.iter().fold(route.path.to_owned(), |path, name| {
                path.replace(&format!("{{{name}}}"), &format!("the-{name}"))
            });
            for form in [
                path.trim_end_matches('/'),
                &format!("{}/", path.trim_end_matches('/')),
            ] {
                let (found, segments) = router.find(form).unwrap();
                assert_eq!(found.path, route.path, "{form}");
                for method in route.verb.methods() {
                    assert!(std::ptr::eq(found.of(method).unwrap(), route), "{method} {form}");
                }
                for name in &names {
                    assert_eq!(segments.get(name), format!("the-{name}"));
                }
                assert_eq!(segments.get("another"), "");
            }
        }
    }

    #[test]
    fn what_is_no_path_is_not_found() {
        let router = Router::of(ROUTES);
        for path in [
            "",
            "/",
            "commerce/products/",
            "/commerce/products//",
            "/commerce//products/",
            "/commerce/products/one/two/three/",
            "/COMMERCE/products/",
        ] {
            assert!(router.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_place_holds_whatever_is_no_slash() {
        let router = Router::of(ROUTES);
        for named in ["감귤", "a b", "{product_id}", "..", "*", "%2F", "\u{0}"] {
            let path = format!("/commerce/products/{named}/stock");
            let (found, segments) = router.find(&path).unwrap();
            assert_eq!(found.path, "/commerce/products/{product_id}/stock/");
            assert_eq!(segments.get("product_id"), named);
        }
    }
}

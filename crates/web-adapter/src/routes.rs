//! Everything that is served, in one table.

use std::future::ready;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, Resource};
use futures_util::future::LocalBoxFuture;

use crate::call::{Answer, Call};
use crate::catalogue::{create, list, show};
use crate::dispatch::dispatch;
use crate::identity::{sign_in, sign_up};
use crate::inventory;
use crate::platform::{docs, health, metrics};
use crate::policy::Policy;
use crate::pricing::{coupon, discount};
use crate::problem::{Code, Problem};
use crate::state::State;

/// One operation.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// The canonical form; with and without the slash at its end, it answers the same.
    pub(crate) path: &'static str,
    pub(crate) policy: Policy,
    /// What it can answer beside what every operation can.
    pub(crate) problems: &'static [Code],
    handler: fn(Call) -> LocalBoxFuture<'static, Answer>,
}

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// GET; HEAD answers the same without the body.
    Get,
    /// POST, with a body.
    Post,
}

/// What a body of the first six operations can be refused for.
const LENIENT_BODY: &[Code] = &[Code::MalformedJson, Code::Required, Code::InvalidParameter];

/// The table.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/commerce/products/",
        policy: Policy::Staff,
        problems: LENIENT_BODY,
        handler: |call| Box::pin(create::create(call)),
    },
    Route {
        verb: Verb::Get,
        path: "/commerce/products/",
        policy: Policy::Public,
        problems: &[Code::InvalidParameter, Code::UseCursor],
        handler: |call| Box::pin(list::list(call)),
    },
    Route {
        verb: Verb::Get,
        path: "/commerce/products/{product_id}/",
        policy: Policy::Viewer,
        problems: &[Code::ProductNotFound],
        handler: |call| Box::pin(show::show(call)),
    },
    Route {
        verb: Verb::Post,
        path: "/commerce/products/{product_id}/stock/",
        policy: Policy::Staff,
        problems: &[
            Code::MalformedJson,
            Code::Required,
            Code::InvalidParameter,
            Code::ProductNotFound,
            Code::InsufficientStock,
            Code::StockTooHigh,
        ],
        handler: |call| Box::pin(inventory::change(call)),
    },
    Route {
        verb: Verb::Post,
        path: "/commerce/products/{product_id}/discounts/",
        policy: Policy::Staff,
        problems: &[
            Code::MalformedJson,
            Code::Required,
            Code::InvalidParameter,
            Code::ProductNotFound,
        ],
        handler: |call| Box::pin(discount::set(call)),
    },
    Route {
        verb: Verb::Post,
        path: "/commerce/coupons/",
        policy: Policy::SignedIn {
            refusal: "Authentication required for coupon creation",
        },
        problems: &[
            Code::MalformedJson,
            Code::Required,
            Code::InvalidParameter,
            Code::CouponCodeTaken,
        ],
        handler: |call| Box::pin(coupon::create(call)),
    },
    Route {
        verb: Verb::Post,
        path: "/commerce/users/",
        policy: Policy::Public,
        problems: &[
            Code::MalformedJson,
            Code::UnsupportedMediaType,
            Code::InvalidFields,
            Code::EmailTaken,
        ],
        handler: |call| Box::pin(sign_up::sign_up(call)),
    },
    Route {
        verb: Verb::Post,
        path: "/commerce/auth/token/",
        policy: Policy::Public,
        problems: &[
            Code::MalformedJson,
            Code::UnsupportedMediaType,
            Code::InvalidFields,
            Code::InvalidCredentials,
        ],
        handler: |call| Box::pin(sign_in::sign_in(call)),
    },
    Route {
        verb: Verb::Get,
        path: "/health/live",
        policy: Policy::Public,
        problems: &[],
        handler: |_| Box::pin(ready(Ok(health::live()))),
    },
    Route {
        verb: Verb::Get,
        path: "/health/ready",
        policy: Policy::Public,
        problems: &[Code::NotReady],
        handler: |call| Box::pin(health::readiness(call)),
    },
    Route {
        verb: Verb::Get,
        path: "/metrics",
        policy: Policy::Public,
        problems: &[],
        handler: |call| Box::pin(ready(metrics::metrics(&call.state.metrics))),
    },
    Route {
        verb: Verb::Get,
        path: "/openapi.json",
        policy: Policy::Public,
        problems: &[],
        handler: |_| Box::pin(ready(Ok(docs::openapi()))),
    },
    Route {
        verb: Verb::Get,
        path: "/docs/",
        policy: Policy::Public,
        problems: &[],
        handler: |call| Box::pin(ready(docs::docs(&call))),
    },
    Route {
        verb: Verb::Get,
        path: "/docs/{file}",
        policy: Policy::Public,
        problems: &[],
        handler: |call| Box::pin(ready(docs::docs_file(&call))),
    },
];

/// Builds the routes of an app, and what answers everything else.
pub(crate) fn configure(app: &mut ServiceConfig, state: &Arc<State>) {
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.dedup();
    for path in paths {
        app.service(resource(path, state));
    }
    let state = Arc::clone(state);
    app.default_service(web::to(move |request: HttpRequest| {
        let state = Arc::clone(&state);
        let refusal = ready(Err(Problem::of(Code::NotFound)));
        async move { dispatch(&state, &request, "none", refusal).await }
    }));
}

/// Every operation on one path, in both of its forms.
fn resource(path: &'static str, state: &Arc<State>) -> Resource {
    let bare = path.trim_end_matches('/');
    let mut resource = web::resource([bare.to_owned(), format!("{bare}/")]);
    let mut allow = Vec::new();
    for route in ROUTES.iter().filter(|route| route.path == path) {
        for method in route.verb.methods() {
            allow.push(method.as_str());
            let state = Arc::clone(state);
            let answer = move |request, payload| answer(Arc::clone(&state), route, request, payload);
            resource = resource.route(web::method(method.clone()).to(answer));
        }
    }
    let allow = HeaderValue::try_from(allow.join(", ")).unwrap_or(HeaderValue::from_static(""));
    let state = Arc::clone(state);
    resource.default_service(web::to(move |request: HttpRequest| {
        let state = Arc::clone(&state);
        let refusal = Problem::of(Code::MethodNotAllowed).header(ALLOW, allow.clone());
        async move { dispatch(&state, &request, path, ready(Err(refusal))).await }
    }))
}

async fn answer(
    state: Arc<State>,
    route: &'static Route,
    request: HttpRequest,
    payload: Payload,
) -> actix_web::HttpResponse {
    let handled = async {
        let principal = route.policy.admit(&state, &request)?;
        let call = Call {
            request: request.clone(),
            payload: Some(payload),
            principal,
            state: Arc::clone(&state),
        };
        (route.handler)(call).await
    };
    dispatch(&state, &request, route.path, handled).await
}

impl Verb {
    const fn methods(self) -> &'static [Method] {
        match self {
            Self::Get => &[Method::GET, Method::HEAD],
            Self::Post => &[Method::POST],
        }
    }
}

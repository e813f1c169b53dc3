//! From the table of routes to an app that answers.

use std::future::ready;
use std::sync::Arc;

use actix_web::http::header::{ALLOW, CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};
use hexmart_domain::identity::Principal;

use crate::admission::{Turn, Worth};
use crate::call::{Answer, Call};
use crate::dispatch::dispatch;
use crate::limits::Toll;
use crate::problem::{Code, Problem};
use crate::route::{Route, Verb};
use crate::routes::ROUTES;
use crate::state::State;

/// Builds the routes of an app, then what is mounted behind them, and what answers everything else.
pub(crate) fn configure<F: Fn(&mut ServiceConfig)>(
    app: &mut ServiceConfig,
    state: &Arc<State>,
    mount: Option<&F>,
) {
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.dedup();
    for path in paths {
        app.service(resource(path, state));
    }
    if let Some(mount) = mount {
        mount(app);
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
) -> HttpResponse {
    let handled = async {
        let turn = state.admission.enter(Worth::of(route))?;
        let caller = route.policy.identify(&state, &request).await;
        let Some(limits) = state.settings.limits.filter(|_| route.cost > 0) else {
            return handle(&state, route, caller, (turn, &request, payload)).await;
        };
        // Whoever proves nobody counts among those who do not even try.
        let counted = caller.as_ref().ok().copied().flatten();
        let Some(toll) = Toll::take(&limits, route.cost, counted, &state, &request).await else {
            return handle(&state, route, caller, (turn, &request, payload)).await;
        };
        let answer = match toll.refusal() {
            Some(refusal) => Err(refusal),
            None => handle(&state, route, caller, (turn, &request, payload)).await,
        };
        toll.mark(answer)
    };
    dispatch(&state, &request, route.path, handled).await
}

async fn handle(
    state: &Arc<State>,
    route: &'static Route,
    caller: Result<Option<Principal>, Problem>,
    (turn, request, payload): (Turn, &HttpRequest, Payload),
) -> Answer {
    let admitted = route
        .policy
        .admit(route.scope, route.verb != Verb::Get, caller?, state)
        .await?;
    let call = Call {
        route: route.path,
        worth: Worth::of(route),
        request: request.clone(),
        payload: Some(payload),
        turn: Some(turn),
        principal: admitted.principal,
        authority: admitted.authority,
        state: Arc::clone(state),
    };
    let mut response = (route.handler)(call).await?;
    if route.is_private() {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

//! From a request to its operation.

use std::future::ready;
use std::sync::Arc;

use actix_web::http::header::{ALLOW, CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use hexmart_domain::identity::Principal;

use crate::admission::{Turn, Worth};
use crate::call::{Answer, Call};
use crate::dispatch::dispatch;
use crate::limits::Toll;
use crate::problem::{Code, Problem};
use crate::route::{Route, Verb};
use crate::router::Segments;
use crate::state::State;

/// Mounts what is served beside the API, which answers everything else.
pub(crate) fn configure<F: Fn(&mut ServiceConfig)>(
    app: &mut ServiceConfig,
    state: &Arc<State>,
    mount: Option<&F>,
) {
    if let Some(mount) = mount {
        mount(app);
    }
    let state = Arc::clone(state);
    app.default_service(web::to(move |request, payload| {
        serve(Arc::clone(&state), request, payload)
    }));
}

async fn serve(state: Arc<State>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let Some((operations, segments)) = state.router.find(request.match_info().as_str()) else {
        let refusal = ready(Err(Problem::of(Code::NotFound)));
        return dispatch(&state, &request, "none", refusal).await;
    };
    let Some(route) = operations.of(request.method()) else {
        let refusal = Problem::of(Code::MethodNotAllowed).header(ALLOW, operations.allow.clone());
        return dispatch(&state, &request, operations.path, ready(Err(refusal))).await;
    };
    answer(&state, route, segments, &request, payload).await
}

async fn answer(
    state: &Arc<State>,
    route: &'static Route,
    segments: Segments,
    request: &HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let handled = async {
        let turn = state.admission.enter(Worth::of(route))?;
        let caller = route.policy.identify(state, request).await;
        let Some(limits) = state.settings.limits.filter(|_| route.cost > 0) else {
            return handle(state, route, caller, (turn, segments, request, payload)).await;
        };
        // Whoever proves nobody counts among those who do not even try.
        let counted = caller.as_ref().ok().copied().flatten();
        let Some(toll) = Toll::take(&limits, route.cost, counted, state, request).await else {
            return handle(state, route, caller, (turn, segments, request, payload)).await;
        };
        let answer = match toll.refusal() {
            Some(refusal) => Err(refusal),
            None => handle(state, route, caller, (turn, segments, request, payload)).await,
        };
        toll.mark(answer)
    };
    dispatch(state, request, route.path, handled).await
}

async fn handle(
    state: &Arc<State>,
    route: &'static Route,
    caller: Result<Option<Principal>, Problem>,
    (turn, segments, request, payload): (Turn, Segments, &HttpRequest, Payload),
) -> Answer {
    let admitted = route
        .policy
        .admit(route.scope, route.verb != Verb::Get, caller?, state)
        .await?;
    let call = Call {
        route: route.path,
        worth: Worth::of(route),
        segments,
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

//! How much a caller has taken, and what they are told of it
//! (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/>).

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use hexmart_application::platform::{Allowance, Rate};
use hexmart_domain::identity::{Credential, Principal};

use crate::call::Answer;
use crate::caller;
use crate::problem::{Code, Problem};
use crate::settings::Limits;
use crate::state::State;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What a request took from its caller's bucket.
pub(crate) struct Toll {
    policy: &'static str,
    rate: Rate,
    allowance: Allowance,
}

impl Toll {
    /// Takes `cost` from the bucket of whoever calls. None when there is no way to tell callers apart.
    pub(crate) async fn take(
        limits: &Limits,
        cost: u32,
        caller: Option<Principal>,
        state: &State,
        request: &HttpRequest,
    ) -> Option<Self> {
        let (policy, rate, whose) = match caller {
            None => {
                let network = caller::network(request, &state.settings.trusted_proxies)?;
                ("anonymous", limits.anonymous, network)
            }
            Some(Principal {
                user,
                role,
                credential,
                ..
            }) => match credential {
                Credential::ApiKey(..) => ("trusted", limits.trusted, user.to_string()),
                Credential::Session(_) if role.is_employed() => ("trusted", limits.trusted, user.to_string()),
                Credential::Session(_) => ("account", limits.account, user.to_string()),
            },
        };
        let (throttle, now) = (&state.services.throttle, state.services.clock.now());
        let key = format!("rate:{policy}:{whose}");
        let allowance = throttle.take(&key, cost, rate, now).await;
        Some(Self {
            policy,
            rate,
            allowance,
        })
    }

    /// Why the request is not answered, if the bucket did not hold enough.
    pub(crate) fn refusal(&self) -> Option<Problem> {
        let Allowance {
            granted, retry_after, ..
        } = self.allowance;
        (!granted).then(|| Problem::wait(Code::TooManyRequests, retry_after))
    }

    /// Says on the answer what is left.
    pub(crate) fn mark(&self, answer: Answer) -> Answer {
        let Self {
            policy,
            rate,
            allowance,
        } = self;
        let quota = format!("\"{policy}\";q={};w={}", rate.burst, whole_seconds(rate.per));
        let left = format!(
            "\"{policy}\";r={};t={}",
            allowance.remaining,
            whole_seconds(allowance.full_after)
        );
        let headers = [(RATE_LIMIT_POLICY, quota), (RATE_LIMIT, left)]
            .into_iter()
            .filter_map(|(name, text)| Some((name, HeaderValue::try_from(text).ok()?)));
        match answer {
            Ok(mut response) => {
                headers.for_each(|(name, value)| {
                    response.headers_mut().insert(name, value);
                });
                Ok(response)
            }
            Err(problem) => Err(headers.fold(problem, |problem, (name, value)| problem.header(name, value))),
        }
    }
}

/// A duration in seconds, rounded up, so that nobody comes back too early.
pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

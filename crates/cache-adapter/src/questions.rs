use std::hash::Hash;
use std::sync::Arc;

use futures_util::FutureExt as _;

use crate::answers::Answers;
use crate::flights::Flights;
use crate::moment::Moment;
use crate::weight::Weight;

/// Questions of one kind, whose answers are an `A` or fail with an `E`.
pub(crate) type Questions<Q, A, E> = Flights<Q, Result<Arc<A>, E>>;

impl<Q, A, E> Questions<Q, A, E>
where
    Q: Clone + Eq + Hash + Send + Sync + Weight + 'static,
    A: Send + Sync + Weight + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// The answer that is kept, or that somebody is waiting for, or that `ask` finds; only this last one is kept.
    pub(crate) async fn answer<Asked>(
        &self,
        answers: &Answers<Q>,
        question: Q,
        moment: Moment,
        ask: impl FnOnce() -> Asked + Send,
    ) -> Result<Arc<A>, E>
    where
        Asked: Future<Output = Result<A, E>> + Send + 'static,
    {
        if let Some(answer) = answers.recall(&question, &moment) {
            return Ok(answer);
        }
        let landed = || answers.recall(&question, &moment).map(Ok);
        let set_off = || {
            let (answers, question, asked) = (answers.clone(), question.clone(), ask());
            let flight = async move {
                let answer = Arc::new(asked.await?);
                answers.keep(question, moment, &answer);
                Ok(answer)
            };
            flight.boxed()
        };
        self.join(question.clone(), moment, landed, set_off).await
    }
}

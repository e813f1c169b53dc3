//! Paying for orders at the sandbox, whatever goes wrong in between.

mod beginning;
mod confirming;
mod crashes;
mod frail;
mod given;
mod looking;
mod messages;
mod reconciling;
mod refunds;
mod repeated;
mod rounds;
mod shop;
mod suspicious;
mod talking;
mod tenders;

//! How outside services are spoken to by HTTP/1.1, with TLS or without: [`Client`].
//!
//! One client for all of them, so that one HTTP and one cryptography is in the program. It follows no redirect, for a
//! request with a secret is for one address alone; it knows no proxy; it gives up in time, and reads no answer without
//! end. Where others choose the address, a [`Guard`] says what may be connected to. What an answer means is for the caller
//! to say.

mod client;
mod connector;
mod error;
mod guard;

pub use client::{Client, Limits, NoRoots};
pub use error::HttpError;
pub use guard::{Guard, LookUp, system_look_up};
/// Requests and answers.
pub use hyper::{Method, Request, Response, StatusCode, Uri, body::Bytes, header};

//! What buyers say of products, and what people wish for.

mod queries;
mod recount;
mod repository;
mod watching;
mod wishes;

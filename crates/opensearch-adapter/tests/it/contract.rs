//! Promises of the port that can be kept without a server that searches: those about its life.

use std::sync::Arc;

use crate::replay::Replay;

#[tokio::test]
async fn an_index_that_was_never_built_has_no_position() {
    let server = Replay::of(include_str!("exchanges/contract_never_built.json")).await;
    hexmart_contracts::search::an_index_that_was_never_built_has_no_position(Arc::new(server.index())).await;
    server.end();
}

#[tokio::test]
async fn a_removed_product_is_not_found() {
    let server = Replay::of(include_str!("exchanges/contract_removed.json")).await;
    hexmart_contracts::search::a_removed_product_is_not_found(Arc::new(server.index())).await;
    server.end();
}

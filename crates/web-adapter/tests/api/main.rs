//! The real server on a real socket, in front of mocked ports: what clients see of every answer.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may say what must hold and stop there"
)]

mod access;
mod accounts;
mod addresses;
mod api_keys;
mod assortments;
mod bad_filters;
mod browsers;
mod bulk;
mod campaigns;
mod canaries;
mod carts;
mod categories;
mod client;
mod contact;
mod coupons;
mod cursors;
mod desk;
mod discounts;
mod drain;
mod failures;
mod fields;
mod filters;
mod find;
mod fixture;
mod funded;
mod goods;
mod levels;
mod limits;
mod list;
mod log;
mod me;
mod mounted;
mod movements;
mod nonsense;
mod open_for_purchases;
mod operations;
mod order_steps;
mod orders;
mod overload;
mod payments;
mod people;
mod pictures;
mod placing;
mod platform;
mod points;
mod problems;
mod products;
mod protocol;
mod providers;
mod proxies;
mod purchases;
mod purchasing;
mod receivers;
mod repeats;
mod revalidation;
mod reviews;
mod samples;
mod seller_accounts;
mod sellers;
mod sessions;
mod sheets;
mod shelf;
mod show;
mod staff;
mod stock;
mod subscription;
mod tampering;
mod tenders;
mod variants;
mod voices;
mod warehouses;
mod webhooks;
mod willing;

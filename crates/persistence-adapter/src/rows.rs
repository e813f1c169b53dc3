//! Rows as they are written, and read where that is the same; how they are inserted in bulk differs per database.

mod account;
mod address;
mod api_key;
mod campaign;
mod cart;
mod code;
mod crossing;
mod import_run;
mod order;
mod order_event;
mod order_line;
mod outbox;
mod payment;
mod pledge;
mod product;
mod product_change;
mod provider_attempt;
mod request;
mod review;
mod session;
mod settlement;
mod stock;
mod subscription;
mod wallet;
mod warehouse;
mod webhook;
mod wish;

pub(crate) use account::{AccountRow, ProfileRows, email_print, open_profile, personal_place, role, state};
pub(crate) use address::{AddressRow, BookRow, address_place, open_book, seal_addresses};
pub(crate) use api_key::ApiKeyRow;
pub(crate) use campaign::{
    CampaignCardRow, CampaignRow, campaign_state, campaign_title, final_date, from_won, to_won,
};
pub(crate) use cart::{CartRow, owner_columns};
pub(crate) use code::{CodeRow, purpose, target_place};
pub(crate) use crossing::{Crossings, RAN_LOW, crossings};
pub(crate) use import_run::ImportRow;
pub(crate) use order::{OrderRow, OrderRows, destination_place, open_orders};
pub(crate) use order_event::OrderEventRow;
pub(crate) use order_line::LineRow;
pub(crate) use outbox::{MessageRow, payload_place};
pub(crate) use payment::PaymentRow;
pub(crate) use pledge::{PledgeRow, PocketRow, TierRow};
pub(crate) use product::{ProductRow, SideRows, StoredProduct, owner_key};
pub(crate) use product_change::{ChangeRow, close_fields, field_needle, open_fields};
pub(crate) use provider_attempt::AttemptRow;
pub(crate) use request::{RequestRow, body_place, request_id};
pub(crate) use review::{ReviewRow, TallyRow};
pub(crate) use session::{SessionRow, TokenRow};
pub(crate) use settlement::SettlementRow;
pub(crate) use stock::{HeadRow, StockRow, chain};
pub(crate) use subscription::SubscriptionRow;
pub(crate) use wallet::{HeadOfWallet, WalletRow, WalletRows};
pub(crate) use warehouse::{RackRow, WarehouseRow, contact_place};
pub(crate) use webhook::{DeliveryRow, FateRow, WebhookRow, secrets_place};
pub(crate) use wish::{GlanceRow, WishRow};

use diesel::prelude::*;
use hexmart_application::platform::{EVENT, OutboxMessage, Place, StoreError, Vault};

use crate::columns::{At, Key};
use crate::schema::outbox;

/// A message as it is written, apart from its place in the line of its aggregate.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct MessageRow {
    pub(crate) aggregate: Key,
    pub(crate) id: Key,
    pub(crate) topic: &'static str,
    pub(crate) payload: Vec<u8>,
    pub(crate) state: &'static str,
    pub(crate) tries: i64,
    pub(crate) due_at: At,
    pub(crate) written_at: At,
}

/// Where the payload of a message is sealed for.
pub(crate) const fn payload_place(id: Key) -> Place {
    Place {
        table: "outbox",
        column: "payload",
        row: id.bytes(),
    }
}

impl MessageRow {
    /// What a message is as long as nobody delivered it, nor gave it up.
    pub(crate) const PENDING: &str = "PENDING";

    pub(crate) fn seal_all(messages: &[OutboxMessage], vault: &dyn Vault) -> Result<Vec<Self>, StoreError> {
        messages
            .iter()
            .map(|message| Self::seal(message, vault))
            .collect()
    }

    /// Whether it is for endpoints of webhooks alone.
    pub(crate) fn is_event(&self) -> bool {
        self.topic == EVENT
    }

    fn seal(message: &OutboxMessage, vault: &dyn Vault) -> Result<Self, StoreError> {
        let id = Key::from(message.id);
        let payload = vault.seal(payload_place(id), message.payload.as_bytes());
        Ok(Self {
            aggregate: Key::from_bytes(message.aggregate),
            id,
            topic: message.topic,
            payload: payload.map_err(StoreError::backend)?.0,
            state: Self::PENDING,
            tries: 0,
            due_at: At(message.written_at),
            written_at: At(message.written_at),
        })
    }
}

use diesel::prelude::*;
use hexmart_application::platform::{
    CompletedRequest, Place, RequestKey, Sealed, StoreError, StoredAnswer, Vault,
};

use crate::columns::{At, Key};
use crate::schema::completed_requests;

/// A request that was carried out as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = completed_requests, treat_none_as_default_value = false)]
pub(crate) struct RequestRow {
    id: Key,
    scope: String,
    request_key: String,
    fingerprint: Key,
    status: i64,
    headers: String,
    body_sealed: Vec<u8>,
    completed_at: At,
    keep_until: At,
}

/// The id of a scope and a key: short, and the same for ever.
pub(crate) fn request_id(scope: &str, key: &str, vault: &dyn Vault) -> Key {
    let print = vault.fingerprint("request", format!("{}:{scope}{key}", scope.len()).as_bytes());
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(print.as_bytes()) {
        *to = *from;
    }
    Key::from_bytes(id)
}

/// Where the answer to a request is sealed for.
pub(crate) const fn body_place(id: Key) -> Place {
    Place {
        table: "completed_requests",
        column: "body_sealed",
        row: id.bytes(),
    }
}

impl RequestRow {
    pub(crate) const fn id(&self) -> Key {
        self.id
    }

    pub(crate) fn seal(request: &CompletedRequest, vault: &dyn Vault) -> Result<Self, StoreError> {
        let RequestKey {
            scope,
            key,
            fingerprint,
        } = &request.key;
        let id = request_id(scope, key, vault);
        let sealed = vault.seal(body_place(id), request.answer.body.as_bytes());
        Ok(Self {
            id,
            scope: scope.clone(),
            request_key: key.clone(),
            fingerprint: Key::from_bytes(*fingerprint),
            status: i64::from(request.answer.status),
            headers: serde_json::to_string(&request.answer.headers).map_err(StoreError::backend)?,
            body_sealed: sealed.map_err(StoreError::backend)?.0,
            completed_at: At(request.completed_at),
            keep_until: At(request.keep_until),
        })
    }

    pub(crate) fn open(self, vault: &dyn Vault) -> Result<CompletedRequest, StoreError> {
        let wrong = |what: &str| StoreError::corrupt("completed_requests", what);
        let sealed = Sealed(self.body_sealed);
        let body = vault
            .open(body_place(self.id), &sealed)
            .map_err(|_closed| wrong("a body that does not open"))?;
        Ok(CompletedRequest {
            key: RequestKey {
                scope: self.scope,
                key: self.request_key,
                fingerprint: self.fingerprint.bytes(),
            },
            answer: StoredAnswer {
                status: u16::try_from(self.status).map_err(|_wrong| wrong("status"))?,
                headers: serde_json::from_str(&self.headers).map_err(|_wrong| wrong("headers"))?,
                body: String::from_utf8(body).map_err(|_wrong| wrong("a body that is no text"))?,
            },
            completed_at: self.completed_at.0,
            keep_until: self.keep_until.0,
        })
    }
}

//! What the measured figures are compared with, in the same run and on the same machine.

pub(crate) mod http;
pub(crate) mod mariadb;
pub(crate) mod sqlite;

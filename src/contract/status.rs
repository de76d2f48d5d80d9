//! The HTTP statuses of the Connector API, and what each obliges both sides to.

use serde::{Deserialize, Serialize};

/// What stands in the body of an answer with a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// What the operation answers.
    Response,
    /// The error object.
    Error,
    /// Nothing.
    None,
}

/// When a client may send a request again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// Not as it is.
    Never,
    /// After a pause.
    AfterWaiting,
    /// After the data was read again.
    AfterReading,
    /// If it asks for less.
    Narrower,
}

/// One entry of `connector/errors.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatusData {
    /// The status; 500 stands for every 5xx.
    pub status: u16,
    /// Its name.
    pub name: String,
    /// What the body is.
    pub body: Content,
    /// When it is sent.
    pub meaning: String,
    /// What the server has to do.
    pub server: String,
    /// What the client has to do.
    pub client: String,
    /// When the request may be sent again.
    pub retry: Retry,
    /// The page of the documentation.
    pub source: String,
}

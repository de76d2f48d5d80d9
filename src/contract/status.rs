//! The HTTP statuses of the Connector API, with the duties of both sides.

use serde::{Deserialize, Serialize};

/// Content of the body of an answer with a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// The response of the operation.
    Response,
    /// The error object.
    Error,
    /// Nothing.
    None,
}

/// Condition on which a client may send a request again.
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
    /// Content of the body.
    pub body: Content,
    /// Occasion on which it is sent.
    pub meaning: String,
    /// Duty of the server.
    pub server: String,
    /// Duty of the client.
    pub client: String,
    /// Condition on which the request may be sent again.
    pub retry: Retry,
    /// The page of the documentation.
    pub source: String,
}

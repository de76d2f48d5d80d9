//! One request or one response, as a plain value.

use std::fmt;

use super::body::Body;

/// Header fields in the order in which they were sent; names compare without regard to case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of the first field of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Appends a field.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Replaces every field of that name by one.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.push(name, value);
    }

    /// Removes every field of that name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(field, _)| !field.eq_ignore_ascii_case(name));
    }

    /// All fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// Field values may hold secrets: `Debug` shows the names only.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// Way in which a request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// The HTTP method, upper case.
    Http(String),
    /// No HTTP: the command of a hook, with its arguments; the body of the request is its standard input.
    Command(String),
}

impl Method {
    /// The HTTP method; `None` for a command.
    pub fn http(&self) -> Option<&str> {
        match self {
            Self::Http(name) => Some(name),
            Self::Command(_) => None,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(name) => f.write_str(name),
            Self::Command(line) => write!(f, "the command {line}"),
        }
    }
}

impl From<&str> for Method {
    fn from(name: &str) -> Self {
        Self::Http(name.to_owned())
    }
}

impl From<String> for Method {
    fn from(name: String) -> Self {
        Self::Http(name)
    }
}

/// Compares with an HTTP method; a command is none.
impl PartialEq<str> for Method {
    fn eq(&self, name: &str) -> bool {
        self.http() == Some(name)
    }
}

impl PartialEq<&str> for Method {
    fn eq(&self, name: &&str) -> bool {
        *self == **name
    }
}

/// A request as it was sent or received.
#[derive(Clone, Debug)]
pub struct Request {
    /// The HTTP method, or a command in its place.
    pub method: Method,
    /// The address: absolute for a request that was sent, path and query for one that arrived, `hook:NAME` for a
    /// command.
    pub url: String,
    /// The header fields that were set; those that the transport adds (Host, Content-Length) may lack.
    pub headers: Headers,
    /// The body; empty if there was none.
    pub body: Body,
}

impl Request {
    /// The path, without scheme, host and query.
    pub fn path(&self) -> &str {
        let rest = match self.url.find("://") {
            Some(scheme) => {
                let after = &self.url[scheme + 3..];
                after.find('/').map_or("/", |slash| &after[slash..])
            }
            None => &self.url,
        };
        rest.split(['?', '#']).next().unwrap_or(rest)
    }
}

/// A response as it arrived or is to be sent.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The header fields.
    pub headers: Headers,
    /// The body; empty if there was none.
    pub body: Body,
}

impl Response {
    /// A JSON response with that status.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self {
            status,
            headers: Headers::from_iter([("content-type", "application/json")]),
            body: Body::of(value),
        }
    }

    /// The media type without its parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.headers.get("content-type")?;
        Some(value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase())
    }
}

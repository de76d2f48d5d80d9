//! Answers that the system behind an address did not give: of a redirect, a gateway, or a page for people.
//!
//! Its own error page with HTTP 500 is an answer of its own, however little it helps.

use std::fmt;

use serde_json::Value;

use super::message::Response;

/// The longest title of a page that is repeated, in characters.
const LONGEST_TITLE: usize = 80;

/// Giver of an answer that the system behind an address did not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intermediary {
    /// The address is another one: the given one, if any.
    Redirect {
        /// Status of the answer.
        status: u16,
        /// Content of the field Location.
        location: Option<String>,
    },
    /// A gateway has nobody to pass the request on to: HTTP 502, 503 or 504.
    Gateway {
        /// Status of the answer.
        status: u16,
        /// Name by which the gateway calls itself.
        server: Option<String>,
    },
    /// An HTML page with success.
    Page {
        /// Status of the answer.
        status: u16,
        /// Its title.
        title: Option<String>,
    },
}

impl Intermediary {
    /// The giver of an answer, unless the system itself may have given it.
    pub fn of(response: &Response) -> Option<Self> {
        let status = response.status;
        // What speaks JSON is no gateway.
        if response.body.json().is_ok_and(Value::is_object) {
            return None;
        }
        let field = |name: &str| response.headers.get(name).map(str::to_owned);
        match status {
            301 | 302 | 303 | 307 | 308 => {
                let location = field("location");
                Some(Self::Redirect { status, location })
            }
            502..=504 => {
                let server = field("server");
                Some(Self::Gateway { status, server })
            }
            200..=299 if is_page(response) => {
                let title = title(&response.body.text());
                Some(Self::Page { status, title })
            }
            _ => None,
        }
    }
}

fn is_page(response: &Response) -> bool {
    let text = response.body.text();
    let start: String = text.trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn title(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(title.chars().take(LONGEST_TITLE).collect())
}

impl fmt::Display for Intermediary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect {
                status,
                location: Some(location),
            } => write!(f, "HTTP {status}, a redirect to {location}"),
            Self::Redirect { status, location: None } => write!(f, "HTTP {status}, a redirect to nowhere"),
            Self::Gateway {
                status,
                server: Some(server),
            } => write!(f, "HTTP {status} of a gateway, which calls itself {server}"),
            Self::Gateway { status, server: None } => write!(f, "HTTP {status} of a gateway"),
            Self::Page {
                status,
                title: Some(title),
            } => write!(f, "HTTP {status} and an HTML page, “{title}”"),
            Self::Page { status, title: None } => write!(f, "HTTP {status} and an HTML page"),
        }
    }
}

//! Demo tokens, which the documentation publishes for everybody: known by their SHA-256 digests.
//!
//! A digest with fewer bits would take a token of somebody's own for a published one some day, and the
//! tokens themselves would be found by whoever searches this source for secrets.

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

use crate::fixture::catalogue::Pricing;

/// A published token of the demo environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoToken {
    digest: &'static str,
    /// The integration that it belongs to.
    pub integration: &'static str,
    /// The amounts that the property of an access token sets; `None` for a client token.
    pricing: Option<Pricing>,
}

const FIRST: &str = "Are you ready to integrate with Mews?";
const SECOND: &str = "Connector API Test Client 2";
const THIRD: &str = "Connector API Test Client 3";
const FOURTH: &str = "Connector API Test Client 4";

/// As `connector-api/guidelines/environments` lists them.
const DEMO_TOKENS: [DemoToken; 12] = [
    client(
        FIRST,
        "27a72b658fea17ff7d8410627ecbc3478c393236f4a14b449b7f46c4e10856c3",
    ),
    access(
        FIRST,
        Pricing::Gross,
        "e7fcd8b29db2a050c13650c2ad47a3fb32fc7f3d73ee67d4ba19d8b6fe18f456",
    ),
    access(
        FIRST,
        Pricing::Net,
        "0f9afea8aa18d24df8bf5aa1828d6ef2ec9d764b359001329dec2092f0fa5d52",
    ),
    client(
        SECOND,
        "37e6fca9c46794b0249d87ea714c86764f732d1a57044a6d2dd3e8c73dc5235f",
    ),
    access(
        SECOND,
        Pricing::Gross,
        "8f7edf96467bf594cfd4d825b315058c0036b93d1ce619a53b253a6260251c3a",
    ),
    access(
        SECOND,
        Pricing::Net,
        "fce8e91c93b7fd76334cf999bbb77d76728aa38a08ff9a2057c00a4bab18c643",
    ),
    client(
        THIRD,
        "528531f0344a67eeb468cd96003e4695fd81f98bf265d6d54abd033639f356dd",
    ),
    access(
        THIRD,
        Pricing::Gross,
        "3faae5d6d2ad8e2da72590079c702144febf9aa61ec333b202c1ebc61f7404c5",
    ),
    access(
        THIRD,
        Pricing::Net,
        "a61bc72f50b1bfbb69d1867bc32fb57717591aa288329f870f02f375271a8d09",
    ),
    client(
        FOURTH,
        "893b927a5896ec873768e9b4f8ae02c01c4f925ee6a38cc97e209b96bb7469de",
    ),
    access(
        FOURTH,
        Pricing::Gross,
        "409080fde76d211794656eede2b8deefc92e1ba3ffa12a5dd24d3c0deff2f4c9",
    ),
    access(
        FOURTH,
        Pricing::Net,
        "1796a28a43e203667e1d40fb50d98a91907382f6bb2df79f0dcdf49b22f5f4a9",
    ),
];

const fn client(integration: &'static str, digest: &'static str) -> DemoToken {
    DemoToken {
        digest,
        integration,
        pricing: None,
    }
}

const fn access(integration: &'static str, pricing: Pricing, digest: &'static str) -> DemoToken {
    DemoToken {
        digest,
        integration,
        pricing: Some(pricing),
    }
}

impl DemoToken {
    /// The published token that this is, if it is one; blanks around it and the case of its letters do not hide it.
    pub fn find(token: &str) -> Option<Self> {
        let digest = digest(&token.trim().to_ascii_uppercase());
        DEMO_TOKENS.iter().find(|known| known.digest == digest).copied()
    }

    /// The first published token that stands anywhere in a text.
    pub(super) fn find_in(text: &str) -> Option<Self> {
        text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
            .filter(|word| word.len() == LENGTH)
            .find_map(Self::find)
    }

    /// Returns true for a client token, and false for an access token.
    pub fn is_client(&self) -> bool {
        self.pricing.is_none()
    }
}

/// Each of them is as long.
const LENGTH: usize = 64;

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Its kind and its integration, without a character of it.
impl fmt::Display for DemoToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.pricing {
            None => "client token",
            Some(_) => "access token",
        };
        write!(f, "the published demo {kind} of {}", self.integration)?;
        match self.pricing {
            None => Ok(()),
            Some(Pricing::Gross) => f.write_str(", gross pricing"),
            Some(Pricing::Net) => f.write_str(", net pricing"),
        }
    }
}

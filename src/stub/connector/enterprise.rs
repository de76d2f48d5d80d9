//! The three enterprises of every world.

use jiff::tz::TimeZone;

use super::identifier::identifier;

/// An enterprise: a property, to which every item belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Enterprise {
    /// Enterprise of the valid token and of the portfolio.
    Harbour,
    /// Enterprise of the portfolio.
    Mill,
    /// Enterprise of another chain.
    Lodge,
}

/// Form of prices: with or without tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pricing {
    Gross,
    Net,
}

impl Enterprise {
    pub(super) const ALL: [Self; 3] = [Self::Harbour, Self::Mill, Self::Lodge];

    /// Its place in tables.
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Harbour => 0,
            Self::Mill => 1,
            Self::Lodge => 2,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Harbour => "Harbour House",
            Self::Mill => "Mill Court",
            Self::Lodge => "Dune Lodge",
        }
    }

    pub(super) const fn currency(self) -> &'static str {
        match self {
            Self::Harbour | Self::Mill => "GBP",
            Self::Lodge => "USD",
        }
    }

    pub(super) const fn pricing(self) -> Pricing {
        match self {
            Self::Harbour | Self::Mill => Pricing::Gross,
            Self::Lodge => Pricing::Net,
        }
    }

    pub(super) const fn time_zone(self) -> &'static str {
        match self {
            Self::Harbour | Self::Mill => "Europe/London",
            Self::Lodge => "America/New_York",
        }
    }

    /// The time zone with its rules: Greenwich with summer time, and the east of America.
    pub(super) fn zone(self) -> TimeZone {
        let rules = match self {
            Self::Harbour | Self::Mill => "GMT0BST,M3.5.0/1,M10.5.0",
            Self::Lodge => "EST5EDT,M3.2.0,M11.1.0",
        };
        TimeZone::posix(rules).unwrap_or(TimeZone::UTC)
    }

    pub(super) const fn country(self) -> &'static str {
        match self {
            Self::Harbour | Self::Mill => "GB",
            Self::Lodge => "US",
        }
    }

    /// The codes of the taxes that its prices may have.
    pub(super) const fn tax_codes(self) -> &'static [&'static str] {
        match self {
            Self::Harbour | Self::Mill => &["UK-S", "UK-R", "UK-Z"],
            Self::Lodge => &["US-DC-S", "US-DC-Z"],
        }
    }

    /// The environment of those taxes.
    pub(super) const fn tax_environment(self) -> &'static str {
        match self {
            Self::Harbour | Self::Mill => "UK-2022",
            Self::Lodge => "US-DC-2025",
        }
    }

    /// The id of the chain that it belongs to.
    pub(super) fn chain(self) -> String {
        let chain = match self {
            Self::Harbour | Self::Mill => "coast",
            Self::Lodge => "dunes",
        };
        identifier(&["chain", chain])
    }
}

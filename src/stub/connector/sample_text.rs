//! Sample texts for properties that hold free text, by their names.

use super::enterprise::Enterprise;

const FIRST_NAMES: [&str; 12] = [
    "Ada", "Bram", "Chika", "Dario", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena",
];
const LAST_NAMES: [&str; 13] = [
    "Archer", "Brook", "Calder", "Dale", "Ember", "Field", "Glen", "Harper", "Ivory", "Jasper", "Keel", "Lark", "Moor",
];

/// A sample text for a property of the item at a place.
pub(super) fn sample(name: &str, enterprise: Enterprise, index: usize, longest: Option<usize>) -> String {
    let text = match name {
        "FirstName" | "NormalizedFirstName" => nth(&FIRST_NAMES, index),
        "LastName" | "NormalizedLastName" => nth(&LAST_NAMES, index),
        "FullName" => format!("{} {}", nth(&FIRST_NAMES, index), nth(&LAST_NAMES, index)),
        "Email" | "InvoicingEmail" | "ContactEmail" => email(enterprise, index),
        "Phone" | "Telephone" => format!("+442079460{index:03}"),
        "LanguageCode" | "PreferredLanguageCode" | "DefaultLanguageCode" | "FallbackLanguageCode" => "en-GB".into(),
        "TimeZoneIdentifier" => enterprise.time_zone().into(),
        "TaxEnvironmentCode" => enterprise.tax_environment().into(),
        "LegalEnvironmentCode" | "AccommodationEnvironmentCode" | "AccountingEnvironmentCode" => {
            enterprise.country().into()
        }
        "CountrySubdivisionCode" | "BirthCountrySubdivisionCode" | "IssuingCountrySubdivisionCode" => {
            match enterprise {
                Enterprise::Harbour | Enterprise::Mill => "GB-LND".into(),
                Enterprise::Lodge => "US-DC".into(),
            }
        }
        "ChainName" => match enterprise {
            Enterprise::Harbour | Enterprise::Mill => "Coast Houses".into(),
            Enterprise::Lodge => "Dune Stays".into(),
        },
        "City" | "IssuingCity" | "BirthPlace" => match enterprise {
            Enterprise::Harbour | Enterprise::Mill => "London".into(),
            Enterprise::Lodge => "Washington".into(),
        },
        "PostalCode" => format!("E{} 6AN", index % 20 + 1),
        "Line1" => format!("{} Quay Street", index + 1),
        "Currency" | "CurrencyCode" => enterprise.currency().into(),
        "Number" | "MembershipNumber" | "AvailabilityBlockNumber" | "ReservationNumber" => {
            format!("{}", 10_000 * (enterprise.index() + 1) + index)
        }
        "ObfuscatedNumber" => format!("411111******{:04}", index % 10_000),
        "Expiration" => "2031-12".into(),
        "Format" => "{0}".into(),
        "Sex" => "Female".into(),
        "AccountingState" => "Open".into(),
        "RevenueType" => "Service".into(),
        "State" => "Pending".into(),
        "Iban" => "GB33BUKB20201555555555".into(),
        "Bic" => "BUKBGB22".into(),
        "SurchargeTaxCode" | "TaxRateCode" | "TaxationCode" | "TaxCode" => {
            enterprise.tax_codes().first().copied().unwrap_or_default().into()
        }
        "StartTime" | "EndTime" | "Time" => "15:00".into(),
        "Color" => "#2A6F97".into(),
        // The table of one answer repeats the credentials of its request; nobody needs them back.
        "ClientToken" | "AccessToken" => "hidden".into(),
        _ if name.ends_with("Url") => format!("https://files.harbour.example/{}/{index}", name.to_lowercase()),
        _ if name.ends_with("Utc") => "2026-03-01T00:00:00Z".into(),
        _ if name.ends_with("Offset") || name.ends_with("Interval") => "P0Y0M1DT0H0M0S".into(),
        _ if name.ends_with("Code") || name.ends_with("Identifier") => {
            format!(
                "{}{index}",
                name.chars().filter(char::is_ascii_uppercase).collect::<String>()
            )
        }
        _ => format!("{} {}", spaced(name), index + 1),
    };
    longest.map_or(text.clone(), |longest| text.chars().take(longest).collect())
}

/// The address of a guest, which no two share.
pub(super) fn email(enterprise: Enterprise, index: usize) -> String {
    let host = match enterprise {
        Enterprise::Harbour => "harbour",
        Enterprise::Mill => "mill",
        Enterprise::Lodge => "lodge",
    };
    format!("{}.{index}@{host}.example", nth(&LAST_NAMES, index).to_lowercase())
}

/// A name of several words with blanks between them.
pub(super) fn spaced(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            text.push(' ');
            text.push(letter.to_ascii_lowercase());
        } else {
            text.push(letter);
        }
    }
    text
}

fn nth(words: &[&str], index: usize) -> String {
    let at = index.checked_rem(words.len()).unwrap_or_default();
    words.get(at).copied().unwrap_or_default().to_owned()
}

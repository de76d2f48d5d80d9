//! Addresses of pages of the public documentation.

use url::Url;

/// The site of the documentation.
const SITE: &str = "https://docs.mews.com";

/// The folders of the documentation's sources, and where the site shows each.
const SPACES: [(&str, &str); 5] = [
    ("channel-manager-api", "/channel-manager-api"),
    ("connector-api", "/connector-api"),
    ("booking-engine", "/booking-engine-guide"),
    ("pos-api", "/pos-api"),
    ("open-api", ""),
];

/// The address of a page that a record names as its source; `None` if the source is no page of the
/// documentation. The site spells all paths in lower case.
///
/// ```
/// use keycard::report::page::address;
///
/// let page = "channel-manager-api/mews-operations/availabilityBlock#process-availability-block";
/// let there = "https://docs.mews.com/channel-manager-api/mews-operations/availabilityblock#process-availability-block";
/// assert_eq!(address(page).as_deref(), Some(there));
/// assert_eq!(address("our-wiki/rates"), None);
/// ```
pub fn address(page: &str) -> Option<String> {
    if page.starts_with("https://") || page.starts_with("http://") {
        return Url::parse(page).ok().map(String::from);
    }
    let (path, fragment) = match page.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (page, None),
    };
    let (space, rest) = path.split_once('/').map_or((path, ""), |(space, rest)| (space, rest));
    let (_, place) = SPACES.iter().find(|(known, _)| *known == space)?;
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
    };
    if !plain(rest) || !fragment.is_none_or(plain) {
        return None;
    }
    let mut address = format!("{SITE}{place}");
    if !rest.is_empty() {
        address.push('/');
        address.push_str(&rest.trim_end_matches(".md").to_ascii_lowercase());
    }
    if let Some(fragment) = fragment {
        address.push('#');
        address.push_str(fragment);
    }
    Some(address)
}

/// The address of a page, or the source as it is if it is none.
pub fn shown(source: &str) -> String {
    address(source).unwrap_or_else(|| source.to_string())
}

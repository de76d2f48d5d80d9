//! The card numbers that are published for tests.
//!
//! See `channel-manager-api/guidelines/environments`.

/// The published test cards: their number and the type of card that a payment card names with it.
pub const TEST_CARDS: [(&str, u64); 5] = [
    ("4111111111111111", 1),
    ("5555444433331111", 2),
    ("370000000000002", 3),
    ("36006666333344", 7),
    ("6445644564456445", 8),
];

/// The dates on which the published test cards expire, written MMyy.
pub const TEST_EXPIRIES: [&str; 2] = ["0821", "1022"];

/// Returns true if the number, without spaces and hyphens, is that of a published test card.
pub fn is_test_card(number: &str) -> bool {
    TEST_CARDS.iter().any(|(known, _)| *known == number)
}

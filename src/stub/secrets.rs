//! The tokens of both APIs, which no artefact of a run may show.

use super::connector;
use super::seed;

/// Every token that a world knows at its start.
pub fn all() -> impl Iterator<Item = &'static str> {
    seed::secrets().chain(connector::seed::secrets())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_distinct_long_and_change_with_their_case() {
        let tokens: Vec<_> = all().collect();
        for (index, token) in tokens.iter().enumerate() {
            assert!(token.len() >= 32, "{index}");
            assert_ne!(token.to_ascii_lowercase(), *token, "{index}");
            assert!(!tokens[index + 1..].contains(token), "{index}");
        }
    }
}

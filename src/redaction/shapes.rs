//! Secrets that nobody registered, by their published shape: the platform's tokens and card numbers.
//!
//! Written by hand, not as regular expressions: both shapes need a count of digits first, and no
//! expression has to be compiled for a run that is over in a few milliseconds.

use super::secret::{mask, mask_card};
use super::spans::Span;

/// A token is 32 hexadecimal digits, a dash, and 31 more.
const TOKEN: (usize, usize) = (32, 31);
/// Numbers of digits that a card number may have.
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// A mask shows so many characters at each side of its stars.
const SHOWN: usize = 4;

/// The tokens and card numbers of a text, which may overlap.
pub(super) fn spans(text: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    if text.len() >= *CARD.start() {
        tokens(text, &mut spans);
        cards(text, &mut spans);
    }
    spans
}

fn tokens(text: &[u8], spans: &mut Vec<Span>) {
    // A text without a dash, or too short for what surrounds it, is done here.
    let mut from = TOKEN.0;
    while let Some(dash) = text
        .get(from..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'-'))
    {
        let dash = from + dash;
        from = dash + 1;
        let after = text[from..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if after < TOKEN.1 {
            continue;
        }
        let before = text[..dash]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        if before >= TOKEN.0 {
            let (start, end) = (dash - before, from + after);
            spans.push(Span {
                start,
                end,
                replacement: mask(&String::from_utf8_lossy(&text[start..end])),
            });
            from = end;
        }
    }
}

/// A run of digits of a text.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

fn cards(text: &[u8], spans: &mut Vec<Span>) {
    let mut chain: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(digit) = text[at..].iter().position(u8::is_ascii_digit) {
        let start = at + digit;
        let end = start + text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let linked = chain
            .last()
            .is_some_and(|last| last.end + 1 == start && matches!(text[last.end], b' ' | b'-'));
        if !linked || is_edge(text, start, end) {
            numbers(text, &chain, spans);
            chain.clear();
        }
        if !is_edge(text, start, end) {
            chain.push(Group { start, end });
        }
        at = end;
    }
    numbers(text, &chain, spans);
}

/// Returns true if the digits are what a mask shows, or the fraction of a number.
fn is_edge(text: &[u8], start: usize, end: usize) -> bool {
    let starred = text[..start].ends_with(b"***") || text[end..].starts_with(b"***");
    let fraction = start >= 2 && text[start - 1] == b'.' && text[start - 2].is_ascii_digit();
    starred && end - start <= SHOWN || fraction
}

/// The card numbers in a chain of groups, each from the border of one group to that of another.
fn numbers(text: &[u8], chain: &[Group], spans: &mut Vec<Span>) {
    let mut first = 0;
    while first < chain.len() {
        let mut digits = 0;
        let mut found = None;
        for (last, group) in chain.iter().enumerate().skip(first) {
            digits += group.end - group.start;
            if digits > *CARD.end() {
                break;
            }
            let number = &text[chain[first].start..group.end];
            if CARD.contains(&digits) && is_card(number, digits) && !in_uuid(text, chain[first].start, group.end) {
                found = Some(last);
            }
        }
        let Some(last) = found else {
            first += 1;
            continue;
        };
        let (start, end) = (chain[first].start, chain[last].end);
        spans.push(Span {
            start,
            end,
            replacement: mask_card(&String::from_utf8_lossy(&text[start..end])),
        });
        first = last + 1;
    }
}

/// Returns true if the digits pass Luhn's check and start as a card number can.
///
/// None starts with 0, and with 1 only an airline's, of 15 digits; without that, every tenth time
/// in milliseconds would be taken for one.
fn is_card(number: &[u8], digits: usize) -> bool {
    let starts = match number.first() {
        Some(b'0') => false,
        Some(b'1') => digits == 15,
        _ => true,
    };
    starts && luhn(number)
}

fn luhn(number: &[u8]) -> bool {
    let digits = number
        .iter()
        .rev()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Returns true if the digits are a part of a UUID, which has groups of 8, 4, 4, 4 and 12.
fn in_uuid(text: &[u8], start: usize, end: usize) -> bool {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let word = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let before = text[..start]
        .iter()
        .rev()
        .take(36)
        .take_while(|byte| word(byte))
        .count();
    let from = start - before;
    let length = text[from..].iter().take(37).take_while(|byte| word(byte)).count();
    length == 36 && end <= from + 36 && (0..36).all(|i| (text[from + i] == b'-') == DASHES.contains(&i))
}

/// Returns true if the text is a card number and nothing else.
pub fn is_card_number(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit) && CARD.contains(&text.len()) && is_card(text, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::spans::{apply, merge};

    fn shown(text: &str) -> String {
        String::from_utf8(apply(text.as_bytes(), &merge(spans(text.as_bytes())))).unwrap()
    }

    #[test]
    fn tokens_have_32_and_31_digits() {
        let token = "E0D439EE522F44368DC78E1BFB03710C-D24FB11DBE31D4621C4817E028D9E1D";
        assert_eq!(shown(&format!("a {token}, b")), "a E0D4***9E1D, b");
        assert_eq!(shown(&token.to_lowercase()), "e0d4***9e1d");
        assert_eq!(shown(&token[1..]), token[1..]);
        assert_eq!(shown(&token[..token.len() - 1]), token[..token.len() - 1]);
    }

    #[test]
    fn card_numbers_pass_luhn() {
        for (text, expected) in [
            ("4111111111111111", "***1111"),
            ("4111 1111 1111 1111.", "***1111."),
            ("**4111-1111-1111-1111**", "*****1111**"),
            ("card:5555444433331111x", "card:***1111x"),
            ("2 4111111111111111 5", "2 ***1111 5"),
            ("4111111111111112", "4111111111111112"),
            ("1700000000000", "1700000000000"),
            ("0.4111111111111111", "0.4111111111111111"),
            (
                "41111111-1111-1111-1111-111111111111",
                "41111111-1111-1111-1111-111111111111",
            ),
            ("***1111 1111", "***1111 1111"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}

//! Ids that look like those of the platform and are the same in every world.

/// The id that belongs to those parts.
pub(super) fn identifier(parts: &[&str]) -> String {
    let mut hash = OFFSET;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    let (high, low) = (spread((hash >> 64) as u64), spread(hash as u64));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 48) & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}

/// A number below `below` that belongs to those parts; 0 if there is none.
pub(super) fn pick(parts: &[&str], below: usize) -> usize {
    let digits = identifier(parts);
    let number = u64::from_str_radix(&digits[..8], 16).unwrap_or_default();
    usize::try_from(number)
        .unwrap_or_default()
        .checked_rem(below)
        .unwrap_or_default()
}

/// Returns true if the text has the form of an id.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

// The hash of Fowler, Noll and Vo; its last step leaves similar texts similar, so the halves are mixed once more.
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

const fn spread(mut half: u64) -> u64 {
    half = (half ^ (half >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    half = (half ^ (half >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    half ^ (half >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_form_and_depend_on_every_part() {
        let one = identifier(&["services", "0", "1"]);
        assert!(is_identifier(&one), "{one}");
        assert_eq!(one, identifier(&["services", "0", "1"]));
        assert_ne!(one, identifier(&["services", "01"]));
        assert_ne!(one[..8], identifier(&["services", "0", "2"])[..8]);
        assert!(!is_identifier("Keycard"));
    }
}

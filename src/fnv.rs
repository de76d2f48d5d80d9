//! The hash function FNV-1a: the same on every machine and in every version.

/// State with which a digest begins.
pub const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// Digest of bytes, 64 bits long.
pub fn digest(bytes: &[u8]) -> u64 {
    absorb(BASIS, bytes)
}

/// State after more bytes.
pub fn absorb(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_published_ones() {
        assert_eq!(digest(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(digest(b"foobar"), 0x8594_4171_f739_67e8);
    }
}

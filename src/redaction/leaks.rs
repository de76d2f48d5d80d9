//! The last look at what was written: is any secret in it, in any form?

use super::known_secrets::Snapshot;
use super::redacted::Redacted;

/// More are not collected: one is enough to fail a run.
const MOST: usize = 1000;

/// One place where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The byte at which it starts, from 0.
    pub offset: u64,
    /// The secret as it may be shown.
    pub masked: Redacted<String>,
}

/// Searches an artefact that comes in pieces for every secret that was known when it was made.
///
/// Its memory is bounded by the longest piece, and it finds what stands across their borders.
/// Only known secrets are leaks: a documented test card is masked by the redactor, but none here.
/// At most 1,000 leaks are collected.
///
/// ```
/// use keycard::redaction::redactor::Redactor;
///
/// let redactor = Redactor::builder().secret("correct horse").build();
/// let mut scanner = redactor.scanner();
/// scanner.feed(b"{\"password\": \"correct ");
/// scanner.feed(b"horse\"}");
/// assert_eq!(scanner.finish()[0].offset, 14);
/// ```
pub struct LeakScanner {
    known: Snapshot,
    /// The end of what was fed: the part of it in which an occurrence may have started.
    tail: Vec<u8>,
    /// The byte at which the tail starts.
    offset: u64,
    leaks: Vec<Found>,
}

/// An occurrence of a secret.
struct Found {
    offset: u64,
    length: usize,
    /// The tier and the place in it of the secret.
    secret: (usize, usize),
    masked: Redacted<String>,
}

impl LeakScanner {
    pub(super) fn new(known: Snapshot) -> Self {
        Self {
            known,
            tail: Vec::new(),
            offset: 0,
            leaks: Vec::new(),
        }
    }

    /// Searches one more piece.
    pub fn feed(&mut self, bytes: &[u8]) {
        let seen = self.tail.len();
        // An occurrence across the border takes at most so much of this piece.
        let (across, rest) = bytes.split_at(self.known.longest().saturating_sub(1).min(bytes.len()));
        if seen > 0 {
            self.tail.extend_from_slice(across);
            let tail = std::mem::take(&mut self.tail);
            self.search(&tail, self.offset, |start, end| start < seen && end > seen);
            self.tail = tail;
        }
        let start = self.offset + seen as u64;
        self.search(bytes, start, |_, _| true);
        if seen > 0 {
            self.tail.extend_from_slice(rest);
        } else {
            self.tail.extend_from_slice(bytes);
        }
        let keep = self.known.longest().saturating_sub(1);
        let gone = self.tail.len().saturating_sub(keep);
        self.tail.drain(..gone);
        self.offset += gone as u64;
    }

    fn search(&mut self, text: &[u8], offset: u64, counts: impl Fn(usize, usize) -> bool) {
        let leaks = &mut self.leaks;
        let known = &self.known;
        known.hits(text, |hit| {
            if leaks.len() < MOST && counts(hit.start, hit.end) {
                leaks.push(Found {
                    offset: offset + hit.start as u64,
                    length: hit.end - hit.start,
                    secret: hit.secret,
                    masked: Redacted::new(known.mask(known.secret(&hit))),
                });
            }
        });
    }

    /// All leaks by offset, the longest first: every occurrence of every secret, those within others too.
    pub fn finish(mut self) -> Vec<Leak> {
        // One that was made of another by cutting it short stands where that one does.
        self.leaks
            .sort_by_key(|found| (found.offset, std::cmp::Reverse(found.length), found.secret));
        // One secret has many forms, and two of them may be the same but for their case.
        self.leaks.dedup_by_key(|found| (found.offset, found.secret));
        let leaks = self.leaks.into_iter();
        leaks
            .map(|Found { offset, masked, .. }| Leak { offset, masked })
            .collect()
    }
}

/// Shows how much was found, and nothing that was fed.
impl std::fmt::Debug for LeakScanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LeakScanner({} leaks)", self.leaks.len())
    }
}

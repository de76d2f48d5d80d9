//! The secrets that are known by value, and where they stand in a text.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::encodings::forms;
use super::secret::{HIDDEN, mask, mask_card};
use super::shapes::is_card_number;
use super::spans::{Span, merge};

/// Fewer characters would shred the text around them.
pub(super) const SHORTEST: usize = 4;
/// From here on a secret is a token, whose letters may have changed case on the way; the letters
/// of a shorter one, a password say, are a common word in another case.
const ANY_CASE_FROM: usize = 16;

/// So many patterns at most become a DFA: the tokens of one target, and those derived from them.
const FEW: usize = 16;

/// One occurrence of a secret, in one of its forms.
pub(super) struct Hit {
    pub start: usize,
    pub end: usize,
    /// The tier and the place in it of the secret.
    pub secret: (usize, usize),
}

/// Some secrets and the automaton that finds them all, in all their forms, in one pass.
pub(super) struct Tier {
    secrets: Vec<Arc<str>>,
    /// Of each pattern: the secret, and the exact bytes if another case doesn't count.
    patterns: Vec<(usize, Option<Box<[u8]>>)>,
    automaton: Option<AhoCorasick>,
    shortest: usize,
    longest: usize,
}

impl Tier {
    fn new(secrets: Vec<Arc<str>>) -> Self {
        let mut patterns = Vec::with_capacity(secrets.len());
        let mut texts = Vec::with_capacity(secrets.len());
        for (index, secret) in secrets.iter().enumerate() {
            let any_case = secret.chars().nth(ANY_CASE_FROM - 1).is_some();
            for form in forms(secret) {
                patterns.push((index, (!any_case).then(|| form.as_bytes().into())));
                texts.push(form);
            }
        }
        // A DFA searches in half the time, but takes three times as long to build, and kilobytes for
        // each secret: a run may learn many, or be over in 8 ms.
        let kind = if texts.len() <= FEW {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            // It would look for rare bytes first, and those of tokens are in every text.
            .prefilter(false)
            .build(&texts)
            // Only more than two thousand million states can fail it.
            .ok();
        let lengths = || texts.iter().map(String::len);
        Self {
            shortest: lengths().min().unwrap_or(usize::MAX),
            longest: lengths().max().unwrap_or(0),
            secrets,
            patterns,
            automaton,
        }
    }

    fn hits(&self, tier: usize, text: &[u8], on: &mut impl FnMut(Hit)) {
        let Some(automaton) = self.automaton.as_ref().filter(|_| text.len() >= self.shortest) else {
            return;
        };
        // Overlapping, because of two secrets that share bytes neither may survive.
        for hit in automaton.find_overlapping_iter(text) {
            let (secret, exact) = &self.patterns[hit.pattern().as_usize()];
            if exact.as_deref().is_none_or(|exact| exact == &text[hit.range()]) {
                on(Hit {
                    start: hit.start(),
                    end: hit.end(),
                    secret: (tier, *secret),
                });
            }
        }
    }
}

/// All tiers at one moment.
#[derive(Clone, Default)]
pub(super) struct Snapshot(Arc<Vec<Arc<Tier>>>);

impl Snapshot {
    /// Calls back for every occurrence of every secret, overlapping ones too.
    pub(super) fn hits(&self, text: &[u8], mut on: impl FnMut(Hit)) {
        for (index, tier) in self.0.iter().enumerate() {
            tier.hits(index, text, &mut on);
        }
    }

    pub(super) fn any(&self, text: &[u8]) -> bool {
        let mut any = false;
        self.hits(text, |_| any = true);
        any
    }

    /// The secret of a hit.
    pub(super) fn secret(&self, hit: &Hit) -> &str {
        &self.0[hit.secret.0].secrets[hit.secret.1]
    }

    /// The mask of a secret: it shows nothing if what it would show is itself a secret, or would
    /// break the JSON or the URL around it, as a quote, a `%` or an escape would.
    pub(super) fn mask(&self, secret: &str) -> String {
        if is_card_number(secret.as_bytes()) {
            return self.shown(mask_card(secret));
        }
        let mask = mask(secret);
        let harmless = |c: char| c.is_alphanumeric() || "-_.~+/=*".contains(c);
        if mask.chars().all(harmless) {
            self.shown(mask)
        } else {
            HIDDEN.to_owned()
        }
    }

    /// The text if it holds no secret, else `***`.
    pub(super) fn shown(&self, text: String) -> String {
        if self.any(text.as_bytes()) {
            HIDDEN.to_owned()
        } else {
            text
        }
    }

    /// The places where secrets stand, disjoint.
    pub(super) fn spans(&self, text: &[u8]) -> Vec<Span> {
        let mut spans = Vec::new();
        self.hits(text, |hit| {
            spans.push(Span {
                start: hit.start,
                end: hit.end,
                replacement: self.mask(self.secret(&hit)),
            });
        });
        merge(spans)
    }

    /// The length of the longest form of any secret.
    pub(super) fn longest(&self) -> usize {
        self.0.iter().map(|tier| tier.longest).max().unwrap_or(0)
    }
}

/// The secrets known so far; more may be learnt while others redact.
///
/// Tiers double in size, as in a log-structured tree: a run that learns a token per case rebuilds
/// each secret's place log(n) times, not n times.
#[derive(Default)]
pub(super) struct KnownSecrets(RwLock<State>);

#[derive(Default)]
struct State {
    all: HashSet<Arc<str>>,
    fresh: Vec<Arc<str>>,
    tiers: Snapshot,
}

impl KnownSecrets {
    /// Learns a secret, and returns true if it is long enough to be replaced; learning it twice costs one look.
    pub(super) fn learn(&self, secret: &str) -> bool {
        if secret.chars().nth(SHORTEST - 1).is_none() {
            return false;
        }
        // A poisoned lock guards a set that is still whole: nothing in here panics half-way.
        if self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .all
            .contains(secret)
        {
            return true;
        }
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let secret: Arc<str> = secret.into();
        if state.all.insert(secret.clone()) {
            state.fresh.push(secret);
        }
        true
    }

    /// The tiers, with all that was learnt built in.
    pub(super) fn snapshot(&self) -> Snapshot {
        {
            let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if state.fresh.is_empty() {
                return state.tiers.clone();
            }
        }
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = std::mem::take(&mut state.fresh);
        if !fresh.is_empty() {
            let mut tiers: Vec<Arc<Tier>> = state.tiers.0.to_vec();
            while let Some(last) = tiers.pop_if(|last| last.secrets.len() <= fresh.len()) {
                fresh.extend(last.secrets.iter().cloned());
            }
            tiers.push(Arc::new(Tier::new(fresh)));
            state.tiers = Snapshot(Arc::new(tiers));
        }
        state.tiers.clone()
    }

    pub(super) fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::spans::apply;

    fn replaced(secrets: &[&str], text: &str) -> String {
        let known = KnownSecrets::default();
        for secret in secrets {
            known.learn(secret);
        }
        let spans = known.snapshot().spans(text.as_bytes());
        String::from_utf8(apply(text.as_bytes(), &spans)).unwrap()
    }

    #[test]
    fn the_longest_secret_wins_and_overlapping_ones_show_nothing() {
        assert_eq!(
            replaced(&["xabc", "xabcd567890123456z"], "-xabcd567890123456z-"),
            "-***-"
        );
        assert_eq!(
            replaced(&["0123456789abcdefgh", "efghijkl"], "0123456789abcdefghijkl"),
            "***"
        );
        assert_eq!(
            replaced(&["0123456789abcdefgh"], "<0123456789ABCDEFGH>"),
            "<0123***efgh>"
        );
    }

    #[test]
    fn a_short_secret_keeps_its_case() {
        assert_eq!(
            replaced(&["Hotel/1"], "Hotel/1 hotel/1 Hotel%2f1 Hotel%2F1"),
            "*** hotel/1 *** ***"
        );
    }

    #[test]
    fn tiers_stay_few() {
        let known = KnownSecrets::default();
        for i in 0..1000 {
            known.learn(&format!("secret-{i:04}"));
            known.snapshot();
        }
        assert!(known.snapshot().0.len() <= 10);
        assert_eq!(known.len(), 1000);
        assert!((0..1000).all(|i| { known.snapshot().any(format!("a secret-{i:04} b").as_bytes()) }));
    }
}

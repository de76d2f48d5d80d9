//! "Did you mean …?": the known name that is nearest to a mistyped one.

/// The candidate nearest to `name`, if one is near enough to be what was meant.
///
/// ```
/// use keycard::input::suggest::nearest;
///
/// assert_eq!(nearest("requirment", ["requirement", "source"]), Some("requirement"));
/// assert_eq!(nearest("colour", ["requirement", "source"]), None);
/// ```
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (likeness(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.82)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// From 0 to 1. Names are too short for likeness alone: `ulr` is one slip away from `url`.
fn likeness(name: &str, candidate: &str) -> f64 {
    let likeness = strsim::jaro_winkler(name, candidate);
    if strsim::osa_distance(name, candidate) <= 1 {
        likeness.max(0.99)
    } else {
        likeness
    }
}

/// The sentence for a help line: the nearest name, or all of them while they are few.
pub fn help<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(nearest) = nearest(name, candidates.iter().copied()) {
        return Some(format!("did you mean `{nearest}`?"));
    }
    (!candidates.is_empty() && candidates.len() <= 25).then(|| format!("known here: {}", candidates.join(", ")))
}

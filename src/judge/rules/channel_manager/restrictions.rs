//! R-ARI-11 to R-ARI-14: what is said of restrictions.
//!
//! See `channel-manager-api/concepts/restrictions`.

use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::ari::{OPEN, Restriction};
use crate::judge::views::value::integer;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-ARI-11", state),
    Rule::new("R-ARI-12", open),
    Rule::new("R-ARI-13", closed),
    Rule::new("R-ARI-14", lengths),
];

/// Closed to what else is said.
const CLOSED: i64 = 2;
/// To arrival, to departure, to stay.
const CLOSED_TO: [i64; 3] = [6, 7, 8];

/// Judges every restriction by itself: a function from it to property, what was expected and what is there.
fn judge(
    material: Material<'_>,
    breaches: &mut Breaches,
    judge: impl Fn(&Restriction<'_>) -> Option<(String, String, String)>,
) {
    for (message, view) in material.judged_messages() {
        let View::Restrictions(rows) = view else { continue };
        for entry in &rows.entries {
            if let Some((property, expected, actual)) = judge(entry) {
                if breaches.are_enough() {
                    return;
                }
                let pointer = format!("{}/{property}", entry.row.pointer());
                breaches.push(Breach::of(message, pointer, expected, actual));
            }
        }
    }
}

/// R-ARI-11: a state is a set of the published numbers.
fn state(material: Material<'_>, breaches: &mut Breaches) {
    judge(material, breaches, |row| {
        let state = row.state?;
        if state.is_empty() {
            return Some((
                "state".to_string(),
                "at least one number".to_string(),
                "none".to_string(),
            ));
        }
        // A bit for each published number.
        let mut seen = 0_u16;
        state.iter().enumerate().find_map(|(index, value)| {
            // What is no integer is the matter of the schema.
            let number = integer(value)?;
            let expected = if number != OPEN && number != CLOSED && !CLOSED_TO.contains(&number) {
                "1, 2, 6, 7 or 8"
            } else if seen & (1 << number) != 0 {
                "each number once"
            } else {
                seen |= 1 << number;
                return None;
            };
            Some((format!("state/{index}"), expected.to_string(), number.to_string()))
        })
    });
}

/// R-ARI-12: what is open is nothing else.
fn open(material: Material<'_>, breaches: &mut Breaches) {
    judge(material, breaches, |row| {
        let state = row.states()?;
        let is_both = state.clone().any(|number| number == OPEN) && state.clone().any(|number| number != OPEN);
        is_both.then(|| ("state".to_string(), "1 alone, or without 1".to_string(), listed(state)))
    });
}

/// R-ARI-13: what is closed is closed to something, and the reverse.
fn closed(material: Material<'_>, breaches: &mut Breaches) {
    judge(material, breaches, |row| {
        let state = row.states()?;
        // One, two or all three of them may come with it.
        let closes = state.clone().any(|number| number == CLOSED);
        let to_something = state.clone().any(|number| CLOSED_TO.contains(&number));
        let expected = match (closes, to_something) {
            (true, false) => "6, 7 or 8 beside 2",
            (false, true) => "2 beside 6, 7 and 8",
            (true, true) | (false, false) => return None,
        };
        Some(("state".to_string(), expected.to_string(), listed(state)))
    });
}

/// R-ARI-14: lengths of stay are of a night or more, the shortest first.
fn lengths(material: Material<'_>, breaches: &mut Breaches) {
    judge(material, breaches, |row| {
        let least =
            |property: &str, expected: String, actual: i64| Some((property.to_string(), expected, actual.to_string()));
        match (row.min_los, row.max_los) {
            (Some(min), _) if min < 1 => least("minLos", "1 or more".to_string(), min),
            (_, Some(max)) if max < 1 => least("maxLos", "1 or more".to_string(), max),
            (Some(min), Some(max)) if max < min => least("maxLos", format!("{min}, the shortest stay, or more"), max),
            (Some(_) | None, Some(_) | None) => None,
        }
    });
}

/// The first few numbers of a state.
fn listed(mut state: impl Iterator<Item = i64>) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = state.by_ref().take(MOST).map(|number| number.to_string()).collect();
    let more = if state.next().is_some() { ", …" } else { "" };
    format!("[{}{more}]", shown.join(", "))
}

//! Tests that build on one another: they are run together or not at all.
//!
//! A chain is also the unit of sharding: a test that is not run because of an earlier one must know how that one
//! went. The report of a shard lists all tests of the plan by id, so that joining needs no plan file and notices a
//! missing one. Only the whole says whether all is ready. A shard without a test is a part of the run like the
//! others, and no success.

use super::plan::CertificationPlan;

/// For each test the first one of its chain, by position: what it is run after, and what shares a case with it,
/// belongs to the same chain. `cases` holds the positions of the cases of each test.
pub fn firsts(published: &CertificationPlan, cases: &[Vec<usize>]) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::with_capacity(published.tests.len());
    for (index, test) in published.tests.iter().enumerate() {
        let own = cases.get(index).map_or(&[][..], Vec::as_slice);
        let shares = |earlier: usize| {
            let others = cases.get(earlier).map_or(&[][..], Vec::as_slice);
            others.iter().any(|case| own.contains(case))
        };
        let earlier = published.tests.iter().enumerate().take(index);
        let joined: Vec<usize> = earlier
            .filter(|(place, earlier)| test.after.as_ref() == Some(&earlier.id) || shares(*place))
            .filter_map(|(place, _)| firsts.get(place).copied())
            .collect();
        let first = joined.iter().copied().min().unwrap_or(index);
        // A test may join chains that had nothing to do with one another before.
        for known in firsts.iter_mut().filter(|known| joined.contains(known)) {
            *known = first;
        }
        firsts.push(first);
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::firsts;
    use crate::certification::read;
    use crate::input::source::{Source, Syntax};

    #[test]
    fn what_builds_on_or_shares_a_case_is_one_chain() {
        let tests: String = [
            ("A", ""),
            ("B", ""),
            ("C", ", after: A"),
            ("D", ""),
            ("E", ", after: D"),
            ("F", ""),
        ]
        .map(|(id, after)| format!("  - {{ id: {id}, group: G, title: T, level: required, scenarios: [x]{after} }}\n"))
        .concat();
        let text = format!(
            "title: T\napi: channel-manager\nunder-test: channel-manager\nsource: a/page\n\
             revision: {{ commit: abc, date: 2026-01-01 }}\ntests:\n{tests}"
        );
        let plan = read::plan("my", &Source::new("my.plan.yaml", Syntax::Yaml, text)).unwrap();
        let apart: Vec<Vec<usize>> = (0..6).map(|case| vec![case]).collect();
        assert_eq!(firsts(&plan, &apart), [0, 1, 0, 3, 3, 5]);
        // E joins the chains of B and of D by a case of each, and F has none.
        let shared = [vec![0], vec![1], vec![2], vec![3], vec![4, 1], vec![]];
        assert_eq!(firsts(&plan, &shared), [0, 1, 0, 1, 1, 5]);
    }
}

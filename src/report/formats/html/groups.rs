//! Groups of cases on the page: folders, and scenarios with a matrix.

use super::names::parts;

/// Headings between two cases.
#[derive(Default)]
pub struct GroupView {
    /// True if the scenario before is closed.
    pub close_scenario: bool,
    /// True if the folder before is closed.
    pub close_area: bool,
    /// The folder that opens.
    pub area: Option<String>,
    /// The scenario that opens.
    pub scenario: Option<String>,
}

/// Folders and scenarios while the cases go by. A scenario without a matrix is a case by itself and
/// has no heading.
#[derive(Default)]
pub struct Groups {
    area: Option<String>,
    scenario: Option<String>,
}

impl Groups {
    /// Headings that open and close before a case, if any do.
    pub fn next(&mut self, id: &str) -> Option<GroupView> {
        let (area, name, row) = parts(id);
        let scenario = row.map(|_| name);
        let same_area = self.area.as_deref() == Some(area);
        if same_area && self.scenario.as_deref() == scenario {
            return None;
        }
        let group = GroupView {
            close_scenario: self.scenario.is_some(),
            close_area: self.area.is_some() && !same_area,
            area: (!same_area).then(|| area.to_string()),
            scenario: scenario.map(str::to_string),
        };
        self.area = Some(area.to_string());
        self.scenario = group.scenario.clone();
        Some(group)
    }

    /// End tags after the last case.
    pub fn end(&self) -> String {
        let scenario = self.scenario.as_ref().map_or("", |_| "</div>");
        let area = self.area.as_ref().map_or("", |_| "</section>");
        format!("{scenario}{area}")
    }
}

//! Small scenarios, written for one test.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder with one scenario, `channels`, that asks for the channels.
pub fn scenario() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_scenario(folder.path(), "channels", "- call: getChannels");
    folder
}

/// Writes a scenario for the platform's side with those steps.
pub fn write_scenario(folder: &Path, id: &str, steps: &str) {
    let steps: String = steps.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!(
        "requirement: The scenario {id} holds.\nsource: channel-manager-api/guidelines/responses\n\
         api: channel-manager\nunder-test: mews\nsteps:\n{steps}"
    );
    fs::write(folder.join(format!("{id}.yaml")), text).unwrap();
}

/// Writes a scenario for the Connector API with those steps.
pub fn write_connector_scenario(folder: &Path, id: &str, steps: &str) {
    let steps: String = steps.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!(
        "requirement: The scenario {id} holds.\nsource: connector-api/guidelines/requests\n\
         api: connector\nunder-test: mews\nsteps:\n{steps}"
    );
    fs::write(folder.join(format!("{id}.yaml")), text).unwrap();
}

//! Scenario files for keycard, and the same bodies for the bare loop.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Outcome;

const CLIENT_TOKEN: &str = "9A7C64E1F0B84D52A3C1E0D4B7F29E1D-51C3A2B4D6E8F00112233445566";
const CONNECTION_TOKEN: &str = "0F1E2D3C4B5A69788796A5B4C3D2E1F0-99887766554433221100AABBCCD";

/// What `--target` takes from the environment.
pub const ENVIRONMENT: [(&str, &str); 4] = [
    ("KEYCARD_CLIENT_TOKEN", CLIENT_TOKEN),
    ("KEYCARD_CONNECTION_TOKEN", CONNECTION_TOKEN),
    ("KEYCARD_SPACES", "SGL,DBL"),
    ("KEYCARD_RATES", "FLEX,NONREF"),
];

/// A built-in scenario of one call.
pub const BUILT_IN_CASE: &str = "channel-manager/channels/lists-the-channels";

/// What one measurement reads and writes.
pub struct Inputs {
    /// The directory of scenario files.
    pub scenarios: PathBuf,
    /// The bodies of all calls, as a JSON list.
    pub bodies: PathBuf,
    /// Where reports go.
    pub reports: PathBuf,
}

impl Inputs {
    /// That many files of one call each.
    pub fn files(folder: &Path, count: usize) -> Outcome<Self> {
        let inputs = Self::in_folder(folder, count)?;
        for number in 0..count {
            // Folders as people would make them: no more than a hundred files in each.
            let area = inputs.scenarios.join(format!("area-{:04}", number / 100));
            fs::create_dir_all(&area)?;
            let space = space(number);
            let (from, to) = period(number);
            fs::write(
                area.join(format!("update-{number:06}.yaml")),
                format!(
                    "\
requirement: The availability of {space} from {from} is accepted.
source: channel-manager-api/channel-manager-operations/inventory#update-availability
level: required
api: channel-manager
under-test: channel-manager
covers: [BENCH-{number}]
tags: [bench, availability]
steps:
  - call: updateAvailability
    body:
      availabilities:
        - {{ spaceTypeCode: {space}, from: \"{from}\", to: \"{to}\", availability: {} }}
    expect: {{ success: true }}
",
                    number % 9
                ),
            )?;
        }
        Ok(inputs)
    }

    /// One file with a matrix of that many rows.
    pub fn matrix(folder: &Path, count: usize) -> Outcome<Self> {
        let inputs = Self::in_folder(folder, count)?;
        let mut text = "\
requirement: The availability of ${case.space} from ${case.from} is accepted.
source: channel-manager-api/channel-manager-operations/inventory#update-availability
level: required
api: channel-manager
under-test: channel-manager
covers: [BENCH]
tags: [bench, availability]
matrix:
  case:
"
        .to_string();
        for number in 0..count {
            let (from, to) = period(number);
            writeln!(
                text,
                "    - {{ name: \"{number:06}\", space: {}, from: \"{from}\", to: \"{to}\", free: {} }}",
                space(number),
                number % 9
            )?;
        }
        text.push_str(
            "\
steps:
  - call: updateAvailability
    body:
      availabilities:
        - spaceTypeCode: ${case.space}
          from: ${case.from}
          to: ${case.to}
          availability: ${case.free}
    expect: { success: true }
",
        );
        fs::write(inputs.scenarios.join("updates.yaml"), text)?;
        Ok(inputs)
    }

    fn in_folder(folder: &Path, count: usize) -> Outcome<Self> {
        let inputs = Self {
            scenarios: folder.join("scenarios"),
            bodies: folder.join("bodies.json"),
            reports: folder.join("reports"),
        };
        fs::create_dir_all(&inputs.scenarios)?;
        fs::create_dir_all(&inputs.reports)?;
        let bodies: Vec<Value> = (0..count).map(body).collect();
        fs::write(&inputs.bodies, serde_json::to_vec(&bodies)?)?;
        Ok(inputs)
    }
}

/// What keycard sends for that scenario.
fn body(number: usize) -> Value {
    let (from, to) = period(number);
    json!({
        "clientToken": CLIENT_TOKEN,
        "connectionToken": CONNECTION_TOKEN,
        "messageId": format!("kc-{number:016x}"),
        "responseUrl": "http://127.0.0.1:8400/api/channelManager/v1/processAvailabilityConfirmation",
        "availabilities": [
            { "spaceTypeCode": space(number), "from": from, "to": to, "availability": number % 9 },
        ],
    })
}

fn space(number: usize) -> String {
    format!("SP{number:06}")
}

fn period(number: usize) -> (String, String) {
    let (month, day) = (number / 27 % 12 + 1, number % 27 + 1);
    (
        format!("2031-{month:02}-{day:02}"),
        format!("2031-{month:02}-{:02}", day + 1),
    )
}

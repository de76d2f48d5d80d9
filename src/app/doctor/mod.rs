//! `[io]` Examination of a configuration, before the target is blamed.
//!
//! It sends no token and changes nothing: each address gets a GET, and any HTTP answer of its own
//! will do; no command of a hook is run. Tokens that must not go to an address are found when the file is read, which this begins with.

pub mod addresses;
pub mod agreement;
pub mod cases;
pub mod hooks;
pub mod remark;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use self::remark::{Counts, Remark, Remarks};
use crate::app::refusal::Refusal;
use crate::app::scenarios;
use crate::config::load;
use crate::config::model::section;
use crate::input::problem::Place;
use crate::wire::call::{Caller, Limits};

/// Parts of a configuration that are examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, with the needs of every case there is.
    Whole,
    /// Everything but the needs of cases, which a certification looks at test by test.
    WithoutCases,
}

/// Examines a configuration, and returns the number of remarks of each kind. `on_remark` gets each remark as soon as it
/// is there, since addresses may take a while to answer.
///
/// # Errors
/// The file cannot be read, or something is wrong with it.
pub fn examine(
    path: &Path,
    limit: Duration,
    extent: Extent,
    on_remark: &mut dyn FnMut(&Remark),
) -> Result<Counts, Refusal> {
    let contract = scenarios::contract(None);
    let config = load::file(path).and_then(|config| config.check(&contract).map(|()| config))?;
    let mut remarks = Remarks::new(on_remark);
    remarks.ok("the file is read and every environment variable that it names is set");
    for warning in config.warnings.iter().chain(&config.unneeded_ids(&contract)) {
        let key = match &warning.place {
            Place::Key(pointer) | Place::Value(pointer) => key(pointer),
            _ => String::new(),
        };
        remarks.warn(&format!("{key}: {}", warning.message));
    }
    agreement::tokens(&config, &mut remarks);
    addresses::listening(&config.listening, &mut remarks);
    agreement::caller(&config, &mut remarks);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Refusal::Unable("error: no runtime can be had".to_string()))?;
    let caller = Caller::new(Limits {
        answer: limit,
        connect: limit,
        body: 1 << 20,
        idle: Duration::ZERO,
    });
    for (api, side, endpoint) in &config.endpoints {
        let section = section(*api, *side);
        agreement::of_host(&contract, *api, *side, endpoint, &mut remarks);
        addresses::written(section, endpoint, config.environment, &mut remarks);
        runtime.block_on(addresses::reached(section, endpoint, &caller, limit, &mut remarks));
    }
    runtime.block_on(hooks::examined(&config, &caller, &mut remarks));
    if extent == Extent::Whole {
        cases::examined(config, &contract, Timestamp::now(), &mut remarks)?;
    }
    Ok(remarks.counts())
}

/// Writes `/mews/client-token` as a person finds it in the file.
fn key(pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').splitn(2, '/');
    match (parts.next(), parts.next()) {
        (Some(section), Some(key)) => format!("[{section}] {}", key.replace('/', ".")),
        _ => pointer.to_string(),
    }
}

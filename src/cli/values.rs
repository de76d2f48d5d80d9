//! Values of arguments, and how each is read from its text.

use std::time::Duration;

use crate::input::suggest;
use crate::runner::endpoint;
use crate::stub::behaviour::Behaviour;
use crate::stub::faults::fault::Fault;

/// A choice for the built-in stub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StubOption {
    option: String,
    value: String,
}

impl StubOption {
    /// The same behaviour with these choices; of two for one option, the later counts.
    pub fn behaviour(mut behaviour: Behaviour, choices: &[Self]) -> Behaviour {
        for choice in choices {
            // Each was tried when it was read.
            let _ = behaviour.set(&choice.option, &choice.value);
        }
        behaviour
    }
}

/// Reads the number of cases that run at once.
///
/// # Errors
/// What to write instead.
pub fn jobs(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(jobs) if (1..=1024).contains(&jobs) => Ok(jobs),
        _ => Err("write a number from 1 to 1024".to_string()),
    }
}

/// A fault by its name.
///
/// # Errors
/// What to write instead.
pub fn fault(text: &str) -> Result<Fault, String> {
    text.parse().map_err(|_| {
        let meant = suggest::nearest(text, Fault::all().map(Fault::name))
            .map(|name| format!("did you mean `{name}`? "))
            .unwrap_or_default();
        format!("there is no such fault; {meant}`keycard list --faults` shows all")
    })
}

/// A choice for the built-in stub, as `OPTION=VALUE`.
///
/// # Errors
/// What to write instead.
pub fn stub_option(text: &str) -> Result<StubOption, String> {
    let Some((option, value)) = text.split_once('=') else {
        return Err("write OPTION=VALUE, e.g. confirmations=later".to_string());
    };
    Behaviour::default().set(option, value)?;
    Ok(StubOption {
        option: option.to_string(),
        value: value.to_string(),
    })
}

/// A duration above zero, such as `10s`.
///
/// # Errors
/// What to write instead.
pub fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration > Duration::ZERO => Ok(duration),
        _ => Err("write a duration above zero, e.g. 10s or 500ms".to_string()),
    }
}

/// An address that can be called.
///
/// # Errors
/// What to write instead.
pub fn address(text: &str) -> Result<String, String> {
    match endpoint::check_address(text) {
        Ok(()) => Ok(text.to_string()),
        Err(fault) => Err(format!("{fault}; write e.g. http://127.0.0.1:8400")),
    }
}

//! Names that commands had before: each still works, and none is shown.
//!
//! Commands are replaced before the arguments are parsed, so that help and messages name the new ones only. Flags are
//! hidden aliases where they are defined; here they are only kept out of suggestions.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

use crate::input::suggest;

/// Each command that was renamed or moved, and its words now.
const COMMANDS: &[(&str, &[&str])] = &[
    ("mutants", &["self-test"]),
    ("keygen", &["evidence", "keygen"]),
    ("sign", &["evidence", "sign"]),
    ("verify", &["evidence", "verify"]),
];

/// Each flag that was renamed, and its name now.
const FLAGS: &[(&str, &str)] = &[("--only", "--no-builtin"), ("--anew", "--restart")];

/// Replaces the old name of a command by the new one; the first argument is the name of the program.
pub fn replaced(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    // `keycard help verify` is about the command as `keycard verify` is.
    let place = if arguments.get(1).is_some_and(|word| word == "help") {
        2
    } else {
        1
    };
    let now = arguments.get(place).and_then(|word| {
        let mut commands = COMMANDS.iter();
        commands.find(|(old, _)| word == old).map(|(_, now)| *now)
    });
    if let Some(now) = now {
        arguments.splice(place..=place, now.iter().map(OsString::from));
    }
    arguments
}

/// Makes an error suggest the new names in place of the old ones.
pub fn suggest_new(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(flag)) = error.get(ContextKind::SuggestedArg)
        && let Some((_, now)) = FLAGS.iter().find(|(old, _)| old == flag)
    {
        error.insert(ContextKind::SuggestedArg, ContextValue::String((*now).to_string()));
    }
    if let Some(ContextValue::String(command)) = error.get(ContextKind::InvalidSubcommand) {
        let suggested: &[String] = match error.get(ContextKind::SuggestedSubcommand) {
            Some(ContextValue::Strings(suggested)) => suggested,
            _ => &[],
        };
        let suggested = suggested.iter().map(String::as_str);
        let old = COMMANDS.iter().map(|(old, _)| *old);
        let nearest = suggest::nearest(command, old.chain(suggested.clone()));
        // `sign` is an old name, but within `evidence` it is one of today.
        let nearest = nearest.filter(|nearest| !suggested.clone().any(|suggested| suggested == *nearest));
        if let Some((_, now)) = COMMANDS.iter().find(|(old, _)| Some(*old) == nearest) {
            let now = ContextValue::Strings(vec![now.join(" ")]);
            error.insert(ContextKind::SuggestedSubcommand, now);
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_the_command_itself_is_replaced() {
        let replaced = |words: &str| {
            let replaced = replaced(words.split(' ').map(Into::into)).into_iter();
            replaced
                .map(|word| word.into_string().unwrap_or_default())
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (words, now) in [
            ("keycard", "keycard"),
            ("keycard mutants --first", "keycard self-test --first"),
            ("keycard verify pack", "keycard evidence verify pack"),
            ("keycard help sign", "keycard help evidence sign"),
            ("keycard run verify", "keycard run verify"),
            ("keycard evidence verify verify", "keycard evidence verify verify"),
        ] {
            assert_eq!(replaced(words), now);
        }
    }
}

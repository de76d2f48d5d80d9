//! The environments that a world can play.

/// Environment that a world plays; each has tokens of its own.
///
/// See `channel-manager-api/guidelines/environments`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// The environment for development and certification.
    #[default]
    Demo,
    /// The environment of real properties.
    Production,
}

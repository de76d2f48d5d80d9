//! Faults of a pack: differences from the pack that was made.

/// One fault of a pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    /// It is not built as a pack is.
    #[error("the pack is not built as Keycard builds it: {0}")]
    Structure(String),
    /// The zip file around it has more than the files of the pack, or was altered.
    #[error("the zip file is not as Keycard wrote it: {0}")]
    Container(String),
    /// A link leads elsewhere.
    #[error("{0} is a symbolic link; a pack has none")]
    Link(String),
    /// A name that no file of a pack can have.
    #[error("the name {0} cannot be one of a file in a pack: {1}")]
    Name(String, String),
    /// The manifest or one of its seals cannot be used.
    #[error("{0}: {1}")]
    Manifest(&'static str, String),
    /// A file is not what it was.
    #[error("{name} was altered: the manifest says {expected}, found {actual}")]
    Altered {
        /// The file.
        name: String,
        /// Size or SHA-256 that the manifest has.
        expected: String,
        /// Size or SHA-256 that the file has.
        actual: String,
    },
    /// A file of the manifest is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file is there that the manifest does not list.
    #[error("{0} was added: the manifest does not list it")]
    Added(String),
    /// The signature is not one of that key, or there is none.
    #[error("{0}")]
    Signature(String),
}

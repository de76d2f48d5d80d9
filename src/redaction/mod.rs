//! Secrets, and the only way in which text that may hold them leaves the process.

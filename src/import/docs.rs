//! The published Markdown pages, read into contract files.

//! Rebuilds the crate when a file that is embedded in it is added, changed or removed.

fn main() {
    for folder in ["scenarios", "schemas", "snapshots"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}

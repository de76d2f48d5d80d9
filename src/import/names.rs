//! Names as people spell them: singular and plural, with and without hyphens.

/// A name without anything that spellings differ in.
pub fn squashed(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The squashed plurals that a name may have; the name itself may be one.
pub fn plurals(name: &str) -> Vec<String> {
    let name = squashed(name);
    let mut plurals = vec![format!("{name}s"), format!("{name}es"), name.clone()];
    plurals.extend(name.strip_suffix('y').map(|stem| format!("{stem}ies")));
    plurals
}

/// The squashed singulars that a name may have, that of the name as it is first.
pub fn singulars(name: &str) -> Vec<String> {
    let name = squashed(name);
    let mut singulars = vec![name.clone()];
    singulars.extend(name.strip_suffix("ies").map(|stem| format!("{stem}y")));
    singulars.extend(name.strip_suffix("es").map(str::to_string));
    singulars.extend(name.strip_suffix('s').map(str::to_string));
    singulars
}

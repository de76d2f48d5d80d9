//! `[io]` Files of keys that sign evidence packs; nothing of a private key is ever shown.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::app::notice::Notice;
use crate::evidence::signature::{PrivateKey, PublicKey};
use crate::input::problem::Problem;

/// Makes a pair of keys: the private one at a path, the public one beside it. Returns the path and the fingerprint of the
/// public one.
///
/// # Errors
/// A file of that name exists, or cannot be written.
pub fn pair(out: &Path) -> Result<(PathBuf, String), Problem> {
    let public_path = out.with_extension("pub.pem");
    for path in [out, &public_path] {
        if path.exists() {
            return Err(
                Problem::new(format!("{} exists, and keys are not overwritten", path.display())).with_help(Some(
                    "name another file, or move this one away if nothing is signed with it any more".to_string(),
                )),
            );
        }
    }
    let cannot = |path: &Path, error: &io::Error| Problem::inaccessible("write the key", path, error);
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(|error| Problem::new(format!("there is no randomness to make a key of: {error}")))?;
    let key = PrivateKey::from_seed(&seed);
    seed.fill(0);
    let unwritten = |error: crate::evidence::signature::KeyError| Problem::new(error.to_string());
    let public = key.public().to_pem().map_err(unwritten)?;
    key.with_pem(|pem| private_file(out, pem))
        .map_err(unwritten)?
        .map_err(|error| cannot(out, &error))?;
    let written = File::create_new(&public_path).and_then(|mut file| file.write_all(public.as_bytes()));
    if let Err(error) = written {
        // A pair or nothing.
        let _ = fs::remove_file(out);
        return Err(cannot(&public_path, &error));
    }
    Ok((public_path, key.public().fingerprint()))
}

/// Writes a new file that nobody else may read.
fn private_file(path: &Path, text: &str) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Reads a private key; a notice says if others may read it too.
///
/// # Errors
/// There is none.
pub fn private(path: &Path, notices: &mut Vec<Notice>) -> Result<PrivateKey, Problem> {
    let text = fs::read_to_string(path).map_err(|error| {
        let help = (error.kind() == io::ErrorKind::NotFound)
            .then(|| "`keycard evidence keygen --out KEY` makes one".to_string());
        Problem::inaccessible("read the private key", path, &error).with_help(help)
    })?;
    let key = PrivateKey::from_pem(&text).map_err(|error| {
        let public = PublicKey::from_pem(&text).is_ok();
        let help =
            public.then(|| "this is a public key: the file beside it, without `.pub`, is the private one".to_string());
        Problem::new(format!("{} cannot sign: {error}", path.display())).with_help(help)
    })?;
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path)
        && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
    {
        notices.push(Notice::Line(format!(
            "warning: others may read the private key {}; `chmod 600` it",
            path.display()
        )));
    }
    Ok(key)
}

/// Reads a public key.
///
/// # Errors
/// There is none.
pub fn public(path: &Path) -> Result<PublicKey, Problem> {
    let text = fs::read_to_string(path).map_err(|error| Problem::inaccessible("read the public key", path, &error))?;
    PublicKey::from_pem(&text).map_err(|error| {
        let private = PrivateKey::from_pem(&text).is_ok();
        let help = private.then(|| "this is a private key: give others only the file `.pub.pem` beside it".to_string());
        Problem::new(format!("{} cannot verify: {error}", path.display())).with_help(help)
    })
}

//! `[io]` Verifying and signing of evidence packs.

use std::path::Path;

use crate::app::keys;
use crate::app::notice::Notice;
use crate::evidence::archive::Archive;
use crate::evidence::pack;
use crate::evidence::pack_fault::PackFault;
use crate::evidence::verification::{self, Signature, Verified};
use crate::input::problem::Problem;

/// Reason why a pack is not verified or not signed.
#[derive(Debug)]
pub enum PackRejection {
    /// The input is wrong.
    Input(Problem),
    /// The pack is not what was packed; everything that is wrong with it.
    Altered(Vec<PackFault>),
}

impl From<Problem> for PackRejection {
    fn from(problem: Problem) -> Self {
        Self::Input(problem)
    }
}

/// Verifies a pack; it has to be signed with the key of that file, if one is named.
///
/// # Errors
/// The key or the pack cannot be read, or something of the pack was altered.
pub fn verify(pack: &Path, public_key: Option<&Path>) -> Result<Verified, PackRejection> {
    let key = public_key.map(keys::public).transpose()?;
    let mut archive = Archive::open(pack)?;
    verification::verify(&mut archive, key.as_ref()).map_err(PackRejection::Altered)
}

/// Signs a pack with the private key of a file, and returns the fingerprint of the key.
///
/// # Errors
/// The key or the pack cannot be read or written, something of the pack was altered, or it is signed already.
pub fn sign(pack: &Path, private_key: &Path, notices: &mut Vec<Notice>) -> Result<String, PackRejection> {
    let key = keys::private(private_key, notices)?;
    let mut archive = Archive::open(pack)?;
    // What is not whole is not worth a signature.
    let verified = verification::verify(&mut archive, None).map_err(PackRejection::Altered)?;
    match verified.signed {
        Signature::None => {}
        Signature::OfUnknownKey(by) | Signature::OfGivenKey(by) => {
            let message = format!(
                "{} is signed already, with the key {}",
                pack.display(),
                by.fingerprint()
            );
            return Err(Problem::new(message).into());
        }
    }
    pack::sign(pack, &mut archive, &key).map_err(|error| Problem::inaccessible("sign", pack, &error))?;
    Ok(key.public().fingerprint())
}

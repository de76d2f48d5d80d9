//! R-COR-13 and R-COR-15: what the confirmation of an availability block says of it.

use super::breach::{Breach, Breaches};
use super::correlation::with_push;
use super::pushes::may_be_astray;
use super::{kind, quoted};
use crate::contract::operation::Side;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::block::Block;

/// R-COR-13: a channel manager tells its code of the block, and repeats the platform's number.
///
/// That the platform uses the code from then on is the matter of R-BLK-12.
pub fn by_the_partner(material: Material<'_>, breaches: &mut Breaches) {
    for (said, confirmation, push) in with_push(material, Side::ChannelManager, "processAvailabilityBlock") {
        // A failure needs neither of the two.
        let success = confirmation.success == Some(true);
        if success && confirmation.code.is_none() {
            let actual = kind(said.body.get("code"));
            breaches.push(Breach::of(
                said,
                "/code",
                "the channel manager's code of the block",
                actual,
            ));
        }
        let Some(push) = push else { continue };
        let block = Block::of(Side::ChannelManager, push.said.body);
        let Some(wanted) = block.number else { continue };
        let actual = match confirmation.number {
            Some(number) if number != wanted => quoted(number),
            None if success => kind(said.body.get("confirmationNumber")).to_string(),
            Some(_) | None => continue,
        };
        let expected = format!("{}, the number of the block", quoted(wanted));
        breaches.push(Breach::of(said, "/confirmationNumber", expected, actual));
    }
}

/// R-COR-15: the platform names the message and the block that it confirms.
pub fn by_the_platform(material: Material<'_>, breaches: &mut Breaches) {
    for (said, confirmation, push) in with_push(material, Side::Mews, "processAvailabilityBlock") {
        let Some(push) = push else {
            if confirmation.related.is_some() && pushed_before(material, said) && !may_be_astray(material, said) {
                let expected = "the messageId of the block's message";
                breaches.push(Breach::of(
                    said,
                    "/messageId",
                    expected,
                    "an id that no block before it had",
                ));
            }
            continue;
        };
        let block = Block::of(Side::Mews, push.said.body);
        if let (Some(code), Some(wanted)) = (confirmation.code, block.code)
            && code != wanted
        {
            let expected = format!("{}, the code of the block", quoted(wanted));
            breaches.push(Breach::of(said, "/code", expected, quoted(code)));
        }
    }
}

/// Whether any block was pushed to the platform before that message.
fn pushed_before(material: Material<'_>, said: &Spoken<'_>) -> bool {
    material
        .requests()
        .take_while(|earlier| earlier.entry < said.entry)
        .any(|earlier| earlier.host == Side::Mews && earlier.operation == "processAvailabilityBlock")
}

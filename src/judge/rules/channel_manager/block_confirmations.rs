//! R-COR-13 and R-COR-15: the content of the confirmation of an availability block.

use crate::contract::operation::Side;
use crate::judge::history::confirmations::{confirmations_with_push, may_be_astray};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::block::Block;
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-COR-13", by_the_partner),
    Rule::new("R-COR-15", by_the_platform),
];

/// R-COR-13: a channel manager tells its code of the block, and repeats the platform's number.
///
/// That the platform uses the code from then on is the matter of R-BLK-12.
fn by_the_partner(material: Material<'_>, breaches: &mut Breaches) {
    for (message, confirmation, push) in
        confirmations_with_push(material, Side::ChannelManager, "processAvailabilityBlock")
    {
        // A failure needs neither of the two.
        let success = confirmation.success == Some(true);
        if success && confirmation.code.is_none() {
            let actual = value_kind(message.body.get("code"));
            breaches.push(Breach::of(
                message,
                "/code",
                "the channel manager's code of the block",
                actual,
            ));
        }
        let Some(push) = push else { continue };
        let block = Block::read(Side::ChannelManager, push.message.body);
        let Some(wanted) = block.number else { continue };
        let actual = match confirmation.number {
            Some(number) if number != wanted => quoted(number),
            None if success => value_kind(message.body.get("confirmationNumber")).to_string(),
            Some(_) | None => continue,
        };
        let expected = format!("{}, the number of the block", quoted(wanted));
        breaches.push(Breach::of(message, "/confirmationNumber", expected, actual));
    }
}

/// R-COR-15: the platform names the message and the block that it confirms.
fn by_the_platform(material: Material<'_>, breaches: &mut Breaches) {
    for (message, confirmation, push) in confirmations_with_push(material, Side::Mews, "processAvailabilityBlock") {
        let Some(push) = push else {
            if confirmation.related.is_some() && pushed_before(material, message) && !may_be_astray(material, message) {
                let expected = "the messageId of the block's message";
                breaches.push(Breach::of(
                    message,
                    "/messageId",
                    expected,
                    "an id that no block before it had",
                ));
            }
            continue;
        };
        let block = Block::read(Side::Mews, push.message.body);
        if let (Some(code), Some(wanted)) = (confirmation.code, block.code)
            && code != wanted
        {
            let expected = format!("{}, the code of the block", quoted(wanted));
            breaches.push(Breach::of(message, "/code", expected, quoted(code)));
        }
    }
}

/// Checks that any block was pushed to the platform before that message.
fn pushed_before(material: Material<'_>, message: &SentMessage<'_>) -> bool {
    material
        .requests()
        .take_while(|earlier| earlier.entry < message.entry)
        .any(|earlier| earlier.host == Side::Mews && earlier.operation == "processAvailabilityBlock")
}

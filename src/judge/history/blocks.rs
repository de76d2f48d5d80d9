//! The availability blocks that were pushed.

use serde_json::{Map, Value};

use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::views::View;
use crate::judge::views::block::Block;

/// Every block of the judged side with its body, in order.
pub fn blocks(material: Material<'_>) -> impl Iterator<Item = (&SentMessage<'_>, &Block<'_>, &Map<String, Value>)> {
    material.judged_messages().filter_map(|(message, view)| {
        let View::Block(block) = view else { return None };
        Some((message, block.as_ref(), block.body?))
    })
}

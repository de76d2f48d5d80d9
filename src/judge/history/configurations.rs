//! The configurations that were answered.

use crate::contract::schema::Message;
use crate::judge::finding::Place;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::configuration::{Configuration, Extent};

/// A configuration that was answered.
pub struct AnsweredConfiguration<'e> {
    /// Position of the exchange.
    pub entry: usize,
    /// The parts that were asked for beside the minimum.
    pub extent: Extent,
    /// The configuration.
    pub configuration: &'e Configuration<'e>,
}

impl AnsweredConfiguration<'_> {
    /// A place in the answer.
    pub fn place(&self, pointer: impl Into<String>) -> Place {
        Place {
            entry: self.entry,
            message: Message::Response,
            pointer: pointer.into(),
        }
    }
}

/// Every configuration of the judged side; failures are none.
pub fn answered_configurations(material: Material<'_>) -> Vec<AnsweredConfiguration<'_>> {
    let configurations: Vec<_> = material
        .judged_messages()
        .filter_map(|(message, view)| {
            let View::Configuration(configuration) = view else {
                return None;
            };
            (message.success() != Some(false)).then_some((message.entry, configuration))
        })
        .collect();
    if configurations.is_empty() {
        return Vec::new();
    }
    let mut requests = material.requests_with_answers().peekable();
    configurations
        .into_iter()
        .map(|(entry, configuration)| {
            while requests.next_if(|(request, _)| request.entry < entry).is_some() {}
            let request = requests.peek().filter(|(request, _)| request.entry == entry);
            AnsweredConfiguration {
                entry,
                extent: request
                    .map(|(request, _)| Extent::read(request.body))
                    .unwrap_or_default(),
                configuration,
            }
        })
        .collect()
}

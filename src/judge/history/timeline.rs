//! The states of each property, message by message.
//!
//! The last configuration that was answered counts, and after it what setInventory made of it. Where
//! there is none, the configuration of the target counts, for its own connection alone. A breach of
//! what is merely configured is a warning, as a configuration may name some of the codes only.
//!
//! All states are put together once for all rules, and shared between messages as long as nothing changes them.

use std::collections::HashMap;
use std::rc::Rc;

use super::property_state::{PropertyState, StateAtMessage};
use crate::contract::operation::Side;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::views::View;
use crate::judge::views::configuration::Extent;

/// Checks that the state of a property decides on the content of the message.
fn depends(view: &View<'_>) -> bool {
    view.inventory_kind().is_some() || matches!(view, View::Inventory(_))
}

/// Every push and every inventory of the judged side with the state of its property before it.
///
/// Many rules ask for it, and configurations are long: they are read once for all.
pub fn states(material: Material<'_>) -> Vec<StateAtMessage<'_>> {
    let mut states = Vec::new();
    let mut judged = material.judged_messages().filter(|(_, view)| depends(view)).peekable();
    if judged.peek().is_none() {
        return states;
    }
    let mut properties: HashMap<&str, Rc<PropertyState<'_>>> = HashMap::new();
    if let Some(agreed) = material.agreed_connection() {
        properties.insert(
            agreed,
            Rc::new(PropertyState::of_target(&material.transcript.facts.target)),
        );
    }
    let nothing = Rc::new(PropertyState::default());
    let mut step = 0;
    for (request, answer) in material.requests_with_answers() {
        let now = material.step_of(request.entry);
        if material.case.under_test == Side::Mews && material.acted_between(step, now) {
            let known = properties.values_mut().filter(|known| known.is_certain);
            known.for_each(|known| Rc::make_mut(known).is_certain = false);
        }
        step = step.max(now);
        let key = request.connection();
        while let Some((message, view)) = judged.next_if(|(message, _)| message.entry <= request.entry) {
            let state = key
                .filter(|_| message.entry == request.entry)
                .and_then(|key| properties.get(key));
            let state = Rc::clone(state.unwrap_or(&nothing));
            states.push(StateAtMessage { message, view, state });
        }
        if judged.peek().is_none() {
            return states;
        }
        if let Some(key) = key {
            learn_from(material, properties.entry(key).or_default(), request, answer);
        }
    }
    states.extend(judged.map(|(message, view)| StateAtMessage {
        message,
        view,
        state: Rc::clone(&nothing),
    }));
    states
}

/// Shows every push and every inventory of the judged side with the state of its property before it.
pub fn for_each_state<'e>(
    material: Material<'e>,
    mut show: impl FnMut(&'e SentMessage<'e>, &'e View<'e>, &PropertyState<'e>),
) {
    for at in material.property_states {
        show(at.message, at.view, &at.state);
    }
}

/// Learns from an exchange.
fn learn_from<'e>(
    material: Material<'e>,
    known: &mut Rc<PropertyState<'e>>,
    request: &'e SentMessage<'e>,
    answer: Option<&'e SentMessage<'e>>,
) {
    let step = material.step_of(request.entry);
    match (request.host, request.operation) {
        (Side::Mews, "getConfiguration") => {
            if let Some(answer) = answer
                && answer.success() != Some(false)
                && let View::Configuration(configuration) = answer.read()
                && configuration.is_whole
            {
                Rc::make_mut(known).learn(&configuration, Extent::read(request.body));
            }
        }
        (Side::Mews, "setInventory") => match answer.and_then(SentMessage::success) {
            Some(true) => {
                if let View::Inventory(inventory) = request.read() {
                    Rc::make_mut(known).set(&inventory, step);
                }
            }
            Some(false) => {}
            None => Rc::make_mut(known).pairs = None,
        },
        (Side::ChannelManager, _) => {
            // A notice of new or lost mappings says that something changed, and not what. One that
            // follows setInventory is about what that changed.
            let follows = known.set_in.is_some_and(|set| !material.acted_between(set, step));
            if let Some(kind) = request.connection_notice()
                && !matches!(kind, Some(2 | 3))
                && !follows
            {
                Rc::make_mut(known).forget();
            }
        }
        (Side::Mews, _) => {}
    }
}

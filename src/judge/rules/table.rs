//! Which rules there are, in the order of `rules.yaml`: one list for each group.

use super::{
    Rule, ari, ari_state, authentication, block, block_history, block_spaces, codes, configuration, confirmed_block,
    confirmed_group, connector, correlation, coverage, deferral, envelope, errors, group, group_amounts, group_codes,
    group_extras, group_guests, group_history, group_payment, group_platform, inventory, packages, prices, property,
    resent, restrictions, switched_off,
};
use crate::contract::operation::Api;

/// The groups of rules of the Channel Manager API.
const CHANNEL_MANAGER: &[&[Rule]] = &[
    ENVELOPE,
    ERRORS,
    AUTHENTICATION,
    CORRELATION,
    CONFIGURATION,
    ARI,
    GROUPS,
    BLOCKS,
];

/// The one group of the Connector API.
const CONNECTOR: &[&[Rule]] = &[connector::RULES];

/// Every rule of an API, in the order of its `rules.yaml`.
pub fn of(api: Api) -> impl Iterator<Item = &'static Rule> {
    let groups = match api {
        Api::ChannelManager => CHANNEL_MANAGER,
        Api::Connector => CONNECTOR,
    };
    groups.iter().copied().flatten()
}

const ENVELOPE: &[Rule] = &[
    Rule::new("R-ENV-1", envelope::status),
    Rule::new("R-ENV-2", envelope::shape),
    Rule::new("R-ENV-3", envelope::failure_without_error),
    Rule::new("R-ENV-4", envelope::success_with_errors),
    Rule::new("R-ENV-5", envelope::announcement),
    Rule::new("R-ENV-6", envelope::single_error),
];

const ERRORS: &[Rule] = &[
    Rule::new("R-ERR-1", errors::code),
    Rule::new("R-ERR-2", errors::message),
    Rule::new("R-ERR-3", errors::category_code),
    Rule::new("R-ERR-4", errors::rate_code),
    Rule::new("R-ERR-5", errors::disabled_operation),
    Rule::new("R-ERR-6", errors::deprecated),
    Rule::new("R-ERR-7", codes::of_the_request),
    Rule::new("R-ERR-8", errors::natural_operation),
    Rule::new("R-ERR-9", codes::unmapped),
    Rule::new("R-ERR-10", errors::readable),
    Rule::new("R-ERR-11", resent::refused),
];

const AUTHENTICATION: &[Rule] = &[
    Rule::new("R-AUTH-1", authentication::client_token),
    Rule::new("R-AUTH-2", authentication::connection_token),
    Rule::new("R-AUTH-3", authentication::one_client_token),
    Rule::new("R-AUTH-4", authentication::environments),
    Rule::new("R-AUTH-5", authentication::connections),
    Rule::new("R-AUTH-6", authentication::scheme),
    Rule::new("R-AUTH-7", authentication::addresses),
];

const CORRELATION: &[Rule] = &[
    Rule::new("R-COR-1", correlation::known_push),
    Rule::new("R-COR-2", correlation::address),
    Rule::new("R-COR-3", correlation::response_url),
    Rule::new("R-COR-4", correlation::tokens),
    Rule::new("R-COR-5", correlation::once),
    Rule::new("R-COR-6", deferral::announced),
    Rule::new("R-COR-7", deferral::always),
    Rule::new("R-COR-8", confirmed_group::related),
    Rule::new("R-COR-9", confirmed_group::one_outcome),
    Rule::new("R-COR-10", confirmed_group::whole),
    Rule::new("R-COR-11", confirmed_group::stable),
    Rule::new("R-COR-12", correlation::fresh),
    Rule::new("R-COR-13", confirmed_block::by_the_partner),
    Rule::new("R-COR-14", confirmed_group::numbers),
    Rule::new("R-COR-15", confirmed_block::by_the_platform),
];

const CONFIGURATION: &[Rule] = &[
    Rule::new("R-CFG-1", configuration::inventory_mappings),
    Rule::new("R-CFG-2", configuration::product_mappings),
    Rule::new("R-CFG-3", configuration::unsynchronized),
    Rule::new("R-CFG-4", configuration::sections),
    Rule::new("R-CFG-5", configuration::unique),
    Rule::new("R-CFG-6", property::beds),
    Rule::new("R-CFG-7", property::ages),
    Rule::new("R-CFG-8", property::addresses),
    Rule::new("R-CFG-9", property::taxes),
    Rule::new("R-CFG-10", property::images),
    Rule::new("R-CFG-11", inventory::as_set),
    Rule::new("R-CFG-12", inventory::of_existing),
    Rule::new("R-CFG-13", property::space_count),
    Rule::new("R-CFG-14", inventory::own_properties),
];

const ARI: &[Rule] = &[
    Rule::new("R-ARI-1", ari::periods),
    Rule::new("R-ARI-2", ari::categories),
    Rule::new("R-ARI-3", ari::pairs),
    Rule::new("R-ARI-4", ari::counts),
    Rule::new("R-ARI-5", prices::guests),
    Rule::new("R-ARI-6", prices::currencies),
    Rule::new("R-ARI-7", prices::tax),
    Rule::new("R-ARI-8", prices::ages),
    Rule::new("R-ARI-9", prices::something),
    Rule::new("R-ARI-10", prices::dependence),
    Rule::new("R-ARI-11", restrictions::state),
    Rule::new("R-ARI-12", restrictions::open),
    Rule::new("R-ARI-13", restrictions::closed),
    Rule::new("R-ARI-14", restrictions::lengths),
    Rule::new("R-ARI-15", ari_state::replaced),
    Rule::new("R-ARI-16", ari::overlaps),
    Rule::new("R-ARI-17", coverage::full_update),
    Rule::new("R-ARI-18", packages::prices),
    Rule::new("R-ARI-19", ari_state::redelivered),
    Rule::new("R-ARI-20", coverage::requested),
    Rule::new("R-ARI-21", switched_off::refused),
];

const GROUPS: &[Rule] = &[
    Rule::new("R-GRP-1", group::standing),
    Rule::new("R-GRP-2", group::whole),
    Rule::new("R-GRP-3", group::stay),
    Rule::new("R-GRP-4", group_guests::counts),
    Rule::new("R-GRP-5", group::dates),
    Rule::new("R-GRP-6", group_amounts::nights),
    Rule::new("R-GRP-7", group_amounts::kinds),
    Rule::new("R-GRP-8", group_amounts::not_negative),
    Rule::new("R-GRP-9", group_amounts::reservation_total),
    Rule::new("R-GRP-10", group_amounts::group_total),
    Rule::new("R-GRP-11", group::codes),
    Rule::new("R-GRP-12", group::size),
    Rule::new("R-GRP-13", group_extras::dates),
    Rule::new("R-GRP-14", group_extras::product),
    Rule::new("R-GRP-15", group_amounts::total_not_negative),
    Rule::new("R-GRP-16", group_payment::card),
    Rule::new("R-GRP-17", group_payment::production),
    Rule::new("R-GRP-18", group_codes::sources),
    Rule::new("R-GRP-19", group_history::repeated),
    Rule::new("R-GRP-20", group_history::together),
    Rule::new("R-GRP-21", group_codes::known),
    Rule::new("R-GRP-22", group_payment::currency),
    Rule::new("R-GRP-23", group_guests::people),
    Rule::new("R-GRP-24", group_guests::deprecated_counts),
    Rule::new("R-GRP-25", block_history::of_a_group),
    Rule::new("R-GRP-26", group_guests::loyalty),
    Rule::new("R-GRP-27", group_platform::reservations),
    Rule::new("R-GRP-28", group_platform::supplied),
    Rule::new("R-GRP-29", group_history::cancelled),
    Rule::new("R-GRP-30", group_payment::test_card),
    Rule::new("R-GRP-31", group::active),
];

const BLOCKS: &[Rule] = &[
    Rule::new("R-BLK-1", block::dates),
    Rule::new("R-BLK-2", block_spaces::intervals),
    Rule::new("R-BLK-3", block_spaces::overlaps),
    Rule::new("R-BLK-4", block_spaces::counts),
    Rule::new("R-BLK-5", block::release),
    Rule::new("R-BLK-6", block::fixed_date),
    Rule::new("R-BLK-7", block::number),
    Rule::new("R-BLK-8", block::surplus_number),
    Rule::new("R-BLK-9", block_spaces::prices),
    Rule::new("R-BLK-10", block_spaces::currency),
    Rule::new("R-BLK-11", block_history::codes),
    Rule::new("R-BLK-12", block_history::confirmed_code),
    Rule::new("R-BLK-13", block::booker),
    Rule::new("R-BLK-14", block::words),
    Rule::new("R-BLK-15", block::offset),
];

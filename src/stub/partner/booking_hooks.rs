//! Bookings that are made, and those that are made wrong on purpose.

use jiff::civil::Date;
use serde_json::json;

use super::booking::{Booking, CancellationForm, Defect, Pricing, Reservation, ReservationChange};
use super::connection_work::ConnectionWork;
use super::dates::later;
use super::hook_parameters::{HookParameters, impossible, report};
use super::sent_message::SentMessage;
use crate::contract::cards::TEST_CARDS;
use crate::stub::answer::{Answer, Refusal};

/// Most spaces that a booking may have, as the documentation recommends.
const MOST_ROOMS: i64 = 100;
/// Most nights that a stay may have.
pub(super) const MOST_NIGHTS: i64 = 365;
/// Most guests that a space may have.
pub(super) const MOST_GUESTS: i64 = 20;

/// The channels through which bookings come.
const CHANNELS: [(i64, &str); 3] = [(1, "Booking.com"), (2, "Expedia"), (19, "Agoda")];

/// Booking that is made unless the parameters say otherwise.
pub(super) struct Order {
    rooms: i64,
    pricing: Pricing,
    companion: bool,
    product: bool,
    chooses_card: bool,
    defect: Option<Defect>,
}

impl Order {
    pub(super) const fn of(rooms: i64, pricing: Pricing) -> Self {
        Self {
            rooms,
            pricing,
            companion: false,
            product: false,
            chooses_card: false,
            defect: None,
        }
    }

    pub(super) const fn with_companion(mut self) -> Self {
        self.companion = true;
        self
    }

    pub(super) const fn with_product(mut self) -> Self {
        self.product = true;
        self
    }

    pub(super) const fn with_chosen_card(mut self) -> Self {
        self.chooses_card = true;
        self
    }
}

/// A parameter that names a space category.
pub(super) fn space<'b>(work: &ConnectionWork<'_>, parameters: &mut HookParameters<'b>) -> Option<&'b str> {
    let space = parameters.text("spaceTypeCode")?;
    if !work.connection.property.has_space(space) {
        parameters.wrong("spaceTypeCode", "must be a space category of the property");
    }
    Some(space)
}

/// A parameter that names a rate.
pub(super) fn rate<'b>(work: &ConnectionWork<'_>, parameters: &mut HookParameters<'b>) -> Option<&'b str> {
    let rate = parameters.text("ratePlanCode")?;
    if !work.connection.property.has_rate(rate) {
        parameters.wrong("ratePlanCode", "must be a rate of the property");
    }
    Some(rate)
}

/// Makes a booking and sends it.
pub(super) fn book(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>, order: Order) -> Answer {
    let property = work.connection.property;
    let arrival = parameters.date("from").or_else(|| later(work.today(), 30));
    let nights = parameters.number("nights", 1..=MOST_NIGHTS).unwrap_or(2);
    let rooms = parameters.number("rooms", 1..=MOST_ROOMS).unwrap_or(order.rooms);
    let adults = parameters.number("adults", 1..=MOST_GUESTS).unwrap_or(2);
    let children = parameters.number("children", 0..=MOST_GUESTS);
    let pricings = [("gross", Pricing::Gross), ("net", Pricing::Net)];
    let pricing = parameters.choice("pricing", &pricings).unwrap_or(order.pricing);
    let companion = parameters.flag("companion").unwrap_or(order.companion);
    let product = parameters.flag("product").unwrap_or(order.product);
    let source = parameters.number("source", 1..=i64::from(u8::MAX)).unwrap_or(1);
    let source = CHANNELS.into_iter().find(|(code, _)| *code == source);
    if source.is_none() {
        parameters.wrong("source", "must be 1, 2 or 19");
    }
    let brand = if order.chooses_card {
        parameters.number("type", 1..=8).map_or(1, i64::unsigned_abs)
    } else {
        1
    };
    if !TEST_CARDS.iter().any(|(_, known)| *known == brand) {
        parameters.wrong("type", "must be the brand of a test card: 1, 2, 3, 7 or 8");
    }
    let (space, rate) = (space(work, &mut parameters), rate(work, &mut parameters));
    let block = parameters.text("availabilityBlockCode");
    parameters.finish()?;
    let (arrival, source) = arrival.zip(source).ok_or_else(no_room)?;
    let departure = later(arrival, nights).ok_or_else(no_room)?;
    if let Some(block) = block {
        within_block(work, block, (arrival, departure))?;
    }

    // Of the rooms, all but the first category: it is a single. Dormitories and beds are left out.
    let doubles = property
        .spaces
        .get(1..3)
        .or(property.spaces.get(1..))
        .unwrap_or_default();
    let reservations = (0..rooms).map(|room| {
        let position = usize::try_from(room).unwrap_or_default();
        let pick = |codes: &[&'static str]| codes.get(position % codes.len().max(1)).copied().unwrap_or_default();
        Reservation {
            code: format!("{:02}", room + 1),
            space: space.unwrap_or_else(|| pick(doubles)).to_owned(),
            rate: rate.unwrap_or_else(|| pick(property.rates)).to_owned(),
            from: arrival,
            nights,
            adults,
            children: children.unwrap_or(i64::from(rooms == 1)),
            companion: companion && room == 0,
            product,
            change: ReservationChange::Created,
            defect: order.defect.filter(|_| room == 0),
            number: None,
        }
    });
    let reservations: Vec<_> = reservations.collect();
    let booking = Booking {
        id: work.id("BOOKING"),
        channel: work.id("CHANNEL"),
        source,
        pricing,
        card: brand,
        block: block.map(str::to_owned),
        reservations: Vec::new(),
        latest_message: None,
    };
    let id = booking.id.clone();
    work.records.bookings.add(booking);
    replace(work, &id, reservations, "booked", None)
}

fn no_room() -> Vec<Refusal> {
    impossible("The calendar has no room for the stay.")
}

fn within_block(
    work: &mut ConnectionWork<'_>,
    code: &str,
    (arrival, departure): (Date, Date),
) -> Result<(), Vec<Refusal>> {
    let block = work.records.blocks.get_mut(code).filter(|block| !block.canceled);
    let (start, end) = block
        .map(|block| block.dates)
        .ok_or_else(|| impossible("There is no such availability block."))?;
    if arrival < start || departure > end {
        return Err(impossible("The stay must lie within the availability block."));
    }
    Ok(())
}

/// Makes a booking that breaks a rule and sends it.
pub(super) fn book_invalid(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let defects = [
        ("reversed", Defect::Reversed),
        ("no-night", Defect::NoNight),
        ("negative-price", Defect::NegativePrice),
    ];
    let defect = parameters.choice("defect", &defects).unwrap_or(Defect::Reversed);
    let mut order = Order::of(1, Pricing::Gross);
    order.defect = Some(defect);
    book(work, parameters, order)
}

/// Mends a booking and sends it.
pub(super) fn repair(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    parameters.finish()?;
    let bookings = &mut work.records.bookings;
    let booking = match id {
        Some(id) => bookings.get_mut(id).filter(|booking| booking.is_defective()),
        None => bookings.latest(Booking::is_defective),
    };
    let booking = booking.ok_or_else(|| impossible("There is no invalid booking to be mended."))?;
    let id = booking.id.clone();
    let mut reservations = booking.reservations.clone();
    for reservation in &mut reservations {
        reservation.defect = None;
    }
    replace(work, &id, reservations, "mended", None)
}

/// Gives a booking other reservations and sends it; nothing changes if it must not be sent.
pub(super) fn replace(
    work: &mut ConnectionWork<'_>,
    id: &str,
    reservations: Vec<Reservation>,
    done: &str,
    form: Option<CancellationForm>,
) -> Answer {
    let ConnectionWork {
        records,
        ids,
        connection,
        scene,
        ..
    } = work;
    let missing = || impossible("There is no such booking.");
    let booking = records.bookings.get_mut(id).ok_or_else(missing)?;
    let before = std::mem::replace(&mut booking.reservations, reservations);
    let content = match form {
        Some(form) => booking.cancellation(form, connection.property),
        None => booking.content(connection.property),
    };
    let to = (*connection, &mut **ids, &mut **scene);
    let sent = match SentMessage::send(booking.latest_message.as_ref(), "processGroup", content, to) {
        Ok(sent) => booking.latest_message.insert(sent),
        Err(refusals) => {
            booking.reservations = before;
            return Err(refusals);
        }
    };
    let message = json!(sent.message);
    report(
        done,
        [
            ("channelManagerId", json!(booking.id)),
            ("channelId", json!(booking.channel)),
            ("messageId", message),
            ("reservations", booking.summaries()),
        ],
    )
}

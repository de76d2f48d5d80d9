"""Carries out what the platform sends: reads the message, refuses what is wrong with it, and stores the rest."""

import functools
import math
import re
import threading
from dataclasses import dataclass, field
from datetime import date

SYSTEM, NOT_FOUND, NO_CONNECTION, INVALID, RULE, NO_ACCESS = 1, 2, 3, 6, 7, 8
BAD_RATE, BAD_CATEGORY, BAD_PAIR = 9, 10, 11

LONGEST = 1461  # nights that one entry may span


# --- What may be refused ---------------------------------------------------------------------------------------------


class Refused(Exception):
    """Carries the errors of a message that is not taken."""

    def __init__(self, *errors):
        super().__init__(errors[0]["message"])
        self.errors = list(errors)


def error(code, message, rate=None, category=None):
    """Build one entry of `errors`; the codes of rate and category stand there only where they matter."""
    entry = {"code": code, "message": message, "rateCode": rate, "categoryCode": category}
    return {name: value for name, value in entry.items() if value is not None}


def need(holds, message, code=INVALID):
    """Refuse the message unless something holds."""
    if not holds:
        raise Refused(error(code, message))


def text(owner, name, code=INVALID):
    """Read a property that has to be a text with something in it."""
    value = owner.get(name)
    if isinstance(value, str) and value.strip():
        return value
    raise Refused(error(code, f"{name} has to be a text that is not empty."))


def number(owner, name):
    """Read a property that has to be a number."""
    value = owner.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise Refused(error(INVALID, f"{name} has to be a number."))


def whole(owner, name, least):
    """Read a property that has to be a whole number, not below the least one."""
    value = number(owner, name)
    if value == int(value) and value >= least:
        return int(value)
    raise Refused(error(INVALID, f"{name} has to be a whole number, {least} or more."))


def optional(read, owner, name, *more):
    """Read a property that may be left out or null."""
    return None if owner.get(name) is None else read(owner, name, *more)


def thing(owner, name):
    """Read a property that has to be an object."""
    value = owner.get(name)
    need(isinstance(value, dict), f"{name} has to be an object.")
    return value


def things(owner, name):
    """Read a property that has to be a list of objects."""
    value = owner.get(name)
    right = isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
    need(right, f"{name} has to be a list of objects.")
    return value


@functools.lru_cache(maxsize=8192)
def ordinal(written):
    """Number a day that is written as 2031-03-01; None if it is no day."""
    try:
        return date.fromisoformat(written).toordinal() if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII) else None
    except ValueError:
        return None


def day(owner, name):
    """Read a property that has to be a day of the calendar, as its number."""
    found = ordinal(text(owner, name))
    if found is not None:
        return found
    raise Refused(error(INVALID, f"{name} has to be a day of the calendar, written as 2031-03-01; it is {owner[name]}."))


def nights(entry):
    """Read the nights from the first to the last day of an entry, both included."""
    first, last = day(entry, "from"), day(entry, "to")
    if first > last:
        raise Refused(error(RULE, f"The entry ends on {entry['to']}, before it begins on {entry['from']}."))
    need(last - first < LONGEST, "An entry may span four years at most.", RULE)
    return range(first, last + 1)


def stay(entry, start="from", end="to"):
    """Read an arrival and a departure, the first of which has to be earlier."""
    first, last = day(entry, start), day(entry, end)
    need(first < last, f"{end} is {entry[end]} and has to be later than {start}, {entry[start]}.", RULE)
    return first, last


# --- What is stored --------------------------------------------------------------------------------------------------


@dataclass
class Connection:
    """Holds all that belongs to one connection with one property; `lock` guards it."""

    token: str
    client: str
    spaces: list
    rates: list
    currency: str
    enabled: bool = True
    off_at_property: bool = False
    strict: bool = False  # one bad code refuses a whole push; a confirmation names a message of this side
    unmapped: set = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)
    availability: dict = field(default_factory=dict)  # (space, night) -> spaces that are free
    prices: dict = field(default_factory=dict)  # (space, rate, night) -> prices by number of guests
    restrictions: dict = field(default_factory=dict)  # (space, rate, night) -> (states, minLos, maxLos)
    dependent: dict = field(default_factory=dict)  # rate -> how it follows from another one
    bookings: dict = field(default_factory=dict)  # channelManagerId -> Booking
    groups: dict = field(default_factory=dict)  # code -> reservations of a group of the property, by their number
    blocks: dict = field(default_factory=dict)  # code -> Block that was offered to the platform
    property_blocks: dict = field(default_factory=dict)  # the platform's number -> code and state
    notices: list = field(default_factory=list)

    def pairs(self):
        """List all pairs of category and rate that are mapped to each other."""
        return [(space, rate) for space in self.spaces for rate in self.rates if (space, rate) not in self.unmapped]

    def mapped(self, space, rate):
        """Tell whether a category is known and, where a rate is named, sold at it."""
        return space in self.spaces and (rate is None or rate in self.rates and (space, rate) not in self.unmapped)

    def unknown(self, keys):
        """Tell each code that is not mapped, once, and each pair of mapped codes that do not belong together."""
        found = {}
        for space, rate in dict.fromkeys(keys):
            if space is not None and space not in self.spaces:
                message = f"Space category {space} is not known here; map it in the extranet."
                found["space", space] = error(BAD_CATEGORY, message, category=space)
            if rate is not None and rate not in self.rates:
                message = f"Rate {rate} is not known here; map it in the extranet."
                found["rate", rate] = error(BAD_RATE, message, rate=rate)
            if space in self.spaces and rate in self.rates and (space, rate) in self.unmapped:
                message = f"Space category {space} is not sold at rate {rate}; map the pair in the extranet."
                found["pair", space, rate] = error(BAD_PAIR, message, rate=rate, category=space)
        return list(found.values())

    def fill(self, spaces, first, days):
        """Store something for categories that no push of this run is about."""
        for night in range(first, first + days):
            for space in spaces:
                self.availability[space, night] = 2
                for rate in self.rates:
                    self.prices[space, rate, night] = [{"guestCount": 1, "grossAmount": 54.5, "netAmount": 50.0}]
                    self.restrictions[space, rate, night] = ([1], None, None)


# --- What the platform calls -----------------------------------------------------------------------------------------


def store(connection, entries, stored):
    """Store the entries whose codes are mapped, night by night, and tell the codes that are not."""
    if connection.strict and not all(connection.mapped(*key) for key, _, _ in entries):
        return connection.unknown(key for key, _, _ in entries)
    with connection.lock:
        for (space, rate), span, value in entries:
            if connection.mapped(space, rate):
                for night in span:
                    stored[(space, night) if rate is None else (space, rate, night)] = value
    return connection.unknown(key for key, _, _ in entries)


def pair(entry):
    """Read the category and the rate of an entry."""
    return text(entry, "spaceTypeCode"), text(entry, "ratePlanCode")


def update_availability(connection, body):
    """Store how many spaces of each category are free."""
    entries = [
        ((text(entry, "spaceTypeCode"), None), nights(entry), whole(entry, "availability", 0))
        for entry in things(body, "availabilities")
    ]
    return store(connection, entries, connection.availability)


def price(entry, currency):
    """Read what a night costs for so many guests, with and without tax."""
    told = text(entry, "currencyCode")
    if told != currency:
        raise Refused(error(RULE, f"Prices are kept in {currency}, and the message tells one in {told}."))
    return {
        "guestCount": whole(entry, "guestCount", 1),
        "netAmount": number(entry, "netAmount"),
        "grossAmount": number(entry, "grossAmount"),
    }


def rate_price(connection, entry):
    """Read an entry of prices, with those by age if there are any."""
    prices = [price(each, connection.currency) for each in things(entry, "prices")]
    for each in optional(things, entry, "agePrices") or []:
        text(each, "ageCategoryCode"), price(each, connection.currency)
    return pair(entry), nights(entry), prices


def dependent_rate(entry):
    """Read how a rate follows from another one."""
    optional(text, entry, "baseRateCode")
    for change in things(entry, "adjustments"):
        number(change, "relativeValue"), number(change, "absoluteValue")
        optional(day, change, "startDate"), optional(day, change, "endDate")
    return text(entry, "rateCode")


def update_prices(connection, body):
    """Store the prices of each pair, and how rates follow from others."""
    told = [name for name in ("ratePrices", "dependentRates") if body.get(name) is not None]
    need(told, "The message has neither ratePrices nor dependentRates.")
    entries = [rate_price(connection, entry) for entry in optional(things, body, "ratePrices") or []]
    dependent = {dependent_rate(entry): entry for entry in optional(things, body, "dependentRates") or []}
    wrong = store(connection, entries, connection.prices)
    with connection.lock:
        connection.dependent.update({rate: entry for rate, entry in dependent.items() if rate in connection.rates})
    return wrong + [each for each in connection.unknown((None, rate) for rate in dependent) if each not in wrong]


def restriction(entry):
    """Read the states of an entry and the lengths of stay between which they hold."""
    states = entry.get("state")
    need(isinstance(states, list) and states, "state has to be a list with at least one number in it.")
    need(all(type(state) is int and state in (1, 2, 6, 7, 8) for state in states), "A state is 1, 2, 6, 7 or 8.")
    need(len(set(states)) == len(states), "A state is named twice.")
    need(1 not in states or len(states) == 1, "Open, 1, does not go together with another state.", RULE)
    need(states != [2], "Closed, 2, has to say to what: 6, 7 or 8.", RULE)
    need(1 in states or 2 in states, "6, 7 and 8 go together with 2.", RULE)
    shortest, longest = optional(whole, entry, "minLos", 1), optional(whole, entry, "maxLos", 1)
    if shortest is not None and longest is not None and shortest > longest:
        raise Refused(error(RULE, f"A stay of {shortest} nights or more cannot be one of {longest} nights or fewer."))
    return sorted(states), shortest, longest


def update_restrictions(connection, body):
    """Store the restrictions of each pair; a later one replaces an earlier one wholly."""
    entries = [(pair(entry), nights(entry), restriction(entry)) for entry in things(body, "restrictions")]
    return store(connection, entries, connection.restrictions)


def confirm_group(connection, body):
    """Take down the platform's numbers of a booking, or why it was not taken."""
    related = text(body, "relatedMessageId")
    name = text(body, "channelManagerId")
    failures = [thing(body, "error")] if body.get("error") is not None else optional(things, body, "errors") or []
    listed = optional(things, body, "reservations")
    need(failures or listed is not None, "The confirmation has neither reservations nor an error.")
    numbers = {text(entry, "code"): text(entry, "confirmationNumber") for entry in listed or []}
    with connection.lock:
        booking = connection.bookings.get(name)
        missing = list(numbers) if booking is None else [code for code in numbers if code not in booking.reservations]
        if booking is None or missing:
            which = ", ".join(f"{code} (confirmation number {numbers[code]})" for code in missing) or "none named"
            raise Refused(error(NOT_FOUND, f"Booking {name} with reservation {which} was not found here."))
        if connection.strict and booking.sent:
            need(related in booking.sent, f"Message {related} about booking {name} was never sent from here.")
        booking.failures = failures
        booking.numbers.update({} if failures else numbers)


def change_notification(connection, body):
    """Take down that the connection was created, updated, switched on or off, or deleted at the property."""
    kind = whole(body, "type", 0)
    need(kind <= 4, "type has to be a number from 0 to 4.")
    with connection.lock:
        connection.notices.append(kind)


def process_block(connection, body):
    """Take a block of the property under a code of this side; tell later what came of it."""
    block = thing(body, "availabilityBlock")
    status, place = text(block, "status"), text(block, "confirmationNumber")
    need(status in ("Create", "Update", "Cancel"), "status has to be Create, Update or Cancel.")
    need(text(block, "pickupType") in ("AllInOneGroup", "IndividualGroups"), "pickupType is not known.")
    text(block, "name"), text(thing(block, "booker"), "lastName"), stay(thing(block, "dates"), "start", "end")
    wrong = connection.unknown((text(entry, "spaceTypeCode"), None) for entry in things(block, "spaceCategories"))
    with connection.lock:
        code = optional(text, block, "code") or connection.property_blocks.get(place, (None,))[0]
        code = code or f"BLOCK-{len(connection.property_blocks) + 1}"
        connection.property_blocks[place] = (code, "Refused" if wrong else status)
    return wrong, {"code": code, "confirmationNumber": place}


def process_group(connection, body):
    """Take a group that was sold or changed at the property; tell later what came of it."""
    listed = optional(things, body, "reservations") or []
    for entry in listed:
        text(entry, "confirmationNumber")
        if entry.get("state") != 3:
            pair(entry), stay(entry), thing(entry, "totalAmount"), things(entry, "amounts")
    places = [entry["confirmationNumber"] for entry in listed]
    active = [entry for entry in listed if entry.get("state") != 3]
    if active:
        text(body, "currencyCode"), thing(body, "totalAmount"), text(thing(body, "customer"), "lastName")
    wrong = connection.unknown(pair(entry) for entry in active)
    with connection.lock:
        code = group_code(connection, body.get("channelManagerId"), places)
        if code is None and not listed:
            return [error(NOT_FOUND, "A group that is cancelled as a whole was not found here.")], {}
        if wrong:
            return wrong, {"code": code or "0"}
        code = code or f"PROPERTY-{len(connection.groups) + 1}"
        known = connection.groups.setdefault(code, {})
        for entry in listed:
            place = entry["confirmationNumber"]
            known[place] = optional(text, entry, "code") or known.get(place) or str(len(known) + 1)
        told = [{"code": known[place], "confirmationNumber": place} for place in dict.fromkeys(places)]
    return [], {"code": code, "reservations": told}


def group_code(connection, name, places):
    """Find the group that a message of the property is about, by its code or by a number of its reservations."""
    if name in connection.bookings or name in connection.groups:
        return name
    return next((code for code, known in connection.groups.items() if any(place in known for place in places)), None)


def confirm_block(connection, body):
    """Take down the platform's number of a block, or why it was not taken. Its example writes success as a text."""
    text(body, "messageId")
    need(body.get("success") in (True, False, "true", "false"), "success has to be true or false.")
    with connection.lock:
        block = connection.blocks.get(text(body, "code"))
        need(block is not None, f"Block {body['code']} was not found here.", RULE)
        if body["success"] in (True, "true"):
            block.number = text(body, "confirmationNumber")


# The operations by the last part of their address. The address of the last one is not published: any will do.
PUSHES = {
    "updateAvailability": update_availability,
    "updatePrices": update_prices,
    "updateRestrictions": update_restrictions,
}
REQUESTS = {"processAvailabilityBlock": process_block, "processGroup": process_group}
NOTICES = {"confirmGroup": confirm_group, "changeNotificaton": change_notification, "blockResult": confirm_block}
OPERATIONS = {**PUSHES, **REQUESTS, **NOTICES}

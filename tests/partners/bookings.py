"""Writes the bookings and blocks of this side as the platform wants them."""

import uuid
from dataclasses import dataclass, field
from datetime import date

CHANNELS = {1: "Booking.com", 2: "Expedia", 7: "Hostelworld", 19: "Agoda", 42: "Airbnb"}
CARDS = {
    1: "4111111111111111", 2: "5555444433331111", 3: "370000000000002", 7: "36006666333344", 8: "6445644564456445",
}


def written(night):
    """Write a day's number as the messages do."""
    return date.fromordinal(night).isoformat()


def amount(cents, kinds):
    """Write an amount with tax, without it, or both."""
    return {kind: value / 100 for kind, value in zip(("gross", "net"), cents) if kind in kinds}


def total(amounts):
    """Add amounts up, with tax and without it."""
    return tuple(sum(parts) for parts in zip(*amounts)) or (0, 0)


@dataclass
class Reservation:
    """Holds one reservation of a booking."""

    space: str
    rate: str
    first: int
    last: int
    adults: int = 2
    children: int = 0
    companions: list = field(default_factory=list)
    products: list = field(default_factory=list)
    state: int = 1
    listed: bool = True
    discount: int = 0
    ages: tuple = ("Adult", "Child")
    form: str = "usual"  # sparse leaves out what may be left out, full writes out what is empty

    def prices(self):
        """Reckon what each night costs, in cents with tax and without it; no two nights in a row cost the same."""
        base = 9000 + 100 * (sum(self.rate.encode()) % 50)
        gross = [base + 450 * (night % 7) - self.discount for night in range(self.first, max(self.last, self.first))]
        return [(cents, round(cents / 1.09)) for cents in gross]

    def extras(self, kinds):
        """Reckon the products of the stay: their prices, and how they are written."""
        persons = self.adults + self.children
        for code in self.products:
            cents = 1635 * persons * (self.last - self.first)
            price = (cents, round(cents / 1.09))
            written_form = {"code": code, "count": persons, "pricing": 4, "amount": amount(price, kinds)}
            yield price, {**written_form, "from": written(self.first), "to": written(self.last)}

    def sum(self):
        """Reckon what the whole stay costs."""
        return total([*self.prices(), *(price for price, _ in self.extras(()))])

    def message(self, code, kinds):
        """Write the reservation as the platform wants it."""
        guests = zip(self.ages, (self.adults, self.children))
        entry = {
            "code": code,
            "spaceTypeCode": self.space,
            "ratePlanCode": self.rate,
            "from": written(self.first),
            "to": written(self.last),
            "totalAmount": amount(self.sum(), kinds),
            "amounts": [amount(price, kinds) for price in self.prices()],
            "guestCounts": [{"code": word, "count": count} for word, count in guests if count],
            "state": self.state,
        }
        if self.form == "sparse" and self.state != 3:
            del entry["state"]
        if self.form == "full":
            entry.update(guests=[], extras=None)
        if self.companions:
            entry["guests"] = self.companions
        if self.products:
            entry["extras"] = [extra for _, extra in self.extras(kinds)]
        return entry


@dataclass
class Booking:
    """Holds a booking, which is one message for all of its reservations."""

    name: str
    kinds: tuple = ("gross", "net")
    currency: str = "EUR"
    source: int = 7
    card: int = 2
    block: str = None
    reservations: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)
    sent: set = field(default_factory=set)
    form: str = "usual"

    def add(self, reservation):
        """Add a reservation under a code of its own."""
        reservation.form = self.form
        self.reservations[f"{self.name}/{len(self.reservations) + 1}"] = reservation

    def active(self):
        """List the reservations that are not cancelled."""
        return [each for each in self.reservations.values() if each.state != 3]

    def identity(self):
        """Write what every message about the booking begins with."""
        message_id = str(uuid.uuid4())
        self.sent.add(message_id)
        return {
            "messageId": message_id,
            "channelId": f"{CHANNELS[self.source].upper()}-{self.name}",
            "channelManagerId": self.name,
        }

    def message(self):
        """Write the whole booking: every reservation is repeated each time."""
        guest = {"firstName": "Wilma", "lastName": "Brook", "email": "wilma@brook.example", "languageCode": "nl-NL"}
        content = {
            **self.identity(),
            "currencyCode": self.currency,
            "totalAmount": amount(total([each.sum() for each in self.active()]), self.kinds),
            "paymentType": 2,
            "customer": {**guest, "telephone": "+31 20 555 0100", "nationalityCode": "NL"},
            "paymentCard": {
                "type": self.card,
                "number": CARDS[self.card],
                "expireDate": "0821",
                "cvv": "737",
                "holderName": "W. Brook",
            },
            "sources": [{"code": self.source, "name": CHANNELS[self.source], "type": 0, "isPrimary": True}],
            "reservations": [each.message(code, self.kinds) for code, each in self.reservations.items() if each.listed],
            "comments": ["Arrives late in the evening."],
        }
        if self.form == "sparse":
            content["customer"] = {"lastName": guest["lastName"], "email": guest["email"]}
            del content["comments"], content["paymentCard"]["holderName"], content["paymentCard"]["cvv"]
        if self.form == "full":
            content["customer"].update(title=None, address=None, loyaltyInfo=None, loyaltyCode=None)
            content.update(booker=None, company=None, travelAgency=None, channel=None, availabilityBlockCode=None)
        return {**content, "availabilityBlockCode": self.block} if self.block else content

    def cancellation(self, form):
        """Write that the whole booking is cancelled, in one of the four documented forms."""
        for each in self.reservations.values():
            each.state = 3
        content = self.identity()
        if form == "states":
            content["reservations"] = [each.message(code, self.kinds) for code, each in self.reservations.items()]
        elif form != "absent":
            content["reservations"] = None if form == "null" else []
        return content


@dataclass
class Block:
    """Holds spaces that are set aside for a group, as this side offers them to the platform."""

    code: str
    space: str
    rate: str
    first: int
    last: int
    count: int = 2
    release: str = "Fixed"
    pickup: str = "IndividualGroups"
    number: str = None

    def message(self, status):
        """Write the block; once it is not new it has to be named by the platform's number."""
        strategy = {"type": self.release}
        if self.release == "Fixed":
            strategy["fixedDate"] = written(self.first - 14)
        else:
            strategy["offset"] = "P10DT"
        span = {"start": written(self.first), "end": written(self.last)}
        content = {
            "code": self.code,
            "status": status,
            "name": f"Choir meeting {self.code}",
            "dates": span,
            "releaseStrategy": strategy,
            "originalRateCode": self.rate,
            "spaceCategories": [{"spaceTypeCode": self.space, "allocatedSpaces": [{**span, "count": self.count}]}],
            "booker": {"firstName": "Otto", "lastName": "Reed", "email": "otto@reed.example"},
            "pickupType": self.pickup,
        }
        if status != "Created":
            content["confirmationNumber"] = self.number
        return {"messageId": str(uuid.uuid4()), "availabilityBlock": content}
